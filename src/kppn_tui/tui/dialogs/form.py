"""A form over the screen: labels, fields, one key to save; what is typed is kept until its verb has committed."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Label, Static, TextArea

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, explain
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.dialogs import field_values
from kppn_tui.tui.dialogs.base import Dialog
from kppn_tui.tui.dialogs.field_values import Kept
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.ending import Ending


class Form(Dialog[Any]):
    """Form over a screen. Subclasses give `title_msgid`, `fields` and `save`; a field with an id is kept as a draft."""

    CSS_PATH = asset("styles/dialogs.tcss")

    PLACES: ClassVar[tuple[Place, ...]] = (Place.FORM,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FORM)
    #: Fields by what a refusal names, a need or an argument of the verb; else it is the field of that name.
    AT_FAULT: ClassVar[Mapping[str, str]] = {}

    def __init__(self, draft_key: str = "") -> None:
        super().__init__()
        self.VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]
        self.draft_key = draft_key
        self._saving = False
        self._blank: Kept = {}
        self._emptied: Kept = {}
        self._begins_at: Widget | None = None

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
        drafts: Kept = {}
        if self.draft_key:
            self.client.drafts.show(self.draft_key, self._ended)
            drafts = self.client.drafts.of(self.draft_key)
            self.put({field.removeprefix(self.draft_key): text for field, text in drafts.items()})
        self.ready()
        self._begins_at = self.focused
        if drafts:
            key = self.host.keys.shown("form.empty", typing=True)
            self.tell(_("Typed before and not saved yet. {key} forgets it.").format(key=key))

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
        return field_values.kept_in(self)

    def put(self, values: Kept) -> None:
        """Put `values`, as `kept` gives them, in the fields; what is not named stays."""
        field_values.put_in(self, values)

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

    def keeps_waiting(self, key: str) -> bool:
        """Return whether it is being saved: what is pressed meanwhile is for what comes of it."""
        return self._saving

    # Keys ---------------------------------------------------------------------------------------------------------

    def on_typeahead_done(self, event: Typeahead.Done) -> None:
        self.next_or_save(event.field.input)

    def on_typeahead_ready(self) -> None:
        self._save()

    def action_next_field(self) -> None:
        """Go to the next field, and save from the last one; in a text area Enter is a new line."""
        widget = self.focused
        if widget is None or isinstance(widget, TextArea):
            raise SkipAction
        field = widget.parent
        if isinstance(field, Typeahead):
            field.enter()
        else:
            self.next_or_save(widget)

    def next_or_save(self, widget: Widget) -> None:
        """Go on from `widget` to the field after it, or save if there is none."""
        following = self._after(widget)
        if following is None:
            self.action_save()
        else:
            self.set_focus(following)

    def go_to(self, field: str) -> None:
        """Put the cursor at once into the field with the id `field`; the form moves no further than it has to."""
        named = self.query_one(f"#{field}")
        widget = named.input if isinstance(named, Typeahead) else named
        # The form may not be laid out yet: what stands above would be scrolled away for nothing.
        self.set_focus(widget, scroll_visible=False)
        self.call_after_refresh(widget.scroll_visible, animate=False)

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
        """Show the form as it was at first, its draft forgotten; pressed again, bring back what was typed.

        Either way the cursor is where the form begins.
        """
        now = self.kept()
        wanted = self._blank if now != self._blank else self._emptied
        if wanted:
            self._emptied = now
            self.put(wanted)
            for field, text in wanted.items():
                # A field that is filled by the program tells nobody.
                self._keep(field, text if text != self._blank[field] else "")
            self.set_focus(self._begins_at)

    def action_save(self) -> None:
        """Hand the fields to the desk, once; a line that is marked and not taken yet is taken before."""
        field = self.focused.parent if self.focused is not None else None
        if isinstance(field, Typeahead) and field.take_marked():
            # What comes with the line, like the kind of a stakeholder, is told before that.
            field.post_message(Typeahead.Ready(field))
        else:
            self._save()

    def _save(self) -> None:
        if self._saving:
            return
        try:
            call = self.save()
        except DeskError as error:
            self._point_out(error)
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
        self._point_out(error)

    def _point_out(self, error: DeskError) -> None:
        """Say what is wrong, with the field at fault by its name and the cursor in it."""
        sentence, name = explain(error), self.field_at_fault(error)
        found = self.query(f"#{name}") if name else ()
        if not found or not found[0].display:
            self.complain(sentence)
            return
        self.go_to(name)
        told = field_values.label_text(self, name) if field_values.names_no_field(error) else ""
        self.complain(_("{field}: {sentence}").format(field=told, sentence=sentence) if told else sentence)

    def field_at_fault(self, error: DeskError) -> str:
        """Return the id of the field that `error` is about; "" if it is about none."""
        given, need = str(error.parameters.get("argument", "")), str(error.parameters.get("need", ""))
        usual = given or field_values.USUAL_FIELD.get(need, "") or field_values.too_long(self, error)
        return self.AT_FAULT.get(given or need, usual)

    def complain(self, sentence: str) -> None:
        """Show at the foot of the form what is wrong; the fields stay as they are."""
        self.tell(sentence, wrong=True)

    def tell(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a sentence at the foot of the form."""
        foot = self.query_one(".form-error", Static)
        foot.set_class(not wrong, "-told")
        foot.update(sentence)

    # Values -------------------------------------------------------------------------------------------------------

    def text_of(self, field: str) -> str:
        """Return the text or value of the field with the id `field`."""
        return field_values.text_in(self, field)
