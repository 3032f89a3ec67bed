"""Tables beside those of the service: last numbers, undo, directory, sweeps, presence, offices, sign-in."""

from peewee import CompositeKey, IntegerField, Model, TextField

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
    """The directory that grows with each registration; codes are text, leading zeros kept."""

    office = TextField()
    kind = TextField()
    code = TextField()
    name = TextField()

    class Meta:
        primary_key = CompositeKey("office", "kind", "code", "name")


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


KEEPING: tuple[type[Model], ...] = (Counter, Undo, Stakeholder, Sweep, Presence, Office, Session, SignInTry)
