"""Read what the screens show: a fixed number of statements each, whatever the number of rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from peewee import SQL

from kppn_tui.domain.escalation_conditions import answers_question
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import (
    Channel,
    Consultation,
    Deadline,
    DeadlineKind,
    Document,
    Escalation,
    EscalationNote,
    Progress,
    Ticket,
)
from kppn_tui.domain.states import ConsultationState, EscalationState, TicketState
from kppn_tui.domain.views import (
    Board,
    ConsultationView,
    Counts,
    EscalationView,
    HallCall,
    HallView,
    Note,
    QueueRow,
    SessionView,
)
from kppn_tui.store import models, sweeps
from kppn_tui.store.sql_constants import OPEN_CONSULTATION_SQL, OPEN_ESCALATION_SQL, OPEN_TICKET_SQL, literal
from kppn_tui.store.store import Store

R = TypeVar("R")

#: Old citations are left out, so that looking for a few never reads a million rows.
_LATELY = SQL("id > (SELECT max(id) FROM consultation) - 5000")
_ENDED_TODAY = (
    "SELECT count(*), coalesce(sum(CASE WHEN net_seconds <= ? THEN 1 ELSE 0 END), 0) FROM consultation "
    "WHERE office = ? AND session_ended_at >= ? AND NOT unreliable "
    f"AND state NOT IN ({literal(ConsultationState.REFERRED, ConsultationState.CANCELLED)})"
)
_FOLLOW_UPS = (
    "SELECT count(*), coalesce(sum(CASE WHEN solution_due_at < ? AND NOT EXISTS (SELECT 1 FROM deadline d "
    f"WHERE d.consultation_id = consultation.id AND d.kind = {literal(DeadlineKind.SOLUTION)} "
    "AND d.paused_at IS NOT NULL AND d.stopped_at IS NULL) THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN officer_id = ? AND EXISTS (SELECT 1 FROM deadline p "
    f"WHERE p.consultation_id = consultation.id AND p.kind = {literal(DeadlineKind.PROGRESS)} "
    "AND p.due_at >= ? AND p.due_at < ? AND p.paused_at IS NULL AND p.stopped_at IS NULL) THEN 1 ELSE 0 END), 0) "
    f"FROM consultation WHERE office = ? AND follow_up_at IS NOT NULL AND {OPEN_CONSULTATION_SQL}"
)
_ESCALATIONS = (
    "SELECT e.section, e.state, count(*), sum(CASE WHEN e.sent_by = ? OR c.officer_id = ? THEN 1 ELSE 0 END) "
    f"FROM escalation e JOIN consultation c ON c.id = e.consultation_id WHERE e.office = ? AND e.{OPEN_ESCALATION_SQL} "
    "GROUP BY e.section, e.state"
)
_ANSWERED = (
    "SELECT count(DISTINCT c.id) FROM consultation c JOIN escalation e ON e.consultation_id = c.id "
    f"WHERE c.office = ? AND c.follow_up_at IS NOT NULL AND c.{OPEN_CONSULTATION_SQL} "
    f"AND e.state = {literal(EscalationState.ANSWERED)} "
    f"AND NOT EXISTS (SELECT 1 FROM escalation o WHERE o.consultation_id = c.id AND o.{OPEN_ESCALATION_SQL})"
)

#: A call that was taken back, or that nobody heeded, is not shown. Nothing else of a ticket is read for the hall.
_HALL_CALLS = (
    "SELECT label, counter, last_call_at, state FROM ticket "
    f"WHERE office = ? AND day = ? AND channel = '{Channel.FACE_TO_FACE}' AND last_call_at IS NOT NULL "
    f"AND state IN ('{TicketState.CALLED}', '{TicketState.SERVING}', '{TicketState.CLOSED}') AND close_reason = '' "
    "ORDER BY last_call_at DESC, id DESC LIMIT ?"
)
_HALL_WAITING = (
    f"SELECT count(*) FROM ticket WHERE office = ? AND {OPEN_TICKET_SQL} "
    f"AND state = '{TicketState.WAITING}' AND channel = '{Channel.FACE_TO_FACE}'"
)
#: More calls than come while one of them is being read.
_HALL_MOST = 20


def read_names(store: Store, office: str) -> dict[int, str]:
    """Return the names of the officers by id."""
    return {officer.id: officer.name for officer in store.find(Officer, office=office)}


def read_board(
    store: Store,
    office: str,
    now: datetime,
    day_start: datetime,
    target_seconds: int,
    sections: Mapping[str, bool],
    officer_id: int = 0,
) -> Board:
    """Return the live queue of `office`, and its figures since `day_start`."""
    ticket, consultation, deadline = models.Ticket, models.Consultation, models.Deadline
    open_tickets = (ticket.office == office) & SQL(OPEN_TICKET_SQL)
    tickets = store.select(
        Ticket,
        ticket.select().where(open_tickets).order_by(ticket.priority.desc(), ticket.queue_key, ticket.id),
    )
    if tickets:
        ids = [row.id for row in tickets]
        consultations = _by(store.find(Consultation, ticket_id=ids), lambda row: row.ticket_id)
        running = (
            deadline.select()
            .join(consultation, on=(consultation.id == deadline.consultation_id))
            .where(consultation.ticket_id.in_(ids), deadline.kind == DeadlineKind.SERVICE)
            .order_by(deadline.id)
        )
        deadlines = {row.consultation_id: row for row in store.select(Deadline, running)}
    else:
        consultations, deadlines = {}, {}
    people = read_names(store, office)
    rows = []
    for record in tickets:
        row = QueueRow(record, tuple(consultations.get(record.id, ())), people.get(record.officer_id or 0, ""))
        current = row.current
        if current is not None:
            row = QueueRow(row.ticket, row.consultations, row.officer_name, deadlines.get(current.id))
        rows.append(row)
    last_sweep = sweeps.read_last_sweep(store, office)
    return Board(
        tuple(rows),
        read_counts(store, office, now, day_start, target_seconds, sections, officer_id),
        last_sweep[0] if last_sweep else None,
    )


def read_counts(
    store: Store,
    office: str,
    now: datetime,
    day_start: datetime,
    target_seconds: int,
    sections: Mapping[str, bool],
    officer_id: int = 0,
) -> Counts:
    """Return the figures of the header; `inbox` counts what waits for `officer_id` in the name of `sections`.

    `sections` has True where as substitute, who does not answer what they asked themself.
    """
    ended, on_time = store.query(_ENDED_TODAY, (target_seconds, office, int(day_start.timestamp())))[0]
    today = int(day_start.timestamp()), int((day_start + timedelta(days=1)).timestamp())
    follow_ups, overdue, owed = store.query(_FOLLOW_UPS, (int(now.timestamp()), officer_id, *today, office))[0]
    waiting = store.query(_ESCALATIONS, (officer_id, officer_id, office))
    inbox = sum(
        n - (asked if sections[section] else 0)
        for section, state, n, asked in waiting
        if section in sections and state != EscalationState.RETURNED
    )
    asked_back = sum(row[2] for row in waiting if row[1] == EscalationState.RETURNED)
    answered = store.query(_ANSWERED, (office,))[0][0]
    return Counts(ended, on_time, follow_ups, overdue, answered, asked_back, inbox, owed)


def read_hall(store: Store, office: str, today: str) -> HallView:
    """Return the calls of `today` (an ISO date in the office's zone) and how many wait."""
    calls = store.query(_HALL_CALLS, (office, today, _HALL_MOST))
    return HallView(
        tuple(
            HallCall(str(label), str(counter), datetime.fromtimestamp(at, UTC), TicketState(state))
            for label, counter, at, state in calls
        ),
        int(store.query(_HALL_WAITING, (office,))[0][0]),
    )


def read_session(store: Store, ticket_id: int) -> SessionView:
    """Return a ticket with all its consultations. Raises NotFound."""
    ticket = store.get(Ticket, ticket_id)
    consultations = store.find(Consultation, ticket_id=ticket_id)
    people = read_names(store, ticket.office)
    return SessionView(
        ticket, tuple(_views(store, consultations, [ticket], people)), people.get(ticket.officer_id or 0, "")
    )


def read_consultation(store: Store, consultation_id: int) -> ConsultationView:
    """Return a consultation with everything that hangs on it. Raises NotFound."""
    record = store.get(Consultation, consultation_id)
    ticket = store.get(Ticket, record.ticket_id)
    return _views(store, [record], [ticket], read_names(store, record.office))[0]


def read_follow_ups(store: Store, office: str) -> list[ConsultationView]:
    """Return the open follow-ups, the one that is due first on top."""
    model = models.Consultation
    query = (
        model.select()
        .where(model.office == office, model.follow_up_at.is_null(False), SQL(OPEN_CONSULTATION_SQL))
        .order_by(model.solution_due_at, model.id)
    )
    return _with_tickets(store, office, store.select(Consultation, query))


def read_inbox(store: Store, office: str, sections: Mapping[str, bool], officer_id: int = 0) -> list[ConsultationView]:
    """Return the questions to the heads of `sections`, also those asked back, by due date of the solution.

    `sections` has True where `officer_id` is a substitute, who does not see what they asked themself.
    """
    model = models.Escalation
    query = model.select().where(model.office == office, model.section.in_(list(sections)), SQL(OPEN_ESCALATION_SQL))
    found = store.select(Escalation, query)
    consultations = {one.id: one for one in store.find(Consultation, id=[row.consultation_id for row in found])}
    seen = {
        row.consultation_id
        for row in found
        if answers_question(sections, officer_id, row, consultations[row.consultation_id].officer_id)
    }
    views = _with_tickets(store, office, [consultations[one] for one in sorted(seen)])
    return sorted(
        views,
        key=lambda view: (view.consultation.solution_due_at or view.consultation.created_at, view.consultation.id),
    )


def read_references(store: Store, office: str, topic: str, limit: int = 200) -> list[str]:
    """Return the references cited lately, those for `topic` first, each once."""
    model = models.Consultation
    query = (
        model.select(model.topic, model.cited)
        .where(model.office == office, model.ended_at.is_null(False), model.cited != "", _LATELY)
        .order_by(model.id.desc())
        .limit(limit)
    )
    rows = store.database.execute(query).fetchall()
    ranked = [line for wanted in (True, False) for known, cited in rows if (known == topic) is wanted
              for line in cited.split("\n")]  # fmt: skip
    return list(dict.fromkeys(ranked))


def _with_tickets(store: Store, office: str, consultations: Sequence[Consultation]) -> list[ConsultationView]:
    tickets = store.find(Ticket, id=[row.ticket_id for row in consultations])
    return _views(store, consultations, tickets, read_names(store, office))


def _views(
    store: Store, consultations: Sequence[Consultation], tickets: Iterable[Ticket], people: dict[int, str]
) -> list[ConsultationView]:
    ids = [row.id for row in consultations]
    owner = {row.id: row for row in tickets}
    deadlines = store.find(Deadline, consultation_id=ids)
    deadlines_of = _by(deadlines, lambda row: row.consultation_id)
    documents = _by(store.find(Document, consultation_id=ids), lambda row: row.consultation_id)
    progress = _by(store.find(Progress, consultation_id=ids), lambda row: row.consultation_id)
    sent = store.find(Escalation, consultation_id=ids)
    notes = _by(store.find(EscalationNote, escalation_id=[row.id for row in sent]), lambda row: row.escalation_id)
    replies = {row.escalation_id: row for row in deadlines if row.kind is DeadlineKind.REPLY}
    asked_back = {row.escalation_id: row for row in deadlines if row.kind is DeadlineKind.ASK_BACK}
    escalations = _by(
        [
            EscalationView(
                row,
                replies.get(row.id),
                tuple(Note(note, people.get(note.officer_id, "")) for note in reversed(notes.get(row.id, []))),
                people.get(row.sent_by, ""),
                asked_back.get(row.id),
            )
            for row in sent
        ],
        lambda view: view.escalation.consultation_id,
    )
    return [
        ConsultationView(
            row,
            owner[row.ticket_id],
            tuple(deadlines_of.get(row.id, ())),
            tuple(documents.get(row.id, ())),
            tuple(escalations.get(row.id, ())),
            tuple(progress.get(row.id, ())),
            people.get(row.officer_id or 0, ""),
        )
        for row in consultations
    ]


def _by(rows: Iterable[R], key: Callable[[R], int]) -> dict[int, list[R]]:
    grouped: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        grouped[key(row)].append(row)
    return grouped
