"""What is true in a room: who comes, what they really want, and who else works there; frozen, with no clock inside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random

from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.people import Stakeholder


class Outcome(StrEnum):
    """How a matter rightly leaves the session: answered at once (R08), followed up (R09), escalated (R10), referred."""

    ANSWER = "answer"
    FOLLOW_UP = "follow_up"
    ESCALATE = "escalate"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Matter:
    """One question of a caller and what is right for it; empty `references` mean that “without reference” is right.

    `documents` are those that the caller forgot: they have to be asked for, and come `fetch` later. Whether the head
    `asks_back` once before answering an escalated one is the caller's luck.
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
    """Who comes, or whose message is received, at `at` (UTC), with everything the director needs to play them.

    `hears` is the call at which the visitor comes to the counter, 0 for never; `returns` how long after having been
    marked absent they report back, None for never; `patience` how long they wait before they leave, None for ever.
    `registered` are the topics that the door writes down, right or wrong.
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
        """Whether it is a message, for which nobody stands in the waiting room."""
        return self.channel != "tatap_muka"

    def matter(self, topic: str) -> Matter | None:
        """What the caller wants on `topic`; None when it is none of their matters."""
        return next((one for one in self.matters if one.topic == topic), None)


@dataclass(frozen=True, slots=True)
class HeadRule:
    """How the head of `section` works: an answer after working time between `fastest` and `slowest`.

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
    """What may happen in a room besides people coming."""

    POWER_CUT = "power_cut"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Surprise:
    """Something that happens at `at` (UTC): a power cut of `lasts`, or a `text` that everybody is told."""

    at: datetime
    kind: SurpriseKind
    lasts: timedelta = timedelta(0)
    text: str = ""


@dataclass(frozen=True)
class Scenario:
    """A scenario file as read: what it teaches, when it plays, and the rules of its people.

    `day` is None for the first working day from today on. `days` is how many working days after the first it ends, at
    the local time `ends`. `filled` begins it in the middle of a morning that others have worked through already.
    `trainee_login` is the login of the trainee's officer.
    """

    code: str
    title: str
    about: str
    teaches: tuple[str, ...]
    keys: tuple[str, ...]
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
    """A scenario with its luck drawn: who comes when; the same scenario, seed and day give the same plan."""

    scenario: Scenario
    seed: int
    start: datetime
    end: datetime
    callers: tuple[Caller, ...]
    surprises: tuple[Surprise, ...] = ()
    #: Topic → section of the office that is played.
    sections: Mapping[str, str] = field(default_factory=dict)

    def random_for(self, *what: object) -> Random:
        """Chance that depends on what it is asked about alone, never on the order of asking."""
        return Random(f"{self.seed}/{self.scenario.code}/{'/'.join(map(str, what))}")

    def between(self, low: timedelta, high: timedelta, *what: object) -> timedelta:
        """A stretch between `low` and `high`, in whole seconds, by the luck of `what`."""
        return timedelta(seconds=self.random_for(*what).randint(int(low.total_seconds()), int(high.total_seconds())))
