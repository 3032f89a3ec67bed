"""Replay of a run event by event: on the left the queue as it stood, on the right the event and the lost points."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.console import RenderableType
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Static

from kppn_tui.client.call import Call
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.rows import Column, Row
from kppn_tui.resources import asset
from kppn_tui.training.score.marks import LostPoint
from kppn_tui.training.score.replay import Frame, frames
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.run_file import load_run
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.training.file_prompt import RUNS
from kppn_tui.tui.training.frame_text import event_text, queue_text
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.rowlist import RowList
from kppn_tui.tui.widgets.standing import stands

if TYPE_CHECKING:
    from kppn_tui.training.room import Room

#: Seconds an event is shown while the run plays by itself.
PACE = 1.5


class ReplayScreen(RoomDialog[None]):
    """Replay of `run` from its beginning, or from the event `at_event`; `t` leaves the events of one officer.

    That is `officer_id`, or else the officer of the event that is shown. `losses` are told at their events.
    """

    CSS_PATH = asset("styles/runs.tcss")

    title_msgid = N_("Replay")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.REPLAY,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.REPLAY)
    AUTO_FOCUS = ""

    def __init__(
        self, run: Run, at_event: int | None = None, officer_id: int | None = None, losses: Sequence[LostPoint] = ()
    ) -> None:
        super().__init__()
        self.run = run
        self.officer_id = officer_id
        self.losses = losses
        self.all: tuple[Frame, ...] = frames(run)
        #: Which of `all` are shown, by their place in it.
        self.shown = list(range(len(self.all)))
        self.at = self._place_of(at_event)
        self.only: int | None = None
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="replay-title")
        with Horizontal(id="replay"):
            yield Static(id="replay-queue")
            yield Static(id="replay-event")
        yield KeyBar()

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    @property
    def playing(self) -> bool:
        """Return whether the run goes on by itself."""
        return self._timer is not None

    @property
    def frame(self) -> Frame | None:
        """Return the event that is shown; None for a run in which nothing happened."""
        return self.all[self.shown[self.at]] if self.shown else None

    def _place_of(self, event_id: int | None) -> int:
        found = (at for at, number in enumerate(self.shown) if self.all[number].event.id == event_id)
        return next(found, 0)

    # Drawing

    def _show(self) -> None:
        if not stands(self):
            return
        frame = self.frame
        title = Text(self.badged(f"{_('Replay')} · {self.run.title}"), no_wrap=True)
        title.append(f" · {self.at + 1 if frame else 0}/{len(self.shown)}")
        if self.only is not None:
            only = _("only {name}").format(name=self.run.officers.get(self.only, ""))
            title.append(f" · {only}", style="not bold")
        if self.playing:
            title.append(" ▶")
        self.query_one("#replay-title", Static).update(title)
        queue = self.query_one("#replay-queue", Static)
        if frame is None:
            queue.update("")
            self._put(Text(_("Nothing has happened in this run.")))
            return
        queue.update(queue_text(frame, self.run, max(self.size.height - 2, 1)))
        self._put(event_text(frame, [loss for loss in self.losses if loss.event_id == frame.event.id]))

    def _put(self, shown: RenderableType) -> None:
        self.query_one("#replay-event", Static).update(shown)

    # Keys

    def action_step(self, events: int) -> None:
        """Go so many events on, or back, and stop the playing."""
        self._stop()
        self._go(self.at + events)

    def action_edge(self, end: int) -> None:
        """Go to the first or the last event, and stop the playing."""
        self._stop()
        self._go(end * len(self.shown))

    def _go(self, at: int) -> None:
        self.at = min(max(at, 0), max(len(self.shown) - 1, 0))
        self._show()

    def action_only(self) -> None:
        """Show the events of one officer, or all again; the one shown stays if it can, else the one before it."""
        frame = self.frame
        if frame is None:
            return
        here = self.shown[self.at]
        if self.only is not None:
            self.only, self.shown = None, list(range(len(self.all)))
        else:
            who = self.officer_id if self.officer_id is not None else frame.event.officer_id
            mine = [number for number, one in enumerate(self.all) if one.event.officer_id == who]
            if who is None or not mine:
                self.host.say(_("Nobody did this by hand."))
                return
            self.only, self.shown = who, mine
        before = [at for at, number in enumerate(self.shown) if number <= here]
        self._go(before[-1] if before else 0)

    def action_play(self) -> None:
        """Let the run go on by itself, or stop it; from its end it begins anew."""
        if self.playing:
            self._stop()
        elif len(self.shown) > 1:
            if self.at == len(self.shown) - 1:
                self.at = 0
            self._timer = self.set_interval(PACE, self._play_on)
        self._show()

    def _play_on(self) -> None:
        self._go(self.at + 1)
        if self.at >= len(self.shown) - 1:
            self._stop()
            self._show()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None


# Which run


class Saved(NamedTuple):
    """A run that can be replayed; `file` is None for the present one."""

    at: datetime | None
    name: str
    file: Path | None


class RunsScreen(RoomDialog[None]):
    """List of runs: the present one of `room` and those that were saved in it, newest first."""

    CSS_PATH = asset("styles/runs.tcss")

    title_msgid = N_("Replay")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.RUNS,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.RUNS)

    def __init__(self, room: "Room") -> None:
        super().__init__()
        self.room = room
        self.runs: list[Saved] = []

    def compose(self) -> ComposeResult:
        yield Static(Text(self.badged(_("Replay: which run?"))), id="runs-title")
        yield RowList((Column(_("Saved"), 17), Column(_("Which run"))), id="runs-list")
        place = self.room.folder / RUNS
        yield Static(Text(_("“s” on the score card saves a run in {folder}.").format(folder=place)), id="runs-said")
        yield KeyBar()

    def on_mount(self) -> None:
        self.runs = [Saved(None, _("The present run"), None), *saved_runs(self.room.folder / RUNS)]
        moments = [f"{one.at:%d-%m-%Y %H:%M}" if one.at is not None else "–" for one in self.runs]
        rows = zip(moments, self.runs, strict=True)
        shown = [Row(at, (Text(moment), Text(one.name))) for at, (moment, one) in enumerate(rows)]
        self.query_one(RowList).show_rows(shown)
        self.set_focus(self.query_one(RowList))

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Read the run and replay it; one that can't be read is told."""
        key = self.query_one(RowList).key
        if key is None:
            return
        file = self.runs[key].file
        read: Call[Run] = Call(self.room.run_to_save) if file is None else Call(lambda _desk: load_run(file))

        def replay(run: Run) -> None:
            self.app.push_screen(ReplayScreen(run))

        self.client.act(read, replay)


def saved_runs(folder: Path) -> list[Saved]:
    """Return the files of saved runs in `folder`, newest first; none when there is no folder."""
    found = []
    for file in folder.glob("*.json"):
        changed = datetime.fromtimestamp(file.stat().st_mtime).astimezone()
        found.append(Saved(changed, file.stem, file))
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)
