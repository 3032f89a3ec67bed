"""The troubles of the database, of the machine's clock and of the drafts."""

from enum import StrEnum


class Trouble(StrEnum):
    """The kinds of what did not work when it was last tried."""

    READ = "read"
    WRITE = "write"
    #: Somebody still waits for an answer.
    SLOW = "slow"
    DRAFTS = "drafts"
    #: The machine's clock has jumped, or is behind what is recorded.
    CLOCK = "clock"


#: They are tried again by themselves, typed text at the next key.
RETRIED = frozenset({Trouble.READ, Trouble.WRITE})
DATABASE = RETRIED | {Trouble.SLOW}
