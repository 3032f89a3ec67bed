"""Typeahead field, which finds matches while text is typed: satker, topics, references."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from kppn_tui.i18n import _
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place

#: (value, label) pairs, best first.
Finder = Callable[[str], Sequence[tuple[str, str]]]
#: The value of the line that keeps what is typed.
AS_TYPED = "\x01"


class Typeahead(Vertical):
    """Typeahead field: an input with its matches below it; Enter takes the marked line, several if `many`.

    If `free`, the last line keeps what is typed, and typed text without a match is taken as it is.
    """

    DEFAULT_CSS = """
    Typeahead { height: auto; }
    Typeahead > .picked { height: auto; max-height: 3; padding: 0 1; text-style: bold; display: none; }
    Typeahead > .picked.-any { display: block; }
    Typeahead > OptionList { height: auto; max-height: 8; display: none; border: none; background: $surface; }
    Typeahead > OptionList { padding: 0; scrollbar-size-vertical: 1; }
    Typeahead > OptionList.-open { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TYPEAHEAD)

    class Edited(Message):
        """Message that something was typed, taken or taken back."""

        def __init__(self, field: "Typeahead") -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> "Typeahead":
            return self.field

    class Picked(Message):
        """Message that a value was taken, or the last one taken back."""

        def __init__(self, field: "Typeahead", value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

        @property
        def control(self) -> "Typeahead":
            return self.field

    class Done(Picked):
        """Message to go on to the next field: Enter on an empty line, or a single value taken."""

    class Ready(Message):
        """Message that the marked line was taken and all of that was told: the form may be saved."""

        def __init__(self, field: "Typeahead") -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> "Typeahead":
            return self.field

    class Undecided(Picked):
        """Message that a single value was left as it is typed, although the list offered some: none was marked."""

    def __init__(
        self, find: Finder, *, placeholder: str = "", many: bool = False, free: bool = False, value: str = "",
        limit: int = 5, open_empty: bool = False, sure: Callable[[str], bool] = lambda _text: True,
        id: str | None = None,  # noqa: A002
    ) -> None:  # fmt: skip
        """Take `sure`, which says of a text whether its first match is marked at once, so that Enter takes it."""
        super().__init__(id=id)
        self.find = find
        self.sure = sure
        #: What was typed when a match was last taken; "" when it was kept as typed.
        self.taken_for = ""
        self._undecided = False
        self.placeholder = placeholder
        self.many = many
        self.free = free
        self.limit = limit
        self.open_empty = open_empty
        self._values: list[str] = []
        self._labels: dict[str, str] = {}
        self._start = value
        self._matches: list[tuple[str, str]] = []
        self._searched = value
        #: Whether the mark is the officer's, by what is typed or by the arrow keys: the list may begin with one.
        self._marked = False

    def compose(self) -> ComposeResult:
        yield Static("", classes="picked", markup=False)
        yield Input(value=self._start, placeholder=self.placeholder, compact=True, select_on_focus=False)
        options = OptionList(compact=True)
        options.can_focus = False
        yield options

    @property
    def input(self) -> Input:
        """Return the input itself."""
        return self.query_one(Input)

    @property
    def text(self) -> str:
        """Return the text that is typed and not taken from the list."""
        return self.input.value

    @property
    def values(self) -> list[str]:
        """Return the taken values; a single one only while its label stands in the field as it was put there."""
        if not self.many and self._values and self.text != self._labels.get(self._values[0]):
            return []
        return self._values

    def label_of(self, value: str) -> str:
        """Return the label of a value that was not taken from the list here."""
        return value.replace("\t", " ").strip()

    def set_values(self, values: Sequence[str], labels: Sequence[str] | None = None) -> None:
        """Take `values` as already picked."""
        self._values = list(values)
        self._labels.update(zip(values, labels or [self.label_of(value) for value in values], strict=True))
        self._show_picked()

    def set_text(self, text: str) -> None:
        """Put `text` in the field as if it had been there, the label of what was taken; no list opens."""
        if not self.many:
            self._labels.update(dict.fromkeys(self._values, text))
        with self.input.prevent(Input.Changed):
            self.input.value = text
            self.input.cursor_position = len(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._undecided = False
        self._values = self.values
        self._search(event.value)
        self.post_message(self.Edited(self))

    def go_in(self) -> None:
        """Put the cursor into the field and open its list, also when the cursor is there already."""
        if self.open_empty and self.input.has_focus:
            self._search(self.text, offer=True)
        self.screen.set_focus(self.input)

    def on_descendant_focus(self) -> None:
        if self.open_empty or self._undecided:
            self._search(self.text, offer=self.open_empty and not self.values)

    def on_descendant_blur(self) -> None:
        self._close()

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _search(self, text: str, *, offer: bool = False) -> None:
        """Show what fits `text`; the first line is marked if anything is typed, or for Enter if there is an `offer`."""
        self._searched = text
        wanted = text.strip()
        found = self.find(wanted) if wanted or self.open_empty else ()
        self._matches = [match for match in found if match[0] not in self.values][: self.limit]
        if self._matches and wanted and self.free:
            self._matches.append((AS_TYPED, _("as typed: {text}").format(text=wanted)))
        options = self._list
        options.clear_options()
        options.add_options([Option(Text(label, no_wrap=True, overflow="ellipsis")) for _value, label in self._matches])
        is_open = bool(self._matches) and self.input.has_focus
        options.set_class(is_open, "-open")
        offered = offer and self.many
        self._marked = bool(self._matches and wanted) and self.sure(wanted)
        options.highlighted = 0 if self._marked or (self._matches and offered and not wanted) else None
        if is_open:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def _close(self) -> None:
        self._matches, self._marked = [], False
        self._searched = self.text
        self._list.remove_class("-open")

    def action_mark(self, step: int) -> None:
        """Mark the next or previous match; with no list open the arrow key goes to the neighbouring field."""
        options = self._list
        if not self._matches or not options.has_class("-open"):
            raise SkipAction
        # A mark that the list began with is theirs by the first press.
        at = options.highlighted if self._marked else None
        options.highlighted = min(step, 0) % len(self._matches) if at is None else (at + step) % len(self._matches)
        self._marked = True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.enter()

    def enter(self) -> None:
        """Act on Enter: take the marked line or what is typed, and tell when the field is done."""
        if self._take_entered():
            self.post_message(self.Done(self, self.text))

    def take_marked(self) -> bool:
        """Take the line that is marked by what is typed or by the arrow keys; return whether there was one."""
        if self.text != self._searched:
            self._search(self.text)
        at = self._list.highlighted
        if not (self._marked and self._matches) or at is None:
            return False
        self.take(*self._matches[at])
        return True

    def _take_entered(self) -> bool:
        """Take the marked line or the typed text; return whether the field is done, always with a single value."""
        if self.text != self._searched:
            self._search(self.text)
        at = self._list.highlighted
        if self._matches and at is not None:
            self.take(*self._matches[at])
            return not self.many
        if self.many and self.free and self.text.strip():
            self.take(self.text.strip(), self.text.strip())
            return False
        if self._matches and self.text.strip() and not self.values:
            self._undecided = True
            self.post_message(self.Undecided(self, self.text))
        self._close()
        return True

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.screen.set_focus(self.input)
        self.take(*self._matches[event.option_index])
        if not self.many:
            self.post_message(self.Done(self, self.text))

    def take(self, value: str, label: str) -> None:
        """Take a match: add it when there may be many, else put it in the field."""
        self.taken_for = self.text.strip()
        if value == AS_TYPED:
            value, label, self.taken_for = self.text.strip(), self.text.strip(), ""
        self._labels[value] = label
        if self.many:
            self._values = [*dict.fromkeys([*self._values, value])]
            self.set_text("")
            self._show_picked()
        else:
            self._values = [value]
            self.set_text(label)
        self._close()
        self.post_message(self.Edited(self))
        self.post_message(self.Picked(self, value))

    def action_take_back(self) -> None:
        """Remove the last picked value: Backspace in an empty field."""
        if not self.many or self.text or not self.values:
            raise SkipAction
        gone = self._values.pop()
        self._show_picked()
        self.post_message(self.Edited(self))
        self.post_message(self.Picked(self, gone))

    def _show_picked(self) -> None:
        picked = self.query_one(".picked", Static)
        picked.update(Text(" + ".join(self._labels.get(value, value) for value in self.values), overflow="fold"))
        picked.set_class(bool(self.values) and self.many, "-any")
