"""The header: office, figures, and in its right corner always the officer's own running clock."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual.widget import Widget

from kppn_tui import words
from kppn_tui.domain.lifecycle import Role, TicketState
from kppn_tui.i18n import _
from kppn_tui.tui.face import PHASE_STYLE, phase_of

if TYPE_CHECKING:
    from kppn_tui.tui.app import KppnApp


class TopBar(Widget):
    """Two lines; repainted each second, but only the cells that changed reach the terminal."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 2; background: $panel; color: $foreground; }
    """

    def on_mount(self) -> None:
        self.set_interval(1, self.refresh)
        self.watch(self.app, "board", self._board_changed, init=False)

    def _board_changed(self) -> None:
        self.refresh()

    def render(self) -> Text:
        app = cast("KppnApp", self.app)
        if app.desk is None:
            return Text("kppn-tui", style="bold")
        width = self.size.width
        now = app.local_now()
        first = Text(no_wrap=True)
        if app.badge:
            first.append(f" {app.badge} ", style="bold reverse")
            first.append(" ")
        first.append(app.desk.settings.office.name, style="bold")
        title = _(getattr(self.screen, "TITLE_MSGID", ""))
        if title:
            first.append(f" · {title}")
        who = app.officer
        if who is not None:
            place = _("counter {n}").format(n=who.counter) if who.counter else ""
            first.append(" · " + " ".join(part for part in (who.name, place) if part), style="dim")
        return Text("\n").join([_ends(first, self._corner(now), width), _ends(self._figures(), self._service(), width)])

    def _corner(self, now: datetime) -> Text:
        return Text(f"{words.short_day(now)} {words.clock_time(now)} {now.tzname()}")

    def _figures(self) -> Text:
        app = cast("KppnApp", self.app)
        board, counts = app.board, app.board.counts
        waiting = board.in_state(TicketState.WAITING)
        online = sum(row.ticket.online for row in waiting)
        parts = [
            (_("waiting {n}").format(n=len(waiting) - online), ""),
            (_("online {n}").format(n=online), "") if online else ("", ""),
            (self._rate(), ""),
            (_("follow-up {n}").format(n=counts.follow_ups), "") if counts.follow_ups else ("", ""),
            (_("overdue {n}").format(n=counts.overdue), "bold") if counts.overdue else ("", ""),
            (_("answered {n}").format(n=counts.answered), "bold") if counts.answered else ("", ""),
        ]
        if app.officer is not None and (app.officer.has(Role.HEAD) or counts.inbox):
            parts.insert(0, (_("inbox {n}").format(n=counts.inbox), "bold"))
        line = Text(no_wrap=True)
        if app.trouble:
            line.append(f" {app.trouble} ", style="reverse")
        for part, style in parts:
            if part:
                line.append(" · " if line else "", style="dim")
                line.append(part, style=style)
        return line

    def _rate(self) -> str:
        counts = cast("KppnApp", self.app).board.counts
        if not counts.ended_today:
            return ""
        percent = round(100 * counts.on_time_today / counts.ended_today)
        return _("on time {p}% ({n}/{m})").format(p=percent, n=counts.on_time_today, m=counts.ended_today)

    def _service(self) -> Text:
        app = cast("KppnApp", self.app)
        row = app.own_row
        if row is None or row.clock is None or row.current is None:
            return Text("")
        phase = phase_of(row.clock, app.now())
        target = words.clock_face(app.target)
        face = f" {words.PHASE_SYMBOL[phase]} {row.ticket.label} {words.clock_face(row.clock.net(app.now()))}/{target} "
        return Text(face, style=PHASE_STYLE[phase])


def _ends(left: Text, right: Text, width: int) -> Text:
    """`left` and `right` at the two ends of a line; what doesn't fit is cut from the left one."""
    room = max(width - right.cell_len - 1, 0)
    left.truncate(room, overflow="ellipsis", pad=True)
    return Text(" ").join([left, right]) if right else left
