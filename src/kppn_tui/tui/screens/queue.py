"""The live queue: who is at which counter, who waits and how long, who was absent; every action by one key."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from kppn_tui import words
from kppn_tui.domain.errors import AlreadyServing, DeskError
from kppn_tui.domain.lifecycle import OUTCOME, Action, Need, TicketState, refusal
from kppn_tui.domain.records import Channel
from kppn_tui.domain.views import QueueRow
from kppn_tui.i18n import N_, _, explain
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.face import PHASE_STYLE, phase_of, service_face
from kppn_tui.tui.screens.choose import Choose, Option
from kppn_tui.tui.widgets.form import AskText
from kppn_tui.tui.widgets.rowlist import Column, Row, RowList

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.records import Ticket

#: Which rule of the life cycle stands behind a key.
RULE_OF = {
    "recall": Action.RECALL,
    "start": Action.START,
    "absent": Action.ABSENT,
    "requeue": Action.REQUEUE,
    "rejoin": Action.REJOIN,
    "priority": Action.PRIORITISE,
    "cancel": Action.CANCEL_TICKET,
    "finish": Action.FINISH,
}


class QueueScreen(DeskScreen[None]):
    """The first screen of the day; it shows the app's board."""

    TITLE_MSGID = N_("Queue")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "next", N_("Call next")),
        Binding("enter", "open", N_("Call / serve")),
        Binding("a", "register", N_("Register")),
        Binding("o", "register_online", N_("Online case")),
        Binding("r", "recall", N_("Call again")),
        Binding("t", "absent", N_("Absent")),
        Binding("s", "start", N_("Start service"), show=False),
        Binding("k", "requeue", N_("Back to the queue"), show=False),
        Binding("h", "rejoin", N_("Has come back"), show=False),
        Binding("p", "priority", N_("Priority"), show=False),
        Binding("x", "cancel", N_("Cancel the ticket"), show=False),
        Binding("f", "finish", N_("Finish the visit"), show=False),
        Binding("c", "call", N_("Call this one"), show=False),
    ]

    def body(self) -> ComposeResult:
        yield RowList(
            (
                Column(_("No."), 7),
                Column(_("Wait"), 9),
                Column(_("Clock / counter"), 20),
                Column(_("Stakeholder")),
                Column(_("Topic / purpose")),
                Column(_("Channel"), 14, from_width=110),
            ),
            id="queue",
        )
        yield Static("", id="hint", markup=False)

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self.watch(self.desk_app, "board", self._draw)

    def read(self, desk: "Desk") -> None:
        return None

    def tick(self) -> None:
        self._draw()

    # Drawing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        if not self.is_mounted:
            return
        board, now = self.desk_app.board, self.desk_app.now()
        groups = (
            (N_("At the counters"), board.in_state(TicketState.SERVING, TicketState.CALLED)),
            (N_("Waiting"), board.in_state(TicketState.WAITING)),
            (N_("Absent"), board.in_state(TicketState.ABSENT)),
        )
        rows: list[Row] = []
        for title, members in groups:
            if members:
                rows.append(Row(None, (Text(f"{_(title)} ({len(members)})"),)))
                rows += [Row(row.ticket.id, self._cells(row, now)) for row in members]
        self.query_one(RowList).show_rows(rows)
        self._hint(now, bool(rows))

    def _cells(self, row: QueueRow, now: datetime) -> tuple[Text, ...]:
        ticket = row.ticket
        topics = ", ".join(item.topic for item in row.items if item.topic)
        stakeholder = " ".join(part for part in (ticket.satker_code, ticket.satker_name) if part)
        return (
            Text(ticket.label, style="bold"),
            self._wait(row, now),
            self._place(row, now),
            Text(stakeholder or ticket.visitor_name or "—"),
            Text(" · ".join(part for part in (self._priority(row), topics, ticket.purpose) if part)),
            Text(
                words.channel_word(ticket.channel) + (f" {ticket.reference_number}" if ticket.reference_number else "")
            ),
        )

    def _priority(self, row: QueueRow) -> str:
        return f"★ {row.ticket.priority_reason}" if row.ticket.priority else ""

    def _wait(self, row: QueueRow, now: datetime) -> Text:
        ticket = row.ticket
        until = ticket.started_at or (ticket.last_call_at if ticket.state == TicketState.CALLED else None) or now
        return Text(words.short_span(until - ticket.arrived_at))

    def _place(self, row: QueueRow, now: datetime) -> Text:
        ticket = row.ticket
        counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else row.officer_name
        if ticket.state == TicketState.CALLED:
            return Text(_("called {n}×, {counter}").format(n=ticket.calls, counter=counter), style="bold")
        if ticket.state == TicketState.WAITING:
            return Text(words.channel_word(ticket.channel) if ticket.online else "")
        if ticket.state != TicketState.SERVING:
            return Text(words.state_word(ticket.state))
        if row.clock is None or row.clock.stopped_at is not None or row.current is None:
            return Text(_("outcome recorded") + f", {counter}" if row.items else counter)
        face = service_face(row.clock, now)
        if row.current.holds_for_documents:
            face.append(" " + _("documents"), style="")
        elif row.current.holds:
            face.append(" " + _("on hold"), style="")
        return face.append(f" {counter}", style="default")

    def _hint(self, now: datetime, anybody: bool) -> None:
        hint = self.query_one("#hint", Static)
        app = self.desk_app
        own = app.own_row
        if not anybody:
            hint.update(_("Nobody is waiting. “a” registers a visitor, “o” an online case."))
            return
        line = Text()
        if own is not None and own.clock is not None and own.current is not None:
            phase = phase_of(own.clock, now)
            line.append(_("You serve {label}").format(label=own.ticket.label))
            line.append(f" · {own.current.topic or _('no topic yet')} · ")
            remaining = own.clock.remaining(now)
            text = _("over the 20-minute standard") if phase == "over" else words.left_or_over(remaining)
            line.append(text, style=PHASE_STYLE[phase] if phase != "calm" else "")
            line.append(" · " + _("Enter or 2 opens it"), style="dim")
        hint.update(line)

    # Reasons ------------------------------------------------------------------------------------------------------

    @property
    def row(self) -> QueueRow | None:
        """The row under the cursor."""
        key = self.query_one(RowList).key
        return next((row for row in self.desk_app.board.rows if row.ticket.id == key), None)

    def why_not(self, action: str) -> str:
        officer, row = self.desk_app.officer, self.row
        rule = RULE_OF.get(action)
        if officer is None or rule is None:
            return ""
        if row is None:
            return _("Nobody is waiting.")
        met, facts = self._facts(row)
        error = refusal(rule, row.ticket.state, officer.role_set, met, **facts)
        return explain(error) if error else ""

    def _facts(self, row: QueueRow) -> tuple[set[Need], dict[str, object]]:
        """What is met already; a reason is still to be typed, so it counts as met."""
        assert self.desk_app.desk is not None
        ticket, limits = row.ticket, self.desk_app.desk.settings.limits
        gap = timedelta(seconds=limits.recall_gap_seconds)
        left = (ticket.last_call_at + gap - self.desk_app.now()).total_seconds() if ticket.last_call_at else 0
        met = {Need.REASON}
        if left <= 0:
            met.add(Need.GAP)
        if ticket.calls >= limits.calls_max:
            met.add(Need.CALLS)
        if ticket.online or ticket.state == TicketState.CALLED:
            met.add(Need.CALLED)
        if row.items and all(item.state in OUTCOME or item.followed_up for item in row.items):
            met.add(Need.OUTCOME)
        return met, {"seconds": int(left), "calls_max": limits.calls_max}

    # Keys ---------------------------------------------------------------------------------------------------------

    def _verb(self, name: str, action: str, **more: Any) -> None:
        """Run a verb on the row under the cursor, or say why not."""
        app, row = self.desk_app, self.row
        if row is not None and app.desk is not None and app.officer is not None:
            verb: Callable[..., Any] = getattr(app.desk, name)
            self.guarded(action, lambda: app.act(partial(verb, app.officer, row.ticket.id, **more)))
        else:
            self.guarded(action, lambda: None)

    def action_next(self) -> None:
        """Call who is next; if somebody is still at the counter, ask what becomes of them."""
        assert self.desk_app.desk is not None
        self._calling(self.desk_app.desk.call_next)

    def action_call(self) -> None:
        """Call the one under the cursor, out of turn."""
        row = self.row
        if row is not None and self.desk_app.desk is not None:
            self._calling(self.desk_app.desk.call, row.ticket.id)

    def action_open(self) -> None:
        """Enter: call who waits, start who is called or online, open who is served, take back who was absent."""
        row = self.row
        if row is None:
            return
        state = TicketState(row.ticket.state)
        if state is TicketState.SERVING:
            self.desk_app.open_session(row.ticket.id)
        elif state is TicketState.CALLED or row.ticket.online:
            self.action_start()
        elif state is TicketState.WAITING:
            self.action_call()
        else:
            self.action_rejoin()

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    @on(RowList.Moved)
    def _moved(self) -> None:
        self.refresh_bindings()

    def _calling(self, verb: Callable[..., "Ticket"], *args: object) -> None:
        app = self.desk_app

        def call(leave: str | None = None) -> None:
            app.act(
                partial(verb, app.officer, *args, leave=leave),
                self._called,
                {AlreadyServing: lambda error: self._ask_leave(error, call)},
            )

        call()

    def _called(self, ticket: "Ticket") -> None:
        counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else ""
        self.desk_app.say(_("Please call: {label} {counter}").format(label=ticket.label, counter=counter).strip())
        self.call_after_refresh(self.query_one(RowList).move_to, ticket.id)

    def _ask_leave(self, error: DeskError, again: Callable[[str | None], None]) -> None:
        """Stay, finish and call, or put on hold and call."""
        row = self._at_counter(error)
        if row is None or row.ticket.state == TicketState.CALLED:
            self.desk_app.say(explain(error), "warning")
            return
        done = all(item.state in OUTCOME or item.followed_up for item in row.items)
        running = any(item.state == "serving" for item in row.items)
        options: Sequence[Option] = [
            Option("stay", _("Stay with {label}").format(label=row.ticket.label)),
            Option("finish", _("Finish and go on"), "" if done else _("a consultation has no outcome yet")),
            Option("switch", _("Put on hold and go on"), "" if running else _("nothing is in service")),
        ]
        question = _("{label} is still at your counter.").format(label=row.ticket.label)
        self.app.push_screen(Choose(question, options), lambda how: again(how) if how in ("finish", "switch") else None)

    def _at_counter(self, error: DeskError) -> QueueRow | None:
        wanted = error.parameters.get("ticket_id")
        return next((row for row in self.desk_app.board.rows if row.ticket.id == wanted), None)

    def action_start(self) -> None:
        """Begin the service of the one under the cursor and open it."""
        app, row = self.desk_app, self.row
        if row is None or app.desk is None:
            return
        desk, ticket = app.desk, row.ticket

        def start(leave: str | None = None) -> None:
            app.act(
                partial(desk.start, app.officer, ticket.id, leave=leave),  # type: ignore[arg-type]
                lambda started: app.open_session(started.id),
                {AlreadyServing: lambda error: self._ask_leave(error, start)},
            )

        self.guarded("start", start)

    def action_recall(self) -> None:
        """Call once more."""
        self._verb("recall", "recall")

    def action_absent(self) -> None:
        """Did not come."""
        self._verb("absent", "absent")

    def action_requeue(self) -> None:
        """Back to the place that the arrival gives."""
        self._verb("requeue", "requeue")

    def action_rejoin(self) -> None:
        """An absent one is back."""
        self._verb("rejoin", "rejoin")

    def action_finish(self) -> None:
        """The visit is over."""
        self._verb("finish", "finish")

    def action_priority(self) -> None:
        """Serve before others, for a reason that everybody sees; empty takes it back."""
        self._ask("priority", "prioritise", N_("Priority for {label}"), N_("Reason (empty takes it back):"))

    def action_cancel(self) -> None:
        """The ticket is not needed any more."""
        self._ask("cancel", "cancel_ticket", N_("Cancel {label}"), N_("Reason:"))

    def _ask(self, action: str, verb: str, title: str, label: str) -> None:
        app, row = self.desk_app, self.row
        if row is None or app.desk is None:
            return
        call = partial(getattr(app.desk, verb), app.officer, row.ticket.id)
        form = AskText(_(title).format(label=row.ticket.label), _(label), call, lines=1)
        self.guarded(action, lambda: self.app.push_screen(form))

    def action_register(self) -> None:
        """A visitor at the door."""
        self._register(Channel.FACE_TO_FACE)

    def action_register_online(self) -> None:
        """A message through HAI CSO or an official contact."""
        self._register(Channel.HAI_CSO)

    def _register(self, channel: Channel) -> None:
        from kppn_tui.tui.screens.register import RegisterForm

        def registered(ticket: "Ticket | None") -> None:
            if ticket is not None:
                self.desk_app.say(_("Queue number {label}").format(label=ticket.label))
                self.call_after_refresh(self.query_one(RowList).move_to, ticket.id)

        self.app.push_screen(RegisterForm(channel), registered)
