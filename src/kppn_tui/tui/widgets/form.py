"""A form over the screen: labels, fields, one key to save; what is typed is kept until its verb has committed."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import N_, _, explain
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.records import Officer
    from kppn_tui.tui.app import KppnApp


class Form(ModalScreen[Any]):
    """Subclasses give `title`, `fields` and `save`; every Input and TextArea with an id is kept as a draft."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+s", "save", N_("Save")),
        Binding("escape", "leave", N_("Back (text is kept)")),
        Binding("f1", "app.help", N_("Help"), show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]
    title_msgid: ClassVar[str] = ""

    def __init__(self, draft_key: str = "") -> None:
        super().__init__()
        self.draft_key = draft_key
        self._saving = False

    @property
    def desk_app(self) -> "KppnApp":
        """The app, with its doors."""
        return cast("KppnApp", self.app)

    @property
    def desk(self) -> "Desk":
        """The desk of the app."""
        assert self.desk_app.desk is not None
        return self.desk_app.desk

    @property
    def officer(self) -> "Officer":
        """Who is signed in."""
        assert self.desk_app.officer is not None
        return self.desk_app.officer

    def heading(self) -> str:
        """The title, translated."""
        return _(self.title_msgid)

    def compose(self) -> ComposeResult:
        with Vertical(classes="form"):
            yield Static(self.heading(), classes="form-title", markup=False)
            with VerticalScroll(classes="form-body", can_focus=False):
                yield from self.fields()
            yield Static("", classes="form-error", markup=False)
        yield KeyBar()

    def fields(self) -> ComposeResult:
        """The labelled fields."""
        yield from ()

    def labelled(self, msgid: str, widget: Widget) -> ComposeResult:
        """`widget` below its label."""
        yield Label(_(msgid), markup=False)
        yield widget

    # Drafts -------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        if self.draft_key:
            for field, text in self.desk.drafts.load(self.officer.id, self.draft_key).items():
                for widget in self.query(f"#{field.removeprefix(self.draft_key)}"):
                    if isinstance(widget, Input):
                        widget.value = text
                    elif isinstance(widget, TextArea):
                        widget.text = text
        self.ready()

    def ready(self) -> None:
        """The fields are there, drafts included."""

    def on_input_changed(self, event: Input.Changed) -> None:
        self._keep(event.input.id, event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        self._keep(event.text_area.id, event.text_area.text)

    def _keep(self, field: str | None, text: str) -> None:
        if self.draft_key and field and not self._saving:
            self.desk_app.keep_draft(self.draft_key + field, text)

    # Keys ---------------------------------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.next_or_save(event.input)

    def on_typeahead_done(self, event: Typeahead.Done) -> None:
        self.next_or_save(event.field.input)

    def next_or_save(self, widget: Widget) -> None:
        """Enter goes to the next field, and from the last one saves."""
        chain = [field for field in self.focus_chain if isinstance(field, Input | TextArea | Choice)]
        if widget in chain and widget is not chain[-1]:
            chain[chain.index(widget) + 1].focus()
        else:
            self.action_save()

    def action_leave(self) -> None:
        """Back to the screen; what was typed waits for the next time."""
        self.dismiss(None)

    def action_save(self) -> None:
        """Hand the fields to the desk, once."""
        if self._saving:
            return
        try:
            call = self.save()
        except DeskError as error:
            self.complain(explain(error))
            return
        self._saving = True
        self.desk_app.act(call, self._saved, {DeskError: self._refused})

    def save(self) -> Callable[[], Any]:
        """The verb with what was typed, to be run in the desk's thread; may raise a DeskError for a bad field."""
        raise NotImplementedError

    def _saved(self, result: Any) -> None:
        if self.draft_key:
            self.desk_app.forget_draft(self.draft_key)
        self.dismiss(result)

    def _refused(self, error: DeskError) -> None:
        self._saving = False
        self.complain(explain(error))

    def complain(self, sentence: str) -> None:
        """What is wrong, at the foot of the form; the fields stay as they are."""
        self.query_one(".form-error", Static).update(sentence)

    # Values -------------------------------------------------------------------------------------------------------

    def text_of(self, field: str) -> str:
        """What stands in the field with the id `field`."""
        widget = self.query_one(f"#{field}")
        if isinstance(widget, Input):
            return widget.value
        if isinstance(widget, TextArea):
            return widget.text
        if isinstance(widget, Choice):
            return widget.value
        return cast(Typeahead, widget).text


class AskText(Form):
    """One text, then a verb with it: a reason, an answer, a note."""

    def __init__(
        self, title: str, label: str, verb: Callable[[str], Any], *, draft_key: str = "", lines: int = 5, hint: str = ""
    ) -> None:
        super().__init__(draft_key)
        self._title = title
        self._label = label
        self._verb = verb
        self._lines = lines
        self._hint = hint

    def heading(self) -> str:
        return self._title

    def fields(self) -> ComposeResult:
        if self._hint:
            yield Static(self._hint, classes="form-hint", markup=False)
        yield Label(self._label, markup=False)
        if self._lines == 1:
            yield Input(id="text", compact=True)
        else:
            area = TextArea(id="text", compact=True, soft_wrap=True, tab_behavior="focus")
            area.styles.height = self._lines
            yield area

    def ready(self) -> None:
        self.query_one("#text").focus()

    def save(self) -> Callable[[], Any]:
        return partial(self._verb, self.text_of("text"))
