"""Plan of a room: who comes, what each of them really needs, and who else works there. Frozen, without a clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.records import Ticket


class Outcome(StrEnum):
    """Right end of a matter's session: answered at once (R08), followed up (R09), escalated (R10), referred."""

    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    ESCALATE = "escalate"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Matter:
    """One question of a caller and what is right for it; without `references`, “without reference” is right.

    `documents` are those that the caller forgot: they have to be asked for, and come after the time `fetch`. Whether
    the head of an escalated matter `asks_back` once before answering belongs to the caller as well.
    """

    question: str
    text: str
    topic: str
    answer: str
    references: tuple[str, ...] = ()
    outcome: Outcome = Outcome.ANSWER
    documents: tuple[str, ...] = ()
    fetch: timedelta = timedelta(0)
    asks_back: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """A visitor who comes, or a message that is received, at `at` (UTC).

    `hears` is the number of the call at which the visitor comes to the counter, 0 for never. `returns` is how long
    after having been marked absent they report back, None for never. `patience` is how long they wait before they
    leave, None for ever. `registered` are the topics that are written down at the door, right or wrong.
    """

    key: str
    at: datetime
    name: str
    role: str
    origin: Stakeholder
    matters: tuple[Matter, ...]
    channel: str = "tatap_muka"
    detail: str = ""
    reference: str = ""
    priority: str = ""
    registered: tuple[str, ...] = ()
    declines_identity: bool = False
    contact: Contact | None = None
    refusal: Refusal | None = None
    hears: int = 1
    returns: timedelta | None = None
    patience: timedelta | None = None

    @property
    def online(self) -> bool:
        """Return whether it is a message, whose sender is not in the waiting room."""
        return self.channel != "tatap_muka"

    def matter(self, topic: str) -> Matter | None:
        """Return the caller's matter on `topic`; None when there is none."""
        return next((one for one in self.matters if one.topic == topic), None)


@dataclass(frozen=True, slots=True)
class HeadRule:
    """Rule of the head of `section`: an answer after working time between `fastest` and `slowest`.

    From `away_first` to `away_last`, working days counted from the scenario's first (0), `substitute` (a login)
    answers instead, as Plh. (A17).
    """

    section: str
    fastest: timedelta
    slowest: timedelta
    away_first: int | None = None
    away_last: int | None = None
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class ColleagueRule:
    """An officer at another counter: a service takes between `fastest` and `slowest`; breaks by local time of day."""

    login: str
    fastest: timedelta
    slowest: timedelta
    breaks: tuple[tuple[time, time], ...] = ()


class SurpriseKind(StrEnum):
    """Kind of surprise that may happen in a room besides people coming."""

    POWER_CUT = "power_cut"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Surprise:
    """Something that happens at `at` (UTC): a power cut of the length `lasts`, or a `text` shown to everybody."""

    at: datetime
    kind: SurpriseKind
    lasts: timedelta = timedelta(0)
    text: str = ""


@dataclass(frozen=True)
class Scenario:
    """A scenario file as read: what it teaches, when it plays, and the rules of its people.

    `teaches` are requirements. `day` is None for the first working day from today on. `days` is how many working days
    after the first it ends, at the local time `ends`. A `filled` scenario begins in the middle of a
    morning that others have worked through already. `trainee_login` is the login of the trainee's officer.
    """

    code: str
    title: str
    about: str
    teaches: tuple[str, ...]
    taught_actions: tuple[str, ...]
    day: date | None
    starts: time
    ends: time
    days: int = 0
    trainee_login: str = "cso1"
    hints: bool = False
    filled: bool = False
    heads: tuple[HeadRule, ...] = ()
    colleagues: tuple[ColleagueRule, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A scenario with everything random drawn: the same scenario, seed and day give the same plan."""

    scenario: Scenario
    seed: int
    start: datetime
    end: datetime
    callers: tuple[Caller, ...]
    surprises: tuple[Surprise, ...] = ()
    #: Topic → section of the office that is played.
    sections: Mapping[str, str] = field(default_factory=dict)

    def random_for(self, *key: object) -> Random:
        """Return a random source that depends on the seed and `key` alone, never on the order of drawing."""
        return Random(f"{self.seed}/{self.scenario.code}/{'/'.join(map(str, key))}")

    def duration(self, low: timedelta, high: timedelta, *key: object) -> timedelta:
        """Draw a duration between `low` and `high`, in whole seconds, by the random source of `key`."""
        return timedelta(seconds=self.random_for(*key).randint(int(low.total_seconds()), int(high.total_seconds())))


def ticket_key(ticket: Ticket) -> str:
    """Return the part of a random key that stands for `ticket`: its day and number."""
    return f"{ticket.day} {ticket.label}"


def minutes(low: float, high: float) -> tuple[timedelta, timedelta]:
    """Return a range of durations to draw from, in minutes."""
    return timedelta(minutes=low), timedelta(minutes=high)
