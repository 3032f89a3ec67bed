"""Stakeholder search of a form: whom the office knows, what was taken, and which shorthand led to it."""

from typing import TYPE_CHECKING

from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.spelling import words
from kppn_tui.i18n import _
from kppn_tui.presentation.words import stakeholder_text, without_mark
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.session import Client
    from kppn_tui.domain.stakeholders import StakeholderSearch

#: So many matches are offered.
_OFFERED = 8


class StakeholderField:
    """Stakeholder search of a form. A new form asks the desk anew, and has the last answer at once."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        #: What was typed in the field, each as long as it got before other letters took its place.
        self._tries: list[str] = []
        client.learn_stakeholders()

    @property
    def search(self) -> "StakeholderSearch":
        """Return the search in all that the office knows, as the database last answered."""
        return self._client.stakeholders

    def field(self, value: str = "") -> Typeahead:
        """Return the field, with `value` in it."""
        return Typeahead(self.find, free=True, value=value, sure=self.is_sure, id="satker")

    def find(self, text: str) -> list[tuple[str, str]]:
        """Return matches as (value, label)."""
        self._note(text)
        found = self.search.find(text).stakeholders[:_OFFERED]
        return [(f"{one.code}\t{one.name}", stakeholder_text(one)) for one in found]

    def is_sure(self, text: str) -> bool:
        """Return whether the first match is nearer than all others: Enter never takes one of several."""
        return self.search.find(text).sure

    def with_code(self, code: str) -> str:
        """Return the text of the satker with `code`, as it is taken; "" where the office does not know it."""
        return next((stakeholder_text(one) for one in self.search.known if one.code == code != ""), "")

    def several(self, text: str) -> str:
        """Return the sentence on a text that fits several equally and was left as it is; "" for any other."""
        nearest = self.search.find(text.strip()).nearest
        told = _("{n} satker fit “{text}” equally: it stays without a code. ↑ goes back to choose one.")
        return told.format(n=nearest, text=text.strip()) if nearest > 1 else ""

    def read(self, field: Typeahead) -> tuple[str, str]:
        """Return code and name: of the taken match, or of the free text (`980118 NAMA`, a code or a name alone)."""
        if taken := self._taken(field):
            return taken.code, taken.name
        text = without_mark(field.text.strip())
        head, _space, rest = text.partition(" ")
        return (head, rest.strip()) if head.isdigit() else ("", text)

    def kind(self, field: Typeahead) -> str:
        """Return the kind of the taken stakeholder, "" if it is not known."""
        taken = self._taken(field)
        return taken.kind if taken else ""

    def typed(self, field: Typeahead) -> list[str]:
        """Return the shorthands that led to the satker taken from the list, as far as they are to be learned.

        Words of its name need no learning, unless another one came first. What was typed before, and found nothing,
        was a shorthand too.
        """
        taken = self._taken(field)
        if taken is None or not taken.code or not field.taken_for:
            return []
        before = next((text for text in reversed(self._tries) if not field.taken_for.startswith(text)), "")
        learned = [field.taken_for] if self._is_shorthand(field.taken_for, taken) else []
        return [*learned, before] if before and not self.search.find(before).plain else learned

    def _is_shorthand(self, text: str, taken: Stakeholder) -> bool:
        found = self.search.find(text)
        if taken not in found.plain:
            return True
        name = [taken.code, *words(taken.name)]
        begins = all(any(known.startswith(word) for known in name) for word in words(text))
        return found.stakeholders[0] != taken and not begins

    def _note(self, text: str) -> None:
        last = self._tries[-1] if self._tries else ""
        if not last or not (last.startswith(text) or text.startswith(last)):
            self._tries.append(text)
        elif len(text) > len(last):
            self._tries[-1] = text

    def _taken(self, field: Typeahead) -> Stakeholder | None:
        text, value = field.text.strip(), next(iter(field.values), "")
        named = []
        for one in self.search.known if text else ():
            if value == f"{one.code}\t{one.name}" or text == stakeholder_text(one):
                return one
            if text.isdigit() and text.lstrip("0") == one.code.lstrip("0") != "":
                return one
            if one.code and text.casefold() == one.name.casefold():
                named.append(one)
        return named[0] if len(named) == 1 else None
