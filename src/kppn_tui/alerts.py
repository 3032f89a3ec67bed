"""What a passed clock is called, in neutral words: one line each, or one digest."""

from kppn_tui.desk.sweep import Raised, Sweep
from kppn_tui.domain.clocks import Level
from kppn_tui.domain.records import ClockKind
from kppn_tui.i18n import N_, _, ngettext

#: More than this at once, after a pause of the worker, is told as one digest.
SINGLY = 2

_RAISED = {
    (ClockKind.SERVICE, Level.WARN): N_("A service nears the 20-minute standard."),
    (ClockKind.SERVICE, Level.BREACH): N_("A service is over the 20-minute standard."),
    (ClockKind.SOLUTION, Level.WARN): N_("A solution is due today."),
    (ClockKind.SOLUTION, Level.BREACH): N_("A solution is overdue."),
    (ClockKind.PROGRESS, Level.WARN): N_("Today's progress has not been sent yet."),
    (ClockKind.PROGRESS, Level.BREACH): N_("A working day has passed without progress to the stakeholder."),
    (ClockKind.REPLY, Level.WARN): N_("A section head's answer is due today."),
    (ClockKind.REPLY, Level.BREACH): N_("A section head's answer is late."),
}


def sweep_sentence(sweep: Sweep) -> str:
    """What a sweep raised: each clock on its own line, or one digest when there are many."""
    if len(sweep.raised) <= SINGLY:
        return "\n".join(raised_sentence(raised) for raised in sweep.raised)
    return ngettext(
        "{n} clock has passed a limit, {m} of them are over. See the follow-ups.",
        "{n} clocks have passed a limit, {m} of them are over. See the follow-ups.",
        len(sweep.raised),
    ).format(n=len(sweep.raised), m=sweep.breaches)


def raised_sentence(raised: Raised) -> str:
    """One alert in neutral words."""
    return _(_RAISED[ClockKind(raised.deadline.kind), raised.level])
