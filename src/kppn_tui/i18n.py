"""The user's language: gettext over English msgids; Indonesian is the default, English needs no catalogue."""

import gettext
from functools import cache

from kppn_tui.domain.errors import N_, DeskError, Marked
from kppn_tui.resources import asset

LANGUAGES = ("id", "en")
DEFAULT = "id"

__all__ = ["DEFAULT", "LANGUAGES", "N_", "_", "explain", "language", "ngettext", "use"]

_current = DEFAULT


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    with asset(f"locale/{lang}/LC_MESSAGES/kppn_tui.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def use(lang: str) -> None:
    """Speak `lang` ("id" or "en") from now on; an unknown one falls back to Indonesian."""
    global _current
    _current = lang if lang in LANGUAGES else DEFAULT


def language() -> str:
    """The code of the language in use."""
    return _current


def _(msgid: str) -> str:
    """`msgid` in the language in use."""
    return _catalogue(_current).gettext(msgid) if msgid else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The form of `one`/`many` that fits `n`, in the language in use."""
    return _catalogue(_current).ngettext(one, many, n)


def explain(error: DeskError) -> str:
    """The sentence of `error` in the language in use; parameters that were marked with `N_` are translated too."""
    spoken = {key: _(value) if isinstance(value, Marked) else value for key, value in error.parameters.items()}
    return _(error.msgid).format(**spoken)
