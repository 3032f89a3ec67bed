"""The desk in a room: its clock is the room's, nobody is played twice, and the trainer's keys work everywhere."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Event
from textual.widgets import Input, TextArea

from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.alerts import sweep_sentence
from kppn_tui.resources import asset
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.training.blackout import Cover, Over, cover_for
from kppn_tui.tui.training.pace import PacedApp
from kppn_tui.tui.training.seats import RoomSignIn, begin_anew
from kppn_tui.tui.training.strip import Scene, Strip, look

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.sweep import Sweep
    from kppn_tui.domain.views import QueueRow
    from kppn_tui.training.room import Room
    from kppn_tui.tui.training.autopilot import Autopilot

#: How often the room is looked at for orders of other terminals, in seconds.
LOOK = 0.5


class TrainingApp(PacedApp):
    """`KppnApp` in a room; the room's stage sweeps, the app never."""

    CSS_PATH = [*KppnApp.CSS_PATH, asset("styles/training.tcss")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before everything: also over a form, where letters are letters.
        Binding("f10", "panel", N_("Trainer's panel"), show=False, priority=True),
        Binding("f11", "pause", N_("Pause / run the room"), show=False, priority=True),
        Binding("z", "panel", N_("Trainer's panel"), show=False),
        Binding("y", "pause", N_("Pause / run the room"), show=False),
    ]
    sweeps: ClassVar[bool] = False

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
        super().__init__(room, desk, officer, "DEMO" if demo else _("TRAINING"))
        self._seat = officer
        self._tour_first, self._brief_first = tour, brief and not demo
        self._looking = self._look_again = False
        self._told_over, self._generation = False, 0
        #: Who presses the trainee's keys, where that is no person.
        self.autopilot: Autopilot | None = None
        #: How many notices there were when the room was looked at last; None before.
        self._notices: int | None = None

    async def on_event(self, event: Event) -> None:
        if self.autopilot is None or not self.autopilot.puts_off(event):
            await super().on_event(event)

    def on_mount(self) -> None:
        self.set_interval(LOOK, self.look_around)
        self.watch(self, "board", lambda _board: self.look_around(), init=False)
        if self._tour_first:
            self.call_after_refresh(self.action_tour)
        elif self._brief_first and self._seat is not None and self.at_start:
            self.call_after_refresh(self.action_brief)

    def below_header(self) -> ComposeResult:
        yield Strip()

    def _screen(self, name: str) -> Any:
        return RoomSignIn() if name == "signin" else super()._screen(name)

    # The room

    def look_around(self) -> None:
        """Look at the room anew; while that goes on, once more after it."""
        if self.desk is None or not self.is_running:
            return
        if self._looking:
            self._look_again = True
        else:
            self._looking = True
            self.begin(self._look, "look")

    async def _look(self) -> None:
        desk, officer = self.desk, self.officer
        assert desk is not None
        try:
            scene = await self.in_thread(partial(look, self.room, desk, officer, self.in_front, self.screen_key))
        except DeskError as error:
            self.failed(error, Trouble.READ)
        else:
            if self.is_running and self.officer is officer:
                self.scene = scene
                self.renew_strip()
                self._heed(scene)
        finally:
            self._looking = False
        if self._look_again:
            self._look_again = False
            self.look_around()

    def _heed(self, scene: Scene) -> None:
        """What the room's state asks of this terminal."""
        state = scene.state
        if self._generation not in (0, state.generation):
            begin_anew(self)
        self._generation = state.generation
        if self._notices not in (None, state.notices):
            self.say(state.notice, "warning")
        self._notices = state.notices
        wanted = cover_for(state, self.now())
        if isinstance(self.screen, Cover):
            if type(self.screen) is not wanted:
                self.screen.uncover()
        elif wanted is not None and not self.trainer_at_work:
            self.write_drafts()
            self.push_screen(wanted())
        elif state.over and not state.leaping and not self._told_over and self.hands_free:
            self._told_over = True
            # What was told of the work would lie over the score card.
            self.clear_notifications()
            self.push_screen(Over(), self._after_over)
        self._told_over = self._told_over and state.over

    @property
    def in_front(self) -> "QueueRow | None":
        """The ticket whose visitor stands at the counter: the visit that is open, else served, called, on hold."""
        if self.officer is None:
            return None
        mine = [*self._own("serving"), *self._own("called")]
        opened = [row for row in mine if row.ticket.id == self.ticket_in_work]
        running = [row for row in mine if row.deadline is not None and row.deadline.running]
        return next(iter((*opened, *running, *self._own("called"), *mine)), None)

    @property
    def screen_key(self) -> str:
        """The key of the full screen in front, "" for one without."""
        keys = {"QueueScreen": "1", "SessionScreen": "2", "FollowUpScreen": "3", "InboxScreen": "4"}
        return keys.get(type(self.base_screen).__name__, "")

    @property
    def at_start(self) -> bool:
        """Whether the room stands at its beginning."""
        pace = self.room.clock.pace()
        return not pace.running and pace.at <= self.room.plan.start

    @property
    def hands_free(self) -> bool:
        """Whether nothing is open over the desk and nobody types: a key pressed now is meant for what is seen now."""
        return self.screen is self.base_screen and not isinstance(self.focused, Input | TextArea)

    @property
    def trainer_at_work(self) -> bool:
        """Whether something of the room itself is open: it is not covered."""
        return any(type(one).__module__.startswith(__package__ or "") for one in self.screen_stack[1:])

    def _after_over(self, scores: bool | None) -> None:
        if scores:
            self.show_scores()

    def told_by_stage(self, sweep: "Sweep") -> None:
        """Say what the stage's sweep has raised, as far as it concerns who is signed in; in the app's own thread."""
        from kppn_tui.client.alerts import concerning

        desk, officer = self.desk, self.officer
        if desk is None or officer is None or not sweep.raised:
            return

        def told(result: "Sweep") -> None:
            if self.officer is officer:
                self.say(sweep_sentence(result), "warning")

        self.ask(partial(concerning, desk, officer, sweep), told)

    # Roles

    @property
    def seat(self) -> "Officer | None":
        """Whose seat this terminal is, whatever role the trainer takes over meanwhile; None until somebody signs in."""
        return self._seat

    def signed_in(self, officer: "Officer") -> None:
        super().signed_in(officer)
        self.scene = None
        self.look_around()

    def sits_here(self, officer: "Officer") -> bool:
        """Whether `officer` is signed in at this terminal."""
        return self.officer is not None and self.officer.id == officer.id

    def take_seat(self, officer: "Officer") -> None:
        """This terminal is the seat of `officer` from now on."""
        self._seat = officer

    def sit_down(self, officer: "Officer", sentence: str) -> None:
        """`officer` works at this terminal from now on, whoever's seat it is."""
        self.signed_in(officer)
        # Signing in clears what was said to the one before.
        self.say(sentence)

    def action_sign_out(self) -> None:
        """The room plays who has left, unless it is the trainee whom the scenario is for."""
        left = self.officer
        super().action_sign_out()
        if left is not None and left.login != self.room.plan.scenario.trainee_login:
            self.act(partial(self.room.order, "give_back", login=left.login))

    # Screens

    def action_panel(self) -> None:
        """The trainer's panel, over everything; pressed again it closes."""
        from kppn_tui.tui.training.panel import Panel

        if isinstance(self.screen, Panel):
            self.screen.dismiss()
        elif not any(isinstance(one, Panel) for one in self.screen_stack):
            self.push_screen(Panel())

    def action_tour(self) -> None:
        """The short tour, from its first card."""
        from kppn_tui.tui.training.tour import begin_tour

        begin_tour(self)

    def action_brief(self) -> None:
        """What the scenario is about."""
        from kppn_tui.tui.training.briefing import Briefing

        self.push_screen(Briefing())

    def show_scores(self) -> None:
        """The score cards of the room so far."""
        from kppn_tui.tui.training.scores import ScoreScreen

        self.push_screen(ScoreScreen(self.room))

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Cover):
            super().action_command_palette()

    def go_home(self) -> None:
        """The first screen of who is signed in."""
        from kppn_tui.domain.states import Role

        if self.officer is not None:
            self.action_go("queue" if self.officer.role_set - {Role.HEAD} else "inbox")
