"""Deadlines as text: their phase in colour, symbol and words."""

from collections.abc import Callable
from datetime import datetime

from rich.text import Text

from kppn_tui.domain.conditions import all_settled
from kppn_tui.domain.deadlines import Level, level_at
from kppn_tui.domain.records import Deadline, Ticket
from kppn_tui.domain.views import QueueRow
from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.presentation.words import PHASE_SYMBOL, Phase

#: Reverse and bold carry the state where there is no colour.
PHASE_STYLE: dict[Phase, str] = {
    "calm": "green",
    "warn": "bold black on yellow",
    "over": "bold #ffffff on #b00020",
    "paused": "bold",
}


def phase_of(deadline: Deadline, now: datetime) -> Phase:
    """Return the phase of `deadline`: calm, warning from `warn_at` on, over after `due_at`.

    A paused deadline is none of these but paused.
    """
    if deadline.stopped_at is None and deadline.paused_at is not None:
        return "paused"
    level = level_at(deadline.stopped_at or now, deadline.warn_at, deadline.due_at)
    return "over" if level is Level.BREACH else "warn" if level is Level.WARN else "calm"


def service_cell(deadline: Deadline, now: datetime) -> Text:
    """Return the running service as a cell: ▶ 12:34."""
    phase = phase_of(deadline, now)
    # As a span: what is appended to it does not stand on its colour.
    return Text().append(
        f"{PHASE_SYMBOL[phase]:<2} {words.minutes_seconds(deadline.net(now))}", style=PHASE_STYLE[phase]
    )


def due_cell(deadline: Deadline, now: datetime, moment: str) -> Text:
    """Return `moment`, when `deadline` is due, as a cell: coloured and marked when near or past."""
    phase = phase_of(deadline, now)
    mark = "" if phase == "calm" else PHASE_SYMBOL[phase] + " "
    style = {"calm": "", "warn": PHASE_STYLE["warn"], "over": PHASE_STYLE["over"], "paused": "bold"}[phase]
    return Text(f"{mark}{moment}", style=style)


def channel_text(ticket: Ticket) -> str:
    """Return the way the ticket came, through which contact, and the number it has there."""
    parts = (words.channel_word(ticket.channel), ticket.channel_detail, ticket.reference_number)
    return " ".join(part for part in parts if part)


def arrival_text(ticket: Ticket, short: Callable[[datetime], str]) -> str:
    """Return when a message was received and when entered, as `short` writes a moment; "" for a visit (R02)."""
    if not ticket.online:
        return ""
    told = _("received {received} · entered {entered}")
    return told.format(received=short(ticket.arrived_at), entered=short(ticket.entered_at))


def sweep_text(local_swept: datetime | None, local_now: datetime, asleep: bool) -> Text:
    """Return when the deadlines were last swept, so that a worker that has died is seen (R20, R21)."""
    if local_swept is None:
        return Text(_("SLA not swept yet"), style="dim")
    moment = words.short_moment(local_swept, local_now)
    if asleep:
        return Text(_("SLA not swept since {moment}").format(moment=moment), style=PHASE_STYLE["warn"])
    return Text(_("SLA swept {moment}").format(moment=moment), style="dim")


def all_done(row: QueueRow) -> bool:
    """Return whether each consultation of the ticket has its outcome, so that the visit may be finished."""
    return all_settled(row.consultations)
