"""Every pair of verbs that can collide: the situation, the two deeds, and what each order of them gives."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.lifecycle import RULES, Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Consultation, Escalation, Ticket
from tests.conftest import TUESDAY, HandClock, People
from tests.desk import kit
from tests.races.crew import Job

#: What the two were told, "ok" or the name of the refusal.
Told = tuple[str, str]
BOTH: Told = ("ok", "ok")
#: The second officer acts on the visit of the first one only where that is meant.
MEANT = frozenset(str(rule.action) for rule in RULES if rule.takes_over and rule.action is not Action.START)


class Scene:
    """One office on one day, with two officers of the counters who have done nothing yet."""

    def __init__(self, desk: Desk, people: People, deputy: Officer, clock: HandClock, a: Officer, b: Officer) -> None:
        self.desk, self.clock, self.a, self.b = desk, clock, a, b
        #: Two who answer for the same section.
        self.heads = people.kasi, deputy
        self.door = people.satpam
        self.people = replace(people, ana=a, budi=b)
        clock.at = TUESDAY

    def do(self, officer: Officer | None, verb: str, *args: Any, **more: Any) -> Job:
        if officer is self.b and verb in MEANT:
            more = {"take_over": True, **more}
        return Job(verb, officer, tuple(_key(arg) for arg in args), more, self.clock())

    def later(self, minutes: float) -> None:
        self.clock.forward(minutes)

    def waiting(self, *topics: str) -> Ticket:
        return kit.visit(self.desk, self.people, *topics)

    def called(self) -> Ticket:
        return self.desk.call(self.a, self.waiting())

    def absent(self) -> Ticket:
        return self.desk.absent(self.a, self.called())

    def served(self, *topics: str) -> tuple[Ticket, Consultation]:
        ticket, items = kit.serve(self.desk, self.people, *topics)
        return ticket, items[0]

    def followed(self, topic: str = "SUPPLIER") -> Consultation:
        return kit.followed(self.desk, self.people, topic)

    def escalated(self) -> Escalation:
        return kit.escalated(self.desk, self.people)

    def online(self) -> Ticket:
        return self.desk.take_ticket(self.a, Channel.OFFICIAL_CONTACT, channel_detail="WhatsApp", topics=["LPJ"])


def _key(arg: Any) -> Any:
    return getattr(arg, "id", arg)


#: The ticket it is about (0: the one that a deed makes or takes), and the two deeds.
Deeds = tuple[int, Job, Job]


@dataclass(frozen=True)
class Race:
    """`first` is what both are told when the one on the left comes first, `second` when the one on the right does."""

    prepare: Callable[[Scene], Deeds]
    first: Told
    second: Told
    #: Days between two rounds, where a round leaves its mark on the office.
    days: int = 0


RACES: dict[str, Race] = {}


def race(first: Told, second: Told, days: int = 0) -> Callable[[Callable[[Scene], Deeds]], Callable[[Scene], Deeds]]:
    """A situation for RACES, under its own name."""

    def add(prepare: Callable[[Scene], Deeds]) -> Callable[[Scene], Deeds]:
        RACES[prepare.__name__] = Race(prepare, first, second, days)
        return prepare

    return add


def one(sorry: str = "LostRace") -> tuple[Told, Told]:
    """Whoever is first has it, the other is told `sorry`."""
    return ("ok", sorry), (sorry, "ok")


ANSWERED: dict[str, Any] = {"answer": "Sudah", "no_reference": True}

# The queue


@race(*one())
def call_and_call(s: Scene) -> Deeds:
    t = s.waiting()
    return t.id, s.do(s.a, "call", t), s.do(s.b, "call", t)


@race(*one("NobodyWaiting"))
def call_next_and_call_next(s: Scene) -> Deeds:
    t = s.waiting()
    return t.id, s.do(s.a, "call_next"), s.do(s.b, "call_next")


@race(("ok", "LostRace"), ("NobodyWaiting", "ok"))
def call_next_and_call(s: Scene) -> Deeds:
    t = s.waiting()
    return t.id, s.do(s.a, "call_next"), s.do(s.b, "call", t)


@race(*one("AlreadyServing"), days=1)
def call_next_twice_by_the_same_officer(s: Scene) -> Deeds:
    s.waiting(), s.waiting()
    return 0, s.do(s.a, "call_next"), s.do(s.a, "call_next")


@race(("ok", "LostRace"), ("NobodyWaiting", "ok"))
def call_next_and_cancel_ticket(s: Scene) -> Deeds:
    t = s.waiting()
    return t.id, s.do(s.a, "call_next"), s.do(s.b, "cancel_ticket", t, "pulang")


@race(("ok", "LostRace"), BOTH)
def call_next_and_prioritise(s: Scene) -> Deeds:
    t = s.waiting()
    return t.id, s.do(s.a, "call_next"), s.do(s.b, "prioritise", t, "lansia")


@race(("NobodyWaiting", "ok"), BOTH, days=1)
def call_next_and_requeue(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.b, "call_next"), s.do(s.a, "requeue", t)


@race(("NobodyWaiting", "ok"), BOTH, days=1)
def call_next_and_take_ticket(s: Scene) -> Deeds:
    return 0, s.do(s.b, "call_next"), s.do(s.door, "take_ticket")


@race(*one())
def call_and_cancel_ticket(s: Scene) -> Deeds:
    t = s.waiting()
    return t.id, s.do(s.a, "call", t), s.do(s.b, "cancel_ticket", t, "pulang")


@race(("LostRace", "ok"), ("LostRace", "ok"))
def call_and_absent(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.b, "call", t), s.do(s.a, "absent", t)


@race(*one())
def absent_and_absent(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "absent", t), s.do(s.b, "absent", t)


@race(*one())
def absent_and_start(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "absent", t), s.do(s.b, "start", t, take_over=True)


@race(*one())
def absent_and_requeue(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "absent", t), s.do(s.b, "requeue", t)


@race(BOTH, ("LostRace", "ok"))
def recall_and_start(s: Scene) -> Deeds:
    t = s.called()
    s.later(1)
    return t.id, s.do(s.a, "recall", t), s.do(s.b, "start", t, take_over=True)


@race(*one())
def rejoin_and_dismiss(s: Scene) -> Deeds:
    t = s.absent()
    return t.id, s.do(s.door, "rejoin", t), s.do(s.b, "dismiss", t)


@race(BOTH, ("LostRace", "ok"))
def rejoin_and_cancel_ticket(s: Scene) -> Deeds:
    t = s.absent()
    return t.id, s.do(s.door, "rejoin", t), s.do(s.b, "cancel_ticket", t, "pulang")


@race(("ok", "BadInput"), ("BadInput", "ok"), days=1)
def the_same_message_registered_twice(s: Scene) -> Deeds:
    how = {"channel": "hai_cso", "reference_number": f"HAI-{s.a.id}", "topics": ["LPJ"]}
    return 0, s.do(s.a, "take_ticket", **how), s.do(s.b, "take_ticket", **how)


# The visit


@race(*one())
def start_and_start_of_a_message(s: Scene) -> Deeds:
    t = s.online()
    return t.id, s.do(s.a, "start", t), s.do(s.b, "start", t)


@race(*one())
def start_and_start_that_takes_over(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "start", t), s.do(s.b, "start", t, take_over=True)


@race(("ok", "LostRace"), ("ok", "LostRace"))
def start_and_start_of_a_colleagues_visitor(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "start", t), s.do(s.b, "start", t)


@race(*one())
def start_and_cancel_ticket(s: Scene) -> Deeds:
    t = s.online()
    return t.id, s.do(s.a, "start", t), s.do(s.b, "cancel_ticket", t, "salah")


@race(*one())
def switch_and_switch(s: Scene) -> Deeds:
    t, item = s.served()
    s.desk.request_documents(s.a, item, ["SK"])
    return t.id, s.do(s.a, "switch", item), s.do(s.b, "switch", item)


@race(*one("Missing"))
def documents_received_and_documents_received(s: Scene) -> Deeds:
    t, item = s.served()
    s.desk.request_documents(s.a, item, ["SK"])
    s.later(2)
    return t.id, s.do(s.a, "documents_received", item), s.do(s.a, "documents_received", item)


@race(*one())
def resolve_and_resolve(s: Scene) -> Deeds:
    t, item = s.served()
    return t.id, s.do(s.a, "resolve", item, **ANSWERED), s.do(s.b, "resolve", item, **ANSWERED)


@race(*one())
def resolve_and_cancel(s: Scene) -> Deeds:
    t, item = s.served()
    return t.id, s.do(s.a, "resolve", item, **ANSWERED), s.do(s.b, "cancel", item, "tidak jadi")


@race(("ok", "LostRace"), ("BadInput", "ok"))
def resolve_and_request_documents(s: Scene) -> Deeds:
    t, item = s.served()
    return t.id, s.do(s.a, "resolve", item, **ANSWERED), s.do(s.b, "request_documents", item, ["SK"])


@race(("ok", "LostRace"), BOTH)
def resolve_and_follow_up(s: Scene) -> Deeds:
    t, item = s.served()
    later = s.do(s.b, "follow_up", item, contact=kit.WHATSAPP, reason="telaah")
    return t.id, s.do(s.a, "resolve", item, **ANSWERED), later


@race(("ok", "LostRace"), ("Missing", "ok"))
def resolve_and_escalate(s: Scene) -> Deeds:
    t, item = s.served()
    up = s.do(s.b, "escalate", item, "Mohon arahan", contact=kit.WHATSAPP)
    return t.id, s.do(s.a, "resolve", item, **ANSWERED), up


@race(("ok", "LostRace"), ("Missing", "ok"))
def finish_and_add_consultation(s: Scene) -> Deeds:
    t, item = s.served()
    s.desk.resolve(s.a, item, **ANSWERED)
    return t.id, s.do(s.a, "finish", t), s.do(s.b, "add_consultation", t, "LPJ")


@race(*one())
def finish_and_finish(s: Scene) -> Deeds:
    t, item = s.served()
    s.desk.resolve(s.a, item, **ANSWERED)
    return t.id, s.do(s.a, "finish", t), s.do(s.b, "finish", t)


@race(*one("BadInput"))
def add_consultation_and_add_consultation(s: Scene) -> Deeds:
    t, _ = s.served()
    return t.id, s.do(s.a, "add_consultation", t, "LPJ"), s.do(s.b, "add_consultation", t, "LPJ")


# The section heads


@race(*one())
def answer_and_withdraw(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.heads[0], "answer", e, "Ya"), s.do(s.b, "withdraw", e, "terjawab")


@race(*one())
def answer_and_pass_on(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.heads[0], "answer", e, "Ya"), s.do(s.heads[1], "pass_on", e, "BANK", "soal rekening")


@race(*one())
def answer_and_answer(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.heads[0], "answer", e, "Ya"), s.do(s.heads[1], "answer", e, "Tidak")


@race(BOTH, ("LostRace", "ok"))
def accept_and_pass_on(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.heads[0], "accept", e), s.do(s.heads[1], "pass_on", e, "BANK", "soal rekening")


@race(*one())
def pass_on_and_pass_on(s: Scene) -> Deeds:
    e = s.escalated()
    return (
        e.ticket_id,
        s.do(s.heads[0], "pass_on", e, "BANK", "soal rekening"),
        s.do(s.heads[1], "pass_on", e, "UMUM", "soal akun"),
    )


@race(*one("BadInput"))
def pass_on_and_escalate(s: Scene) -> Deeds:
    e = s.escalated()
    up = s.do(s.b, "escalate", e.consultation_id, "Mohon arahan", section="BANK", section_reason="rekening")
    return e.ticket_id, s.do(s.heads[0], "pass_on", e, "BANK", "soal rekening"), up


@race(*one("BadInput"))
def escalate_and_escalate(s: Scene) -> Deeds:
    item = s.followed()
    return item.ticket_id, s.do(s.a, "escalate", item, "Mohon arahan"), s.do(s.b, "escalate", item, "Bagaimana?")


@race(*one())
def return_and_answer(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.heads[0], "return_", e, "Yang mana?"), s.do(s.heads[1], "answer", e, "Ya")


@race(BOTH, ("LostRace", "ok"))
def clarify_and_withdraw(s: Scene) -> Deeds:
    e = s.escalated()
    s.desk.return_(s.heads[0], e, "Yang mana?")
    s.later(30)
    return e.ticket_id, s.do(s.a, "clarify", e, "Yang ini"), s.do(s.b, "withdraw", e, "terjawab")


@race(BOTH, ("LostRace", "ok"))
def accept_and_withdraw(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.heads[0], "accept", e), s.do(s.b, "withdraw", e, "terjawab")


@race(("Missing", "ok"), BOTH)
def resolve_and_answer(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.b, "resolve", e.consultation_id, **ANSWERED), s.do(s.heads[0], "answer", e, "Ya")


@race(("Missing", "ok"), BOTH)
def resolve_and_withdraw(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.a, "resolve", e.consultation_id, **ANSWERED), s.do(s.b, "withdraw", e, "terjawab")


@race(("ok", "LostRace"), BOTH)
def refer_and_answer(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.b, "refer", e.consultation_id, "Kanwil"), s.do(s.heads[0], "answer", e, "Ya")


# The clocks


@race(BOTH, BOTH)
def sweep_and_resolve(s: Scene) -> Deeds:
    t, item = s.served()
    s.later(25)
    return t.id, s.do(None, "sweep"), s.do(s.a, "resolve", item, **ANSWERED)


@race(BOTH, BOTH)
def sweep_and_request_documents(s: Scene) -> Deeds:
    t, item = s.served()
    s.later(16)
    return t.id, s.do(None, "sweep"), s.do(s.a, "request_documents", item, ["SK"])


@race(BOTH, BOTH)
def log_progress_and_sweep(s: Scene) -> Deeds:
    item = s.followed()
    s.clock.to("2026-11-26T09:00:00")
    note = s.do(s.a, "log_progress", item, "Ditelaah", channel="whatsapp")
    return item.ticket_id, note, s.do(None, "sweep")


@race(BOTH, ("LostRace", "ok"))
def log_progress_and_resolve(s: Scene) -> Deeds:
    item = s.followed()
    s.clock.to("2026-11-25T09:00:00")
    note = s.do(s.a, "log_progress", item, "Ditelaah", channel="whatsapp")
    return item.ticket_id, note, s.do(s.b, "resolve", item, **ANSWERED)


@race(BOTH, BOTH)
def log_progress_and_log_progress(s: Scene) -> Deeds:
    item = s.followed()
    s.clock.to("2026-11-26T09:00:00")
    how = {"channel": "whatsapp"}
    return (
        item.ticket_id,
        s.do(s.a, "log_progress", item, "Ditelaah", **how),
        s.do(s.b, "log_progress", item, "Masih ditelaah", **how),
    )


@race(BOTH, BOTH)
def sweep_and_sweep(s: Scene) -> Deeds:
    t, _ = s.served()
    s.later(25)
    return t.id, s.do(None, "sweep"), s.do(None, "sweep")


@race(BOTH, BOTH)
def sweep_and_answer(s: Scene) -> Deeds:
    e = s.escalated()
    s.clock.to("2026-11-27T09:00:00")
    return e.ticket_id, s.do(None, "sweep"), s.do(s.heads[0], "answer", e, "Ya")


@race(("ok", "WrongState"), BOTH, days=1)
def close_day_and_start(s: Scene) -> Deeds:
    t = s.called()
    s.clock.forward(days=1)
    return t.id, s.do(None, "sweep"), s.do(s.b, "start", t, take_over=True)


# Undo, and who follows


@race(("ok", "Missing"), ("NothingToUndo", "ok"))
def undo_and_start(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "undo"), s.do(s.b, "start", t, take_over=True)


@race(("ok", "LostRace"), ("NothingToUndo", "ok"))
def undo_and_call(s: Scene) -> Deeds:
    t = s.desk.take_ticket(s.a, topics=["RETUR"])
    return t.id, s.do(s.a, "undo"), s.do(s.b, "call", t)


@race(("ok", "NobodyWaiting"), ("NothingToUndo", "ok"))
def undo_and_call_next(s: Scene) -> Deeds:
    t = s.desk.take_ticket(s.a, topics=["RETUR"])
    return t.id, s.do(s.a, "undo"), s.do(s.b, "call_next")


@race(BOTH, ("ok", "NobodyWaiting"), days=1)
def undo_of_a_call_and_call_next(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "undo"), s.do(s.b, "call_next")


@race(("ok", "Missing"), ("NothingToUndo", "ok"))
def undo_and_finish(s: Scene) -> Deeds:
    t, item = s.served()
    s.desk.resolve(s.a, item, **ANSWERED)
    return t.id, s.do(s.a, "undo"), s.do(s.b, "finish", t)


@race(("ok", "LostRace"), ("NothingToUndo", "ok"))
def undo_and_accept(s: Scene) -> Deeds:
    e = s.escalated()
    return e.ticket_id, s.do(s.a, "undo"), s.do(s.heads[0], "accept", e)


@race(BOTH, ("NothingToUndo", "ok"))
def undo_and_resolve(s: Scene) -> Deeds:
    t, item = s.served()
    s.desk.follow_up(s.a, item, contact=kit.WHATSAPP, reason="telaah")
    return t.id, s.do(s.a, "undo"), s.do(s.b, "resolve", item, **ANSWERED)


@race(*one("NothingToUndo"))
def undo_and_undo(s: Scene) -> Deeds:
    t = s.called()
    return t.id, s.do(s.a, "undo"), s.do(s.a, "undo")


@race(BOTH, BOTH)
def undo_and_sweep(s: Scene) -> Deeds:
    t, item = s.served()
    s.later(14)
    s.desk.request_documents(s.a, item, ["SK"])
    s.later(2)
    s.desk.documents_received(s.a, item)
    s.later(2)
    return t.id, s.do(s.a, "undo"), s.do(None, "sweep")
