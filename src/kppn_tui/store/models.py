"""The tables as Peewee models; rows leave the store as the records of `domain.records`, never as these.

Every row of the service carries its office. Instants are integers of UTC seconds, so that they compare and index alike
on every database.
"""

from peewee import SQL, AutoField, BigIntegerField, BooleanField, IntegerField, Model, TextField

from kppn_tui.store.fields import InstantField, reference
from kppn_tui.store.housekeeping import KEEPING
from kppn_tui.store.sql_constants import (
    OPEN_CONSULTATION_SQL,
    OPEN_ESCALATION_SQL,
    OPEN_TICKET_SQL,
    RUNNING_DEADLINE_SQL,
)


class Officer(Model):
    id = AutoField()
    office = TextField()
    login = TextField()
    name = TextField()
    roles = TextField()
    sections = TextField()
    password_hash = TextField()
    counter = TextField()
    active = BooleanField()
    created_at = InstantField(null=True)

    class Meta:
        indexes = ((("office", "login"), True),)


class Substitute(Model):
    id = AutoField()
    office = TextField()
    section = TextField()
    officer_id = IntegerField(constraints=reference("officer"))
    first = TextField()
    last = TextField()


class Ticket(Model):
    id = AutoField()
    office = TextField()
    day = TextField()
    series = TextField()
    number = IntegerField()
    label = TextField()
    channel = TextField()
    arrived_at = InstantField()
    entered_at = InstantField()
    queue_key = BigIntegerField()
    state = TextField()
    channel_detail = TextField()
    reference_number = TextField()
    stakeholder_kind = TextField()
    satker_code = TextField()
    satker_name = TextField()
    visitor_name = TextField()
    visitor_role = TextField()
    identity_at = InstantField(null=True)
    identity_by = IntegerField(null=True)
    identity_declined = BooleanField()
    purpose = TextField()
    priority = IntegerField()
    priority_reason = TextField()
    calls = IntegerField()
    last_call_at = InstantField(null=True)
    counter = TextField()
    officer_id = IntegerField(null=True)
    started_at = InstantField(null=True)
    closed_at = InstantField(null=True)
    close_reason = TextField()

    class Meta:
        indexes = ((("office", "day", "series", "number"), True), (("office", "reference_number"), False))


Ticket.add_index(
    Ticket.index(
        Ticket.office,
        Ticket.priority.desc(),
        Ticket.queue_key,
        Ticket.id,
        name="ticket_open",
        where=SQL(OPEN_TICKET_SQL),
    )
)


class Consultation(Model):
    id = AutoField()
    office = TextField()
    ticket_id = IntegerField(index=True, constraints=reference("ticket"))
    seq = IntegerField()
    created_at = InstantField()
    topic = TextField()
    section = TextField()
    satker_code = TextField()
    satker_name = TextField()
    state = TextField()
    hold_reason = TextField()
    split_reason = TextField()
    previous_id = IntegerField(null=True)
    question = TextField()
    answer = TextField()
    cited = TextField()
    no_reference = BooleanField()
    delivery = TextField()
    officer_id = IntegerField(null=True)
    started_at = InstantField(null=True)
    session_ended_at = InstantField(null=True)
    net_seconds = IntegerField(null=True)
    gross_seconds = IntegerField(null=True)
    follow_up_at = InstantField(null=True)
    follow_up_reason = TextField()
    contact_channel = TextField()
    contact_value = TextField()
    contact_refused = BooleanField()
    agreed_way = TextField()
    solution_due_at = InstantField(null=True)
    calendar_version = TextField()
    overdue_reason = TextField()
    ended_at = InstantField(null=True)
    end_reason = TextField()
    unreliable = BooleanField(constraints=[SQL("DEFAULT false")])

    class Meta:
        indexes = ((("office", "session_ended_at"), False), (("ticket_id", "seq"), True))


Consultation.add_index(
    Consultation.index(
        Consultation.office,
        Consultation.solution_due_at,
        name="consultation_open",
        where=SQL(OPEN_CONSULTATION_SQL),
    )
)


class Document(Model):
    id = AutoField()
    consultation_id = IntegerField(index=True, constraints=reference("consultation"))
    name = TextField()
    requested_at = InstantField()
    requested_by = IntegerField()
    received_at = InstantField(null=True)
    received_by = IntegerField(null=True)


class Interval(Model):
    id = AutoField()
    office = TextField()
    ticket_id = IntegerField(index=True, constraints=reference("ticket"))
    consultation_id = IntegerField(null=True)
    state = TextField()
    reason = TextField()
    officer_id = IntegerField(null=True)
    started_at = InstantField()
    ended_at = InstantField(null=True)


class Deadline(Model):
    id = AutoField()
    office = TextField()
    kind = TextField()
    consultation_id = IntegerField(index=True, constraints=reference("consultation"))
    escalation_id = IntegerField(null=True)
    opens_at = InstantField(null=True)
    started_at = InstantField()
    warn_at = InstantField()
    due_at = InstantField()
    next_at = InstantField(null=True)
    paused_at = InstantField(null=True)
    paused_seconds = IntegerField()
    stopped_at = InstantField(null=True)
    met = BooleanField(null=True)
    calendar_version = TextField()
    previous_id = IntegerField(null=True, constraints=reference("deadline"))
    unreliable = BooleanField(constraints=[SQL("DEFAULT false")])


Deadline.add_index(
    Deadline.index(Deadline.office, Deadline.next_at, name="deadline_next", where=SQL(RUNNING_DEADLINE_SQL))
)
Deadline.add_index(Deadline.index(Deadline.previous_id, name="deadline_previous", where=SQL("previous_id IS NOT NULL")))


class Alert(Model):
    """An alert, raised once whoever sweeps: `UNIQUE (deadline, level)`."""

    id = AutoField()
    office = TextField()
    deadline_id = IntegerField(constraints=reference("deadline"))
    level = TextField()
    at = InstantField()

    class Meta:
        indexes = ((("deadline_id", "level"), True),)


class Escalation(Model):
    id = AutoField()
    office = TextField()
    consultation_id = IntegerField(index=True, constraints=reference("consultation"))
    ticket_id = IntegerField()
    section = TextField()
    state = TextField()
    section_reason = TextField()
    sent_at = InstantField()
    sent_by = IntegerField()
    accepted_at = InstantField(null=True)
    accepted_by = IntegerField(null=True)
    ended_at = InstantField(null=True)
    ended_by = IntegerField(null=True)
    previous_id = IntegerField(null=True)


Escalation.add_index(
    Escalation.index(Escalation.office, Escalation.section, name="escalation_open", where=SQL(OPEN_ESCALATION_SQL))
)


class EscalationNote(Model):
    id = AutoField()
    escalation_id = IntegerField(index=True, constraints=reference("escalation"))
    at = InstantField()
    officer_id = IntegerField()
    kind = TextField()
    text = TextField()
    substitute = BooleanField()

    class Meta:
        table_name = "escalation_note"


class Progress(Model):
    id = AutoField()
    office = TextField()
    consultation_id = IntegerField(index=True, constraints=reference("consultation"))
    at = InstantField()
    officer_id = IntegerField()
    kind = TextField()
    text = TextField()
    channel = TextField()


class Event(Model):
    id = AutoField()
    office = TextField()
    at = InstantField()
    action = TextField()
    officer_id = IntegerField(null=True)
    ticket_id = IntegerField(null=True, index=True)
    consultation_id = IntegerField(null=True)
    escalation_id = IntegerField(null=True)
    data = TextField()
    #: The random mark of its transaction, which no record knows: see `store.backends.commit_proof`.
    mark = TextField(null=True)


Event.add_index(Event.index(Event.officer_id, Event.id, name="event_officer"))


MODELS: tuple[type[Model], ...] = (
    Officer, Substitute, Ticket, Consultation, Document, Interval, Deadline, Alert, Escalation, EscalationNote,
    Progress, Event, *KEEPING,
)  # fmt: skip
