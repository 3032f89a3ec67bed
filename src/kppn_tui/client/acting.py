"""Acting and asking beside the screen: a call in the desk's thread, and what follows in the event loop."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from kppn_tui.client.call import Call
from kppn_tui.client.state import SessionState
from kppn_tui.domain.errors import DeskError, SessionEnded, is_served_by_colleague
from kppn_tui.domain.trouble import Trouble

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer

T = TypeVar("T")
Handlers = Mapping[type[DeskError], Callable[[DeskError], None]]


class Acting:
    """Runner of the verbs and questions of one session, each in a task of its own."""

    def __init__(self, state: SessionState, refresh: Callable[[], None]) -> None:
        """Run nothing yet; `refresh` reads the board anew, after a verb."""
        self._state = state
        self._refresh = refresh
        #: How often the session had come to rest when the last verb began that somebody waits for.
        self._begun_at: int | None = None

    @property
    def awaited(self) -> bool:
        """Return whether a verb that somebody waits for is not done, or its outcome not read again and shown."""
        return self._begun_at == self._state.tasks.rests

    def act(
        self,
        call: Call[T],
        done: Callable[[T], None] | None = None,
        otherwise: Handlers | None = None,
        failed: Callable[[DeskError], None] | None = None,
        *,
        awaited: bool = True,
    ) -> None:
        """Run a verb, then `done`, then read again; a refusal is told as it is.

        `otherwise` handles a leaf of DeskError instead of telling it; `failed` runs after a refusal was told. Unless it
        is `awaited`, keys are heeded meanwhile: it only saves what stands in a field.
        """
        if awaited:
            self._begun_at = self._state.tasks.rests
        self._state.tasks.begin(self._act(self._state.officer, call, done, otherwise or {}, failed))

    async def _act(
        self,
        officer: "Officer | None",
        call: Call[T],
        done: Callable[[T], None] | None,
        otherwise: Handlers,
        failed: Callable[[DeskError], None] | None,
    ) -> None:
        def acted(desk: "Desk") -> T:
            result = call.run(desk)
            # What was committed until here is read below: the feed need not tell it too.
            desk.changed()
            return result

        state = self._state
        try:
            result = await state.access.run(Call(acted))
        except DeskError as error:
            state.failed(error, Trouble.WRITE)
            if state.officer is not officer or state.closed:
                return
            if is_served_by_colleague(error) and call.over is not None:
                self._take_over(error, officer, Call(call.over), done, otherwise, failed)
            else:
                self._handle(error, otherwise, failed)
            return
        state.connection.works(Trouble.READ, Trouble.WRITE)
        # What one officer did is not told to the next.
        if state.closed or state.officer is not officer:
            return
        if done is not None:
            done(result)
        self._refresh()

    def _take_over(
        self,
        error: DeskError,
        officer: "Officer | None",
        call: Call[T],
        done: Callable[[T], None] | None,
        otherwise: Handlers,
        failed: Callable[[DeskError], None] | None,
    ) -> None:
        """Do `call`, which takes over what a colleague serves, if the officer says so; asked once a visit."""

        def go_on() -> None:
            if self._state.officer is officer and not self._state.closed:
                self._state.tasks.begin(self._act(officer, call, done, otherwise, failed))

        self._state.take_over.settle(error, go_on, lambda: self._handle(error, otherwise, failed))

    def _handle(self, error: DeskError, otherwise: Handlers, failed: Callable[[DeskError], None] | None) -> None:
        handler = next((handle for kind, handle in otherwise.items() if isinstance(error, kind)), None)
        if handler is not None:
            handler(error)
            return
        self._state.listener.refused(error)
        if failed is not None:
            failed(error)

    def ask(self, call: Call[T], done: Callable[[T], object], failed: Callable[[DeskError], object]) -> None:
        """Ask on the side: `done` with the answer, or `failed` with what stood in the way."""
        self._state.tasks.begin(self._ask(call, done, failed))

    async def _ask(self, call: Call[T], done: Callable[[T], object], failed: Callable[[DeskError], object]) -> None:
        state, officer = self._state, self._state.officer

        def answered(desk: "Desk") -> T:
            if officer is not None:
                desk.require_session()
            return call.run(desk)

        try:
            answer = await state.access.run(Call(answered))
        except DeskError as error:
            state.failed(error, Trouble.READ)
            if not state.closed and not isinstance(error, SessionEnded):
                failed(error)
        else:
            if not state.closed:
                done(answer)
