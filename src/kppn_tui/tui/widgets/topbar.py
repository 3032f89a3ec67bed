"""Header: office, figures, and at its right end always the running time of the officer's own service."""

from datetime import datetime
from functools import cached_property

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from kppn_tui.client.session import Client
from kppn_tui.domain.states import Role, TicketState
from kppn_tui.i18n import _, clock_time
from kppn_tui.presentation import words
from kppn_tui.presentation.deadlines import PHASE_STYLE, all_done, phase_of
from kppn_tui.presentation.trouble import trouble_parts
from kppn_tui.tui.host import Host, host_of

#: On the bar, green ink alone can't be read in the light theme.
CALM = "bold black on green"


class TopBar(Widget):
    """Header of two lines; the screen renews them each second."""

    DEFAULT_CSS = """
    TopBar { dock: top; height: 2; background: $panel; color: $foreground; }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self._shown_now, self._width = Text(), 0

    @cached_property
    def _host(self) -> Host:
        return host_of(self)

    @cached_property
    def _client(self) -> Client:
        return self._host.client

    def renew(self) -> None:
        """Show the header as things stand now; painted again only if a figure or a second has changed."""
        lines = self._lines()
        if lines != self._shown_now:
            self._shown_now = lines
            self.refresh()

    def render(self) -> Text:
        if self.size.width != self._width:
            self._shown_now, self._width = self._lines(), self.size.width
        return self._shown_now

    def _lines(self) -> Text:
        if not self._client.is_open:
            return Text("kppn-tui", style="bold")
        width = self.size.width
        now = self._client.local_now()
        first = _ends(self._place(width - 20), self._corner(now), width)
        service = self._service()
        room = width - service.cell_len - 1
        return Text("\n").join([first, _ends(self._banner(room) or self._figures(room), service, width)])

    def _place(self, room: int) -> Text:
        """Return office, screen and officer; a long name of the office is shortened first."""
        head, tail = Text(no_wrap=True), Text()
        if badge := self._host.badge:
            head.append(f" {badge} ", style="bold reverse").append(" ")
        if self._title:
            tail.append(f" · {self._title}", style="bold")
        if (who := self._client.officer) is not None:
            place = _("counter {n}").format(n=who.counter) if who.counter else ""
            tail.append(" · " + " ".join(part for part in (who.name, place) if part))
        room -= head.cell_len + tail.cell_len
        name = Text(self._client.settings.office.name)
        if name.cell_len > room:
            name = Text(words.short_office(name.plain))
            name.truncate(max(room, 6), overflow="ellipsis")
        return head.append_text(name).append_text(tail)

    def _corner(self, now: datetime) -> Text:
        return Text(f"{words.short_day(now)} {clock_time(now)} {now.tzname()}")

    def _banner(self, room: int) -> Text:
        """Return the troubles of this moment over the whole room; the last ones are left out first."""
        connection = self._client.connection
        if not connection.troubles:
            return Text()
        key = self._host.keys.shown("app.confirm_clock")
        parts = trouble_parts(connection.troubles, connection.clock_doubt, key)
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
        """Return the figures that fit into `room` whole; those on the right are left out first."""
        client = self._client
        board, counts = client.board, client.board.counts
        waiting = board.in_state(TicketState.WAITING)
        online = sum(row.ticket.online for row in waiting)
        parts = [
            (_("waiting {n}").format(n=len(waiting) - online), ""),
            (_("online {n}").format(n=online), "") if online else ("", ""),
            (_("overdue {n}").format(n=counts.overdue), "bold") if counts.overdue else ("", ""),
            (_("answered {n}").format(n=counts.answered), "bold") if counts.answered else ("", ""),
            (_("asked back {n}").format(n=counts.asked_back), "bold") if counts.asked_back else ("", ""),
            (self._rate(), ""),
            (_("follow-up {n}").format(n=counts.follow_ups), "") if counts.follow_ups else ("", ""),
        ]
        if client.officer is not None and (client.officer.has(Role.HEAD) or counts.inbox):
            parts.insert(0, (_("inbox {n}").format(n=counts.inbox), "bold"))
        line = Text(no_wrap=True)
        if client.asleep:
            line.append(_(" SLA is not being swept "), style=PHASE_STYLE["warn"])
        for part, style in parts:
            figure = Text().append(" · " if line and part else "", style="dim").append(part, style=style)
            if line and line.cell_len + figure.cell_len > room:
                break
            line.append_text(figure)
        return line

    def _rate(self) -> str:
        counts = self._client.board.counts
        if not counts.ended_today:
            return ""
        percent = round(100 * counts.on_time_today / counts.ended_today)
        return _("on time {p}% ({n}/{m})").format(p=percent, n=counts.on_time_today, m=counts.ended_today)

    def _service(self) -> Text:
        """Return the officer's own visitor: called, or the running time against the target."""
        client = self._client
        row, called = client.counter.visit, client.counter.called
        if row is None and called is not None:
            return Text(f" {called.ticket.label} " + _("called {n}×").format(n=called.ticket.calls), style="bold")
        if row is None:
            return Text()
        if row.deadline is None or row.current is None:
            return Text(f" {row.ticket.label} {'✓' if all_done(row) else '--:--'} ", style="bold")
        now = client.now()
        phase, passed = phase_of(row.deadline, now), words.minutes_seconds(row.deadline.net(now))
        target = words.minutes_seconds(client.target)
        told = f" {words.PHASE_SYMBOL[phase]} {row.ticket.label} {passed}/{target} "
        return Text(told, style=CALM if phase == "calm" else PHASE_STYLE[phase])


def _ends(left: Text, right: Text, width: int) -> Text:
    """Return `left` and `right` at the two ends of a line; the left one is cut if both do not fit."""
    room = max(width - right.cell_len - 1, 0)
    left.truncate(room, overflow="ellipsis", pad=True)
    return Text(" ").join([left, right]) if right else left
