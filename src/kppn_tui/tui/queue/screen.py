"""Live queue: the counters, who waits and how long, who was absent; every action by one key."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from kppn_tui.domain.availability import Availability, of_queue
from kppn_tui.domain.board_rows import opening, row_for
from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import AlreadyServing, DeskError
from kppn_tui.domain.lifecycle import Action, Ask, Compound, Subject
from kppn_tui.domain.records import Channel
from kppn_tui.domain.views import Board, QueueRow
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.deadlines import sweep_text
from kppn_tui.presentation.queue import RowMaker, columns, own_service, story
from kppn_tui.resources import asset
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.ask_text import AskText
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.queue.calling import call, start
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.rowlist import RowList
from kppn_tui.tui.widgets.told import Told

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.records import Ticket

#: What hangs on the cursor comes this much later, in seconds: made at once it keeps the terminal's writer, a thread
#: of its own, from showing the cursor.
AFTER_CURSOR = 0.02


class QueueScreen(DeskScreen[None]):
    """Queue screen, the first one of the day; it shows the app's board."""

    CSS_PATH = asset("styles/queue.tcss")

    NAME = ScreenName.QUEUE
    TITLE_MSGID = N_("Queue")
    SUBJECTS = (Subject.TICKET,)
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN, Place.QUEUE)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.QUEUE)

    def __init__(self, ticket_id: int | None = None) -> None:
        super().__init__()
        #: Where the cursor begins; at the own visitor if it is nobody's.
        self._begin = ticket_id
        self._begun = False
        self._moving = False
        self._drawn: tuple[Board, datetime] | None = None
        self._maker = RowMaker()

    def body(self) -> ComposeResult:
        yield RowList(columns(), id="queue")
        yield Told(id="story")
        with Horizontal(id="health"):
            yield Told(id="own")
            yield Told(id="sweep")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(RowList))
        # What is known already does not wait for the database.
        self.call_later(self._draw)

    @property
    def has_data(self) -> bool:
        return self.client.knows_board

    def wanted(self) -> None:
        return None

    def tick(self) -> None:
        self._draw()

    # Drawing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        """Draw running times, waits and the two lines below the list; once for each board and second."""
        client = self.client
        now = client.now()
        if not self.is_up or self._drawn == (client.board, now):
            return
        self._drawn = (client.board, now)
        swept, local_now = client.board.swept_at, client.local_now()
        today, rows = local_now.date(), self.query_one(RowList)
        rows.show_columns(columns(any(row.ticket.day != today.isoformat() for row in client.board.rows)))
        rows.show_rows(self._maker.rows(client.board, now, today))
        self._begin_at_own()
        self._tell_story()
        self.query_one("#own", Told).tell(self._own_service(now))
        sweep = sweep_text(client.local(swept) if swept else None, local_now, client.asleep)
        self.query_one("#sweep", Told).tell(sweep)
        self.query_one(KeyBar).renew()

    def _begin_at_own(self) -> None:
        """Put the cursor where it begins, or on the own visitor; once, when the first rows are there."""
        client = self.client
        if not self._begun and client.board.rows:
            self._begun = True
            own = client.counter.called or client.counter.visit
            if (key := self._begin or (own.ticket.id if own else None)) is not None:
                self.go_to(key)

    def go_to(self, ticket_id: int) -> None:
        """Put the cursor on `ticket_id`, now or as soon as it is in the list."""
        self.query_one(RowList).move_to(ticket_id)

    def _tell_story(self) -> None:
        if self.is_up:
            self.query_one("#story", Told).tell(self._story())

    def _story(self) -> Text:
        keys = self.host.keys
        visitor, online = keys.shown("queue.register"), keys.shown("queue.register_online")
        return story(self.row, self.size.width - 2, visitor_key=visitor, online_key=online)

    def _own_service(self, now: datetime) -> Text:
        keys = self.host.keys
        finish, visit = keys.shown("queue.finish"), keys.shown("app.service")
        return own_service(self.client.counter.visit, now, finish_key=finish, visit_key=visit)

    def on_resize(self) -> None:
        self._tell_story()

    # Reasons ------------------------------------------------------------------------------------------------------

    @property
    def row(self) -> QueueRow | None:
        """Return the row under the cursor; None without one."""
        key = self.query_one(RowList).key
        return next((row for row in self.client.board.rows if row.ticket.id == key), None)

    def _row_of(self, ask: Ask) -> QueueRow | None:
        """Return the row that `ask` is about: under the cursor, or the own visit that may end."""
        officer = self.client.officer
        return row_for(ask, self.client.board, self.row, officer) if officer is not None else self.row

    def work_out(self) -> Availability:
        return of_queue(self.client.board, self.row, self.client.circumstances())

    def settles(self, error: DeskError) -> bool:
        # Who is still at the counter is named, and the cursor goes there.
        return isinstance(error, AlreadyServing)

    # Keys ---------------------------------------------------------------------------------------------------------

    def _on_row(self, ask: Ask, run: Callable[[QueueRow], None]) -> None:
        """Run on the row that `ask` is about, or say why not."""
        row = self._row_of(ask)

        def here() -> None:
            if row is not None:
                self.go_to(row.ticket.id)
                run(row)

        self.guarded(ask, here)

    def do(self, action: Action) -> None:
        self._on_row(action, lambda row: self.act(self.client.verbs.perform(action, row.ticket.id)))

    def action_next(self) -> None:
        """Call the next visitor; if one is still at the counter, ask what becomes of them."""
        self.guarded(Compound.CALL_NEXT, lambda: call(self, self.client.verbs.call_next))

    def action_call(self) -> None:
        """Call the visitor under the cursor, out of turn."""
        self._on_row(Action.CALL, lambda row: call(self, partial(self.client.verbs.call, row.ticket.id)))

    def action_open(self) -> None:
        """Call a waiting visitor, start a called or online one, open a served one, take back an absent one (Enter)."""
        ways: dict[Action | None, Callable[[], None]] = {
            Action.START: self.action_start,
            Action.CALL: self.action_call,
            Action.REJOIN: partial(self.do, Action.REJOIN),
        }
        here = self.host.screens.open_session
        self._on_row(Compound.OPEN, lambda row: ways.get(opening(row), lambda: here(row.ticket.id))())

    @on(RowList.Chosen)
    def _chosen(self) -> None:
        self.action_open()

    @on(RowList.Moved)
    def _moved(self, event: RowList.Moved) -> None:
        event.stop()
        if not self._moving:
            self._moving = True
            self.set_timer(AFTER_CURSOR, self._after_move)

    def _after_move(self) -> None:
        self._moving = False
        if self.is_up:
            self._tell_story()
            self.renew_possible()

    def action_start(self) -> None:
        """Begin the service of the ticket under the cursor and open it."""
        self._on_row(Action.START, partial(start, self))

    def action_priority(self) -> None:
        """Serve before others, for a reason that everybody sees; empty takes it back."""
        title, label = N_("Priority for {label}"), N_("Reason (empty takes it back):")
        self._ask(Action.PRIORITISE, DraftForm.PRIORITY, self.client.verbs.prioritise, title, label)

    def action_cancel(self) -> None:
        """Cancel a ticket that is not needed any more."""
        title, label = N_("Cancel {label}"), N_("Reason:")
        self._ask(Action.CANCEL_TICKET, DraftForm.CANCEL_TICKET, self.client.verbs.cancel_ticket, title, label)

    def _ask(
        self, action: Action, form: DraftForm, verb: "Callable[[int, str], Call[Ticket]]", title: str, label: str
    ) -> None:
        """Ask for the text that `action` takes; what is typed is kept as a draft of `form`."""

        def ask(row: QueueRow) -> None:
            run, key = partial(verb, row.ticket.id), form.about(row.ticket.id)
            heading = _(title).format(label=row.ticket.label)
            self.app.push_screen(AskText(heading, _(label), run, draft_key=key, lines=1))

        self._on_row(action, ask)

    def action_register(self) -> None:
        """Register a visitor at the door."""
        self._register(Channel.FACE_TO_FACE)

    def action_register_online(self) -> None:
        """Register a message through HAI CSO or an official contact."""
        self._register(Channel.HAI_CSO)

    def _register(self, channel: Channel) -> None:
        from kppn_tui.tui.queue.register import RegisterForm

        def registered(ticket: "Ticket | None") -> None:
            if ticket is not None:
                self.host.say(_("Queue number {label}").format(label=ticket.label))
                self.go_to(ticket.id)

        self.guarded(Action.TAKE_TICKET, lambda: self.app.push_screen(RegisterForm(channel), registered))
