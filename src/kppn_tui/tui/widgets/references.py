"""What an answer rests on: regulations picked or typed, or explicitly none (R06)."""

from collections.abc import Callable, Sequence

from kppn_tui.i18n import _
from kppn_tui.tui.widgets.typeahead import Typeahead

NONE = "\x00"


class References(Typeahead):
    """Several references; "without reference" is one of the lines and excludes the others."""

    def __init__(self, known: Callable[[], Sequence[str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._find, many=True, free=True, open_empty=True, limit=6, id=id)
        self._known = known

    def _find(self, text: str) -> list[tuple[str, str]]:
        wanted = text.casefold().split()
        fitting = [one for one in self._known() if all(word in one.casefold() for word in wanted)]
        none = _("without reference")
        lines = [(one, one) for one in fitting]
        if not self.values and all(word in none.casefold() for word in wanted):
            lines = [*lines[:4], (NONE, none)]
        return lines

    @property
    def references(self) -> list[str]:
        """The cited ones, without the mark for none."""
        return [value for value in self.values if value != NONE]

    @property
    def none(self) -> bool:
        """Whether "without reference" was chosen."""
        return NONE in self.values

    def put(self, references: Sequence[str], none: bool) -> None:
        """Show what is stored."""
        if none and not references:
            self.set_values([NONE], [_("without reference")])
        else:
            self.set_values(list(references))
