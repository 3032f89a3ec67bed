"""Navigation by keys, from any screen to the screen and the row that a scripted step is about."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from kppn_tui.domain.views import ConsultationView, QueueRow
from kppn_tui.training.hints import HINTS
from kppn_tui.training.scripted_officer.steps import Step
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.cases.base import CaseScreen
from kppn_tui.tui.key_driver import KeyDriver
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.visit.screen import SessionScreen
from kppn_tui.tui.widgets.rowlist import RowList

S = TypeVar("S", bound=DeskScreen[Any])


class Navigation:
    """Navigation for one step at the keyboard."""

    def __init__(self, keyboard: KeyDriver, step: Step) -> None:
        self.keyboard = keyboard
        self.app = keyboard.app
        self.step = step
        self.values = step.values
        #: The key that does it on its screen.
        self.key = HINTS[step.kind].keys[-1]

    # Screens

    async def screen(self, kind: type[S], key: str) -> S:
        """Go to the screen behind `key`, and return it once it is filled."""
        if not isinstance(self.app.base_screen, kind) or issubclass(kind, CaseScreen):
            before = self.app.base_screen
            await self.keyboard.press(key)
            await self.keyboard.until(lambda: self.app.base_screen is not before, f"screen {key}")
        await self.keyboard.until(lambda: isinstance(self.app.base_screen, kind), f"screen {kind.__name__}")
        found = cast(S, self.app.base_screen)
        await self.keyboard.until(lambda: found.is_up and self.app.screen is found, f"{kind.__name__} is up")
        await self.keyboard.quiet()
        return found

    async def queue(self) -> QueueRow | None:
        """Put the cursor of the queue on the ticket, and return its row; None if it is not there."""
        screen = await self.screen(QueueScreen, "1")
        row = self.in_queue
        if row is not None:
            await self.keyboard.row(screen.query_one(RowList), row.ticket.id)
            await self.keyboard.until(lambda: screen.row and screen.row.ticket.id == row.ticket.id, "its row")
        return row

    @property
    def in_queue(self) -> QueueRow | None:
        """Return the row of the ticket as the queue shows it now; None without one."""
        return next((row for row in self.app.client.board.rows if row.ticket.id == self.step.ticket_id), None)

    async def session(self, on_consultation: bool = True) -> SessionScreen:
        """Return the service of the ticket, with the cursor on the consultation.

        Raises:
            RuntimeError: another visit is open.
        """
        screen = await self.screen(SessionScreen, "2")
        await self.keyboard.until(lambda: screen.view and screen.pane.view, "the visit")
        if screen.ticket_id != self.step.ticket_id:
            raise RuntimeError(f"another visit is open: {screen.ticket_id}, not {self.step.ticket_id}")
        if on_consultation and (wanted := self.step.consultation_id) is not None:
            await self.keyboard.row(screen.consultations, wanted)
            await self.keyboard.until(lambda: screen.consultation_id == wanted, "its consultation")
            await self.keyboard.quiet()
        return screen

    def consultation(self, screen: SessionScreen) -> ConsultationView:
        assert screen.view is not None
        return next(view for view in screen.view.consultations if view.consultation.id == self.step.consultation_id)

    async def until_consultation(self, screen: SessionScreen, seen: Callable[[ConsultationView], object]) -> None:
        await self.keyboard.until(lambda: seen(self.consultation(screen)), self.step.kind)

    async def case(self, kind: type[CaseScreen[Any]], key: str, row: int | None) -> CaseScreen[Any]:
        """Go to follow-ups or inbox, and return the screen with the cursor on `row`."""
        screen = await self.screen(kind, key)
        await self.keyboard.until(lambda: any(case.key == row for case in screen.cases), f"case {row}")
        await self.keyboard.row(screen.query_one("#cases", RowList), row or 0)
        await self.keyboard.until(lambda: screen.case is not None and screen.case.key == row, "its case")
        return screen
