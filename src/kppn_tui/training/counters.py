"""The director at the other counters: colleagues who call, serve, answer, and bring on what they promised."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, DeadlineKind
from kppn_tui.domain.states import EscalationState, TicketState
from kppn_tui.domain.views import ConsultationView, QueueRow
from kppn_tui.training.plan import ColleagueRule, Matter, Outcome
from kppn_tui.training.scene import Company, Cue, Scene, label_of, minutes

#: So long the trainee may call a visitor who waits alone before a colleague does.
COURTESY = timedelta(minutes=4)
#: Nobody is called so shortly before the office closes.
LAST_CALL = timedelta(minutes=15)
CONTACT = Contact("whatsapp", "0812-0000-1000")
PERSONAL = "Perlu telaah di SPAN"


class Counters:
    """Remembers since when each colleague is free."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.plan = company.plan
        self._free: dict[str, datetime] = {}

    def cues(self, scene: Scene) -> Iterator[Cue]:
        """What the colleagues at the other counters do next."""
        for rule in self.plan.scenario.colleagues:
            if self.company.plays(rule.login):
                yield from self._at_counter(scene, rule)
        owners = {
            self.company.officers[rule.login].id: rule.login
            for rule in self.plan.scenario.colleagues
            if self.company.plays(rule.login)
        }
        for view in scene.follow_ups:
            if (login := owners.get(view.consultation.officer_id or 0)) is not None:
                yield from self._bring_on(scene, self.company.officers[login], view)

    # At the counter

    def _at_counter(self, scene: Scene, rule: ColleagueRule) -> Iterator[Cue]:
        officer = self.company.officers[rule.login]
        called = scene.of(officer, TicketState.CALLED)
        serving = scene.of(officer, TicketState.SERVING)
        if called:
            yield self._after_call(scene, officer, called[0])
        elif serving:
            yield self._serve(scene, rule, officer, serving[0])
        elif (cue := self._call(scene, rule, officer)) is not None:
            yield cue

    def _after_call(self, scene: Scene, officer: Officer, row: QueueRow) -> Cue:
        """Whoever was called comes, is called again, or is absent."""
        ticket, limits = row.ticket, scene.desk.settings.limits
        known, called = scene.callers.get(ticket.id), ticket.last_call_at or scene.now
        wait = self.plan.between(timedelta(seconds=25), timedelta(seconds=50), "come", label_of(ticket), ticket.calls)
        if known is None or 0 < known.hears <= ticket.calls:
            verb, at = partial(scene.desk.start, officer, ticket), called + wait
        elif ticket.calls < limits.calls_max:
            at = called + max(timedelta(seconds=limits.recall_gap_seconds + 5), wait)
            verb = partial(scene.desk.recall, officer, ticket)
        else:
            at = called + wait
            return Cue(
                at, ("counter", officer.login, "absent", ticket.label), partial(self._absent, scene, officer, row)
            )
        return Cue(at, ("counter", officer.login, "called", ticket.label, str(ticket.calls)), verb)

    def _absent(self, scene: Scene, officer: Officer, row: QueueRow) -> None:
        scene.desk.absent(officer, row.ticket)
        self._free[officer.login] = scene.desk.now()

    def _serve(self, scene: Scene, rule: ColleagueRule, officer: Officer, row: QueueRow) -> Cue:
        """Listen, then answer; the next question, then the end of the visit."""
        ticket, name = row.ticket, ("counter", officer.login, "serve", row.ticket.label)
        consultation = next((one for one in row.consultations if one.state == "serving"), None)
        if consultation is None:
            held = [one for one in row.consultations if one.state in ("open", "on_hold") and not one.followed_up]
            if held:
                return Cue(scene.now, (*name, "switch"), partial(scene.desk.switch, officer, held[0]))
            return Cue(scene.now, (*name, "finish"), partial(self._finish, scene, officer, row))
        label, begun = label_of(ticket), consultation.started_at or scene.now
        if not consultation.question or not consultation.topic or not ticket.identified:
            at = begun + self.plan.between(*minutes(1, 2.5), "listen", label, consultation.seq)
            return Cue(
                at, (*name, "listen", str(consultation.seq)), partial(self._listen, scene, officer, row, consultation)
            )
        at = begun + self.plan.between(rule.fastest, rule.slowest, "service", label, consultation.seq)
        return Cue(at, (*name, "end", str(consultation.seq)), partial(self._end, scene, officer, consultation))

    def _listen(self, scene: Scene, officer: Officer, row: QueueRow, consultation: Consultation) -> None:
        """Who it is, on what, and the question."""
        desk, ticket, known = scene.desk, row.ticket, scene.callers.get(row.ticket.id)
        if not ticket.identified:
            if known is None or known.declines_identity:
                desk.identify(officer, ticket, declined=True)
            else:
                desk.identify(officer, ticket, name=known.name, role=known.role, satker_code=known.origin.code,
                              satker_name=known.origin.name, stakeholder_kind=known.origin.kind)  # fmt: skip
        matter = scene.matter(consultation)
        taken = {one.topic for one in row.consultations if one.id != consultation.id}
        topic = matter.topic if matter and matter.topic not in taken else consultation.topic
        desk.record(officer, consultation, topic=topic or desk.settings.topics[0].code,
                    question=matter.text if matter else "Pertanyaan umum")  # fmt: skip

    def _end(self, scene: Scene, officer: Officer, consultation: Consultation) -> None:
        """The outcome that is right for it."""
        desk, matter = scene.desk, scene.matter(consultation)
        known = scene.callers.get(consultation.ticket_id)
        contact = (known.contact if known else None) or (None if known and known.refusal else CONTACT)
        refusal = known.refusal if known and contact is None else None
        if matter is None or matter.outcome is Outcome.ANSWER:
            _resolve(desk, officer, consultation, matter)
        elif matter.outcome is Outcome.REFER:
            desk.refer(officer, consultation, "Kantor pusat, lewat HAI DJPb")
        elif matter.outcome is Outcome.FOLLOW_UP:
            desk.follow_up(officer, consultation, contact=contact, refusal=refusal, reason=PERSONAL)
        else:
            desk.escalate(officer, consultation.id, f"Mohon arahan: {consultation.question}",
                          tried="Sudah dicek di SPAN dan SAKTI.", contact=contact, refusal=refusal)  # fmt: skip

    def _finish(self, scene: Scene, officer: Officer, row: QueueRow) -> None:
        scene.desk.finish(officer, row.ticket)
        self._free[officer.login] = scene.desk.now()

    def _call(self, scene: Scene, rule: ColleagueRule, officer: Officer) -> Cue | None:
        """Who is next; a visitor who waits alone is left to a trainee who is free."""
        free = self._free.get(officer.login, self.plan.start)
        line = scene.waiting or scene.messages
        if not line:
            return None
        first = line[0].ticket
        at = max(free, first.entered_at)
        if len(line) < 2 and not self._trainees_busy(scene):
            at = max(at, first.entered_at + COURTESY)
        at += self.plan.between(timedelta(seconds=20), timedelta(seconds=70), "call", officer.login, label_of(first))
        when = self._at_work(scene, rule, at)
        if when is None:
            return None
        if first.online:
            return Cue(when, ("counter", officer.login, "take", first.label), partial(scene.desk.start, officer, first))
        return Cue(when, ("counter", officer.login, "call", first.label), partial(scene.desk.call_next, officer))

    def _at_work(self, scene: Scene, rule: ColleagueRule, at: datetime) -> datetime | None:
        """`at`, or when the colleague is back at the counter; None when the office is about to close for the day."""
        at = scene.open_at(at)
        local = scene.calendar.local(at)
        for begin, end in rule.breaks:
            if begin <= local.time() < end:
                back = datetime.combine(local.date(), end, local.tzinfo)
                at = scene.open_at(back.astimezone(at.tzinfo))
        if not scene.calendar.is_open(at + LAST_CALL):
            at = scene.open_at(at + LAST_CALL)
        return at if at < self.plan.end else None

    def _trainees_busy(self, scene: Scene) -> bool:
        """Whether everybody whom a real person plays has somebody at the counter."""
        ids = {one.id for login in self.company.persons if (one := self.company.officers.get(login)) and one.counter}
        busy = {row.ticket.officer_id for row in scene.board.in_state(TicketState.CALLED, TicketState.SERVING)}
        return ids <= busy

    # Follow-ups

    def _bring_on(self, scene: Scene, officer: Officer, view: ConsultationView) -> Iterator[Cue]:
        """Progress each working day, the head's answer delivered, a question back replied to."""
        consultation, desk, label = view.consultation, scene.desk, f"{label_of(view.ticket)} {view.consultation.seq}"
        name = ("follow", officer.login, label)
        for one in view.escalations:
            if one.escalation.state == EscalationState.RETURNED:
                since = max(note.note.at for note in one.notes)
                at = scene.worked(since, self.plan.between(*minutes(15, 40), "clarify", label))
                yield Cue(at, (*name, "clarify"), partial(desk.clarify, officer, one.escalation, "Nomor SPM 00012."))
        deadline = view.deadline(DeadlineKind.PROGRESS)
        if deadline is not None and deadline.stopped_at is None and not consultation.contact_refused:
            at = self._during(scene, deadline.due_at, "progress", label)
            note = partial(desk.log_progress, officer, consultation, "Masih ditelaah; kabar berikutnya besok.",
                           channel="whatsapp")  # fmt: skip
            yield Cue(max(at, deadline.opens_at or at), (*name, "progress", deadline.due_at.isoformat()), note)
        if view.open_escalation is None:
            told = [one.escalation.ended_at for one in view.escalations if one.escalation.ended_at is not None]
            if told:
                at = scene.worked(max(told), self.plan.between(*minutes(20, 60), "deliver", label))
            else:
                at = self._during(scene, consultation.solution_due_at or scene.now, "solution", label)
            deliver = partial(_resolve, desk, officer, consultation, scene.matter(consultation), view.head_answer)
            yield Cue(at, (*name, "deliver"), deliver)

    def _during(self, scene: Scene, due: datetime, what: str, label: str) -> datetime:
        """A moment in the morning of the day on which something is due."""
        opening = scene.calendar.opening(scene.calendar.local(due).date()).astimezone(due.tzinfo)
        return opening + self.plan.between(*minutes(75, 200), what, label)


def _resolve(desk: Desk, officer: Officer, consultation: Consultation, matter: Matter | None, answer: str = "") -> None:
    """Answered with what it rests on."""
    basis = matter.references if matter else ()
    text = answer or (matter.answer if matter else "") or "Ikuti juknis yang berlaku."
    desk.resolve(officer, consultation, answer=text, references=basis, no_reference=not basis)
