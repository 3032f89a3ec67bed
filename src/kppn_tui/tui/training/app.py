"""The desk in a room: its clock is the room's, nobody is played twice, and the trainer's keys work everywhere."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Event
from textual.screen import Screen
from textual.widgets import Input, TextArea

from kppn_tui.client.call import Call
from kppn_tui.client.deadline_watch import HEARTBEAT
from kppn_tui.domain.sweep import ASLEEP
from kppn_tui.i18n import _
from kppn_tui.resources import asset
from kppn_tui.training.orders import GiveRoleBackOrder, Order
from kppn_tui.training.terminal_view import TerminalView
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.screens import MAKE, Makers
from kppn_tui.tui.training.covers import Cover
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.training.roles import RoomSignIn, begin_anew
from kppn_tui.tui.training.room_bar import RoomBar
from kppn_tui.tui.training.room_response import RoomResponse
from kppn_tui.tui.training.room_watch import RoomWatch, visitor_in_front

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.sweep import Sweep
    from kppn_tui.training.room import Room

#: The keys of the screens that a hint may lead to.
SCREEN_KEYS = {
    ScreenName.QUEUE: "1",
    ScreenName.SESSION: "2",
    ScreenName.FOLLOW_UPS: "3",
    ScreenName.INBOX: "4",
}
#: How often the room is read for orders of other terminals, in seconds.
READ_ROOM = 0.5
#: How often the clocks on the screen go on while the room's time goes faster than real time, in seconds.
TICK = 0.2
#: In a fast room minutes pass between two readings: so long, in real time, the sweeper is not called asleep.
NAP = timedelta(seconds=3)


class TrainingApp(KppnApp):
    """`KppnApp` in a room and on its clock; whoever leads the room sweeps, the app never."""

    CSS_PATH = [*KppnApp.CSS_PATH, asset("styles/training.tcss")]  # noqa: RUF012
    PLACES: ClassVar[tuple[Place, ...]] = (Place.APP, Place.TRAINING)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TRAINING)
    MAKE: ClassVar[Makers] = {**MAKE, ScreenName.SIGN_IN: RoomSignIn}
    #: The time of a room jumps on purpose.
    ASKS_FOR_ENDS = False

    def __init__(
        self,
        room: "Room",
        desk: "Desk",
        officer: "Officer | None",
        *,
        demo: bool = False,
        tour: bool = False,
        brief: bool = True,
    ) -> None:
        """Sit down in `room`; a `tour` or the scenario's `brief` comes first where time stands at its start."""
        badge = "DEMO" if demo else _("TRAINING")
        super().__init__(room.places, desk=desk, clock=room.clock, badge=badge, officer=officer, sweeps=False)
        self.room = room
        self.listener.follow = self.read_room
        self.client.patience = lambda: max(ASLEEP, NAP * room.clock.pace().speed)
        self._response = RoomResponse(self)
        self._watch = RoomWatch(
            room,
            self.client,
            lambda: (visitor_in_front(self.client, self.listener.ticket_in_work), self.screen_key),
            self._response.heed,
        )
        self._home_officer = officer
        self._tour_first, self._brief_first = tour, brief and not demo
        self._sentence = ""
        self._ticked: datetime | None = None
        #: Which events of a person come after the keys of a scripted officer, where one plays.
        self._puts_off: Callable[[Event], bool] | None = None

    async def on_event(self, event: Event) -> None:
        if self._puts_off is None or self.gate.has_let_in(event) or not self._puts_off(event):
            await super().on_event(event)

    @property
    def plays_itself(self) -> bool:
        """Return whether a scripted officer presses the keys at this terminal."""
        return self._puts_off is not None

    def hold_back(self, puts_off: Callable[[Event], bool]) -> None:
        """Let a scripted officer press the keys; an event that `puts_off` is handed on again by it."""
        self._puts_off = puts_off

    def on_mount(self) -> None:
        self.set_interval(READ_ROOM, self.read_room)
        self.set_interval(TICK, self._tick)

    async def _show_first(self) -> None:
        await super()._show_first()
        if self._tour_first:
            self.call_after_refresh(self.action_tour)
        elif self._brief_first and self._home_officer is not None and self.at_start:
            self.call_after_refresh(self.action_brief)

    async def _enter(self, officer: "Officer") -> None:
        await super()._enter(officer)
        self._watch.forget()
        # Signing in clears what was said to the one before.
        self.say(self._sentence)
        self._sentence = ""
        self.read_room()

    def below_header(self) -> ComposeResult:
        yield RoomBar()

    # What is shown

    def _tick(self) -> None:
        """Let the clocks of a fast room go on between the seconds of the real one, also while it steps to something."""
        pace, before = self.room.clock.pace(), self._ticked
        self._ticked = pace.at
        screen = self.base_screen
        if screen is None or not self.is_running:
            return
        if pace.at != before and (pace.speed > 1 or not pace.running):
            screen.second()
        swept = self.client.board.swept_at
        # Nothing tells that the room's leader has swept again and found nothing.
        if pace.at != before and swept is not None and pace.at - swept >= HEARTBEAT:
            self.client.refresh()
        self.renew_room_bar()

    def renew_room_bar(self) -> None:
        """Show anew how time goes and what is said."""
        screen = self.base_screen
        if screen is not None and screen.is_up:
            for bar in screen.query(RoomBar):
                bar.renew()

    # The room

    @property
    def view(self) -> TerminalView | None:
        """Return what was read of the room last; None until it was."""
        return self._watch.view

    def read_room(self) -> None:
        """Read the room anew."""
        if self.is_running:
            self._watch.read()

    @property
    def screen_key(self) -> str:
        """Return the key of the full screen in front, "" for one without."""
        screen = self.base_screen
        return SCREEN_KEYS.get(screen.NAME, "") if screen is not None else ""

    @property
    def at_start(self) -> bool:
        """Return whether the room stands at its beginning."""
        pace = self.room.clock.pace()
        return not pace.running and pace.at <= self.room.plan.start

    @property
    def hands_free(self) -> bool:
        """Return whether nothing is open over the desk and nobody types: a key is meant for what is seen now."""
        return self.screen is self.base_screen and not isinstance(self.focused, Input | TextArea)

    @property
    def trainer_at_work(self) -> bool:
        """Return whether something of the room itself is open: it is not covered."""
        return any(isinstance(one, RoomDialog | RoomSignIn) for one in self.screen_stack[1:])

    def told_by_leader(self, sweep: "Sweep") -> None:
        """Read anew after the leader's sweep, which may have raised what concerns who is signed in."""
        if sweep.raised:
            self.client.refresh()

    # What is asked of the room

    def in_room(self, call: Callable[[], object], sentence: str, done: Callable[[], None] | None = None) -> None:
        """Run `call` on the room in the desk's thread, say `sentence`, then `done`; a refusal is told."""

        def over(_result: object) -> None:
            self.say(sentence)
            self.read_room()
            if done is not None:
                done()

        self.client.act(Call(lambda _desk: call()), over)

    def order(self, order: Order, sentence: str, done: Callable[[], None] | None = None) -> None:
        """Ask the room's leader for `order` and say so."""
        self.in_room(partial(self.room.orders.send, order), sentence, done)

    def let_run(self, speed: int) -> None:
        """Let the room's time go at `speed`, unless the trainer has frozen it."""
        clock = self.room.clock
        if self.view is not None and self.view.state.frozen:
            self.say(_("The room is frozen: let it go on first (F10, b)."), "warning")
            return

        def go() -> None:
            clock.set_speed(speed)
            clock.run()

        self.in_room(go, _("The room's time goes: {speed}×.").format(speed=speed))

    # Roles

    @property
    def home_officer(self) -> "Officer | None":
        """Return whose terminal this is, whatever role the trainer takes over; None until somebody signs in."""
        return self._home_officer

    def set_home_officer(self, officer: "Officer") -> None:
        """Make this the terminal of `officer`."""
        self._home_officer = officer

    def begin_anew(self) -> None:
        """Open the desk of a room that has been reset, with the terminal's own officer at it."""
        self.run_worker(begin_anew(self), group="begin")

    def is_here(self, officer: "Officer") -> bool:
        """Return whether `officer` is signed in at this terminal."""
        me = self.client.officer
        return me is not None and me.id == officer.id

    def work_as(self, officer: "Officer", sentence: str) -> None:
        """Let `officer` work at this terminal, whoever's it is, and say `sentence`."""
        self._sentence = sentence
        self.signed_in(officer)

    def sign_out(self) -> None:
        """Sign out; the room plays who has left, unless it is the trainee whom the scenario is for."""
        left = self.client.officer
        super().sign_out()
        if left is not None and left.login != self.room.plan.scenario.trainee_login:
            self.client.act(Call(lambda _desk: self.room.orders.send(GiveRoleBackOrder(left.login))))

    # Screens

    def open_dialog(self, screen: "Screen[Any]", closed: Callable[[Any], None] | None = None) -> None:
        """Show a dialog; `closed` hears its result, None where it was left without one."""
        self.push_screen(screen, closed)

    def action_pause(self) -> None:
        """Pause the room, or let it run."""
        clock = self.room.clock
        if clock.pace().running:
            self.in_room(clock.pause, _("The room's time stands."))
        else:
            self.let_run(clock.pace().speed)

    def action_panel(self) -> None:
        """Show the trainer's panel over everything; pressed again it closes."""
        from kppn_tui.tui.training.panel import Panel
        from kppn_tui.tui.training.panel_pages import main_page, title_text

        if isinstance(self.screen, Panel):
            self.screen.dismiss()
        elif not any(isinstance(one, Panel) for one in self.screen_stack):
            self.push_screen(Panel(main_page, title_text))

    def action_tour(self) -> None:
        """Show the short tour, from its first card."""
        from kppn_tui.tui.training.tour import begin_tour

        begin_tour(self)

    def action_brief(self) -> None:
        """Show what the scenario is about."""
        from kppn_tui.tui.training.briefing import Briefing

        self.push_screen(Briefing())

    def show_scores(self) -> None:
        """Show the score cards of the room so far."""
        from kppn_tui.tui.training.scores import ScoreScreen

        self.push_screen(ScoreScreen(self.room))

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Cover):
            super().action_command_palette()
