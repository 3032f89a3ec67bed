"""Full screens of the program: made when they are first asked for, and one of them in front."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.screen import Screen

from kppn_tui.i18n import _
from kppn_tui.tui.host import Host, ScreenName, WayToScreens

if TYPE_CHECKING:
    from kppn_tui.tui.entry.signin import SignInScreen


def load_queue() -> None:
    """Load the module of the first screen after the sign-in."""
    from kppn_tui.tui.queue import screen  # noqa: F401


def sign_in_screen() -> "type[SignInScreen]":
    """Return the class of the sign-in screen."""
    from kppn_tui.tui.entry.signin import SignInScreen

    return SignInScreen


def _queue() -> Screen[Any]:
    from kppn_tui.tui.queue.screen import QueueScreen

    return QueueScreen()


def _follow_ups() -> Screen[Any]:
    from kppn_tui.tui.cases.followups import FollowUpScreen

    return FollowUpScreen()


def _inbox() -> Screen[Any]:
    from kppn_tui.tui.cases.inbox import InboxScreen

    return InboxScreen()


def _standard() -> Screen[Any]:
    from kppn_tui.tui.help.standard import StandardScreen

    return StandardScreen()


def _directory() -> Screen[Any]:
    from kppn_tui.tui.directory.screen import DirectoryScreen

    return DirectoryScreen()


def _notices() -> Screen[Any]:
    from kppn_tui.tui.notices.screen import NoticeScreen

    return NoticeScreen()


def _sign_in() -> Screen[Any]:
    return sign_in_screen()()


def _wizard() -> Screen[Any]:
    from kppn_tui.tui.entry.wizard import WizardScreen

    return WizardScreen()


Makers = Mapping[ScreenName, Callable[[], Screen[Any]]]
#: The service is not among them: it is the service of a ticket.
MAKE: Makers = {
    ScreenName.QUEUE: _queue,
    ScreenName.FOLLOW_UPS: _follow_ups,
    ScreenName.INBOX: _inbox,
    ScreenName.STANDARD: _standard,
    ScreenName.DIRECTORY: _directory,
    ScreenName.NOTICES: _notices,
    ScreenName.SIGN_IN: _sign_in,
    ScreenName.WIZARD: _wizard,
}


class Screens(WayToScreens):
    """Way from one full screen to another, each made anew when it comes to the front."""

    def __init__(self, app: App[Any], makers: Makers) -> None:
        """Take `app`, which is a `Host`, and how its screens are made."""
        self._app = app
        self._makers = makers

    @property
    def _host(self) -> Host:
        return cast(Host, self._app)

    def make(self, name: ScreenName) -> Any:
        """Return a new screen; its module is loaded when it is first asked for."""
        return self._makers[name]()

    def go(self, name: ScreenName) -> None:
        """Bring a full screen to the front, fresh from the desk; the service only while somebody is served."""
        host = self._host
        if host.client.officer is None:
            return
        row, called = host.client.counter.visit, host.client.counter.called
        if name is not ScreenName.SESSION:
            self.replace(self.make(name))
        elif row is not None:
            self.open_session(row.ticket.id)
        elif called is not None:
            # The key acts on the row under the cursor.
            self.open_queue(called.ticket.id)
            told = _("{label} is called: “{key}” starts.")
            host.say(told.format(label=called.ticket.label, key=host.keys.shown("queue.start")), "warning")
        else:
            told = _("You are serving nobody: call the next visitor with “{key}” on the queue.")
            host.say(told.format(key=host.keys.shown("queue.call_next")), "warning")

    def go_home(self) -> None:
        """Bring the first screen of the officer's role to the front (domain.md 7)."""
        from kppn_tui.domain.states import Role

        if (officer := self._host.client.officer) is not None:
            self.go(ScreenName.QUEUE if officer.role_set - {Role.HEAD} else ScreenName.INBOX)

    def open_queue(self, ticket_id: int) -> None:
        """Bring the queue to the front with the cursor on `ticket_id`."""
        from kppn_tui.tui.queue.screen import QueueScreen

        if isinstance(self._app.screen, QueueScreen):
            self._app.screen.go_to(ticket_id)
        else:
            self.replace(QueueScreen(ticket_id))

    def open_case(self, consultation_id: int) -> None:
        """Bring the follow-ups to the front with the cursor on `consultation_id`."""
        self._open_at(ScreenName.FOLLOW_UPS, consultation_id)

    def open_question(self, escalation_id: int) -> None:
        """Bring the escalations to the front with the cursor on `escalation_id`."""
        self._open_at(ScreenName.INBOX, escalation_id)

    def _open_at(self, name: ScreenName, key: int) -> None:
        """Bring a screen of cases to the front with the cursor on the row of `key`."""
        from kppn_tui.tui.cases.base import CaseScreen

        screen = self._app.screen
        if not isinstance(screen, CaseScreen) or screen.NAME is not name:
            screen = self.make(name)
            self.replace(screen)
        screen.go_to(key)

    def open_session(self, ticket_id: int) -> None:
        """Bring the service of `ticket_id` to the front."""
        from kppn_tui.tui.visit.screen import SessionScreen

        self.replace(SessionScreen(ticket_id))

    def replace(self, screen: Any) -> None:
        """Show `screen` instead of whatever is open, so that no stack of screens piles up."""
        app = self._app
        while len(app.screen_stack) > 2:
            app.pop_screen()
        if len(app.screen_stack) == 2:
            app.switch_screen(screen)
        else:
            app.push_screen(screen)
