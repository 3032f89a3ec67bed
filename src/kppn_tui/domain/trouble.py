"""What is wrong with the database or the drafts now."""

from enum import StrEnum


class Trouble(StrEnum):
    """What did not work when it was last tried."""

    READ = "read"
    WRITE = "write"
    #: Somebody still waits for an answer.
    SLOW = "slow"
    DRAFTS = "drafts"


#: They are tried again by themselves, typed text at the next key.
RETRIED = frozenset({Trouble.READ, Trouble.WRITE})
DATABASE = RETRIED | {Trouble.SLOW}
