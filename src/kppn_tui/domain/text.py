"""Make text from outside harmless at the door: no control or direction characters, no surrogates, no endless input."""

import re
import unicodedata

from kppn_tui.domain.errors import N_, BadInput

LINE_MAX = 200
TEXT_MAX = 20_000

#: Control, format (direction overrides, zero width), surrogate, private use and unassigned characters.
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn"}
#: Joiners that scripts and names need.
_NEEDED = {"\u200c", "\u200d"}

_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_TOO_LONG = N_("This text has {n} characters; at most {limit} fit. Shorten it.")


def clean_text(text: str, limit: int = TEXT_MAX) -> str:
    """Return `text` with its lines kept, tabs as spaces, unwanted characters gone and the ends trimmed.

    Raises:
        BadInput: longer than `limit` characters.
    """
    if len(text) > 10 * TEXT_MAX:
        raise BadInput(_TOO_LONG, n=len(text), limit=limit)
    text = _BREAK.sub("\n", text).replace("\t", " ")
    kept = "".join(char for char in text if char == "\n" or _wanted(char))
    kept = unicodedata.normalize("NFC", kept).strip()
    if len(kept) > limit:
        raise BadInput(_TOO_LONG, n=len(kept), limit=limit)
    return kept


def clean_line(text: str, limit: int = LINE_MAX) -> str:
    """Return `text` on one line: like `clean_text`, with every run of white space as one space.

    Raises:
        BadInput: longer than `limit` characters.
    """
    return clean_text(" ".join(clean_text(text, TEXT_MAX).split()), limit)


def short_line(text: str, limit: int = 100) -> str:
    """Return `text` on one line, cut where a sentence that quotes it would grow too long."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def harmless(text: str) -> str:
    """Return `text` on one line without what a terminal would obey: for text that may have come past the door."""
    return " ".join("".join(char if _wanted(char) else " " for char in text).split())


def _wanted(char: str) -> bool:
    return char in _NEEDED or unicodedata.category(char) not in _UNWANTED


def without_controls(text: str) -> str:
    """Return `text` without what a terminal would obey, and else as it is."""
    return text if text.isprintable() else "".join(char for char in text if _wanted(char))


def harmless_lines(text: str) -> str:
    """Return `text` with its lines, and "�" for each character that a terminal would obey."""
    if text.isprintable():
        return text
    return "".join(char if char == "\n" or _wanted(char) else "\ufffd" for char in text)
