"""Tables beside those of the service: last numbers, undo, directory, sweeps, presence, notices, offices, sign-in."""

from peewee import SQL, AutoField, CompositeKey, IntegerField, Model, TextField

from kppn_tui.store.fields import InstantField, reference
from kppn_tui.store.sql_constants import UNTOLD_SQL


class Counter(Model):
    """The last number issued, a row per office, day and series; issued in the transaction that takes the ticket."""

    office = TextField()
    day = TextField()
    series = TextField()
    last = IntegerField()

    class Meta:
        primary_key = CompositeKey("office", "day", "series")


class Undo(Model):
    """The values that an event replaced, kept for the grace period only, since they may be personal data."""

    event_id = IntegerField(primary_key=True, constraints=reference("event"))
    expires_at = InstantField(index=True)
    tickets = TextField()
    images = TextField()


class Stakeholder(Model):
    """The directory that grows with each registration; codes are text, leading zeros kept.

    `ticket_id` is the registration that taught the row, and counts as long as it says so; empty: it is there for good.
    """

    id = AutoField()
    office = TextField(index=True)
    kind = TextField()
    code = TextField()
    name = TextField()
    ticket_id = IntegerField(null=True, constraints=reference("ticket"))


class StakeholderAlias(Model):
    """A shorthand of the satker with `code`, learned at the counter (`ticket_id`, as above) or written down."""

    id = AutoField()
    office = TextField(index=True)
    short = TextField()
    code = TextField()
    ticket_id = IntegerField(null=True, constraints=reference("ticket"))

    class Meta:
        table_name = "stakeholder_alias"


class Sweep(Model):
    """The last sweep of an office's deadlines, and by whom; a doubt about a clock, and what was confirmed last."""

    office = TextField(primary_key=True)
    last_at = InstantField()
    who = TextField()
    #: A doubt: the time that was counted or recorded, and the time that a machine said.
    trusted_at = InstantField(null=True)
    machine_at = InstantField(null=True)
    #: When an officer last confirmed a clock, and the newest event before that: what is older is not asked about.
    confirmed_at = InstantField(null=True)
    confirmed_event = IntegerField(constraints=[SQL("DEFAULT 0")])


class Presence(Model):
    """A ticket that is open at a desk: a sign of life, no lock."""

    office = TextField()
    desk = TextField()
    ticket_id = IntegerField(constraints=reference("ticket"))
    officer_id = IntegerField()
    seen_at = InstantField()

    class Meta:
        primary_key = CompositeKey("office", "desk", "ticket_id")


class Notice(Model):
    """One thing that an officer has to be told: an alert, or the event of a hand-over; `told_at` once they were.

    `section` is the section for which they are told, "" as the officer of the case.
    """

    id = AutoField()
    office = TextField()
    officer_id = IntegerField(constraints=reference("officer"))
    alert_id = IntegerField(null=True, constraints=reference("alert"))
    event_id = IntegerField(null=True, constraints=reference("event"))
    escalation_id = IntegerField(null=True)
    section = TextField()
    raised_at = InstantField()
    told_at = InstantField(null=True)


for _name, _columns, _clause, _unique in (
    ("notice_alert", (Notice.alert_id, Notice.officer_id), "alert_id IS NOT NULL", True),
    ("notice_event", (Notice.event_id, Notice.officer_id), "event_id IS NOT NULL", True),
    ("notice_untold", (Notice.officer_id,), UNTOLD_SQL, False),
    ("notice_told", (Notice.officer_id, Notice.told_at), "", False),
    ("notice_escalation", (Notice.escalation_id,), "escalation_id IS NOT NULL", False),
):
    Notice.add_index(Notice.index(*_columns, name=_name, unique=_unique, where=SQL(_clause) if _clause else None))


class Office(Model):
    """The name of an office that has rows here, so that another one can be told whose they are."""

    code = TextField(primary_key=True)
    name = TextField()


class Session(Model):
    """The newest session of an officer at a desk: its number ends all that are older."""

    officer_id = IntegerField(primary_key=True, constraints=reference("officer"))
    number = IntegerField()
    counter = TextField()
    started_at = InstantField()


class SignInTry(Model):
    """The failed tries to sign in with a name or at a terminal since the last good one."""

    office = TextField()
    key = TextField()
    failed = IntegerField()
    last_at = InstantField()

    class Meta:
        table_name = "sign_in_try"
        primary_key = CompositeKey("office", "key")


KEEPING: tuple[type[Model], ...] = (
    Counter, Undo, Stakeholder, StakeholderAlias, Sweep, Presence, Notice, Office, Session, SignInTry,
)  # fmt: skip
