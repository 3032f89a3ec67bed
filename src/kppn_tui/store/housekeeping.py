"""Tables beside those of the service: last numbers, undo, directory, sweeps, presence."""

from peewee import AutoField, CompositeKey, IntegerField, Model, TextField

from kppn_tui.store.fields import InstantField, reference


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
    """The last sweep of an office's deadlines, and by whom."""

    office = TextField(primary_key=True)
    last_at = InstantField()
    who = TextField()


class Presence(Model):
    """A ticket that is open at a desk: a sign of life, no lock."""

    office = TextField()
    desk = TextField()
    ticket_id = IntegerField(constraints=reference("ticket"))
    officer_id = IntegerField()
    seen_at = InstantField()

    class Meta:
        primary_key = CompositeKey("office", "desk", "ticket_id")


KEEPING: tuple[type[Model], ...] = (Counter, Undo, Stakeholder, StakeholderAlias, Sweep, Presence)
