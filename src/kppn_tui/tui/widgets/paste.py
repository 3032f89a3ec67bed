"""Pasted text: no control characters, and not more than the field can keep."""

from kppn_tui.domain.text import LINE_MAX, TEXT_MAX, clean_text

#: The longest line that any field keeps.
LINE = LINE_MAX * 5 // 2


def pasted(text: str, *, one_line: bool) -> str:
    """Return `text` as it may stand in a field; for one line its line breaks become spaces.

    Raises:
        BadInput: too long; nothing is cut off silently.
    """
    limit = LINE if one_line else TEXT_MAX
    return clean_text(" ".join(text.split()) if one_line else text, limit)
