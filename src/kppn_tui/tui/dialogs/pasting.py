"""Pasting: into several fields of a form at once where it is such a text, else harmless into the field in use."""

from typing import Any

from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input

from kppn_tui.domain.text import clean_text
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.widgets.paste import pasted


def take_paste(event: Paste, screen: Screen[Any]) -> bool:
    """Let the form in front take the text of `event`, or make it harmless; return whether a form has taken it.

    Raises:
        BadInput: too long; nothing is cut off silently.
    """
    # A row of a table has its cells between tabs.
    if isinstance(screen, Dialog) and screen.take_paste(clean_text(event.text.replace("\t", "\n"))):
        return True
    event.text = pasted(event.text, one_line=isinstance(screen.focused, Input))
    return False
