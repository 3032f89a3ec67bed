"""The user's language: gettext over English msgids; Indonesian is the default, English needs no catalogue."""

from functools import cache
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import N_, DeskError, Marked
from kppn_tui.resources import asset_name

if TYPE_CHECKING:
    import gettext
    from datetime import datetime

LANGUAGES = ("id", "en")
DEFAULT = "id"

__all__ = ["DEFAULT", "LANGUAGES", "N_", "_", "clock_time", "explain", "language", "ngettext", "use"]

_current = DEFAULT


@cache
def _catalogue(lang: str) -> "gettext.NullTranslations":
    import gettext

    if lang == "en":
        return gettext.NullTranslations()
    with open(asset_name(f"locale/{lang}/LC_MESSAGES/kppn_tui.mo"), "rb") as file:
        return gettext.GNUTranslations(file)


def use(lang: str) -> None:
    """Speak `lang` ("id" or "en") from now on; an unknown one falls back to Indonesian."""
    global _current
    _current = lang if lang in LANGUAGES else DEFAULT


def language() -> str:
    """Return the code of the language in use."""
    return _current


def _(msgid: str) -> str:
    """Return `msgid` in the language in use."""
    return _catalogue(_current).gettext(msgid) if msgid else ""


def ngettext(one: str, many: str, n: int) -> str:
    """Return the form of `one`/`many` that fits `n`, in the language in use."""
    return _catalogue(_current).ngettext(one, many, n)


def clock_time(at: "datetime") -> str:
    """Return the time of day of a local `at`: 09.10 in Indonesian, 09:10 in English."""
    return f"{at:%H.%M}" if _current == "id" else f"{at:%H:%M}"


def explain(error: DeskError) -> str:
    """Return the sentence of `error` in the language in use.

    Parameters that were marked with `N_` are translated too; a moment, local to the office, is told as its time of day,
    a span in minutes and seconds.
    """
    return _(error.msgid).format(**{key: _spoken(value) for key, value in error.parameters.items()})


def _spoken(value: object) -> object:
    if isinstance(value, Marked):
        return _(value)
    from datetime import datetime, timedelta

    if isinstance(value, timedelta):
        minutes, seconds = divmod(-(-value // timedelta(seconds=1)), 60)
        return f"{minutes}:{seconds:02d}"
    return clock_time(value) if isinstance(value, datetime) else value
