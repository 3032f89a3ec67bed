"""Simulated colleagues at the other counters: they call, serve, answer, and see to the follow-ups they promised."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.views import QueueRow
from kppn_tui.training.plan import ColleagueRule, Outcome, minutes, ticket_key
from kppn_tui.training.simulation.follow_ups import follow_up_acts, resolve
from kppn_tui.training.simulation.observation import Observation
from kppn_tui.training.simulation.planned_act import PlannedAct
from kppn_tui.training.simulation.roster import Roster

#: How long a visitor who waits alone is left to a trainee who is free.
COURTESY = timedelta(minutes=4)
#: Time before closing in which nobody is called any more.
LAST_CALL = timedelta(minutes=15)
#: Contact of a caller whom the room does not know.
CONTACT = Contact("whatsapp", "0812-0000-1000")
REASON = "Perlu telaah di SPAN"
_NOT_SERVED_YET = (ConsultationState.OPEN, ConsultationState.ON_HOLD)


class Colleagues:
    """Officers at the other counters, with the moment since when each of them is free."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.plan = roster.plan
        self._free_since: dict[str, datetime] = {}

    def planned_acts(self, seen: Observation) -> Iterator[PlannedAct]:
        """Yield the next act of each colleague at the counter, and those on their follow-ups."""
        rules = [rule for rule in self.plan.scenario.colleagues if self.roster.simulates(rule.login)]
        for rule in rules:
            yield from self._at_counter(seen, rule)
        owners = {self.roster.officers[rule.login].id: self.roster.officers[rule.login] for rule in rules}
        for view in seen.follow_ups:
            if (officer := owners.get(view.consultation.officer_id or 0)) is not None:
                yield from follow_up_acts(seen, officer, view)

    def _at_counter(self, seen: Observation, rule: ColleagueRule) -> Iterator[PlannedAct]:
        """Yield the next act with whoever is called or served, else the next call."""
        officer = self.roster.officers[rule.login]
        called = seen.tickets_of(officer, TicketState.CALLED)
        serving = seen.tickets_of(officer, TicketState.SERVING)
        if called:
            yield self._after_call(seen, officer, called[0])
        elif serving:
            yield self._serve(seen, rule, officer, serving[0])
        elif (planned := self._call(seen, rule, officer)) is not None:
            yield planned

    # After a call

    def _after_call(self, seen: Observation, officer: Officer, row: QueueRow) -> PlannedAct:
        """Return the start of the service of a visitor who comes, else the next call, and absent in the end."""
        ticket, limits = row.ticket, seen.desk.settings.limits
        caller, called_at = seen.callers.get(ticket.id), ticket.last_call_at or seen.now
        wait = self.plan.duration(timedelta(seconds=25), timedelta(seconds=50), "come", ticket_key(ticket),
                                  ticket.calls)  # fmt: skip
        name = ("counter", officer.login, "called", ticket.label, str(ticket.calls))
        if caller is None or 0 < caller.hears <= ticket.calls:
            return PlannedAct(called_at + wait, name, partial(seen.desk.start, officer, ticket))
        if ticket.calls < limits.calls_max:
            at = called_at + max(timedelta(seconds=limits.recall_gap_seconds + 5), wait)
            return PlannedAct(at, name, partial(seen.desk.recall, officer, ticket))
        absent = ("counter", officer.login, "absent", ticket.label)
        return PlannedAct(called_at + wait, absent, partial(self._mark_absent, seen, officer, row))

    def _mark_absent(self, seen: Observation, officer: Officer, row: QueueRow) -> None:
        seen.desk.absent(officer, row.ticket)
        self._free_since[officer.login] = seen.desk.now()

    # The service

    def _serve(self, seen: Observation, rule: ColleagueRule, officer: Officer, row: QueueRow) -> PlannedAct:
        """Return the next act of a service: listen, answer, switch to the next consultation, or finish."""
        ticket, name = row.ticket, ("counter", officer.login, "serve", row.ticket.label)
        consultation = next((one for one in row.consultations if one.state == ConsultationState.SERVING), None)
        if consultation is None:
            waiting = [one for one in row.consultations if one.state in _NOT_SERVED_YET and not one.followed_up]
            if waiting:
                return PlannedAct(seen.now, (*name, "switch"), partial(seen.desk.switch, officer, waiting[0]))
            return PlannedAct(seen.now, (*name, "finish"), partial(self._finish, seen, officer, row))
        key, started_at, seq = ticket_key(ticket), consultation.started_at or seen.now, consultation.seq
        if not consultation.question or not consultation.topic or not ticket.identified:
            at = started_at + self.plan.duration(*minutes(1, 2.5), "listen", key, seq)
            listen = partial(self._listen, seen, officer, row, consultation)
            return PlannedAct(at, (*name, "listen", str(seq)), listen)
        at = started_at + self.plan.duration(rule.fastest, rule.slowest, "service", key, seq)
        return PlannedAct(at, (*name, "end", str(seq)), partial(self._end, seen, officer, consultation))

    def _listen(self, seen: Observation, officer: Officer, row: QueueRow, consultation: Consultation) -> None:
        """Write down who the visitor is, the topic and the question."""
        desk, ticket, caller = seen.desk, row.ticket, seen.callers.get(row.ticket.id)
        if not ticket.identified:
            if caller is None or caller.declines_identity:
                desk.identify(officer, ticket, declined=True)
            else:
                desk.identify(officer, ticket, name=caller.name, role=caller.role, satker_code=caller.origin.code,
                              satker_name=caller.origin.name, stakeholder_kind=caller.origin.kind)  # fmt: skip
        matter = seen.matter(consultation)
        taken = {one.topic for one in row.consultations if one.id != consultation.id}
        topic = matter.topic if matter and matter.topic not in taken else consultation.topic
        desk.record(officer, consultation, topic=topic or desk.settings.topics[0].code,
                    question=matter.text if matter else "Pertanyaan umum")  # fmt: skip

    def _end(self, seen: Observation, officer: Officer, consultation: Consultation) -> None:
        """End the session with the outcome that is right for the matter."""
        desk, matter = seen.desk, seen.matter(consultation)
        caller = seen.callers.get(consultation.ticket_id)
        contact = (caller.contact if caller else None) or (None if caller and caller.refusal else CONTACT)
        refusal = caller.refusal if caller and contact is None else None
        if matter is None or matter.outcome is Outcome.ANSWER:
            resolve(desk, officer, consultation, matter)
        elif matter.outcome is Outcome.REFER:
            desk.refer(officer, consultation, "Kantor pusat, lewat HAI DJPb")
        elif matter.outcome is Outcome.FOLLOW_UP:
            desk.follow_up(officer, consultation, contact=contact, refusal=refusal, reason=REASON)
        else:
            desk.escalate(officer, consultation.id, f"Mohon arahan: {consultation.question}",
                          tried="Sudah dicek di SPAN dan SAKTI.", contact=contact, refusal=refusal)  # fmt: skip

    def _finish(self, seen: Observation, officer: Officer, row: QueueRow) -> None:
        seen.desk.finish(officer, row.ticket)
        self._free_since[officer.login] = seen.desk.now()

    # The next call

    def _call(self, seen: Observation, rule: ColleagueRule, officer: Officer) -> PlannedAct | None:
        """Return the call of the first visitor, or the taking up of the first message; None while nobody waits.

        A visitor who waits alone is left to a trainee who is free.
        """
        waiting = seen.waiting or seen.messages
        if not waiting:
            return None
        first = waiting[0].ticket
        at = max(self._free_since.get(officer.login, self.plan.start), first.entered_at)
        if len(waiting) < 2 and not self._persons_busy(seen):
            at = max(at, first.entered_at + COURTESY)
        at += self.plan.duration(timedelta(seconds=20), timedelta(seconds=70), "call", officer.login,
                                 ticket_key(first))  # fmt: skip
        at_counter = self._at_counter_from(seen, rule, at)
        if at_counter is None:
            return None
        if first.online:
            name = ("counter", officer.login, "take", first.label)
            return PlannedAct(at_counter, name, partial(seen.desk.start, officer, first))
        name = ("counter", officer.login, "call", first.label)
        return PlannedAct(at_counter, name, partial(seen.desk.call_next, officer))

    def _at_counter_from(self, seen: Observation, rule: ColleagueRule, at: datetime) -> datetime | None:
        """Return `at`, or when the colleague is back at the counter after it; None after the end of the plan."""
        at = seen.open_at(at)
        local = seen.calendar.local(at)
        for begin, end in rule.breaks:
            if begin <= local.time() < end:
                back = datetime.combine(local.date(), end, local.tzinfo)
                at = seen.open_at(back.astimezone(at.tzinfo))
        if not seen.calendar.is_open(at + LAST_CALL):
            at = seen.open_at(at + LAST_CALL)
        return at if at < self.plan.end else None

    def _persons_busy(self, seen: Observation) -> bool:
        """Return whether every real person with a counter has a visitor there."""
        ids = {one.id for login in self.roster.persons if (one := self.roster.officers.get(login)) and one.counter}
        busy = {row.ticket.officer_id for row in seen.board.in_state(TicketState.CALLED, TicketState.SERVING)}
        return ids <= busy
