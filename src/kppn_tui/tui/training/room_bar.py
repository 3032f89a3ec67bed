"""Bar below the header of a room: how its time goes, what the person at the counter says, and what to do next."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from textual.widget import Widget

from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.training.terminal_view import TerminalView
from kppn_tui.tui.training.host import TrainingHost, training_host

if TYPE_CHECKING:
    pass

#: Lines in all: the pace, two of speech, and one for the hint while hints are shown.
LINES = 3


class RoomBar(Widget):
    """Bar of the same height whatever is said, so that nothing below it moves; the app renews it."""

    def on_mount(self) -> None:
        self._shown_now = Text()
        self.renew()

    @property
    def training(self) -> TrainingHost:
        """Return the app, with its room."""
        return training_host(self)

    def renew(self) -> None:
        """Paint the bar again if something has changed."""
        view = self.training.view
        self.set_class(view is not None and view.state.hints, "-hints")
        if self._text() != self._shown_now:
            self.refresh()

    def on_resize(self) -> None:
        self.renew()

    def render(self) -> Text:
        self._shown_now = self._text()
        return self._shown_now

    def _text(self) -> Text:
        app, width = self.training, max(self.content_size.width, 10)
        view, now = app.view, app.client.now()
        lines = [pace_line(app, now, width)]
        if view is not None:
            lines += below(view, width, max(self.content_size.height, 1) - 1, app.console)
        return Text("\n", no_wrap=True).join(lines)


def pace_line(app: TrainingHost, now: datetime, width: int) -> Text:
    """Return how time goes, the scenario, how much of it is left, and the keys; the title is shortened first."""
    plan, state = app.room.plan, app.view.state if app.view is not None else None
    left = (
        _("the scenario is over")
        if state is not None and state.over
        else words.left_or_over(max(plan.end - now, timedelta(0)))
    )
    running = app.room.clock.pace().running
    keys = _("F10 trainer · F11 pause ") if running else _("F10 trainer · F11 run ")
    pace = f" {pace_word(app)} "
    title = Text(plan.scenario.title, no_wrap=True)
    room = width - cell_len(pace) - cell_len(left) - cell_len(keys) - 6
    title.truncate(max(room, 6), overflow="ellipsis")
    line = Text(no_wrap=True).append(pace, style="bold reverse").append(" ").append_text(title).append(f" · {left}  ")
    line.truncate(max(width - cell_len(keys), 8), overflow="ellipsis", pad=True)
    return line.append(keys, style="dim")


def pace_word(app: TrainingHost) -> str:
    """Return ▶ 60× while time goes, ‖ while it stands, » while the room steps to something."""
    if app.view is not None and app.view.state.jumping_to:
        return _("» stepping")
    pace = app.room.clock.pace()
    return f"▶ {pace.speed}×" if pace.running else _("‖ paused")


def below(view: TerminalView, width: int, room: int, console: Console) -> list[Text]:
    """Return up to `room` lines: the speech, then the hint; each has what the other leaves, and speech is cut first."""
    hint = _wrapped(Text(f"→ {view.hint}", style="bold"), width, console) if view.hint else []
    said = _wrapped(spoken(view), width, console) if view.speech or view.unspoken else []
    hint = _clipped(hint, max(room - len(said), min(room, 1)), width)
    said = _clipped(said, room - len(hint), width)
    return said + hint


def spoken(view: TerminalView) -> Text:
    """Return the speech, in quotation marks after the name of the speaker, and what is only seen."""
    if not view.speech:
        return Text(view.unspoken, style="dim")
    told, last = Text(), ""
    for line in view.speech:
        told.append(" " if told else "")
        if line.who and line.who != last:
            told.append(f"{line.who}: ", style="bold")
        told.append(f"“{line.says}”" if line.who else line.says)
        last = line.who
    return told


def _wrapped(text: Text, width: int, console: Console) -> list[Text]:
    """Return `text` in lines of `width` cells, its styles kept."""
    flat = Text(text.plain.replace("\n", " "), style=text.style, spans=list(text.spans))
    return list(flat.wrap(console, width))


def _clipped(lines: list[Text], room: int, width: int) -> list[Text]:
    """Return the first `room` of `lines`, with an ellipsis where something is left out."""
    if len(lines) <= room:
        return lines
    kept = lines[: max(room, 0)]
    if kept:
        kept[-1] = kept[-1].copy()
        kept[-1].rstrip()
        kept[-1].truncate(width - 2, overflow="crop")
        kept[-1].append(" …")
    return kept
