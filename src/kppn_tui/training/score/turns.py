"""The rules about the queue and the keys: whose turn it was, how calls ended, and what was practised."""

from datetime import timedelta
from typing import Any, Final

from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.i18n import N_
from kppn_tui.training.score.marks import Criterion, Loss
from kppn_tui.training.score.tale import Deed, Points, Tale

#: A visitor who was called is not left standing longer than this.
UNATTENDED: Final = timedelta(minutes=5)


def order(tale: Tale) -> Points:
    """A24b: whoever was called was the one whose turn it was; online cases stand in no line."""
    for deed in tale.mine(Action.CALL):
        ticket, turn = deed.ticket, deed.turn
        if ticket is None or ticket.online:
            continue
        if turn is None or turn.id == ticket.id:
            yield None
            continue
        reason = N_("{label} was called while it was the turn of {turn}.")
        yield tale.lost(Criterion.ORDER, "A24b", deed, reason, label=ticket.label, turn=turn.label)


def calls(tale: Tale) -> Points:
    """A24: whoever was called was served, or called again as often as set before being marked absent."""
    for deed in tale.mine(Action.CALL):
        deeds = tale.of_ticket.get(deed.event.ticket_id or 0, ())
        yield from _call(tale, deed, [one for one in deeds if one.event.id > deed.event.id])


def _call(tale: Tale, call: Deed, after: list[Deed]) -> Points:
    """How the call ended: served, absent or back in the queue; nothing while the visitor may still be on the way."""
    last, limit = call, tale.facts.limits.calls_max
    for deed in after:
        if deed.action not in (Action.RECALL, Action.START, Action.ABSENT, Action.REQUEUE):
            continue
        if deed.at - last.at > UNATTENDED:
            yield _unattended(tale, last)
        elif deed.action is Action.RECALL:
            last = deed
            continue
        elif deed.action is Action.START:
            yield None
        else:
            yield _sent_away(tale, deed, last.ticket.calls if last.ticket else 0, limit)
        return
    if tale.run.ended_at - last.at > UNATTENDED:
        yield _unattended(tale, last)


def _unattended(tale: Tale, last: Deed) -> Loss:
    reason = N_("A called visitor was left for more than {minutes} minutes without a call again or a service.")
    minutes = int(UNATTENDED.total_seconds()) // 60
    return tale.lost(Criterion.CALLS, "A24", last, reason, at=last.at + UNATTENDED, minutes=minutes)


def _sent_away(tale: Tale, deed: Deed, called: int, limit: int) -> Loss | None:
    """A visitor marked absent or put back after `called` calls."""
    caller = tale.caller(deed)
    facts: dict[str, Any] = {"calls": called, "limit": limit}
    if called < limit and deed.action is Action.REQUEUE:
        return tale.lost(Criterion.CALLS, "A24", deed, N_("Back to the queue after {calls} of {limit} calls."), **facts)
    if called < limit:
        return tale.lost(Criterion.CALLS, "A24", deed, N_("Marked absent after {calls} of {limit} calls."), **facts)
    if deed.action is Action.ABSENT and caller is not None and 0 < caller.hears <= called:
        return tale.lost(
            Criterion.CALLS, "A24", deed, N_("Marked absent although the visitor had come to the counter.")
        )
    return None


#: What each action of the desk serves; R08 and R09 are where a consultation leaves the session.
SERVES: dict[Action, str] = {
    Action.TAKE_TICKET: "R01",
    Action.CALL: "A24b",
    Action.RECALL: "A24",
    Action.ABSENT: "A24",
    Action.REQUEUE: "A24",
    Action.REJOIN: "A24",
    Action.START: "R21",
    Action.IDENTIFY: "R03",
    Action.PRIORITISE: "A24b",
    Action.FINISH: "R23",
    Action.DISMISS: "A24",
    Action.CANCEL_TICKET: "A24",
    Action.ADD_CONSULTATION: "R05",
    Action.RECORD: "R04",
    Action.SWITCH: "A7",
    Action.REQUEST_DOCUMENTS: "R07",
    Action.DOCUMENTS_RECEIVED: "R07",
    Action.RESOLVE: "R08",
    Action.FOLLOW_UP: "R09",
    Action.ESCALATE: "R10",
    Action.REFER: "A24",
    Action.CANCEL: "A24",
    Action.LOG_PROGRESS: "R20",
    Action.EXPLAIN_OVERDUE: "A21",
    Action.CLARIFY: "R10",
    Action.WITHDRAW: "R10",
    Action.UNDO: "A23",
}


def keys(tale: Tale) -> Points:
    """Each action that the scenario teaches was used at least once; what the trail can't show is not judged."""
    used = {deed.action for deed in tale.deeds if tale.is_mine(deed)}
    if tale.corrected:
        used.add(Action.UNDO)
    for name in dict.fromkeys(tale.run.keys):
        if name not in SERVES:
            continue
        action = Action(name)
        if action in used:
            yield None
            continue
        label = RULE[action].label if action in RULE else N_("Undo")
        at = tale.run.ended_at
        reason = N_("“{action}” was not used in this run.")
        yield Loss(Criterion.KEYS, SERVES[action], at, tale.last_event(at), "", "", reason, {"action": label})
