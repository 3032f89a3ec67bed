"""How a clock looks: its phase in colour, symbol and words."""

from datetime import datetime

from rich.text import Text

from kppn_tui import words
from kppn_tui.domain.clocks import Level, level_at
from kppn_tui.domain.records import Deadline
from kppn_tui.words import PHASE_SYMBOL, Phase

#: Reverse and bold carry the state where there is no colour.
PHASE_STYLE: dict[Phase, str] = {
    "calm": "green",
    "warn": "bold black on yellow",
    "over": "bold white on red",
    "paused": "bold",
}


def phase_of(clock: Deadline, now: datetime) -> Phase:
    """Calm, warning from `warn_at` on, over after `due_at`; a paused clock is neither."""
    if clock.stopped_at is None and clock.paused_at is not None:
        return "paused"
    level = level_at(clock.stopped_at or now, clock.warn_at, clock.due_at)
    return "over" if level is Level.BREACH else "warn" if level is Level.WARN else "calm"


def service_face(clock: Deadline, now: datetime) -> Text:
    """The running service as a cell: ▶ 12:34."""
    phase = phase_of(clock, now)
    return Text(f"{PHASE_SYMBOL[phase]:<2} {words.clock_face(clock.net(now))}", style=PHASE_STYLE[phase])


def due_face(clock: Deadline, now: datetime, local_due: datetime, local_now: datetime) -> Text:
    """A due moment as a cell: its day and time, coloured and marked when near or past."""
    phase = phase_of(clock, now)
    mark = "" if phase == "calm" else PHASE_SYMBOL[phase] + " "
    style = {"calm": "", "warn": PHASE_STYLE["warn"], "over": PHASE_STYLE["over"], "paused": "bold"}[phase]
    return Text(f"{mark}{words.short_moment(local_due, local_now)}", style=style)
