"""The header: office, figures, and in its right corner always the officer's own running clock."""

from datetime import datetime
from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from kppn_tui.domain.states import Role, TicketState
from kppn_tui.i18n import _, clock_time
from kppn_tui.presentation import words
from kppn_tui.presentation.deadlines import PHASE_STYLE, all_done, phase_of
from kppn_tui.presentation.trouble import trouble_parts

if TYPE_CHECKING:
    from kppn_tui.tui.app import KppnApp

#: How offices write themselves out; the short form stands on every door.
FULL_NAME = "Kantor Pelayanan Perbendaharaan Negara"

#: On the bar, green ink alone can't be read in the light theme.
CALM = "bold black on green"


class TopBar(Widget):
    """Two lines; the screen renews them each second."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 2; background: $panel; color: $foreground; }
    """

    def on_mount(self) -> None:
        self._shown_now = Text()
        self.watch(self.app, "board", self.renew, init=False)
        self.watch(self.app, "troubles", self.renew, init=False)

    def renew(self) -> None:
        """Painted again only if a figure or a second has changed."""
        if self._lines() != self._shown_now:
            self.refresh()

    def render(self) -> Text:
        self._shown_now = self._lines()
        return self._shown_now

    def _lines(self) -> Text:
        app = cast("KppnApp", self.app)
        if app.desk is None:
            return Text("kppn-tui", style="bold")
        width = self.size.width
        now = app.local_now()
        first = _ends(self._place(width - 20), self._corner(now), width)
        service = self._service()
        room = width - service.cell_len - 1
        return Text("\n").join([first, _ends(self._banner(room) or self._figures(room), service, width)])

    def _place(self, room: int) -> Text:
        """Office, screen and officer; a long name of the office gives way first."""
        app = cast("KppnApp", self.app)
        assert app.desk is not None
        head, tail = Text(no_wrap=True), Text()
        if app.badge:
            head.append(f" {app.badge} ", style="bold reverse").append(" ")
        if title := _(getattr(self.screen, "TITLE_MSGID", "")):
            tail.append(f" · {title}", style="bold")
        if (who := app.officer) is not None:
            place = _("counter {n}").format(n=who.counter) if who.counter else ""
            tail.append(" · " + " ".join(part for part in (who.name, place) if part))
        room -= head.cell_len + tail.cell_len
        name = Text(app.desk.settings.office.name)
        if name.cell_len > room:
            name = Text(name.plain.replace(FULL_NAME, "KPPN"))
            name.truncate(max(room, 6), overflow="ellipsis")
        return head.append_text(name).append_text(tail)

    def _corner(self, now: datetime) -> Text:
        return Text(f"{words.short_day(now)} {clock_time(now)} {now.tzname()}")

    def _banner(self, room: int) -> Text:
        """What does not work now, over the whole room; the last parts give way first."""
        parts = trouble_parts(cast("KppnApp", self.app).troubles)
        line = Text(no_wrap=True)
        for part in parts:
            told = ("; " if line else " ") + part
            if line and line.cell_len + cell_len(told) >= room:
                break
            line.append(told)
        if line:
            line.truncate(room, overflow="ellipsis", pad=True)
            line.stylize(PHASE_STYLE["over"])
        return line

    def _figures(self, room: int) -> Text:
        """The figures that fit into `room` whole; those on the right give way first."""
        app = cast("KppnApp", self.app)
        board, counts = app.board, app.board.counts
        waiting = board.in_state(TicketState.WAITING)
        online = sum(row.ticket.online for row in waiting)
        parts = [
            (_("waiting {n}").format(n=len(waiting) - online), ""),
            (_("online {n}").format(n=online), "") if online else ("", ""),
            (_("overdue {n}").format(n=counts.overdue), "bold") if counts.overdue else ("", ""),
            (_("answered {n}").format(n=counts.answered), "bold") if counts.answered else ("", ""),
            (self._rate(), ""),
            (_("follow-up {n}").format(n=counts.follow_ups), "") if counts.follow_ups else ("", ""),
        ]
        if app.officer is not None and (app.officer.has(Role.HEAD) or counts.inbox):
            parts.insert(0, (_("inbox {n}").format(n=counts.inbox), "bold"))
        line = Text(no_wrap=True)
        if app.asleep():
            line.append(_(" SLA is not being swept "), style=PHASE_STYLE["warn"])
        for part, style in parts:
            figure = Text().append(" · " if line and part else "", style="dim").append(part, style=style)
            if line and line.cell_len + figure.cell_len > room:
                break
            line.append_text(figure)
        return line

    def _rate(self) -> str:
        counts = cast("KppnApp", self.app).board.counts
        if not counts.ended_today:
            return ""
        percent = round(100 * counts.on_time_today / counts.ended_today)
        return _("on time {p}% ({n}/{m})").format(p=percent, n=counts.on_time_today, m=counts.ended_today)

    def _service(self) -> Text:
        """The officer's own visitor: called, or the running clock against the promise."""
        app = cast("KppnApp", self.app)
        row, called = app.own_row, app.own_called
        if row is None and called is not None:
            return Text(f" {called.ticket.label} " + _("called {n}×").format(n=called.ticket.calls), style="bold")
        if row is None:
            return Text()
        if row.deadline is None or row.current is None:
            return Text(f" {row.ticket.label} {'✓' if all_done(row) else '--:--'} ", style="bold")
        phase = phase_of(row.deadline, app.now())
        passed, target = words.minutes_seconds(row.deadline.net(app.now())), words.minutes_seconds(app.target)
        told = f" {words.PHASE_SYMBOL[phase]} {row.ticket.label} {passed}/{target} "
        return Text(told, style=CALM if phase == "calm" else PHASE_STYLE[phase])


def _ends(left: Text, right: Text, width: int) -> Text:
    """`left` and `right` at the two ends of a line; what doesn't fit is cut from the left one."""
    room = max(width - right.cell_len - 1, 0)
    left.truncate(room, overflow="ellipsis", pad=True)
    return Text(" ").join([left, right]) if right else left
