"""Words of the header for troubles with the database or the drafts."""

from kppn_tui.domain.trouble import DATABASE, Trouble
from kppn_tui.i18n import _


def trouble_parts(troubles: frozenset[Trouble]) -> tuple[str, ...]:
    """Return what the header says of `troubles`, the most important first; nothing while there are none."""
    if troubles & DATABASE:
        kept = _("what you type is not kept") if Trouble.DRAFTS in troubles else _("what you type is safe")
        return _("! The database does not answer"), kept, _("trying again")
    if troubles:
        return _("! What you type is not kept"), _("save it before you leave")
    return ()
