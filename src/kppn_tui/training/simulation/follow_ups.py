"""Simulated work on a follow-up: progress each working day, a reply to the head, the answer delivered."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation, DeadlineKind
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView
from kppn_tui.training.plan import Matter, minutes, ticket_key
from kppn_tui.training.simulation.observation import Observation
from kppn_tui.training.simulation.planned_act import PlannedAct


def follow_up_acts(seen: Observation, officer: Officer, view: ConsultationView) -> Iterator[PlannedAct]:
    """Yield what `officer` has to do about a follow-up of theirs."""
    key = f"{ticket_key(view.ticket)} {view.consultation.seq}"
    yield from _clarify(seen, officer, view, key)
    yield from _report_progress(seen, officer, view, key)
    if view.open_escalation is None:
        yield _deliver(seen, officer, view, key)


def _clarify(seen: Observation, officer: Officer, view: ConsultationView, key: str) -> Iterator[PlannedAct]:
    """Yield the reply to each question that a head has asked back."""
    for one in view.escalations:
        if one.escalation.state == EscalationState.RETURNED:
            asked_at = max(note.note.at for note in one.notes)
            at = seen.after_opening_time(asked_at, seen.plan.duration(*minutes(15, 40), "clarify", key))
            reply = partial(seen.desk.clarify, officer, one.escalation, "Nomor SPM 00012.")
            yield PlannedAct(at, ("follow", officer.login, key, "clarify"), reply)


def _report_progress(seen: Observation, officer: Officer, view: ConsultationView, key: str) -> Iterator[PlannedAct]:
    """Yield the progress note that is due next, where the stakeholder can be reached (R20)."""
    deadline = view.deadline(DeadlineKind.PROGRESS)
    if deadline is None or deadline.stopped_at is not None or view.consultation.contact_refused:
        return
    at = _morning_of(seen, deadline.due_at, "progress", key)
    text = "Masih ditelaah; kabar berikutnya besok."
    note = partial(seen.desk.log_progress, officer, view.consultation, text, channel="whatsapp")
    name = ("follow", officer.login, key, "progress", deadline.due_at.isoformat())
    yield PlannedAct(max(at, deadline.opens_at or at), name, note)


def _deliver(seen: Observation, officer: Officer, view: ConsultationView, key: str) -> PlannedAct:
    """Return the delivery of the answer: soon after the head's, else on the day it is due."""
    consultation = view.consultation
    answered = [one.escalation.ended_at for one in view.escalations if one.escalation.ended_at is not None]
    if answered:
        at = seen.after_opening_time(max(answered), seen.plan.duration(*minutes(20, 60), "deliver", key))
    else:
        at = _morning_of(seen, consultation.solution_due_at or seen.now, "solution", key)
    deliver = partial(resolve, seen.desk, officer, consultation, seen.matter(consultation), view.head_answer)
    return PlannedAct(at, ("follow", officer.login, key, "deliver"), deliver)


def _morning_of(seen: Observation, due: datetime, what: str, key: str) -> datetime:
    """Return a moment in the morning of the day on which something is due."""
    opening = seen.calendar.opening(seen.calendar.local(due).date()).astimezone(due.tzinfo)
    return opening + seen.plan.duration(*minutes(75, 200), what, key)


def resolve(desk: Desk, officer: Officer, consultation: Consultation, matter: Matter | None, answer: str = "") -> None:
    """Resolve `consultation` with `answer`, else the answer of the matter, and what it rests on."""
    references = matter.references if matter else ()
    text = answer or (matter.answer if matter else "") or "Ikuti juknis yang berlaku."
    desk.resolve(officer, consultation, answer=text, references=references, no_reference=not references)
