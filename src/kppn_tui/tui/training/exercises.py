"""Exercises on the screen: choose a kind, answer, see why; they need neither a room nor a database."""

from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option as ListOption

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import N_, _, explain
from kppn_tui.resources import asset
from kppn_tui.training.exercises import KIND_TEXT, Exercise, ExerciseKind, ExerciseSet, Tally, Verdict
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.actions import ROW
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.settings import Settings

ABOUT = {
    ExerciseKind.DUE: N_("Say on which date a solution is due, and hear which days were skipped and why."),
    ExerciseKind.SECTION: N_("Read a question and choose the section that is responsible for it."),
    ExerciseKind.STEP: N_("Read of a visit and find the step of the standard that was left out."),
}


class ExercisesScreen(RoomDialog[None]):
    """Screen of the exercises drawn by `seed` under the readings of an office; it keeps the tally while it is open."""

    CSS_PATH = asset("styles/exercises.tcss")

    title_msgid = N_("Exercises")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.EXERCISES,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EXERCISES)
    AUTO_FOCUS = ""

    def __init__(self, settings: "Settings", calendar: "WorkCalendar", seed: int) -> None:
        super().__init__()
        self.exercises = ExerciseSet(settings, calendar, seed)
        self.tally = Tally()
        self.kind: ExerciseKind | None = None
        self.exercise: Exercise | None = None
        self.verdict: Verdict | None = None
        self._next = dict.fromkeys(ExerciseKind, 0)

    def compose(self) -> ComposeResult:
        with Vertical(classes="exercise"):
            yield Static(id="exercise-title")
            with VerticalScroll(id="exercise-body", can_focus=False):
                yield Static(id="exercise-told")
                yield Input(id="exercise-date", compact=True, max_length=40)
                yield OptionList(id="exercise-options")
                yield Static(id="exercise-error")
                yield Static(id="exercise-verdict")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show()

    def refusal(self, row: ActionRow) -> DeskError | None:
        if row is ROW["exercises.go_on"] and self.kind is None:
            return DeskError(N_("First choose a kind of exercise."))
        return None

    # Drawing

    @property
    def _date(self) -> Input:
        return self.query_one("#exercise-date", Input)

    @property
    def _options(self) -> OptionList:
        return self.query_one("#exercise-options", OptionList)

    def _put(self, name: str, shown: RenderableType) -> None:
        self.query_one(f"#exercise-{name}", Static).update(shown)

    def _show(self) -> None:
        """Show everything anew: the kinds to choose from, or the exercise."""
        self._put("title", Text(self.badged(self._heading())))
        self._put("error", "")
        self._put("verdict", "")
        self._put("told", self._menu() if self.exercise is None else self._told(self.exercise))
        self._offer()
        self.query_one("#exercise-body").scroll_to(y=0, animate=False, immediate=True)
        self.refresh_bindings()

    def _heading(self) -> str:
        if self.kind is None:
            return _("Exercises")
        parts = [_("Exercises"), _(KIND_TEXT[self.kind])]
        return " · ".join([*parts, self.tally.sentence(self.kind)] if self.tally.asked[self.kind] else parts)

    def _menu(self) -> RenderableType:
        lines = Table.grid(padding=(0, 1))
        for number, kind in enumerate(ExerciseKind, start=1):
            told = Text(_(KIND_TEXT[kind]), style="bold")
            if self.tally.asked[kind]:
                told.append(f" · {self.tally.sentence(kind)}", style="not bold")
            lines.add_row(Text(f" {number} ", style="bold reverse"), told)
            lines.add_row("", Text(_(ABOUT[kind]) + "\n"))
        return lines

    def _told(self, exercise: Exercise) -> RenderableType:
        *scene, question = exercise.paragraphs
        return Group(*(Text(paragraph + "\n") for paragraph in scene), Text(question, style="bold"))

    def _offer(self) -> None:
        """Show the field or the list for the answer to this exercise; none in the menu and under a verdict."""
        asked = self.exercise if self.verdict is None else None
        options = asked.options if asked is not None else ()
        self._date.display = asked is not None and not options
        self._date.value = ""
        self._date.placeholder = _("for example 27-11-2026")
        self._options.display = bool(options)
        self._options.clear_options()
        self._options.add_options([ListOption(Text(option.label), id=option.value) for option in options])
        if options:
            self._options.highlighted = 0
        self.set_focus(None if asked is None else self._options if options else self._date)

    # Keys

    def action_kind(self, kind: str) -> None:
        """Draw the next exercise of that kind."""
        self.kind = ExerciseKind(kind)
        self._draw()

    def _draw(self) -> None:
        assert self.kind is not None
        try:
            self.exercise = self.exercises.draw(self.kind, self._next[self.kind])
        except DeskError as error:
            self.kind = self.exercise = None
            self._show()
            self._put("error", Text(f"! {explain(error)}"))
            return
        self.verdict = None
        self._next[self.kind] += 1
        self._show()

    def action_go_on(self) -> None:
        """Draw the next exercise once this one is answered: Enter outside a field."""
        if self.kind is not None and self.verdict is not None:
            self._draw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._check(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._check(event.option_id or "")

    def _check(self, answer: str) -> None:
        if self.exercise is None or self.kind is None or self.verdict is not None:
            return
        try:
            self.verdict = self.exercise.check(answer)
        except DeskError as error:
            self._put("error", Text(f"! {explain(error)}"))
            return
        self.tally.add(self.kind, self.verdict)
        self._show()
        self._put("verdict", verdict_text(self.verdict))

    def action_scroll(self, lines: int) -> None:
        """Scroll up or down."""
        body = self.query_one("#exercise-body", VerticalScroll)
        body.scroll_to(y=body.scroll_target_y + lines, animate=False, immediate=True)

    def action_back(self) -> None:
        """Go back from an exercise to the kinds, from there to the screen before."""
        if self.kind is None:
            self.dismiss(None)
            return
        self.kind = self.exercise = self.verdict = None
        self._show()


def verdict_text(verdict: Verdict) -> RenderableType:
    """Return a verdict with its reasons, the likely mistakes first."""
    parts: list[Any] = [Text(f"\n{verdict.headline}", style="bold")]
    parts += [Text(f"! {mistake}") for mistake in verdict.mistakes]
    parts += [Text(""), _rows(verdict.facts), Text(""), _rows(verdict.rules, "bold")]
    return Group(*parts)


def _rows(rows: tuple[tuple[str, str], ...], style: str = "") -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for name, text in rows:
        table.add_row(Text(name, style=style), Text(text))
    return table
