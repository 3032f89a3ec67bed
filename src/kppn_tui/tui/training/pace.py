"""The desk with a clock that runs at any speed: what is shown keeps up with it, and it is paused and let run."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.client.call import Call
from kppn_tui.client.session import HEARTBEAT
from kppn_tui.domain.sweep import ASLEEP
from kppn_tui.i18n import _
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.training.strip import Scene, Strip

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.training.room import Room

#: How often the clocks on the screen go on while the room's time goes faster than real time, in seconds.
TICK = 0.2
#: In a fast room minutes pass between two readings: so long, in real time, the sweeper is not called asleep.
NAP = timedelta(seconds=3)


class PacedApp(KppnApp):
    """`KppnApp` on the clock of `room`; the room's stage sweeps, the app never."""

    def __init__(self, room: "Room", desk: "Desk", officer: "Officer | None", badge: str) -> None:
        super().__init__(room.places, desk=desk, clock=room.clock, badge=badge, officer=officer, sweeps=False)
        self.room = room
        self.client.patience = lambda: max(ASLEEP, NAP * room.clock.pace().speed)
        #: What was seen when the room was looked at last; None until then.
        self.scene: Scene | None = None
        self._ticked: datetime | None = None

    def on_mount(self) -> None:
        self.set_interval(TICK, self._tick)

    # What is shown

    def _tick(self) -> None:
        """The clocks of a fast room go on between the seconds of the real one, also while it steps to something."""
        pace, before = self.room.clock.pace(), self._ticked
        self._ticked = pace.at
        screen = self.base_screen
        if screen is None or not self.is_running:
            return
        if pace.at != before and (pace.speed > 1 or not pace.running):
            screen.second()
        swept = self.client.board.swept_at
        # Nobody tells that the stage has swept again and found nothing.
        if pace.at != before and swept is not None and pace.at - swept >= HEARTBEAT:
            self.client.refresh()
        self.renew_strip()

    def renew_strip(self) -> None:
        """Show anew how time goes and what is said."""
        screen = self.base_screen
        if screen is not None and screen.is_up:
            for strip in screen.query(Strip):
                strip.renew()

    # How time goes

    def action_pause(self) -> None:
        """Pause the room, or let it run."""
        clock = self.room.clock
        if clock.pace().running:
            self.in_room(clock.pause, _("The room's time stands."))
        else:
            self.let_run(clock.pace().speed)

    def let_run(self, speed: int) -> None:
        """The room's time goes at `speed`, unless the trainer has frozen it."""
        clock = self.room.clock
        if self.scene is not None and self.scene.state.frozen:
            self.say(_("The room is frozen: let it go on first (F10, b)."), "warning")
            return

        def go() -> None:
            clock.set_speed(speed)
            clock.run()

        self.in_room(go, _("The room's time goes: {speed}×.").format(speed=speed))

    # What is asked of the room

    def look_around(self) -> None:
        """Look at the room anew."""

    def in_room(self, call: Callable[[], object], sentence: str, then: Callable[[], None] | None = None) -> None:
        """Run `call` on the room in the desk's thread, say `sentence`, then `then`; a refusal is told."""

        def done(_result: object) -> None:
            self.say(sentence)
            self.look_around()
            if then is not None:
                then()

        self.client.act(Call(lambda _desk: call()), done)

    def order(self, do: str, sentence: str, then: Callable[[], None] | None = None, **values: object) -> None:
        """Ask the room's leader for `do` and say so."""
        self.in_room(partial(self.room.order, do, **values), sentence, then)
