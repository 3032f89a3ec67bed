"""Below the header of a room: how its time goes, what the person at the counter says, and what to do next."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from textual.widget import Widget

from kppn_tui.domain.states import Role
from kppn_tui.i18n import _
from kppn_tui.presentation import words

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import QueueRow
    from kppn_tui.training.room import Room, RoomState
    from kppn_tui.training.trainee.conversation import Line
    from kppn_tui.tui.training.app import TrainingApp

#: Lines in all: the pace, two of speech, and one for the hint while hints are shown.
LINES = 3


@dataclass(frozen=True)
class Scene:
    """What a terminal of the room knows beside the desk: the room's state, the words that are said, the next step."""

    state: "RoomState"
    lines: "tuple[Line, ...]" = ()
    advice: str = ""
    #: What is said instead where nobody speaks.
    silence: str = ""


def look(room: "Room", desk: "Desk", officer: "Officer | None", row: "QueueRow | None", at: str = "") -> Scene:
    """The scene before `officer` with the ticket of `row` at the counter; asked in the desk's thread.

    `at` is the key of the screen in front, "" for one that has none.

    Raises:
        DeskError: the database, or a file of the room, can't be read.
    """
    from kppn_tui.training.trainee import advice, next_step
    from kppn_tui.training.trainee.conversation import speech

    scene = Scene(room.state())
    if officer is None:
        return scene
    if row is not None:
        caller = room.callers().get(row.ticket.id)
        # As a whole visit: a row does not know which documents are awaited.
        scene = replace(scene, lines=speech(caller, desk.session(row.ticket.id), desk.now()))
    elif officer.has(Role.CSO):
        scene = replace(scene, silence=_("Nobody stands at your counter."))
    elif officer.has(Role.TRAINER):
        scene = replace(scene, silence=_("You are the trainer: F10 opens your panel, “How others join” is there too."))
    if scene.state.hints:
        step = next_step(desk, officer, room.plan, room.callers())
        scene = replace(scene, advice=advice(step, at, desk.now()) if step is not None else idle(room, scene.state))
    return scene


def idle(room: "Room", state: "RoomState") -> str:
    """The hint where there is nothing to do; where time stands, nothing will come by itself."""
    if room.clock.pace().running or state.frozen or state.over or state.leaping:
        return _("Nothing to do right now.")
    return _("Nothing to do while time stands: F11 lets it go on.")


class Strip(Widget):
    """As high whatever is said, so that nothing below it moves; the app renews it."""

    def on_mount(self) -> None:
        self._shown_now = Text()
        self.renew()

    @property
    def training(self) -> "TrainingApp":
        """The app, with its room."""
        return cast("TrainingApp", self.app)

    def renew(self) -> None:
        """Painted again only if something has changed."""
        scene = self.training.scene
        self.set_class(scene is not None and scene.state.hints, "-hints")
        if self._text() != self._shown_now:
            self.refresh()

    def on_resize(self) -> None:
        self.renew()

    def render(self) -> Text:
        self._shown_now = self._text()
        return self._shown_now

    def _text(self) -> Text:
        app, width = self.training, max(self.content_size.width, 10)
        scene, now = app.scene, app.client.now()
        lines = [pace_line(app, now, width)]
        if scene is not None:
            lines += below(scene, width, max(self.content_size.height, 1) - 1, app.console)
        return Text("\n", no_wrap=True).join(lines)


def pace_line(app: "TrainingApp", now: datetime, width: int) -> Text:
    """How time goes, the scenario, how much of it is left, and the keys; the title alone gives way."""
    plan, state = app.room.plan, app.scene.state if app.scene is not None else None
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


def pace_word(app: "TrainingApp") -> str:
    """▶ 60× while time goes, ‖ while it stands, » while the room steps to something."""
    if app.scene is not None and app.scene.state.leaping:
        return _("» stepping")
    pace = app.room.clock.pace()
    return f"▶ {pace.speed}×" if pace.running else _("‖ paused")


def below(scene: Scene, width: int, room: int, console: Console) -> list[Text]:
    """`room` lines: what is said, then the hint; each has what the other leaves, and speech gives way first."""
    hint = _wrapped(Text(f"→ {scene.advice}", style="bold"), width, console) if scene.advice else []
    said = _wrapped(spoken(scene), width, console) if scene.lines or scene.silence else []
    hint = _clipped(hint, max(room - len(said), min(room, 1)), width)
    said = _clipped(said, room - len(hint), width)
    return said + hint


def spoken(scene: Scene) -> Text:
    """What is said, in quotation marks after the speaker's name, and what is only seen."""
    if not scene.lines:
        return Text(scene.silence, style="dim")
    told, last = Text(), ""
    for line in scene.lines:
        told.append(" " if told else "")
        if line.who and line.who != last:
            told.append(f"{line.who}: ", style="bold")
        told.append(f"“{line.says}”" if line.who else line.says)
        last = line.who
    return told


def _wrapped(text: Text, width: int, console: Console) -> list[Text]:
    """`text` in lines of `width` cells, its styles kept."""
    flat = Text(text.plain.replace("\n", " "), style=text.style, spans=list(text.spans))
    return list(flat.wrap(console, width))


def _clipped(lines: list[Text], room: int, width: int) -> list[Text]:
    """The first `room` of `lines`; an ellipsis where something is left out."""
    if len(lines) <= room:
        return lines
    kept = lines[: max(room, 0)]
    if kept:
        kept[-1] = kept[-1].copy()
        kept[-1].rstrip()
        kept[-1].truncate(width - 2, overflow="crop")
        kept[-1].append(" …")
    return kept
