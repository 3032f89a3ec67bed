"""Pane of one consultation, always open for typing: running time, question, answer, references; no text is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur
from textual.message import Message
from textual.widgets import Digits, Label, Static, TextArea

from kppn_tui.domain.draft_forms import KEPT, TYPED_TEXT, DraftForm
from kppn_tui.domain.records import Consultation, DeadlineKind
from kppn_tui.domain.states import OPEN_CONSULTATION
from kppn_tui.domain.views import ConsultationView
from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.presentation.deadlines import PHASE_STYLE, phase_of
from kppn_tui.presentation.visit import clock_words, papers_text, shortened
from kppn_tui.tui.host import host_of
from kppn_tui.tui.widgets.references import NONE, References
from kppn_tui.tui.widgets.standing import stands
from kppn_tui.tui.widgets.told import Told
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.drafts import DraftKeeper
    from kppn_tui.domain.ending import Ending

AREAS = ("question", "answer")
REFERENCES = "references"


class Area(TextArea):
    """Text area that is painted anew when its width changes: it wraps anew by itself, but is not asked to paint."""

    def on_resize(self) -> None:
        self.refresh()


#: Texts by their field; the references are one text, a line each.
Values = dict[str, str]


class ConsultationPane(Vertical):
    """Pane that knows what the desk has, what is typed and what of it is not saved yet; the screen around it saves."""

    class Left(Message):
        """Message that a field was left: the text typed may be saved."""

    def __init__(self, known: Callable[[str], list[str]], drafts: "DraftKeeper", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._references_of = known
        self._drafts = drafts
        self.view: ConsultationView | None = None
        #: What the desk had when it was shown.
        self._known: Values = {}
        self._papers = Text()
        #: How the drafts of what is shown begin.
        self._draft_key = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="clock-row"):
            yield Told(id="clock-words")
            yield Digits("--:--", id="clock")
        keys = host_of(self).keys
        for name, label, key in (
            ("question", _("Question ({key})"), keys.shown("visit.question", typing=True)),
            ("answer", _("Answer ({key})"), keys.shown("visit.answer", typing=True)),
        ):
            yield Label(label.format(key=key), classes="field-label", markup=False)
            yield Area(id=name, compact=True, soft_wrap=True, tab_behavior="focus")
        cited = _("References ({key}), “-” for none")
        key = keys.shown("visit.references", typing=True)
        yield Label(cited.format(key=key), classes="field-label", markup=False)
        yield References(self._find, id=REFERENCES)
        yield Static("", id="papers", markup=False)

    def _find(self) -> list[str]:
        return self._references_of(self.view.consultation.topic) if self.view else []

    @property
    def _cited(self) -> References:
        return self.query_one(References)

    # Showing ------------------------------------------------------------------------------------------------------

    def fill(self, view: ConsultationView, usual: tuple[str, ...]) -> None:
        """Show `view`; a field that is being typed in, or holds unsaved text, is left alone."""
        if self.view is None or self.view.consultation.id != view.consultation.id:
            self._begin(view)
        else:
            self.view = view
            self._refresh_fields()
        writable = view.consultation.state in OPEN_CONSULTATION
        for name in AREAS:
            self.query_one(f"#{name}", TextArea).read_only = not writable
        if self._cited.disabled is writable:
            self._cited.disabled = not writable
        self._papers = papers_text(view, usual)
        if self.has_class("-answered") is not bool(view.head_answer):
            # The class gives or takes room, once it is applied.
            self.set_class(bool(view.head_answer), "-answered")
            self.call_after_refresh(self._show_papers)
        self._show_papers()

    def on_resize(self) -> None:
        self._show_papers()

    def _show_papers(self) -> None:
        """Show the head's answer and the documents as far as there is room; a cut is marked."""
        if not stands(self):
            return
        papers, text, width = self.query_one("#papers", Static), self._papers, self.content_size.width
        papers.display = bool(text)
        limit = papers.styles.max_height
        if width and limit is not None:
            rest = _("the rest: screen 3") if self.view and self.view.head_answer else ""
            text = shortened(text, list(text.wrap(self.app.console, width)), int(limit.value), width, rest)
        papers.update(text)

    def _begin(self, view: ConsultationView) -> None:
        self.view, self._known = view, values_of(view.consultation)
        self._drafts.hide(self._draft_key)
        self._draft_key = key = DraftForm.VISIT.about(view.consultation.id)
        self._drafts.show(key, self._ended)
        kept = {field.removeprefix(key): text for field, text in self._drafts.of(key).items()}
        shown = self._known | {name: text for name, text in kept.items() if name in self._known}
        for name in AREAS:
            area = self.query_one(f"#{name}", TextArea)
            area.load_text(shown[name])
            area.move_cursor(area.document.end)
        self._cited.set_values(shown[REFERENCES].split("\n") if shown[REFERENCES] else [])
        self._cited.set_text(kept.get(REFERENCES + TYPED_TEXT, ""))

    def on_unmount(self) -> None:
        self._drafts.hide(self._draft_key)

    def _ended(self, ending: "Ending") -> None:
        """Say where the text is that was typed for a consultation that has ended meanwhile."""
        if self._drafts.of(KEPT + self._draft_key):
            from kppn_tui.presentation.sentences import ended_sentence

            host_of(self).say(ended_sentence(ending, kept=True), "warning")

    def _refresh_fields(self) -> None:
        """Take over what others have written, where nothing of it is typed here."""
        assert self.view is not None
        stored, typed = values_of(self.view.consultation), self.typed()
        for name, text in stored.items():
            if typed[name].strip() == text:
                self._known[name] = text
            elif typed[name].strip() == self._known[name] and not self._typing_in(name):
                self._known[name] = text
                self._put(name, text)

    def _put(self, name: str, text: str) -> None:
        if name == REFERENCES:
            self._cited.set_values(text.split("\n") if text else [])
            return
        area = self.query_one(f"#{name}", TextArea)
        # As an edit: ctrl+z brings back what stood there. The draft is left alone, it may be what an undo gave back.
        with self.prevent(TextArea.Changed):
            area.replace(text, area.document.start, area.document.end)

    def _typing_in(self, name: str) -> bool:
        return self.query_one(f"#{name}").has_focus_within or self.query_one(f"#{name}").has_focus

    def tick(self, now: datetime) -> None:
        """Show the running time in large digits, colour and words."""
        deadline = self.view.deadline(DeadlineKind.SERVICE) if self.view else None
        digits = self.query_one("#clock", Digits)
        face = words.minutes_seconds(deadline.net(now)) if deadline else "--:--"
        if digits.value != face:
            digits.update(face)
        phase = phase_of(deadline, now) if deadline else ""
        for name in PHASE_STYLE:
            digits.set_class(name == phase, f"-{name}")
        if self.view is not None:
            self.query_one("#clock-words", Told).tell(
                clock_words(self.view, now, host_of(self).keys.shown("visit.serve"))
            )

    # Typed and saved ----------------------------------------------------------------------------------------------

    def typed(self) -> Values:
        """Return the texts in the fields; a reference that is typed but not taken yet counts."""
        cited = self._cited
        half = [text] if (text := cited.text.strip()) else []
        values = {name: self.query_one(f"#{name}", TextArea).text for name in AREAS}
        chosen = [value for value in cited.values if not (half and value == NONE)]
        return values | {REFERENCES: "\n".join(dict.fromkeys([*chosen, *half]))}

    def take_marked(self) -> None:
        """Take the reference that is marked and not taken yet, while the cursor is in that field."""
        if self._cited.input.has_focus:
            self._cited.take_marked()

    def typed_consultation(self, consultation: Consultation) -> Consultation:
        """Return `consultation` as it would be with what is typed."""
        typed = {name: text.strip() for name, text in self.typed().items()}
        lines = [line for line in typed[REFERENCES].split("\n") if line and line != NONE]
        return replace(consultation, question=typed["question"], answer=typed["answer"], cited="\n".join(lines),
                       no_reference=NONE in typed[REFERENCES])  # fmt: skip

    def unsaved(self) -> Values:
        """Return the texts that are typed and that the desk does not have."""
        typed = self.typed()
        return {name: text for name, text in typed.items() if text.strip() != self._known.get(name, "")}

    def to_save(self) -> tuple[Values, bool]:
        """Return the texts to save, and whether a colleague's text of the same field was joined to one."""
        if self.view is None:
            return {}, False
        stored, values, joined = values_of(self.view.consultation), self.unsaved(), False
        for name, text in values.items():
            other = stored[name]
            if other != self._known[name] and other not in text:
                values[name], joined = f"{other}\n{text}" if other else text, True
                self._put(name, values[name])
        return values, joined

    def saved(self, consultation_id: int, values: Values) -> None:
        """Take `values` of the consultation as saved: the desk has them, and they are no draft any more."""
        for name in values:
            self._drafts.forget(DraftForm.VISIT.about(consultation_id) + name)
        if self.view is None or self.view.consultation.id != consultation_id:
            return
        self._known |= {name: text.strip() for name, text in values.items()}
        # What was typed while the desk was at work.
        for name, text in self.unsaved().items():
            self._drafts.keep(DraftForm.VISIT.about(consultation_id) + name, text)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        name = event.text_area.id or ""
        if self.view is not None:
            text = event.text_area.text
            self._drafts.keep(
                DraftForm.VISIT.about(self.view.consultation.id) + name,
                text if text.strip() != self._known[name] else "",
            )

    @on(Typeahead.Edited)
    def _cited_changed(self, event: Typeahead.Edited) -> None:
        if self.view is not None:
            key = DraftForm.VISIT.about(self.view.consultation.id) + REFERENCES
            self._drafts.keep(key, "\n".join(event.field.values))
            self._drafts.keep(key + TYPED_TEXT, event.field.text)

    @on(DescendantBlur)
    def _left(self, event: DescendantBlur) -> None:
        if event.widget is self._cited.input and (half := self._cited.text.strip()):
            self._cited.take(half, half)
        self.post_message(self.Left())


def values_of(consultation: Consultation) -> Values:
    """Return the texts that the desk has, as the fields show them."""
    none = NONE if consultation.no_reference and not consultation.cited else ""
    return {"question": consultation.question, "answer": consultation.answer, REFERENCES: consultation.cited or none}


def as_arguments(values: Values) -> dict[str, Any]:
    """Return `values` as `record` of the desk takes them."""
    arguments: dict[str, Any] = dict(values)
    if REFERENCES in values:
        lines = [line for line in values[REFERENCES].split("\n") if line]
        arguments[REFERENCES] = [line for line in lines if line != NONE]
        arguments["no_reference"] = NONE in lines
    return arguments
