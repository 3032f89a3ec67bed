"""Response of a terminal to the state of its room: notices, covers, a new beginning, the end of the scenario."""

from typing import TYPE_CHECKING

from kppn_tui.tui.training.covers import Cover, Over, cover_for

if TYPE_CHECKING:
    from kppn_tui.training.room_state import RoomState
    from kppn_tui.training.terminal_view import TerminalView
    from kppn_tui.tui.training.host import TrainingHost


class RoomResponse:
    """Does at one terminal, each time the room was read, what the room's state asks of it."""

    def __init__(self, host: "TrainingHost") -> None:
        self._host = host
        self._told_over, self._generation = False, 0
        #: How many notices there were when the room was read last; None before.
        self._notices: int | None = None

    def heed(self, view: "TerminalView") -> None:
        """Do what the room's state asks of this terminal."""
        if not self._host.is_running:
            return
        self._host.renew_room_bar()
        self._heed_reset(view.state)
        self._heed_notice(view.state)
        self._heed_covers(view.state)

    def _heed_reset(self, state: "RoomState") -> None:
        if self._generation not in (0, state.generation):
            self._host.begin_anew()
        self._generation = state.generation

    def _heed_notice(self, state: "RoomState") -> None:
        if self._notices not in (None, state.notices):
            self._host.say(state.notice, "warning")
        self._notices = state.notices

    def _heed_covers(self, state: "RoomState") -> None:
        host = self._host
        wanted, front = cover_for(state, host.client.now()), host.screen
        if isinstance(front, Cover):
            if type(front) is not wanted:
                front.uncover()
        elif wanted is not None and not host.trainer_at_work:
            host.client.drafts.write()
            host.open_dialog(wanted())
        elif state.over and not state.jumping_to and not self._told_over and host.hands_free:
            self._told_over = True
            # What was told of the work would lie over the score card.
            host.clear_notifications()
            host.open_dialog(Over(), lambda scores: host.show_scores() if scores else None)
        self._told_over = self._told_over and state.over
