"""Make the tables of tickets, consultations, clocks, escalations, progress, events and undo.

A frozen copy: independent of store.models on purpose, so that old files always migrate the same way.
"""

from peewee import (
    SQL,
    AutoField,
    BigIntegerField,
    BooleanField,
    CompositeKey,
    Database,
    IntegerField,
    Model,
    Node,
    TextField,
)
from playhouse.migrate import SchemaMigrator


def _reference(table: str, on_delete: str = "CASCADE") -> list[Node]:
    return [SQL(f'REFERENCES "{table}" ("id") ON DELETE {on_delete}')]


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
    created_at = BigIntegerField(null=True)

    class Meta:
        indexes = ((("office", "login"), True),)


class Counter(Model):
    office = TextField()
    day = TextField()
    series = TextField()
    last = IntegerField()

    class Meta:
        primary_key = CompositeKey("office", "day", "series")


class Ticket(Model):
    id = AutoField()
    office = TextField()
    day = TextField()
    series = TextField()
    number = IntegerField()
    label = TextField()
    channel = TextField()
    arrived_at = BigIntegerField()
    entered_at = BigIntegerField()
    queue_key = BigIntegerField()
    state = TextField()
    channel_detail = TextField()
    reference_number = TextField()
    stakeholder_kind = TextField()
    satker_code = TextField()
    satker_name = TextField()
    visitor_name = TextField()
    visitor_role = TextField()
    identity_at = BigIntegerField(null=True)
    identity_by = IntegerField(null=True)
    identity_declined = BooleanField()
    purpose = TextField()
    priority = IntegerField()
    priority_reason = TextField()
    calls = IntegerField()
    last_call_at = BigIntegerField(null=True)
    counter = TextField()
    officer_id = IntegerField(null=True)
    started_at = BigIntegerField(null=True)
    closed_at = BigIntegerField(null=True)
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
        where=SQL("state IN ('waiting', 'called', 'serving', 'absent')"),
    )
)


class Consultation(Model):
    id = AutoField()
    office = TextField()
    ticket_id = IntegerField(index=True, constraints=_reference("ticket"))
    seq = IntegerField()
    created_at = BigIntegerField()
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
    started_at = BigIntegerField(null=True)
    session_ended_at = BigIntegerField(null=True)
    net_seconds = IntegerField(null=True)
    gross_seconds = IntegerField(null=True)
    follow_up_at = BigIntegerField(null=True)
    follow_up_reason = TextField()
    contact_channel = TextField()
    contact_value = TextField()
    contact_refused = BooleanField()
    agreed_way = TextField()
    solution_due_at = BigIntegerField(null=True)
    calendar_version = TextField()
    overdue_reason = TextField()
    ended_at = BigIntegerField(null=True)
    end_reason = TextField()

    class Meta:
        indexes = ((("office", "session_ended_at"), False), (("ticket_id", "seq"), True))


Consultation.add_index(
    Consultation.index(
        Consultation.office,
        Consultation.solution_due_at,
        name="consultation_open",
        where=SQL("state IN ('open', 'serving', 'on_hold', 'follow_up')"),
    )
)


class Document(Model):
    id = AutoField()
    consultation_id = IntegerField(index=True, constraints=_reference("consultation"))
    name = TextField()
    requested_at = BigIntegerField()
    requested_by = IntegerField()
    received_at = BigIntegerField(null=True)
    received_by = IntegerField(null=True)


class Interval(Model):
    id = AutoField()
    office = TextField()
    ticket_id = IntegerField(index=True, constraints=_reference("ticket"))
    consultation_id = IntegerField(null=True)
    state = TextField()
    reason = TextField()
    officer_id = IntegerField(null=True)
    started_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)


class Deadline(Model):
    id = AutoField()
    office = TextField()
    kind = TextField()
    consultation_id = IntegerField(index=True, constraints=_reference("consultation"))
    escalation_id = IntegerField(null=True)
    opens_at = BigIntegerField(null=True)
    started_at = BigIntegerField()
    warn_at = BigIntegerField()
    due_at = BigIntegerField()
    next_at = BigIntegerField(null=True)
    paused_at = BigIntegerField(null=True)
    paused_seconds = IntegerField()
    stopped_at = BigIntegerField(null=True)
    met = BooleanField(null=True)
    calendar_version = TextField()


Deadline.add_index(
    Deadline.index(Deadline.office, Deadline.next_at, name="deadline_next", where=SQL("next_at IS NOT NULL"))
)


class Alert(Model):
    id = AutoField()
    office = TextField()
    deadline_id = IntegerField(constraints=_reference("deadline"))
    level = TextField()
    at = BigIntegerField()

    class Meta:
        indexes = ((("deadline_id", "level"), True),)


class Escalation(Model):
    id = AutoField()
    office = TextField()
    consultation_id = IntegerField(index=True, constraints=_reference("consultation"))
    ticket_id = IntegerField()
    section = TextField()
    state = TextField()
    section_reason = TextField()
    sent_at = BigIntegerField()
    sent_by = IntegerField()
    accepted_at = BigIntegerField(null=True)
    accepted_by = IntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    ended_by = IntegerField(null=True)
    previous_id = IntegerField(null=True)


Escalation.add_index(
    Escalation.index(
        Escalation.office,
        Escalation.section,
        name="escalation_open",
        where=SQL("state IN ('sent', 'accepted', 'returned')"),
    )
)


class EscalationNote(Model):
    id = AutoField()
    escalation_id = IntegerField(index=True, constraints=_reference("escalation"))
    at = BigIntegerField()
    officer_id = IntegerField()
    kind = TextField()
    text = TextField()
    substitute = BooleanField()

    class Meta:
        table_name = "escalation_note"


class Progress(Model):
    id = AutoField()
    office = TextField()
    consultation_id = IntegerField(index=True, constraints=_reference("consultation"))
    at = BigIntegerField()
    officer_id = IntegerField()
    kind = TextField()
    text = TextField()
    channel = TextField()


class Event(Model):
    id = AutoField()
    office = TextField()
    at = BigIntegerField()
    action = TextField()
    officer_id = IntegerField(null=True)
    ticket_id = IntegerField(null=True, index=True)
    consultation_id = IntegerField(null=True)
    escalation_id = IntegerField(null=True)
    data = TextField()


Event.add_index(Event.index(Event.officer_id, Event.id, name="event_officer"))


class Undo(Model):
    event_id = IntegerField(primary_key=True, constraints=_reference("event"))
    expires_at = BigIntegerField(index=True)
    tickets = TextField()
    images = TextField()


class Stakeholder(Model):
    kind = TextField()
    code = TextField()
    name = TextField()

    class Meta:
        primary_key = CompositeKey("kind", "code", "name")


def up(migrator: SchemaMigrator, db: Database) -> None:
    tables: list[type[Model]] = [
        Officer,
        Counter,
        Ticket,
        Consultation,
        Document,
        Interval,
        Deadline,
        Alert,
        Escalation,
        EscalationNote,
        Progress,
        Event,
        Undo,
        Stakeholder,
    ]
    with db.bind_ctx(tables):
        for table in tables:  # in this order: a server wants to know what is referred to
            db.create_tables([table], safe=False)
