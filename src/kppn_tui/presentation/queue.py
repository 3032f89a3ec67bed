"""Tickets of the queue as text: the cells of a row, and all that is known of the one under the cursor."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from rich.text import Text

from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import Board, QueueRow
from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.presentation.deadlines import PHASE_STYLE, all_done, channel_text, phase_of, service_cell
from kppn_tui.presentation.rows import Column, Row


def columns(dated: bool = False) -> tuple[Column, ...]:
    """Return the columns, by their translated titles; what does not fit into 80 cells is told below the list.

    With `dated` there is room for the day of a number: they begin anew each day, and some have stayed overnight.
    """
    return (
        Column(_("No."), 11 if dated else 6),
        Column(_("Wait"), 8),
        Column(_("Clock / counter"), 22),
        Column(_("Stakeholder"), weight=3),
        Column(_("Topic / purpose"), weight=2),
        Column(_("Channel"), 24, from_width=118),
    )


class RowMaker:
    """Rows of the queue; one whose ticket and minute are the same as before is not made again."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[QueueRow, object, Row]] = {}

    def rows(self, board: Board, now: datetime, today: date) -> list[Row]:
        """Return a row for each ticket of `board` below the heading of its group.

        A ticket that is not of `today` says so.
        """
        rows: list[Row] = []
        made: dict[int, tuple[QueueRow, object, Row]] = {}
        for title, members in board.groups():
            rows.append(Row(None, (Text(f"{_(title)} ({len(members)})"),)))
            for row in members:
                made[row.ticket.id] = self._row(row, now, today)
                rows.append(made[row.ticket.id][2])
        self._made = made
        return rows

    def _row(self, row: QueueRow, now: datetime, today: date) -> tuple[QueueRow, object, Row]:
        serving = row.ticket.state == TicketState.SERVING
        stamp: object = now if serving else int(waited(row, now).total_seconds()) // 60
        before = self._made.get(row.ticket.id)
        if before is not None and before[1] == stamp and (before[0] is row or before[0] == row):
            return before
        return row, stamp, Row(row.ticket.id, _cells(row, now, today))


def _cells(row: QueueRow, now: datetime, today: date) -> tuple[Text, ...]:
    ticket = row.ticket
    return (
        Text(words.ticket_name(ticket.label, ticket.day, today), style="bold"),
        Text(wait_word(waited(row, now))),
        _place(row, now),
        Text(stakeholder(row) or "—"),
        Text(" · ".join(part for part in (_priority(row), topics(row), ticket.purpose) if part) or "—"),
        Text(channel_text(ticket)),
    )


def stakeholder(row: QueueRow) -> str:
    """Return code and name of the institution, else the visitor's name."""
    ticket = row.ticket
    return f"{ticket.satker_code} {ticket.satker_name}".strip() or ticket.visitor_name


def topics(row: QueueRow) -> str:
    """Return the codes of the topics, one after the other."""
    return ", ".join(consultation.topic for consultation in row.consultations if consultation.topic)


def wait_word(waited: timedelta) -> str:
    """Return how long somebody has waited: in minutes for a morning, as officers say it, then in hours and days."""
    minutes = max(int(waited.total_seconds()), 0) // 60
    if minutes < 200:
        return _("{n} min").format(n=minutes)
    return _("{n} h").format(n=minutes // 60) if minutes < 48 * 60 else words.short_span(waited)


def waited(row: QueueRow, now: datetime) -> timedelta:
    """Return how long somebody has waited, or had waited when they were called or served."""
    ticket = row.ticket
    called = ticket.last_call_at if ticket.state == TicketState.CALLED else None
    return (ticket.started_at or called or now) - ticket.arrived_at


def _priority(row: QueueRow) -> str:
    return f"★ {row.ticket.priority_reason}" if row.ticket.priority else ""


def _place(row: QueueRow, now: datetime) -> Text:
    """Return where the ticket is: the running time and the counter, or the calls so far.

    Of a message return the way it came: it needs nobody in the room.
    """
    ticket = row.ticket
    counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else row.officer_name
    if ticket.state == TicketState.CALLED:
        return Text(_("called {n}×, {counter}").format(n=ticket.calls, counter=counter), style="bold")
    if ticket.state == TicketState.WAITING:
        return Text(channel_text(replace(ticket, reference_number="")) if ticket.online else "")
    if ticket.state != TicketState.SERVING:
        return Text(words.state_word(ticket.state))
    if row.deadline is None or row.deadline.stopped_at is not None or row.current is None:
        return Text(f"{'✓' if all_done(row) else '–'}  {counter}")
    face = service_cell(row.deadline, now)
    if mark := words.hold_mark(row.current.hold_reason):
        face.append(f" {mark}")
    return face.append(f" {counter}")


# Below the list -----------------------------------------------------------------------------------------------------


def story(row: QueueRow | None, width: int, *, visitor_key: str, online_key: str) -> Text:
    """Return all that is known of the ticket under the cursor, on one line of `width` cells.

    Without a ticket return the keys that register somebody.
    """
    if row is None:
        told = _("Nobody is waiting. “{visitor_key}” registers a visitor, “{online_key}” an online case.")
        return Text(told.format(visitor_key=visitor_key, online_key=online_key))
    ticket = row.ticket
    calls = _("called {n}×").format(n=ticket.calls) if ticket.calls and ticket.state != TicketState.SERVING else ""
    way = channel_text(ticket) if ticket.online else ""
    parts = [
        words.institution_text(ticket) or ticket.visitor_name,
        _priority(row),
        topics(row),
        ticket.purpose,
        way,
        calls,
    ]
    line = Text(ticket.label, style="bold", no_wrap=True)
    line.append(" " + " · ".join(part for part in parts if part), style="not bold")
    line.truncate(width, overflow="ellipsis")
    return line


def own_service(row: QueueRow | None, now: datetime, *, finish_key: str, visit_key: str) -> Text:
    """Return what the officer serves now, in words, and the key for what is next.

    The number that warns is in the header.
    """
    if row is None:
        return Text()
    line = Text(_("You serve {label}").format(label=row.ticket.label), no_wrap=True)
    if row.deadline is None or row.current is None:
        done = _("“{key}” finishes the visit: every outcome is recorded").format(key=finish_key)
        idle = _("nothing is in service: “{key}” opens the visit").format(key=visit_key)
        return line.append(" · " + (done if all_done(row) else idle))
    phase = phase_of(row.deadline, now)
    line.append(f" · {row.current.topic or _('no topic yet')} · ")
    if phase == "paused":
        return line.append(words.hold_word(row.current.hold_reason), style="bold")
    told = _("over the standard time") if phase == "over" else words.left_or_over(row.deadline.remaining(now))
    return line.append(told, style=PHASE_STYLE[phase] if phase != "calm" else "")
