"""Autopilot: the steps of a scripted trainee, pressed as keys in the running app while the room's clock waits."""

import asyncio
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from textual.events import Event, InputEvent, Paste

from kppn_tui.training.scripted_officer import Manner, Step, next_step
from kppn_tui.training.simulation.driver import OfficerDriver
from kppn_tui.tui.key_driver import Key
from kppn_tui.tui.training.covers import Cover
from kppn_tui.tui.training.host import TrainingHost
from kppn_tui.tui.training.key_steps import press

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer

#: How often it is looked whether the app is still there, in seconds.
LOOK = 0.1
#: The same whether the keys pressed before have been heeded.
SHORT = 0.01


class Autopilot:
    """Autopilot of a scripted trainee, given to `App.run`; the thread of the room's runner hands it the steps.

    A person may press keys too: those pressed in the middle of a step are heeded after it. No step begins while the
    trainer is at work, or the trainee is not the officer at this terminal.
    """

    def __init__(self, app: TrainingHost, manner: Manner) -> None:
        self._app = app
        self._manner = manner
        self._loop: asyncio.AbstractEventLoop | None = None
        self._steps: asyncio.Queue[tuple[Step, Future[None]]] = asyncio.Queue()
        self._ready: Future[None] = Future()
        self._pressing = False
        #: What a person has pressed since the step began.
        self._later: list[Event] = []
        app.hold_back(self.puts_off)

    async def __call__(self, pilot: "Pilot[object]") -> None:
        """Press the keys of each step that comes, for as long as the app runs."""
        self._loop = asyncio.get_running_loop()
        self._ready.set_result(None)
        while self._app.is_running:
            try:
                step, done = await asyncio.wait_for(self._steps.get(), LOOK)
            except TimeoutError:
                continue
            await self._press(pilot, step, done)

    async def _press(self, pilot: "Pilot[object]", step: Step, done: "Future[None]") -> None:
        """Press the keys of one step; stop when the app is left."""
        while self._app.is_running and (self._app.keys_wait or self._at_work):
            # What a person has pressed before may put the trainer to work.
            await asyncio.sleep(SHORT)
        self._pressing = True
        task = asyncio.create_task(press(pilot, step))
        while not task.done() and self._app.is_running:
            await asyncio.wait({task}, timeout=LOOK)
        self._pressing = False
        for event in self._later:
            self._app.post_message(event)
        self._later.clear()
        if not task.done():
            task.cancel()
            done.cancel()
        elif (error := task.exception()) is not None:
            done.set_exception(error)
        else:
            done.set_result(None)

    @property
    def _at_work(self) -> bool:
        return self._app.trainer_at_work and not isinstance(self._app.screen, Cover)

    def puts_off(self, event: Event) -> bool:
        """Put off an event of a person until the step under way is over; return whether it was put off."""
        persons = isinstance(event, InputEvent | Paste) and not isinstance(event, Key)
        if persons and self._pressing:
            self._later.append(event)
            return True
        return False

    def trainee(self, desk: "Desk") -> OfficerDriver:
        """Return the driver of the trainee for the runner, which reads through its own `desk`."""
        room = self._app.room
        officer = room.trainee(desk)
        return OfficerDriver(
            lambda: next_step(desk, officer, room.plan, room.callers(), self._manner),
            self._do,
            lambda: self._kept(officer),
        )

    def _kept(self, trainee: "Officer") -> bool:
        return not self._app.is_here(trainee) or self._at_work

    def _do(self, step: Step) -> None:
        """Hand over `step`, and wait until its keys have been heeded; called in the thread of the runner."""
        self._ready.result()
        assert self._loop is not None
        done: Future[None] = Future()
        self._loop.call_soon_threadsafe(partial(self._steps.put_nowait, (step, done)))
        done.result()
