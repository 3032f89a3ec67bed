"""References of an answer: regulations picked or typed, or explicitly none (R06)."""

from collections.abc import Callable, Sequence

from kppn_tui.domain.draft_forms import NO_REFERENCE
from kppn_tui.i18n import _
from kppn_tui.tui.widgets.typeahead import Typeahead

NONE = NO_REFERENCE
#: What stands for it when it is typed.
NO_SIGN = "-"


class References(Typeahead):
    """Field of several references; "without reference" is one of the lines and excludes the others."""

    def __init__(self, known: Callable[[], Sequence[str]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._find, many=True, free=True, open_empty=True, limit=6, id=id)
        self._known = known

    def label_of(self, value: str) -> str:
        return _("without reference") if value == NONE else value

    def _find(self, text: str) -> list[tuple[str, str]]:
        if self.none:
            return []
        if text == NO_SIGN and not self.values:
            return [(NONE, self.label_of(NONE))]
        wanted = text.casefold().split()
        fitting = [one for one in self._known() if all(word in one.casefold() for word in wanted)]
        none = self.label_of(NONE)
        lines = [(one, one) for one in fitting]
        if not self.values and all(word in none.casefold() for word in wanted):
            lines = [*lines[:4], (NONE, none)]
        return lines

    def take(self, value: str, label: str) -> None:
        """Take a reference; one typed after "without reference" replaces it."""
        if self.none:
            self.set_values([])
        super().take(value, label)

    @property
    def references(self) -> list[str]:
        """Return the cited references, without the mark for none."""
        return [value for value in self.values if value != NONE]

    @property
    def none(self) -> bool:
        """Return whether "without reference" was chosen."""
        return NONE in self.values

    def put(self, references: Sequence[str], none: bool) -> None:
        """Show the stored references."""
        self.set_values([NONE] if none and not references else list(references))
