"""What is wrong with the database or the drafts now, and how the header says it."""

from enum import StrEnum

from kppn_tui.i18n import _


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


def trouble_parts(troubles: frozenset[Trouble]) -> tuple[str, ...]:
    """What the header says of `troubles`, the most important first; nothing while there are none."""
    if troubles & DATABASE:
        kept = _("what you type is not kept") if Trouble.DRAFTS in troubles else _("what you type is safe")
        return _("! The database does not answer"), kept, _("trying again")
    if troubles:
        return _("! What you type is not kept"), _("save it before you leave")
    return ()
