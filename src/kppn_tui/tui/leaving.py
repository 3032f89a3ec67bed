"""The one way to leave the desk, by signing out or by quitting: it names what is left behind."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from kppn_tui.i18n import _

if TYPE_CHECKING:
    from kppn_tui.client.session import Client


def leave_desk(app: App[Any], client: "Client", question: str, answer: str, leave: Callable[[], object]) -> None:
    """Run `leave`; where somebody is at the officer's counter ask `question` first, with `answer` as the way out."""
    from kppn_tui.presentation.leaving import left_behind

    left = left_behind(client.counter.visit, client.counter.called, client.board)
    if not left:
        leave()
        return
    from kppn_tui.tui.dialogs.choose import Choose, Option

    def answered(how: str | None) -> None:
        if how == "leave":
            leave()

    options = [Option("stay", _("Stay")), Option("leave", answer)]
    app.push_screen(Choose(f"{left} {question}", options), answered)
