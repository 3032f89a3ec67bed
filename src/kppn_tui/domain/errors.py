"""The tree of refusals.

DeskError                 one plain sentence for the user, with its parameters
├── RuleRefused           a rule of the life cycle says no
│   ├── NotAllowed        the officer's role may not do this
│   ├── WrongState        the record is not in a state that allows it
│   │   └── LostRace      because somebody else was first, or serves the visitor now
│   ├── Missing           something has to be recorded before
│   └── AlreadyServing    the officer has a visitor at the counter
├── NobodyWaiting         the queue is empty
├── NotFound              no such record
├── BadInput              a value that was typed can't be used
├── NothingToUndo         no own last action within the grace period
├── SignInRefused         wrong name or password, or a disabled officer
│   └── SignInDelayed     too many wrong passwords: the next try has to wait
├── CalendarMissing       a needed year has no calendar data
├── BadCalendar           the calendar file has an error (the message says where)
├── BadOfficeFile         the office file has an error (the message names the line)
├── OtherOffice           the database holds other offices' officers only
├── SessionEnded          the officer's session at this desk is over
└── StoreUnavailable      the database can't be opened, read or written
    └── SchemaTooNew      the file was written by a newer version
"""


class Marked(str):
    """A sentence or word of the program, which `explain` translates also as a parameter; typed text is none."""

    __slots__ = ()


def N_(msgid: str) -> str:
    """Mark `msgid` for translation and return it otherwise unchanged."""
    return Marked(msgid)


class DeskError(Exception):
    """Something the user can put right; `msgid` is an English sentence with `{parameters}`."""

    msgid = N_("This can't be done now.")

    def __init__(self, msgid: str | None = None, **parameters: object) -> None:
        self.msgid = msgid or type(self).msgid
        self.parameters = parameters
        super().__init__(self.msgid.format(**parameters))


class RuleRefused(DeskError):
    """A rule of the life cycle says no."""


class NotAllowed(RuleRefused):
    msgid = N_("Your role does not allow this.")


class WrongState(RuleRefused):
    msgid = N_("This is not possible in the present state.")


class LostRace(WrongState):
    msgid = N_("{who} was first. What you typed is kept.")


#: A colleague serves the visitor, and to take over was not meant.
SERVED_BY_COLLEAGUE = N_("{label} is with {who} now. What you typed is kept.")


def is_served_by_colleague(error: DeskError) -> bool:
    """Return whether `error` refused a verb only because it would take over what a colleague serves."""
    return isinstance(error, LostRace) and error.msgid == SERVED_BY_COLLEAGUE


class Missing(RuleRefused):
    msgid = N_("Something is still missing.")


class AlreadyServing(RuleRefused):
    msgid = N_("{label} is still at your counter.")


class NobodyWaiting(DeskError):
    msgid = N_("Nobody is waiting.")


class NotFound(DeskError):
    msgid = N_("That record does not exist.")


class BadInput(DeskError):
    msgid = N_("This value can't be used.")


class BadContact(BadInput):
    """The contact of the stakeholder is missing, or can't be right."""


class NothingToUndo(DeskError):
    msgid = N_("There is nothing of yours to undo.")


class SignInRefused(DeskError):
    msgid = N_("Name or password is wrong.")


class SignInDelayed(SignInRefused):
    msgid = N_("Too many wrong passwords: wait {left} minutes before the next try.")


class SessionEnded(DeskError):
    """The officer's session at this desk is over; what was typed is kept."""

    msgid = N_("Your session here has ended: sign in again. What you typed is kept.")


class OtherOffice(DeskError):
    """The database holds other offices' officers only: it is not empty, but nothing in it is the own office's."""

    msgid = N_(
        "The database {url} belongs to another office: {offices}. Nobody of {office} (kode {code}) is in it. Name the "
        "right database with --db, or that office's file with --office; kppn-tui officer add begins a new office in it."
    )


class CalendarMissing(DeskError):
    """A needed year has no data: refused, never guessed (domain.md 4.4)."""

    msgid = N_(
        "The calendar of {year} is not loaded. Before dates in {year} are promised, the office file has to name a "
        "calendar file with that year (berkas_kalender)."
    )


class BadCalendar(DeskError):
    """The file with the holidays can't be used; `problem` is a marked string, `where` what was found."""

    msgid = N_("Calendar file {file}: {problem} ({where}).")


class BadOfficeFile(DeskError):
    msgid = N_("Office file {file}, line {line}: {problem}")


class StoreUnavailable(DeskError):
    msgid = N_("The database {url} can't be opened: {reason}")


class SchemaTooNew(StoreUnavailable):
    msgid = N_("The database {url} was written by a newer version of kppn-tui. Install that version on this machine.")
