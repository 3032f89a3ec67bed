"""What one person does all day through the verbs of the desk: a CSO officer at a counter, or the head of a section."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from time import perf_counter
from typing import Any, TypeVar

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Consultation, Ticket
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD
from tests.load.clock import FastClock

T = TypeVar("T")
#: No new visitors come in the last of these minutes, and the desks go on until nobody waits.
DAY, DOOR_CLOSES = 480.0, 450.0
CONTACT = Contact("whatsapp", "081377664083")
REFUSAL = Refusal("tidak bersedia", "datang kembali")


@dataclass(frozen=True)
class Task:
    """Who works where, how much comes in through this person's hands, and with which luck."""

    settings: Settings
    login: str
    counter: str
    arrivals: int
    seed: int
    clock: FastClock


@dataclass
class Account:
    """How a shift went: verbs done, refusals by name, faults in full, and how long each verb took in seconds."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


class Shift(ABC):
    """One desk from the opening of the door until the last visitor has gone."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.clock = task.clock
        self.luck = Random(task.seed)
        self.account = Account()
        self.desk: Desk = connect(task.settings.url, task.settings, task.clock)
        self.officer: Officer = self.desk.sign_in(task.login, PASSWORD, task.counter)
        self._swept = 0.0

    def run(self) -> Account:
        """The whole day; a fault ends it and is told."""
        try:
            self._day()
        except Exception as error:
            self.account.faults.append(f"{self.task.login}: {type(error).__name__}: {error}")
        finally:
            self.desk.close()
        return self.account

    @abstractmethod
    def _day(self) -> None:
        """From the opening of the door on."""

    def do(self, verb: Callable[..., T], *args: Any, **more: Any) -> T | None:
        """Act, and keep the account; None where a colleague or a rule said no."""
        name, started = verb.__name__, perf_counter()
        try:
            found = verb(self.officer, *args, **more)
        except StoreUnavailable:
            raise
        except DeskError as error:
            self.account.refused[f"{name}: {type(error).__name__}"] += 1
            return None
        self.account.seconds.append(perf_counter() - started)
        self.account.done[name] += 1
        return found

    def look_up(self) -> None:
        """What every open desk does beside its verbs: it hears of changes, and sweeps when a clock is due."""
        self.desk.changed()
        wake = self.desk.next_wake()
        if (wake is not None and wake <= self.desk.now()) or self.clock.minute() - self._swept > 5:
            self._swept = self.clock.minute()
            self.desk.sweep(self.task.login)

    def chance(self, of: float) -> bool:
        return self.luck.random() < of


class CounterShift(Shift):
    """A CSO officer."""

    def _day(self) -> None:
        coming = sorted(self.luck.uniform(0, DOOR_CLOSES) for _ in range(self.task.arrivals))
        while True:
            while coming and coming[0] <= self.clock.minute():
                coming.pop(0)
                self._register()
            self.look_up()
            visitor = self._next()
            if visitor is not None:
                self._serve(visitor)
            elif not coming and self.clock.minute() > DOOR_CLOSES:
                self._follow_up()
                return
            elif self.chance(0.3):
                self._follow_up()
            self.clock.wait(self.luck.uniform(0.2, 0.6))

    def _register(self) -> None:
        topics = self.luck.sample([topic.code for topic in self.task.settings.topics], 2)
        more: dict[str, Any] = {"topics": topics, "satker_code": f"9801{self.luck.randint(1, 30):02d}"}
        if self.chance(0.15):
            received = self.desk.now() - timedelta(minutes=self.luck.randint(0, 30))
            number = f"HAI-{self.task.login}-{self.luck.randint(1, 10**9)}"
            more |= {"channel": Channel.HAI_CSO, "reference_number": number, "received_at": received}
        elif self.chance(0.05):
            more["priority_reason"] = "lansia"
        self.do(self.desk.take_ticket, **more)

    def _next(self) -> Ticket | None:
        board = self.desk.board(self.officer)
        online = [row.ticket for row in board.rows if row.ticket.online and row.ticket.state == "waiting"]
        if online and self.chance(0.25):
            return self.do(self.desk.start, self.luck.choice(online[:3]))
        if online or any(row.ticket.state == "waiting" for row in board.rows):
            ticket = self.do(self.desk.call_next)
            if ticket is None and online:
                return self.do(self.desk.start, online[0])
            return self._await(ticket) if ticket is not None else None
        return None

    def _await(self, ticket: Ticket) -> Ticket | None:
        self.clock.wait(self.luck.uniform(0.1, 0.4))
        if self.chance(0.04):
            for _ in range(self.task.settings.limits.calls_max - 1):
                self.clock.wait(0.1 + self.task.settings.limits.recall_gap_seconds / 60)
                self.do(self.desk.recall, ticket)
            self.do(self.desk.absent, ticket)
            self.do(self.desk.rejoin if self.chance(0.5) else self.desk.dismiss, ticket)
            return None
        if self.chance(0.03):
            self.do(self.desk.requeue, ticket)
            return None
        return self.do(self.desk.start, ticket)

    def _serve(self, ticket: Ticket) -> None:
        code = ticket.satker_code or "980101"
        self.do(self.desk.identify, ticket, name="Dewi Lestari", role="Bendahara", satker_code=code)
        for view in self.desk.session(ticket).consultations:
            item = view.consultation
            if item.state == "open":
                self.do(self.desk.switch, item)
            self.do(self.desk.record, item, question="Mengapa ditolak?", topic=item.topic)
            if self.chance(0.1):
                self.do(self.desk.request_documents, item, ["SPTJM"])
                self.clock.wait(self.luck.uniform(0.5, 2))
                self.do(self.desk.documents_received, item)
            self.clock.wait(self.luck.lognormvariate(0.9, 0.9))
            self._end(item)
            if self.chance(0.02):
                self.do(self.desk.undo)
                self._end(item)
            self.look_up()
        for view in self.desk.session(ticket).consultations:
            if view.consultation.state in ("open", "serving", "on_hold") and not view.consultation.followed_up:
                self.do(self.desk.cancel, view.consultation, "pengunjung pergi")
        self.do(self.desk.finish, ticket)

    def _end(self, item: Consultation) -> None:
        fate = self.luck.random()
        if fate < 0.80:
            self.do(self.desk.resolve, item, answer="Lampirkan BAST.", references=["PMK 62/2023"])
        elif fate < 0.88:
            way: dict[str, Any] = {"refusal": REFUSAL} if self.chance(0.1) else {"contact": CONTACT}
            self.do(self.desk.follow_up, item, reason="perlu telaah", **way)
        elif fate < 0.98:
            self.do(self.desk.escalate, item.id, "Mohon arahan", tried="Sudah dicek", contact=CONTACT)
        else:
            self.do(self.desk.refer, item, "Kanwil DJPb")

    def _follow_up(self) -> None:
        views = self.desk.follow_ups()
        for view in self.luck.sample(views, min(2, len(views))):
            self._bring_on(view)

    def _bring_on(self, view: ConsultationView) -> None:
        states = {one.escalation.state: one for one in view.escalations}
        if back := states.get(EscalationState.RETURNED):
            self.do(self.desk.clarify, back.escalation, "Nomor SPM 00012")
        elif states.keys() & {EscalationState.SENT, EscalationState.ACCEPTED}:
            if self.chance(0.1):
                self.do(
                    self.desk.withdraw,
                    states[min(states.keys() & {EscalationState.SENT, EscalationState.ACCEPTED})].escalation,
                    "terjawab",
                )
            else:
                self.do(self.desk.log_progress, view.consultation, "Masih ditelaah", channel="whatsapp")
        elif "answered" in states or self.chance(0.3):
            self.do(self.desk.resolve, view.consultation, answer="Sesuai arahan.", references=["PER-9/PB/2018"])
        else:
            self.do(self.desk.log_progress, view.consultation, "Sedang dicek", channel="whatsapp")


class SectionShift(Shift):
    """The head of a section."""

    def _day(self) -> None:
        while self.clock.minute() < DAY:
            self.look_up()
            waiting = [
                one
                for view in self.desk.inbox(self.officer)
                for one in view.escalations
                if one.escalation.state in ("sent", "accepted")
            ]
            for one in self.luck.sample(waiting, min(3, len(waiting))):
                self._handle(one)
                self.clock.wait(0.5)
            self.clock.wait(3)

    def _handle(self, one: EscalationView) -> None:
        sent, fate = one.escalation, self.luck.random()
        if sent.state == "sent" and fate < 0.5:
            self.do(self.desk.accept, sent)
        elif fate < 0.85:
            self.do(self.desk.answer, sent, "Salurkan kembali setelah ralat rekening.")
        elif fate < 0.95:
            self.do(self.desk.return_, sent, "Nomor SPM berapa?")
        else:
            others = [section.code for section in self.task.settings.sections if section.code != sent.section]
            self.do(self.desk.pass_on, sent, self.luck.choice(others), "bukan tugas kami")


def work(task: Task) -> Account:
    """The whole shift of one person, in a process of its own."""
    return (CounterShift if task.counter else SectionShift)(task).run()
