"""The listener of the desk's session: it shows what was read, and says what was refused or has to be told."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.i18n import explain
from kppn_tui.tui.host import Host

if TYPE_CHECKING:
    from textual.screen import Screen

    from kppn_tui.client.call import Call
    from kppn_tui.domain.notices import Notice
    from kppn_tui.tui.base import DeskScreen
    from kppn_tui.tui.visit.interruptions import LeftRunning


class Program(Host, Protocol):
    """The program around the screens, as far as what a session tells is shown by it."""

    @property
    def screen(self) -> "Screen[Any]":
        """Return the screen in front."""

    @property
    def base_screen(self) -> "DeskScreen[Any] | None":
        """Return the full screen in front, below any form; None before the sign-in."""

    def bell(self) -> None:
        """Let the terminal ring."""

    def push_screen(self, screen: Any, callback: Any = None) -> Any:
        """Show a dialog; `callback` hears its result."""

    def call_later(self, callback: Callable[[], Any]) -> bool:
        """Have `callback` done by the program itself."""

    def leave_if_hung_up(self) -> None:
        """End the program when its terminal is gone."""


class SessionListener:
    """Listener of the session of one program (see `kppn_tui.client.listener.Listener`)."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._asked: DeskScreen[Any] | None = None
        self._left_running: LeftRunning | None = None
        #: What is read anew with the board.
        self.follow: Callable[[], None] = lambda: None

    def ask_for_ends(self) -> None:
        """Ask whoever has signed in when a service ended that nobody ended."""
        from kppn_tui.tui.visit.interruptions import LeftRunning

        self._left_running = LeftRunning(self._program)

    def wanted(self) -> "Call[Any] | None":
        """Return what the screen in front wants to be read besides the board."""
        self._asked = self._program.base_screen
        return self._asked.wanted() if self._asked is not None else None

    def refreshed(self, data: Any) -> None:
        """Show what was read on the screen that has asked for it, if it is still in front."""
        if self._asked is not None and self._asked is self._program.base_screen:
            self._asked.refreshed(data)
        self._show_company()
        self.follow()

    def troubled(self) -> None:
        """Show in the header what does not work now."""
        if (screen := self._program.base_screen) is not None:
            screen.troubled()

    def alerted(self, notices: "Sequence[Notice]") -> None:
        """Tell of `notices`, and ring where the office wants it."""
        from kppn_tui.tui.notices.telling import tell_notices

        tell_notices(self._program, notices)
        if self._program.client.settings.limits.bell:
            self._program.bell()

    def refused(self, error: DeskError) -> None:
        """Say why something was not done."""
        self._program.say(explain(error), "error" if isinstance(error, StoreUnavailable) else "warning")

    def second(self) -> None:
        """Show that a second has passed, and ask for what has come to be asked."""
        program = self._program
        program.leave_if_hung_up()
        self._show_company()
        if (screen := program.base_screen) is not None:
            screen.second()
            if screen is program.screen and self._left_running is not None:
                self._left_running.ask(program.push_screen)

    @property
    def ticket_in_work(self) -> int | None:
        """Return the ticket that is open on the screen; None while there is none."""
        screen = self._program.base_screen
        return screen.open_ticket if screen is not None else None

    def crashed(self, error: BaseException) -> None:
        """End the program in `error`, which nobody expected: a task of its own would swallow it."""

        def again() -> None:
            raise error

        self._program.call_later(again)

    def _show_company(self) -> None:
        """Say in a form who else has its ticket open."""
        client, screen = self._program.client, self._program.screen
        if screen.is_modal and client.is_open:
            from kppn_tui.presentation.presence import company_text

            others = client.presence.others.get(self.ticket_in_work or 0, ())
            for form in screen.query(".form"):
                form.border_subtitle = company_text(others)
