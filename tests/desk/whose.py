"""The verbs and questions of the desk that are about a record, each with a situation in which it is possible."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import DirectoryEntry, Officer, Substitute
from kppn_tui.domain.records import Consultation, Escalation, Ticket
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD, HandClock
from tests.desk.kit import WHATSAPP

#: Who is tried: sign-in name → role, section. Two CSO officers come with each situation.
STAFF: dict[str, tuple[Role, str]] = {
    "satpam": (Role.RECEPTION, ""), "kasi": (Role.HEAD, "PDMS"), "kasibank": (Role.HEAD, "BANK"),
    "kepala": (Role.OFFICE_HEAD, ""), "admin": (Role.ADMIN, ""), "pelatih": (Role.TRAINER, ""),
}  # fmt: skip
OTHER_CODE = "KANTOR-LAIN"


class Bureau:
    """One of the offices of the database: its desk, its officers, and situations in it."""

    def __init__(self, desk: Desk, clock: HandClock) -> None:
        self.desk, self.clock = desk, clock
        self._numbers = count(1)
        self.staff = {login: self._officer(login, role, section) for login, (role, section) in STAFF.items()}
        self.ana = self.budi = self.staff["admin"]

    def _officer(self, login: str, role: Role, section: str = "") -> Officer:
        return self.desk.add_officer(None, login, f"Petugas {login}", [role], PASSWORD, sections=[section])

    def new_counters(self) -> None:
        """Two CSO officers who have done nothing yet."""
        number = next(self._numbers)
        self.ana, self.budi = (self._officer(f"{name}{number}", Role.CSO) for name in ("ana", "budi"))

    # Situations

    def waiting(self, *topics: str) -> Ticket:
        return self.desk.take_ticket(self.ana, topics=topics or ("SUPPLIER",), satker_code="980101", satker_name="PN")

    def called(self, *topics: str) -> Ticket:
        ticket = self.desk.call(self.ana, self.waiting(*topics))
        self.clock.forward(1)
        return ticket

    def called_often(self) -> Ticket:
        ticket = self.called()
        for _ in range(2):
            self.desk.recall(self.ana, ticket)
            self.clock.forward(1)
        return ticket

    def absent(self) -> Ticket:
        return self.desk.absent(self.ana, self.called_often())

    def visit(self, *topics: str) -> Ticket:
        ticket = self.desk.start(self.ana, self.called(*topics))
        self.desk.identify(self.ana, ticket, declined=True)
        for view in self.desk.session(ticket).consultations:
            self.desk.record(self.ana, view.consultation, question="Bagaimana?")
        return ticket

    def consultation(self, *topics: str, at: int = 0) -> Consultation:
        return self.desk.session(self.visit(*topics)).consultations[at].consultation

    def served_for_a_minute(self) -> Consultation:
        item = self.consultation()
        self.clock.forward(1)
        return item

    def settled(self) -> Ticket:
        item = self.consultation()
        self.desk.resolve(self.ana, item, answer="Sudah", no_reference=True)
        return self.desk.session(item.ticket_id).ticket

    def awaited(self) -> Consultation:
        """On hold for a document, while another consultation of the visit is served."""
        first, second = self.desk.session(self.visit("SUPPLIER", "RETUR")).consultations
        self.desk.request_documents(self.ana, first.consultation, ["SK"])
        self.desk.switch(self.ana, second.consultation)
        return first.consultation

    def followed(self) -> Consultation:
        item = self.consultation()
        return self.desk.follow_up(self.ana, item, contact=WHATSAPP, reason="perlu telaah")

    def overdue(self) -> Consultation:
        item = self.followed()
        self.clock.forward(days=9)
        return item

    def escalated(self) -> Escalation:
        return self.desk.escalate(self.ana, self.followed(), "Mohon arahan")

    def substitution(self) -> Substitute:
        """A day of its own on which somebody else leads the section."""
        day = (self.desk.calendar.local(self.desk.now()) + timedelta(days=next(self._numbers))).date().isoformat()
        return self.desk.name_substitute(self.staff["kasi"], "PDMS", "kasibank", day, day)

    def entry(self) -> DirectoryEntry:
        """Somebody whom only a registration has taught the directory."""
        name = f"DINAS SEROJA {next(self._numbers)}"
        self.desk.take_ticket(self.ana, topics=["RETUR"], satker_name=name)
        return next(one for one in self.desk.directory().entries if one.name == name)

    def asked_back(self) -> Escalation:
        return self.desk.return_(self.staff["kasi"], self.escalated(), "Yang mana?")


#: Runs a verb: the desk, who, the id of the record, and `take_over` where it knows that.
Act = Callable[..., Any]
CSO, DOOR, HEAD = "CSO", "DOOR", "HEAD"
#: Short names → the sign-in names of those who may; "ana" is the officer of the situation, "budi" a colleague.
WHO: dict[str, frozenset[str]] = {
    CSO: frozenset({"ana", "budi"}),
    DOOR: frozenset({"ana", "budi", "satpam"}),
    HEAD: frozenset({"kasi"}),
    "REVEALS": frozenset({"ana", "budi", "kasi", "kasibank"}),
    "KEEPS": frozenset({"ana", "budi", "admin"}),
    "NAMES": frozenset({"kasi", "admin", "kepala"}),
    "ALL": frozenset({"ana", "budi", *STAFF}),
}


@dataclass(frozen=True)
class Case:
    """A verb or a question: who may, the situation that gives its record, how it is run, and whether it takes over."""

    may: str
    situation: Callable[[Bureau], Any]
    act: Act
    takes_over: bool = False

    @property
    def allowed(self) -> frozenset[str]:
        return WHO[self.may]


#: Every public name of the desk that is about a record.
CASES: dict[str, Case] = {
    "call": Case(CSO, Bureau.waiting, Desk.call),
    "recall": Case(CSO, Bureau.called, Desk.recall),
    "absent": Case(CSO, Bureau.called_often, Desk.absent),
    "requeue": Case(CSO, Bureau.called, Desk.requeue),
    "rejoin": Case(DOOR, Bureau.absent, Desk.rejoin),
    "dismiss": Case(DOOR, Bureau.absent, Desk.dismiss),
    "start": Case(CSO, Bureau.called, Desk.start, True),
    "identify": Case(CSO, Bureau.visit, lambda d, who, key, **over: d.identify(who, key, declined=True, **over), True),
    "prioritise": Case(DOOR, Bureau.waiting, lambda d, who, key: d.prioritise(who, key, "lansia")),
    "finish": Case(CSO, Bureau.settled, Desk.finish, True),
    "cancel_ticket": Case(DOOR, Bureau.waiting, lambda d, who, key: d.cancel_ticket(who, key, "pulang")),
    "add_consultation": Case(DOOR, Bureau.visit,
                             lambda d, who, key, **over: d.add_consultation(who, key, "LPJ", **over), True),
    "record": Case(CSO, Bureau.consultation,
                   lambda d, who, key, **over: d.record(who, key, question="?", **over), True),
    "switch": Case(CSO, lambda b: b.consultation("SUPPLIER", "RETUR", at=1), Desk.switch, True),
    "request_documents": Case(CSO, Bureau.consultation,
                              lambda d, who, key, **over: d.request_documents(who, key, ["SK"], **over), True),
    "documents_received": Case(CSO, Bureau.awaited, Desk.documents_received, True),
    "resolve": Case(
        CSO, Bureau.consultation,
        lambda d, who, key, **over: d.resolve(who, key, answer="Ya", no_reference=True, **over), True,
    ),
    "refer": Case(CSO, Bureau.consultation, lambda d, who, key, **over: d.refer(who, key, "KPP", **over), True),
    "cancel": Case(CSO, Bureau.consultation, lambda d, who, key, **over: d.cancel(who, key, "keliru", **over), True),
    "follow_up": Case(
        CSO, Bureau.consultation,
        lambda d, who, key, **over: d.follow_up(who, key, contact=WHATSAPP, reason="telaah", **over), True,
    ),
    "end_service": Case(
        CSO, Bureau.served_for_a_minute,
        lambda d, who, key, **over: d.end_service(who, key, d.now(), "lupa", **over), True,
    ),
    "hold_for_outage": Case(CSO, Bureau.consultation,
                            lambda d, who, key, **over: d.hold_for_outage(who, key, "listrik", **over), True),
    "rename_stakeholder": Case("KEEPS", Bureau.entry, lambda d, who, key: d.rename_stakeholder(who, key, "DINAS LAIN")),
    "remove_stakeholder": Case("KEEPS", Bureau.entry, Desk.remove_stakeholder),
    "change_substitute": Case("NAMES", Bureau.substitution, lambda d, who, key: d.change_substitute(
        who, key, (d.calendar.local(d.now()) + timedelta(days=59)).date().isoformat())),
    "end_substitute": Case("NAMES", Bureau.substitution, Desk.end_substitute),
    "escalate": Case(CSO, Bureau.consultation,
                     lambda d, who, key, **over: d.escalate(who, key, "Mohon", contact=WHATSAPP, **over), True),
    "log_progress": Case(CSO, Bureau.followed, lambda d, who, key: d.log_progress(who, key, "Ditelaah", channel="wa")),
    "explain_overdue": Case(CSO, Bureau.overdue, lambda d, who, key: d.explain_overdue(who, key, "menunggu")),
    "reveal_contact": Case("REVEALS", Bureau.followed, Desk.reveal_contact),
    "accept": Case(HEAD, Bureau.escalated, Desk.accept),
    "answer": Case(HEAD, Bureau.escalated, lambda d, who, key: d.answer(who, key, "Ya")),
    "return_": Case(HEAD, Bureau.escalated, lambda d, who, key: d.return_(who, key, "Yang mana?")),
    "pass_on": Case(HEAD, Bureau.escalated, lambda d, who, key: d.pass_on(who, key, "BANK", "rekening")),
    "clarify": Case(CSO, Bureau.asked_back, lambda d, who, key: d.clarify(who, key, "Yang ini")),
    "withdraw": Case(CSO, Bureau.escalated, lambda d, who, key: d.withdraw(who, key, "terjawab")),
    "perform": Case(CSO, Bureau.settled, lambda d, who, key, **over: d.perform(who, Action.FINISH, key, **over), True),
    "open_ticket": Case("ALL", Bureau.waiting, Desk.open_ticket),
    "still_open": Case("ALL", Bureau.waiting, Desk.still_open),
    "session": Case("ALL", Bureau.visit, lambda d, _who, key: d.session(key)),
    "consultation": Case("ALL", Bureau.followed, lambda d, _who, key: d.consultation(key)),
    "item": Case("ALL", Bureau.followed, lambda d, _who, key: d.item(key)),
    "trail": Case("ALL", Bureau.visit, lambda d, _who, key: d.trail(key)),
    "promise": Case("ALL", Bureau.consultation, lambda d, _who, key: d.promise(key)),
    "stored_consultation": Case("ALL", Bureau.followed, lambda d, _who, key: d.stored_consultation(key)),
}  # fmt: skip
#: Verbs and questions that take no officer, so that only the record can be another office's.
NO_OFFICER = frozenset({"session", "consultation", "item", "trail", "promise", "stored_consultation"})
#: Public names that are about no record that is named by an id.
ABOUT_NO_RECORD = frozenset({
    # A new record, the next one, or the own last one.
    "take_ticket", "call_next", "undo", "name_substitute", "add_alias", "remove_alias",
    # Officers by their sign-in names, which are the office's own.
    "sign_in", "sign_out", "sign_in_notice", "begin_session", "require_session", "end_session",
    "officers", "add_officer", "disable_officer", "enable_officer", "change_officer", "holdings", "set_password",
    # Lists of the office, or of an officer of the office.
    "board", "hall", "follow_ups", "inbox", "log", "last_action", "also_open", "sections_of", "references",
    "known_stakeholders", "others_here", "directory", "stakeholder_search", "satker_list", "substitutes", "behind",
    "has_untold", "tell", "told_today", "withhold", "endings", "sweep_drafts",
    # Deadlines and the database itself.
    "clock_doubt", "clock_jump", "confirm_clock",
    "sweep", "next_wake", "try_to_write", "changed", "cut_off", "snapshot", "transaction", "calendar", "now", "close",
    "require_of_office", "require_not_others",
})  # fmt: skip


@contextmanager
def two_offices(desk: Desk, settings: Settings, clock: HandClock) -> Iterator[tuple[Bureau, Bureau]]:
    """The office of `desk`, and another one in the same database."""
    other = replace(settings, office=replace(settings.office, code=OTHER_CODE))
    there = connect(settings.url, other, clock)
    try:
        yield Bureau(desk, clock), Bureau(there, clock)
    finally:
        there.close()
