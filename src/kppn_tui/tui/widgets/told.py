"""A line or two of text that is painted again only when it has changed."""

from rich.text import Text
from textual.widgets import Static


class Told(Static):
    """Static without markup; `tell` each second costs nothing while the text stays the same."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__("", id=id, markup=False)
        self._told: tuple[object, ...] = ()

    def tell(self, text: Text) -> None:
        """Show `text`; the layout is worked out anew only when its length has changed."""
        looks = (text.plain, text.style, tuple(text.spans))
        if looks != self._told:
            same_size = bool(self._told) and len(str(self._told[0])) == len(text.plain)
            self._told = looks
            self.update(text, layout=not same_size)
