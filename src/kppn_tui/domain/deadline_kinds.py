"""The promises of the office: one table says of each kind who is told, what a miss leads to and what a pause moves.

To add a kind: a member and a row here, its limits in `domain.deadlines`, its start in `desk.deadlines`, and the verb
that begins it.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from kppn_tui.domain.errors import N_
from kppn_tui.domain.states import Level


class DeadlineKind(StrEnum):
    """The promises (R12, R20, R21, A18)."""

    SERVICE = "service"
    SOLUTION = "solution"
    PROGRESS = "progress"
    REPLY = "reply"
    ASK_BACK = "ask_back"


class Told(Enum):
    """The officers who are told that a deadline warns or is over."""

    #: The officer of the case; every CSO where that one may not sign in any more.
    OFFICER = auto()
    #: Whoever answers today for the section that was asked, as head or as substitute.
    SECTION = auto()


class Missed(Enum):
    """The consequence of a deadline that has passed unmet."""

    NOTHING = auto()
    #: The checkpoint ends as missed, and the next one begins.
    NEXT_CHECKPOINT = auto()
    #: A progress note is owed on each working day until there is a solution (A21).
    DAILY_PROGRESS = auto()


class Pause(Enum):
    """The time by which a pause moves the limits (A6, A12, A29)."""

    NOTHING = auto()
    #: The time that passed.
    REAL_TIME = auto()
    #: The working hours that passed.
    WORKING_TIME = auto()
    #: The working hours that passed, but never beyond the solution that it serves (A18).
    WORKING_TIME_WITHIN_SOLUTION = auto()


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """One row of the table; `warn` and `breach` are the sentences of its alerts, in neutral words."""

    told: frozenset[Told]
    missed: Missed
    pause: Pause
    warn: str
    breach: str

    def sentence(self, level: Level) -> str:
        """Return the sentence (a msgid) of an alert of `level`."""
        return self.breach if level is Level.BREACH else self.warn


DEADLINE_RULES: dict[DeadlineKind, DeadlineRule] = {
    DeadlineKind.SERVICE: DeadlineRule(
        told=frozenset({Told.OFFICER}),
        missed=Missed.NOTHING,
        pause=Pause.REAL_TIME,
        warn=N_("A service nears the standard time."),
        breach=N_("A service is over the standard time."),
    ),
    DeadlineKind.SOLUTION: DeadlineRule(
        told=frozenset({Told.OFFICER}),
        missed=Missed.DAILY_PROGRESS,
        pause=Pause.WORKING_TIME,
        warn=N_("A solution is due today."),
        breach=N_("A solution is overdue."),
    ),
    DeadlineKind.PROGRESS: DeadlineRule(
        told=frozenset({Told.OFFICER}),
        missed=Missed.NEXT_CHECKPOINT,
        pause=Pause.NOTHING,
        warn=N_("Today's progress has not been sent yet."),
        breach=N_("A working day has passed without progress to the stakeholder."),
    ),
    DeadlineKind.REPLY: DeadlineRule(
        told=frozenset({Told.OFFICER, Told.SECTION}),
        missed=Missed.NOTHING,
        pause=Pause.WORKING_TIME_WITHIN_SOLUTION,
        warn=N_("A section head's answer is due today."),
        breach=N_("A section head's answer is late."),
    ),
    DeadlineKind.ASK_BACK: DeadlineRule(
        told=frozenset({Told.OFFICER}),
        missed=Missed.NOTHING,
        pause=Pause.NOTHING,
        warn=N_("The reply to what a section head asked back is due today."),
        breach=N_("The reply to what a section head asked back is late."),
    ),
}

#: The rule of a kind that only a newer version knows: it is told, and nothing else happens here.
_OF_A_NEWER_VERSION = DeadlineRule(
    told=frozenset({Told.OFFICER}),
    missed=Missed.NOTHING,
    pause=Pause.NOTHING,
    warn=N_("A deadline nears that only a newer version of this program knows."),
    breach=N_("A deadline has passed that only a newer version of this program knows."),
)


def deadline_rule(kind: DeadlineKind) -> DeadlineRule:
    """Return the rule of `kind`; one that only a newer version knows is told and nothing else."""
    return DEADLINE_RULES.get(kind, _OF_A_NEWER_VERSION)
