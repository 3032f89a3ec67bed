"""Who else has a ticket open, in words."""

from rich.text import Text

from kppn_tui.i18n import _

#: Stands before the words, and alone in a row.
MARK = "◉"


def company_text(names: tuple[str, ...]) -> Text:
    """Who else has a ticket open, in words; "" for nobody."""
    if not names:
        return Text()
    return Text(f"{MARK} " + _("also open at the desk of {who}").format(who=", ".join(names)), style="bold")
