"""Words for the colleagues who have the same ticket open."""

from rich.text import Text

from kppn_tui.i18n import _

#: Stands before the words, and alone in a row.
MARK = "◉"


def company_text(names: tuple[str, ...]) -> Text:
    """Return words for the colleagues, by `names`, who have the same ticket open; "" for nobody."""
    if not names:
        return Text()
    return Text(f"{MARK} " + _("also open at the desk of {who}").format(who=", ".join(names)), style="bold")
