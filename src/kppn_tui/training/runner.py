"""Runner of a room: a thread of each program, of which one leads the room and the others wait to follow it."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import N_, StoreUnavailable
from kppn_tui.domain.sweep import Sweep
from kppn_tui.i18n import _
from kppn_tui.training.room import Room
from kppn_tui.training.room_loop import RoomLoop
from kppn_tui.training.simulation.driver import OfficerDriver

#: Seconds between two checks of a program that does not lead whether the leader has gone.
SUCCESSION = 0.5
#: Seconds that the last act may take when the runner is stopped.
STOP_TIMEOUT = 10.0
#: Seconds until a database that did not answer is tried again.
RETRY = 1.0
LEFT = N_("The terminal that led the room has gone; this room's time stands. F11 lets it go on.")


class RoomRunner:
    """Runner of `room` whenever no other program runs it.

    `on_sweep` gets every sweep that raised something. `make_driver` makes the driver of a scripted trainee for a desk,
    where there is one. `on_failure` is called when the runner can't go on; `failure` tells why. `wait` waits for so
    many real seconds, or until the runner is stopped.
    """

    def __init__(
        self,
        room: Room,
        on_sweep: Callable[[Sweep], None] = lambda _sweep: None,
        make_driver: Callable[[Desk], OfficerDriver] | None = None,
        on_failure: Callable[[], object] = lambda: None,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.room = room
        self.failure: Exception | None = None
        self._on_failure = on_failure
        self._stopped = threading.Event()
        self._wait = wait or self._stopped.wait
        self._thread = threading.Thread(target=self.run, name="room-runner", daemon=True)
        self._loop = RoomLoop(room, self._wait, on_sweep, make_driver)
        self._loop_is_open = False
        #: Whether another program led the room before.
        self._followed = False

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Let time stand, and wait until the act under way is over."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(STOP_TIMEOUT)
        else:
            self._stop_leading()

    def run(self) -> None:
        """Run turn after turn until the runner is stopped or fails."""
        try:
            while not self._stopped.is_set():
                self.turn()
        finally:
            self._stop_leading()

    def turn(self) -> None:
        """Run one turn of the room's loop if this program leads or can; else wait a moment."""
        if not self.room.try_to_lead():
            self._followed = True
            self._wait(SUCCESSION)
            return
        try:
            if not self._loop_is_open:
                self._begin()
            self._loop.turn()
        except CancelledError:  # the trainee's app was left in the middle of a step
            self._stopped.set()
        except StoreUnavailable:
            self._stop_leading()
            self._wait(RETRY)
        except Exception as error:
            self.failure = error
            self._stopped.set()
            self._on_failure()

    def _begin(self) -> None:
        """Open the room's loop; announce it where another program led before."""
        if self._followed:
            self.room.announce(_(LEFT))
            self._followed = False
        self._loop.open()
        self._loop_is_open = True

    def _stop_leading(self) -> None:
        """Let time stand and another program lead."""
        if not self.room.is_leader:
            return
        try:
            if self._loop_is_open:
                self._loop_is_open = False
                self._loop.close()
        finally:
            self.room.clock.pause()
            self.room.stop_leading()
