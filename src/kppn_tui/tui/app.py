"""The app: which screen is in front, and the keys that work everywhere."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.command import CommandPalette
from textual.events import Event, Key, Paste
from textual.widget import AwaitMount

from kppn_tui.client.session import Client
from kppn_tui.client.setup import is_empty, open_office
from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, explain
from kppn_tui.office.places import Places
from kppn_tui.resources import asset
from kppn_tui.terminal.app import TerminalApp
from kppn_tui.terminal.textual_private import shown_toasts, take_escape_first
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.commands import DeskCommands
from kppn_tui.tui.host import Patient, ScreenName, Severity
from kppn_tui.tui.key_gate import KeyGate
from kppn_tui.tui.keys import Keys
from kppn_tui.tui.leaving import leave_desk
from kppn_tui.tui.screens import MAKE, Makers, Screens, load_queue, sign_in_screen
from kppn_tui.tui.session_listener import SessionListener
from kppn_tui.tui.widgets.toosmall import watch_size

if TYPE_CHECKING:
    from kppn_tui.desk import Clock, Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.office.settings import Settings
    from kppn_tui.tui.base import DeskScreen


#: The theme that a desk begins with.
DARK = "textual-dark"


class KppnApp(TerminalApp):
    """The desk on the screen: it owns the session at the desk, and hears of it."""

    CSS_PATH = [asset("styles/base.tcss"), asset("styles/entry.tcss")]  # noqa: RUF012
    TITLE = "kppn-tui"
    #: A form lies over it: its sentences are shown there.
    SUSPENDED_SCREEN_CLASS = "-suspended"
    COMMANDS: ClassVar[set[Any]] = {DeskCommands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    PLACES: ClassVar[tuple[Place, ...]] = (Place.APP,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.APP)
    MAKE: ClassVar[Makers] = MAKE
    #: Whether an officer is asked when a service ended that nobody ended.
    ASKS_FOR_ENDS: ClassVar[bool] = True

    def __init__(
        self,
        places: Places,
        *,
        desk: "Desk | None" = None,
        clock: "Clock | None" = None,
        badge: str = "",
        officer: "Officer | None" = None,
        opening: "Callable[[], Desk] | None" = None,
        sweeps: bool = True,
    ) -> None:
        """Give an open `desk`, or `opening`, which opens one after the first paint; with neither the wizard makes one.

        `officer` is signed in already; `clock` is for a desk that the wizard makes; `sweeps` as in `Client`.
        """
        super().__init__()
        self.places = places
        self.badge = badge
        self.listener = SessionListener(self)
        self.client = Client(self.listener, sweeps=sweeps)
        self.client.take_over.asks = self._ask_take_over
        self.client.session_end.tells = self._session_ended
        self.screens = Screens(self, self.MAKE)
        self.keys = Keys(desk.settings.keys if desk is not None else None)
        if desk is not None:
            self.client.attach(desk)
        #: Why the desk could not be opened; the app has left then.
        self.failure: DeskError | None = None
        self._clock = clock
        self._opening = opening
        self._first_officer = officer
        self.gate = KeyGate(self, self._keeps_waiting, self.listener.crashed)
        take_escape_first()

    def get_default_screen(self) -> Any:
        """Return the sign-in at once; an empty screen below it would be laid out and painted for nobody."""
        return super().get_default_screen() if self._opening is None else self.screens.make(ScreenName.SIGN_IN)

    def on_mount(self) -> None:
        self.theme = DARK
        self.set_keymap(self.keys.keymap)
        if self._opening is not None:
            self.call_later(AwaitMount(self.screen, [self.screen]))  # before any key: it waits for its field
            self.call_after_refresh(self.run_worker, partial(self._open, self._opening), group="open")
        else:
            self.run_worker(self._show_first, group="enter")  # type: ignore[arg-type]
        self.client.start()
        self.heed_signals()

    def on_resize(self) -> None:
        """Say one sentence instead of showing a broken picture."""
        watch_size(self)

    def on_unmount(self) -> None:
        self.client.shut()

    async def _open(self, opening: "Callable[[], Desk]") -> None:
        try:
            empty = await self.client.open(opening)
            self.keys = Keys(self.client.settings.keys)
            self.set_keymap(self.keys.keymap)
            await self.client.in_thread(load_queue)
        except DeskError as error:
            self.failure = error
            self.exit(return_code=1)
            return
        if empty:
            self.screens.replace(self.screens.make(ScreenName.WIZARD))
        else:
            # At the bottom, whatever may have come over it meanwhile.
            sign_in = self.screen_stack[0]
            assert isinstance(sign_in, sign_in_screen())
            sign_in.call_later(sign_in.desk_opened)

    async def _show_first(self) -> None:
        """Show the wizard on an empty home, else the sign-in; the desk at once for an officer who is known."""
        if self._first_officer is not None:
            await self._enter(self._first_officer)
        else:
            try:
                empty = await is_empty(self.client)
            except DeskError as error:
                self.failure = error
                self.exit(return_code=1)
                return
            self.push_screen(self.screens.make(ScreenName.WIZARD if empty else ScreenName.SIGN_IN))

    async def open_office(self, settings: "Settings") -> bool:
        """Open the desk of an office whose file has just been written; see `Client.open_office`."""
        return await open_office(self.client, settings, self._clock)

    def signed_in(self, officer: "Officer") -> None:
        """Show the screen that the officer's roles ask for (domain.md 7)."""
        self.run_worker(partial(self._enter, officer), group="enter")  # type: ignore[arg-type]

    async def _enter(self, officer: "Officer") -> None:
        await self.client.enter(officer)
        self.clear_notifications()
        self.screens.go_home()
        if self.ASKS_FOR_ENDS:
            self.listener.ask_for_ends()
        self.client.pulse(force=True)
        self.client.learn_stakeholders()
        from kppn_tui.tui.entry.welcome import tell_notice, tell_skipped

        tell_skipped(self, officer)
        tell_notice(self, officer)

    def _session_ended(self, error: DeskError) -> None:
        """Go to the sign-in, which says why; what was typed is kept as drafts."""
        self.clear_notifications()
        self.screens.replace(sign_in_screen()(error))

    # What the session tells

    @property
    def base_screen(self) -> "DeskScreen[Any] | None":
        """Return the full screen in front, below any form; None before the sign-in."""
        if self.client.officer is None:
            return None
        from kppn_tui.tui.base import DeskScreen

        return next((one for one in reversed(self.screen_stack) if isinstance(one, DeskScreen)), None)

    def _ask_take_over(self, error: DeskError, go_on: Callable[[], None], leave: Callable[[], None]) -> None:
        from kppn_tui.tui.queue.calling import ask_take_over

        ask_take_over(self, error, go_on, leave)

    # What screens ask

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """Show a toast; data in it is never read as markup, and one that is still shown is not said again."""
        if sentence and sentence not in shown_toasts(self):
            self.notify(sentence, severity=severity, markup=False, timeout=4 if severity == "information" else 8)

    def below_header(self) -> ComposeResult:
        """Give what stands below the header of every full screen: nothing, but in a training room."""
        yield from ()

    # Keys

    def action_go(self, name: str) -> None:
        """Bring a full screen to the front."""
        self.screens.go(ScreenName(name))

    def action_next_notice(self) -> None:
        """Open the case of the oldest thing that was told here and not opened; without one, what was told today."""
        if self.client.officer is not None:
            from kppn_tui.tui.notices.opening import open_next

            open_next(self)

    def action_help(self) -> None:
        """Show the keys of this screen and the life cycle."""
        from kppn_tui.tui.help.screen import explain_screen

        explain_screen(self, self.base_screen)

    def action_undo(self) -> None:
        """Take back the officer's own last action."""
        if self.client.officer is not None:
            from kppn_tui.tui.undoing import undo_last

            undo_last(self)

    def action_confirm_clock(self) -> None:
        """Confirm that the machine's clock is right, where it is in doubt."""
        if self.client.officer is not None:
            from kppn_tui.tui.dialogs.confirm_clock import confirm_clock

            confirm_clock(self, self.push_screen)

    def action_command_palette(self) -> None:
        """Find an action by its name."""
        if not any(isinstance(screen, CommandPalette) for screen in self.screen_stack):
            self.push_screen(CommandPalette(placeholder=_("Find an action by its name …"), id="--command-palette"))

    async def on_event(self, event: Event) -> None:
        """Let keys wait their turn, and make harmless what is pasted, before any field sees it."""
        if isinstance(event, Key | Paste) and not self.gate.lets_in(event):
            return
        if isinstance(event, Paste):
            from kppn_tui.tui.dialogs.pasting import take_paste

            try:
                if take_paste(event, self.screen):
                    return
            except DeskError as error:
                self.say(explain(error), "warning")
                return
        await super().on_event(event)

    @property
    def keys_wait(self) -> bool:
        """Return whether keys that were pressed have yet to be heeded."""
        return self.gate.closed

    def _keeps_waiting(self, key: str) -> bool:
        """Return whether `key` has to wait: a verb or a way to another screen is under way, or the screen says so.

        Nothing waits for a database that stalls: the desk goes on answering, and says so in its header.
        """
        waits = (
            self.client.awaited
            or any(not one.is_finished and one.group != "open" for one in self.workers)
            or (isinstance(self.screen, Patient) and self.screen.keeps_waiting(key))
        )
        return waits and not (self.client.is_open and self.client.stalls)

    def action_theme(self) -> None:
        """Switch between light and dark."""
        from kppn_tui.terminal.themes import LIGHT

        self.register_theme(LIGHT)
        self.theme = LIGHT.name if self.theme == DARK else DARK

    def action_sign_out(self) -> None:
        """Leave the desk to the next officer."""
        if self.client.officer is not None:
            leave_desk(self, self.client, _("Sign out?"), _("Sign out"), self.sign_out)

    def sign_out(self) -> None:
        """Sign out, whatever is left behind."""
        self.client.leave()
        # What was said to one officer is not for the next.
        self.clear_notifications()
        self.screens.replace(self.screens.make(ScreenName.SIGN_IN))

    def action_quit_desk(self) -> None:
        """Quit; asks while a visitor is called or in service."""
        leave_desk(self, self.client, _("Quit?"), _("Quit"), self.exit)

    async def action_quit(self) -> None:
        """Quit as by the desk's own key: Textual has one that asks nothing."""
        self.action_quit_desk()
