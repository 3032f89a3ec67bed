"""The app: which screen is in front, and the keys that work everywhere."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Event, Paste
from textual.widget import AwaitMount
from textual.widgets import Input

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import N_, _, explain
from kppn_tui.office.places import Places
from kppn_tui.resources import asset
from kppn_tui.tui.commands import DeskCommands
from kppn_tui.tui.doors import Doors
from kppn_tui.tui.widgets.paste import pasted
from kppn_tui.tui.widgets.toosmall import watch_size

if TYPE_CHECKING:
    from kppn_tui.client.alerts import OwnAlarm
    from kppn_tui.desk import Clock, Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import QueueRow
    from kppn_tui.office.settings import Settings

SCREENS = {
    "queue": ("queue.screen", "QueueScreen"),
    "followups": ("cases.followups", "FollowUpScreen"),
    "inbox": ("cases.inbox", "InboxScreen"),
    "standard": ("help.standard", "StandardScreen"),
    "signin": ("entry.signin", "SignInScreen"),
    "wizard": ("entry.wizard", "WizardScreen"),
}


class KppnApp(Doors):
    """The desk on the screen."""

    CSS_PATH = [asset("styles/base.tcss"), asset("styles/entry.tcss")]  # noqa: RUF012
    TITLE = "kppn-tui"
    #: A form lies over it: its sentences are shown there.
    SUSPENDED_SCREEN_CLASS = "-suspended"
    COMMANDS: ClassVar[set[Any]] = {DeskCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", N_("Help")),
        # First of all: letters typed right after it belong to the next field, however busy the desk is.
        Binding("tab", "focus_next", show=False, priority=True),
        Binding("shift+tab", "focus_previous", show=False, priority=True),
        Binding("1", "go('queue')", N_("Queue"), show=False),
        Binding("2", "go('session')", N_("Service"), show=False),
        Binding("3", "go('followups')", N_("Follow-ups"), show=False),
        Binding("4", "go('inbox')", N_("Escalations"), show=False),
        Binding("5", "go('standard')", N_("Service standard"), show=False),
        Binding("u", "undo", N_("Undo"), show=False),
        Binding("l", "sign_out", N_("Sign out"), show=False),
        Binding("f12", "theme", N_("Light / dark"), show=False),
        Binding("q", "quit_desk", N_("Quit"), show=False),
    ]

    def __init__(
        self,
        places: Places,
        settings: "Settings | None" = None,
        desk: "Desk | None" = None,
        clock: "Clock | None" = None,
        badge: str = "",
        officer: "Officer | None" = None,
        opening: "Callable[[], Desk] | None" = None,
    ) -> None:
        super().__init__(desk)
        self.places = places
        self.desk_settings = settings
        self.clock: Clock = clock or (lambda: datetime.now(UTC))
        #: Opens the desk after the first paint; until then nothing can be done, and nobody has typed a name yet.
        self.opening = opening
        #: Why the desk could not be opened; the app has left then.
        self.failure: DeskError | None = None
        #: Shown on every screen of a training room.
        self.badge = badge
        self.alarm: OwnAlarm | None = None
        self._first_officer = officer

    def get_default_screen(self) -> Any:
        """The sign-in at once; an empty screen below it would be laid out and painted for nobody."""
        return super().get_default_screen() if self.opening is None else self._screen("signin")

    def on_mount(self) -> None:
        self.theme = "textual-dark"
        if self.opening is not None:
            self.call_later(AwaitMount(self.screen, [self.screen]))  # before any key: it waits for its field
            self.call_after_refresh(self.begin, self._open, "open")
        else:
            self.open_first_screen()
        self.listen()
        self.set_interval(1, self._second)

    def on_resize(self) -> None:
        """One sentence instead of a broken picture."""
        watch_size(self)

    def on_unmount(self) -> None:
        self.shut()

    async def _open(self) -> None:
        assert self.opening is not None
        try:
            self.desk = await self.in_thread(self.opening)
            self.desk_settings = self.desk.settings
            empty = not await self.in_thread(self.desk.officers)
            await self.in_thread(partial(import_module, "kppn_tui.tui.queue.screen"))
        except DeskError as error:
            self.failure = error
            self.exit(return_code=1)
            return
        if empty:
            self._replace(self._screen("wizard"))
        else:
            # At the bottom, whatever may have come over it meanwhile.
            sign_in: Any = self.screen_stack[0]
            sign_in.call_later(sign_in.desk_opened)

    def open_first_screen(self) -> None:
        """The wizard on an empty home, else the sign-in; the desk at once for an officer who is already known."""
        if self._first_officer is not None:
            self.signed_in(self._first_officer)
        else:
            empty = self.desk is None or not self.desk.officers()
            self.push_screen(self._screen("wizard" if empty else "signin"))

    def opened(self, settings: "Settings") -> "Desk":
        """A desk with `settings`, which the wizard has just written; kept as the app's own."""
        from kppn_tui.desk import connect

        self.desk_settings = settings
        self.desk = connect(settings.url, settings, self.clock)
        return self.desk

    def signed_in(self, officer: "Officer") -> None:
        """Show the screen that the officer's roles ask for (domain.md 7)."""
        from kppn_tui.client.alerts import OwnAlarm
        from kppn_tui.domain.states import Role
        from kppn_tui.domain.views import Board

        self.officer = officer
        self.board = Board()
        self.alarm = OwnAlarm()
        self.clear_notifications()
        self.action_go("queue" if officer.role_set - {Role.HEAD} else "inbox")
        self.pulse(force=True)
        self.learn_stakeholders()

    def _second(self) -> None:
        self.pulse()
        screen = self.base_screen
        if screen is not None and self.is_running:
            screen.second()

    # What screens ask

    @property
    def target(self) -> timedelta:
        """The promised length of a service (R21)."""
        assert self.desk is not None
        return timedelta(minutes=self.desk.settings.limits.service_minutes)

    @property
    def own_row(self) -> "QueueRow | None":
        """The ticket that the officer serves now (one on hold only if none runs)."""
        mine = self._own("serving")
        running = [row for row in mine if row.current is not None and row.current.state == "serving"]
        return next(iter(running or mine), None)

    @property
    def own_called(self) -> "QueueRow | None":
        """The visitor who is called to the officer's counter and not served yet."""
        return next(iter(self._own("called")), None)

    def _own(self, state: str) -> "list[QueueRow]":
        if self.officer is None:
            return []
        return [row for row in self.board.rows if (row.ticket.state, row.ticket.officer_id) == (state, self.officer.id)]

    def tell_own_service(self) -> None:
        """Say, once each, that the own service nears the standard or is over it."""
        if self.alarm is not None and self.desk is not None:
            self.say(self.alarm.sentence(self.own_row, self.now()), "warning")

    # Screens

    def action_go(self, name: str) -> None:
        """Bring a screen to the front, fresh from the desk."""
        if self.officer is None:
            return
        row, called = self.own_row, self.own_called
        if name != "session":
            self._replace(self._screen(name))
        elif row is not None:
            self.open_session(row.ticket.id)
        elif called is not None:
            # The key acts on the row under the cursor.
            self.open_queue(called.ticket.id)
            self.say(_("{label} is called: “s” starts.").format(label=called.ticket.label), "warning")
        else:
            self.say(_("You are serving nobody: call the next visitor with “n” on the queue."), "warning")

    def open_queue(self, ticket_id: int) -> None:
        """The queue with the cursor on `ticket_id`."""
        from kppn_tui.tui.queue.screen import QueueScreen

        if isinstance(self.screen, QueueScreen):
            self.screen.go_to(ticket_id)
        else:
            self._replace(QueueScreen(ticket_id))

    def open_session(self, ticket_id: int) -> None:
        """The service of `ticket_id`."""
        from kppn_tui.tui.visit.screen import SessionScreen

        self._replace(SessionScreen(ticket_id))

    def _screen(self, name: str) -> Any:
        """A new screen; its module is loaded when it is first asked for."""
        module, kind = SCREENS[name]
        return getattr(import_module(f"kppn_tui.tui.{module}"), kind)()

    def _replace(self, screen: Any) -> None:
        """`screen` instead of whatever is open, so that no stack of screens piles up."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    # Keys

    def action_help(self) -> None:
        """Keys of this screen and the life cycle."""
        from kppn_tui.tui.help.screen import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_undo(self) -> None:
        """Take back the officer's own last action."""
        if self.desk is not None and self.officer is not None:
            from kppn_tui.presentation.sentences import undone_sentence

            self.act(partial(self.desk.undo, self.officer), lambda event: self.say(undone_sentence(event)))

    def action_command_palette(self) -> None:
        """Find an action by its name."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            self.push_screen(CommandPalette(placeholder=_("Find an action by its name …"), id="--command-palette"))

    async def on_event(self, event: Event) -> None:
        """What is pasted is made harmless before any field sees it."""
        if isinstance(event, Paste):
            try:
                event.text = pasted(event.text, one_line=isinstance(self.focused, Input))
            except DeskError as error:
                self.say(explain(error), "warning")
                return
        await super().on_event(event)

    def action_theme(self) -> None:
        """Light or dark."""
        self.theme = "textual-light" if self.theme == "textual-dark" else "textual-dark"

    def action_sign_out(self) -> None:
        """Leave the desk to the next officer."""
        if self.desk is not None and self.officer is not None:
            self.write_drafts()
            self.act(partial(self.desk.sign_out, self.officer))
            self.officer = None
            self.tell_presence()
            # What was said to one officer is not for the next.
            self.clear_notifications()
            self._replace(self._screen("signin"))

    def action_quit_desk(self) -> None:
        """Quit; asks while a visitor is called or in service."""
        row, called = self.own_row, self.own_called
        if row is not None:
            question = _("{label} is still in service; its clock keeps running. Quit?").format(label=row.ticket.label)
        elif called is not None:
            question = _("{label} is called to your counter. Quit?").format(label=called.ticket.label)
        else:
            self.exit()
            return
        from kppn_tui.tui.dialogs.choose import Choose, Option

        answers = [Option("stay", _("Stay")), Option("quit", _("Quit"))]
        self.push_screen(Choose(question, answers), lambda answer: self.exit() if answer == "quit" else None)
