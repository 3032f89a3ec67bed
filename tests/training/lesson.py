"""A lesson: the people of the test office at work on a real file, with callers of whom it is known what they want."""

from datetime import datetime
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.records import Channel, Consultation, Event, Ticket
from kppn_tui.training.plan import Caller, Matter, Outcome
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.marks import LostPoint, Mark
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.score_card import ScoreCard, score
from tests.conftest import HandClock, People
from tests.desk.kit import items_of

PHONE = Contact("whatsapp", "0813-7766-4083")
NO_CONTACT = Refusal("tidak berkenan", "datang lagi")
RULE = "PER-9/PB/2018"


def matter(topic: str, outcome: Outcome = Outcome.ANSWER, *references: str) -> Matter:
    """A question on `topic` whose answer rests on `references`."""
    return Matter(f"Q-{topic}", f"Bagaimana {topic}?", topic, "Begini.", references, outcome)


class Lesson:
    """Ana is the trainee; everybody else does what the lesson needs."""

    def __init__(self, desk: Desk, people: People, clock: HandClock) -> None:
        self.desk, self.people, self.clock = desk, people, clock
        self.ana = people.ana
        self.callers: dict[int, Caller] = {}
        self.started = clock()

    def come(
        self, *matters: Matter, registered: tuple[str, ...] | None = None, received: datetime | None = None, **more: Any
    ) -> Ticket:
        """Somebody with `matters` gets a number at the door, or their message of `received` is registered."""
        self.clock.forward(seconds=1)
        told = {"channel": Channel.FACE_TO_FACE} | more
        caller = Caller(
            key=f"c{len(self.callers)}",
            at=self.clock(),
            name="Tamu",
            role="bendahara",
            origin=Stakeholder("980101", "PN Serojabaru"),
            matters=matters,
            registered=tuple(one.topic for one in matters) if registered is None else registered,
            **told,
        )
        ticket = self.desk.take_ticket(
            self.people.satpam,
            caller.channel,
            satker_code=caller.origin.code,
            satker_name=caller.origin.name,
            topics=caller.registered,
            priority_reason=caller.priority,
            reference_number=f"HAI-{len(self.callers)}" if caller.online else "",
            received_at=received,
        )
        self.callers[ticket.id] = caller
        return ticket

    def start(self, ticket: Ticket, *, identify: bool = True, declined: bool = False) -> list[Consultation]:
        """`ticket` in service at Ana's counter, called if need be; its consultations."""
        if not ticket.online:
            self.desk.call_next(self.ana)
            self.clock.forward(seconds=30)
        self.desk.start(self.ana, ticket)
        if identify:
            self.identify(ticket, declined=declined)
        return items_of(self.desk, ticket)

    def identify(self, ticket: Ticket, *, declined: bool = False) -> None:
        """Who they are, or that they decline."""
        if declined:
            self.desk.identify(self.ana, ticket, declined=True)
        else:
            self.desk.identify(self.ana, ticket, name="Tamu", satker_code="980101", satker_name="PN Serojabaru")

    def ask(self, item: Consultation, *, minutes: float = 5, **more: Any) -> None:
        """The question of `item` is written down; then it takes `minutes` until what comes next."""
        self.desk.record(self.ana, item, question="Bagaimana?", **more)
        self.clock.forward(minutes)

    def resolve(self, item: Consultation, *references: str) -> None:
        """Answered with `references`, or without."""
        self.desk.resolve(self.ana, item, answer="Begini.", references=references, no_reference=not references)

    def follow_up(self, item: Consultation, *, refused: bool = False) -> None:
        """Answered later."""
        way: dict[str, Any] = {"refusal": NO_CONTACT} if refused else {"contact": PHONE}
        self.desk.follow_up(self.ana, item, reason="perlu telaah", **way)

    def escalate(self, item: Consultation, section: str = "", *, refused: bool = False, **more: Any) -> None:
        """The section head is asked."""
        way: dict[str, Any] = {"refusal": NO_CONTACT} if refused else {"contact": PHONE}
        reason = "dekat" if section else ""
        self.desk.escalate(self.ana, item.id, "Mohon arahan", section=section, section_reason=reason, **(way | more))

    def tell(self, item: Consultation, kind: str = "delivered") -> None:
        """A note on how far it is."""
        self.desk.log_progress(self.ana, item, "Sedang ditelaah", kind=kind, channel="whatsapp")

    def absent(self, *, calls: int = 3) -> Ticket:
        """The next one is called `calls` times and does not come."""
        ticket = self.desk.call_next(self.ana)
        for _ in range(calls - 1):
            self.clock.forward(1)
            self.desk.recall(self.ana, ticket)
        self.clock.forward(1)
        return self.desk.absent(self.ana, ticket)

    def run(self, *keys: str, ended: datetime | None = None) -> Run:
        """Everything until now, as saved."""
        return Run(
            scenario="uji",
            title="Hari uji",
            seed=7,
            started_at=self.started,
            ended_at=ended or self.clock(),
            zone=self.desk.settings.office.zone,
            officers={one.id: one.name for one in self.desk.officers()},
            events=events_of(self.desk),
            callers=self.callers,
            taught_actions=keys,
        )

    def card(self, *keys: str, ended: datetime | None = None) -> ScoreCard:
        """Ana's score until now."""
        return score(self.run(*keys, ended=ended), self.ana.id, OfficeFacts.of(self.desk.settings))

    def mark(self, criterion: Criterion, *keys: str) -> Mark:
        """Ana's mark until now."""
        return self.card(*keys).mark(criterion)

    def lost(self, criterion: Criterion) -> LostPoint:
        """The only point that Ana lost there."""
        (loss,) = self.mark(criterion).lost_points
        return loss


def events_of(desk: Desk) -> tuple[Event, ...]:
    """The whole trail."""
    with desk.store.reading():
        return tuple(desk.store.find(Event, office=desk.office))


def tally(card: ScoreCard) -> dict[str, tuple[int, int]]:
    """Points kept and possible of what was tried."""
    return {str(mark.criterion): (mark.earned, mark.possible) for mark in card.marks if mark.tried}
