"""A little room: people come, heads answer, and one scripted officer works until the end."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.people import Officer, Stakeholder
from kppn_tui.training.plan import Caller, Matter, Outcome, Plan, Scenario
from kppn_tui.training.scripted_officer import Manner, Step, next_step, perform
from tests.conftest import HandClock, People, wita

SCENARIO = Scenario("kecil", "Kecil", "", (), (), None, time(7, 30), time(16, 0))
PN = Stakeholder("980101", "PENGADILAN NEGERI SEROJABARU (BUA)")
WHATSAPP = Contact("whatsapp", "+6281200001234")


def matter(topic: str, **more: object) -> Matter:
    """A question on `topic`."""
    values: dict[str, object] = {"references": ("PMK 62/2023",)} | more
    return Matter("Q", f"Bagaimana soal {topic} kami?", topic, f"Begini caranya untuk {topic}.", **values)  # type: ignore[arg-type]


def caller(key: str, at: str, *matters: Matter, **more: object) -> Caller:
    """Somebody who comes at `at`, a local ISO time."""
    values: dict[str, object] = {"registered": tuple(one.topic for one in matters)} | more
    return Caller(key, wita(at), f"Dewi {key}", "bendahara", PN, matters or (matter("RETUR"),), **values)  # type: ignore[arg-type]


def plan_of(*callers: Caller, start: str = "2026-11-24T07:30", end: str = "2026-11-24T16:00", seed: int = 1) -> Plan:
    """A plan with these callers."""
    return Plan(SCENARIO, seed, wita(start), wita(end), tuple(sorted(callers, key=lambda one: (one.at, one.key))))


DAY = "2026-11-24"
CROWD = (
    caller("satu", f"{DAY}T07:40", matter("RETUR")),
    caller("dua", f"{DAY}T07:45", matter("SPM", documents=("SPTJM", "Surat kuasa"), fetch=timedelta(minutes=12)),
           matter("LPJ", references=())),
    caller("tiga", f"{DAY}T08:00", matter("SUPPLIER", outcome=Outcome.ESCALATE), contact=WHATSAPP,
           registered=("SPM",), hears=2),
    caller("empat", f"{DAY}T08:10", matter("GAJI", outcome=Outcome.FOLLOW_UP), declines_identity=True,
           refusal=Refusal("tidak berkenan", "datang lagi"), registered=()),
    caller("lima", f"{DAY}T08:30", hears=0),
    caller("enam", f"{DAY}T08:35", matter("RETUR", outcome=Outcome.REFER)),
    caller("tujuh", f"{DAY}T08:50", matter("GAJI", outcome=Outcome.ESCALATE, asks_back=True), channel="hai_cso",
           reference="HAI-20261124-00017"),
    caller("delapan", f"{DAY}T09:10", matter("TUP"), registered=("TUP", "KKP")),
    caller("sembilan", f"{DAY}T10:00", matter("UP", outcome=Outcome.FOLLOW_UP), contact=WHATSAPP),
)  # fmt: skip


@dataclass
class Little:
    """The room at work; `done` are the steps of the officer."""

    desk: Desk
    people: People
    clock: HandClock
    plan: Plan
    officer: Officer
    manner: Manner = Manner.GOOD
    callers: dict[int, Caller] = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)
    _came: int = 0

    def next(self) -> Step | None:
        return next_step(self.desk, self.officer, self.plan, self.callers, self.manner)

    def run(self) -> None:
        """Until the end of the plan, or nothing is left to do."""
        for step in self.steps():
            perform(self.desk, self.officer, step)

    def steps(self, most: int = 2000) -> Iterator[Step]:
        """Each step at its time; whoever asks for the next one has done it."""
        for _ in range(most):
            step, arrival = self.next(), self.arrival()
            moments = [one for one in (step and step.at, arrival and arrival.at) if one]
            if not moments:
                return
            self.to(min(moments))
            if arrival and arrival.at <= min(moments):
                self.arrive(arrival)
            elif step:
                yield step
                self.done.append(step)
                self.heads()
        raise AssertionError("never ends")

    def to(self, at: datetime) -> None:
        """The clock at `at`, unless it is later already."""
        self.clock.at = max(self.clock.at, at)
        self.desk.sweep()

    def arrival(self) -> Caller | None:
        return self.plan.callers[self._came] if self._came < len(self.plan.callers) else None

    def arrive(self, one: Caller) -> None:
        """A number at the door, or a message entered."""
        self._came += 1
        online: dict[str, Any] = {"reference_number": one.reference, "received_at": one.at} if one.online else {}
        ticket = self.desk.take_ticket(
            self.people.ana if one.online else self.people.satpam,
            one.channel,
            satker_code=one.origin.code,
            satker_name=one.origin.name,
            topics=one.registered,
            **online,
        )
        self.callers[ticket.id] = one

    def heads(self) -> None:
        """Heads answer at once, or ask back once."""
        for head in (self.people.kasi, self.people.kasi_bank, self.people.kasubbag):
            for view in self.desk.inbox(head):
                for one in view.escalations:
                    if one.escalation.section not in head.section_set or one.escalation.state != "sent":
                        continue
                    known = self.callers[view.ticket.id].matter(view.consultation.topic)
                    asked = any(note.note.kind == "ask_back" for note in one.notes)
                    if known and known.asks_back and not asked:
                        self.desk.return_(head, one.escalation, "Periode berapa?")
                    else:
                        self.desk.answer(head, one.escalation, "Arahan.")


def little(desk: Desk, people: People, clock: HandClock, plan: Plan, manner: Manner = Manner.GOOD) -> Little:
    """The room at its beginning, with Ana at the counter."""
    clock.at = plan.start
    return Little(desk, people, clock, replace(plan), people.ana, manner)
