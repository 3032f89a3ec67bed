"""Factories of the full screens; the module of each is loaded when it is first asked for."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from kppn_tui.tui.host import ScreenName

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


def _sign_in() -> Screen[Any]:
    return sign_in_screen()()


def _wizard() -> Screen[Any]:
    from kppn_tui.tui.entry.wizard import WizardScreen

    return WizardScreen()


#: The service is not among them: it is the service of a ticket.
MAKE: dict[ScreenName, Callable[[], Screen[Any]]] = {
    ScreenName.QUEUE: _queue,
    ScreenName.FOLLOW_UPS: _follow_ups,
    ScreenName.INBOX: _inbox,
    ScreenName.STANDARD: _standard,
    ScreenName.SIGN_IN: _sign_in,
    ScreenName.WIZARD: _wizard,
}
