"""Words of the header for troubles with the database, the machine's clock or the drafts."""

from kppn_tui.domain.machine_clock import ClockDoubt
from kppn_tui.domain.trouble import DATABASE, Trouble
from kppn_tui.i18n import _
from kppn_tui.presentation.machine_clock import jump_words


def trouble_parts(troubles: frozenset[Trouble], doubt: ClockDoubt | None = None, key: str = "") -> tuple[str, ...]:
    """Return what the header says of `troubles`, the most important first; nothing while there are none.

    `doubt` is about the machine's clock, `key` the one that confirms it.
    """
    if troubles & DATABASE:
        kept = _("what you type is not kept") if Trouble.DRAFTS in troubles else _("what you type is safe")
        return _("! The database does not answer"), kept, _("trying again")
    parts: list[str] = []
    if Trouble.CLOCK in troubles and doubt is not None:
        parts += [f"! {jump_words(doubt)}", _("“{key}”: it is right").format(key=key), _("nothing is closed or raised")]
    if Trouble.DRAFTS in troubles:
        parts += [_("! What you type is not kept"), _("save it before you leave")]
    return tuple(parts)
