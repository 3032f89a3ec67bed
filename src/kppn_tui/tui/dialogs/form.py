"""A form over the screen: labels, fields, one key to save; what is typed is kept until its verb has committed."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, explain
from kppn_tui.resources import asset
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.actions import bindings
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.hint import Hint
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.ending import Ending

#: What a form keeps: the value of a field, by its id; for a Typeahead also what is typed, by its id and ".text".
Kept = Mapping[str, str]


class Form(Dialog[Any]):
    """Form over a screen. Subclasses give `title_msgid`, `fields` and `save`; a field with an id is kept as a draft."""

    CSS_PATH = asset("styles/dialogs.tcss")

    PLACES: ClassVar[tuple[Place, ...]] = (Place.FORM,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FORM)

    def __init__(self, draft_key: str = "") -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]
        self.draft_key = draft_key
        self._saving = False
        self._blank: Kept = {}
        self._emptied: Kept = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            yield Static(self.heading(), classes="form-title", markup=False)
            with VerticalScroll(classes="form-body", can_focus=False):
                yield from self.fields()
            yield Static("", classes="form-error", markup=False)
        yield KeyBar()

    def fields(self) -> ComposeResult:
        """Yield the labelled fields."""
        yield from ()

    @property
    def saving(self) -> dict[str, str]:
        """Return the key that saves, for a label that names it."""
        return {"save": self.host.keys.shown("form.save", typing=True)}

    def labelled(self, msgid: str, widget: Widget, **named: str) -> ComposeResult:
        """Yield `widget` below its label, whose id is that of the widget and "-label"; `named` fills the label."""
        yield Label(_(msgid).format(**named), id=f"{widget.id}-label" if widget.id else None, markup=False)
        yield widget

    def label(self, field: str) -> Label:
        """Return the label of the field with the id `field`."""
        return self.query_one(f"#{field}-label", Label)

    # Drafts -------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._blank = self.kept()
        if self.draft_key:
            self.client.drafts.show(self.draft_key, self._ended)
            drafts = self.client.drafts.of(self.draft_key)
            self.put({field.removeprefix(self.draft_key): text for field, text in drafts.items()})
        self.ready()

    def on_unmount(self) -> None:
        if self.draft_key:
            self.client.drafts.hide(self.draft_key)

    def _ended(self, ending: "Ending") -> None:
        """Say that what the form is about has ended meanwhile, and where the text can be read that is typed here."""
        if self._saving or not self.is_attached:
            return
        from kppn_tui.presentation.sentences import ended_sentence

        self.complain(ended_sentence(ending, kept=bool(self.client.drafts.kept())))

    def ready(self) -> None:
        """Finish the form: its fields are there, drafts included."""

    def kept(self) -> Kept:
        """Return the values of all fields that have an id."""
        values: dict[str, str] = {}
        for widget in self.query("*"):
            if not widget.id:
                continue
            if isinstance(widget, Input | Choice):
                values[widget.id] = widget.value
            elif isinstance(widget, TextArea):
                values[widget.id] = widget.text
            elif isinstance(widget, Typeahead):
                values |= {widget.id: "\n".join(widget.values), f"{widget.id}.text": widget.text}
        return values

    def put(self, values: Kept) -> None:
        """Put `values`, as `kept` gives them, in the fields; what is not named stays."""
        for widget in self.query("*"):
            name = widget.id or ""
            if isinstance(widget, Typeahead):
                if name in values:
                    widget.set_values(values[name].split("\n") if values[name] else [])
                if f"{name}.text" in values:
                    widget.set_text(values[f"{name}.text"])
            elif name not in values:
                continue
            elif isinstance(widget, Input):
                widget.value = values[name]
            elif isinstance(widget, TextArea):
                widget.text = values[name]
                widget.move_cursor(widget.document.end)
            elif isinstance(widget, Choice):
                widget.choose(values[name])

    def on_input_changed(self, event: Input.Changed) -> None:
        self._keep(event.input.id, event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._keep(event.text_area.id, event.text_area.text)

    def on_choice_changed(self, event: Choice.Changed) -> None:
        self._keep(event.choice.id, event.value)

    def on_typeahead_edited(self, event: Typeahead.Edited) -> None:
        field = event.field
        if field.id:
            self._keep(field.id, "\n".join(field.values))
            self._keep(f"{field.id}.text", field.text)

    def _keep(self, field: str | None, text: str) -> None:
        if self._saving:
            return
        self.complain("")
        if self.draft_key and field:
            self.client.drafts.keep(self.draft_key + field, text)

    # Keys ---------------------------------------------------------------------------------------------------------

    def on_typeahead_done(self, event: Typeahead.Done) -> None:
        self.next_or_save(event.field.input)

    def action_next_field(self) -> None:
        """Go to the next field, and save from the last one; in a text area Enter is a new line."""
        widget = self.focused
        if widget is None or isinstance(widget, TextArea):
            raise SkipAction
        field = widget.parent
        if not isinstance(field, Typeahead):
            self.next_or_save(widget)
        elif field.many or self._after(widget) is None:
            field.enter_after_keys(tell=True)
        else:
            field.enter_after_keys(tell=False)
            self.next_or_save(widget)

    def next_or_save(self, widget: Widget) -> None:
        """Go on from `widget` to the field after it, or save if there is none."""
        following = self._after(widget)
        if following is None:
            self.action_save()
        else:
            self.set_focus(following)

    def _after(self, widget: Widget) -> Widget | None:
        chain = [field for field in self.focus_chain if isinstance(field, Input | TextArea | Choice)]
        if widget not in chain or widget is chain[-1]:
            return None
        return chain[chain.index(widget) + 1]

    def action_leave(self) -> None:
        """Go back to the screen; the text typed waits for the next time."""
        if not self._saving:
            self.dismiss(None)

    def action_empty(self) -> None:
        """Show the form as it was at first, its draft forgotten; pressed again, bring back what was typed."""
        now = self.kept()
        if now != self._blank:
            self._emptied = now
            self.put(self._blank)
        elif self._emptied:
            self.put(self._emptied)

    def action_save(self) -> None:
        """Hand the fields to the desk, once."""
        if self._saving:
            return
        try:
            call = self.save()
        except DeskError as error:
            self.complain(explain(error))
            return
        self.complain(_("Saving …"))
        self._saving = True
        self.client.act(call, self._saved, {DeskError: self._refused})

    @abstractmethod
    def save(self) -> "Call[Any]":
        """Return the verb with what was typed. Raises DeskError for a field that can't be used."""

    def _saved(self, result: Any) -> None:
        if self.draft_key:
            self.client.drafts.forget(self.draft_key)
        if self.is_attached:
            self.dismiss(result)

    def _refused(self, error: DeskError) -> None:
        self._saving = False
        if not self.is_attached:
            self.host.say(explain(error), "warning")
            return
        # What was typed while the desk was at work.
        for field, text in self.kept().items():
            if text != self._blank.get(field):
                self._keep(field, text)
        self.complain(explain(error))

    def complain(self, sentence: str) -> None:
        """Show at the foot of the form what is wrong; the fields stay as they are."""
        self.query_one(".form-error", Static).update(sentence)

    # Values -------------------------------------------------------------------------------------------------------

    def text_of(self, field: str) -> str:
        """Return the text or value of the field with the id `field`."""
        widget = self.query_one(f"#{field}")
        if isinstance(widget, Input):
            return widget.value
        if isinstance(widget, TextArea):
            return widget.text
        if isinstance(widget, Choice):
            return widget.value
        return cast(Typeahead, widget).text


class AskText(Form):
    """Form that asks for one text, then acts by a verb with it: a reason, an answer, a note."""

    def __init__(
        self,
        title: str,
        label: str,
        verb: "Callable[[str], Call[Any]]",
        *,
        draft_key: str = "",
        lines: int = 5,
        hint: str = "",
        text: str = "",
    ) -> None:
        super().__init__(draft_key)
        self._text = text
        self._title = title
        self._label = label
        self._verb = verb
        self._lines = lines
        self._hint = hint

    def heading(self) -> str:
        return self._title

    def fields(self) -> ComposeResult:
        if self._hint:
            yield Hint(self._hint)
        yield Label(self._label, markup=False)
        if self._lines == 1:
            yield Input(self._text, id="text", compact=True, select_on_focus=not self._text)
        else:
            area = TextArea(self._text, id="text", compact=True, soft_wrap=True, tab_behavior="focus")
            area.styles.height = self._lines
            yield area

    def ready(self) -> None:
        self.query_one("#text").focus()

    def save(self) -> "Call[Any]":
        return self._verb(self.text_of("text"))
