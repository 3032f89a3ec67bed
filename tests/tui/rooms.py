"""A terminal of a room, and what the room then knows; nobody leads, so nothing moves by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from kppn_tui import i18n
from kppn_tui.desk import connect
from kppn_tui.domain.people import Officer, Stakeholder
from kppn_tui.domain.records import Ticket
from kppn_tui.resources import asset
from kppn_tui.training.orders import Order, read_order
from kppn_tui.training.plan import Caller, Matter
from kppn_tui.training.room import Room
from kppn_tui.training.room_creation import create_room
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.app import TrainingApp
from kppn_tui.tui.training.room_bar import RoomBar
from tests.conftest import TUESDAY
from tests.tui.desks import OfficerAtDesk
from tests.tui.helpers import desk_of, wait_until

QUESTION = "Honor guru kami diretur bank [/red]; apa yang harus diperbaiki dahulu, rekeningnya atau data suppliernya?"


class OfficerInRoom(OfficerAtDesk):
    """An officer at a terminal of a room."""

    app: TrainingApp

    @property
    def room(self) -> Room:
        return self.app.room

    @property
    def room_bar(self) -> str:
        assert self.app.base_screen is not None
        return str(self.app.base_screen.query_one(RoomBar).render())

    def orders(self) -> list[Order]:
        """What was asked of whoever leads."""
        return [read_order(line) for line in self.room.orders.take()]

    async def ordered(self, wanted: Order) -> None:
        """Wait until exactly `wanted` was asked."""
        await self.until(lambda: self.room.orders.waiting, f"an order {wanted}")
        assert self.orders() == [wanted]

    def person(self, login: str) -> Officer:
        assert desk_of(self.app) is not None
        return next(one for one in desk_of(self.app).officers() if one.login == login)

    def comes(self, name: str = "Bunga Seroja", question: str = QUESTION) -> Ticket:
        """Somebody at the door of whom the room knows what they want."""
        app = self.app
        assert desk_of(app) is not None
        ticket = desk_of(app).take_ticket(self.person("satpam"), satker_code="980113", satker_name="PUSKESMAS SEROJA")
        matter = Matter("Q99", question, "RETUR", "Rekeningnya.")
        origin = Stakeholder("980113", "PUSKESMAS SEROJA")
        self.room.caller_log.add(ticket.id, Caller("satu", app.client.now(), name, "bendahara", origin, (matter,)))
        return ticket

    async def serve(self, **more: Any) -> Ticket:
        """Somebody comes, is called and served."""
        app = self.app
        assert desk_of(app) is not None and app.client.officer is not None
        ticket = self.comes(**more)
        desk_of(app).call(app.client.officer, ticket.id)
        desk_of(app).start(app.client.officer, ticket.id)
        await self.until(lambda: app.client.counter.visit is not None, "the service on the board")
        await self.quiet()
        return ticket


@asynccontextmanager
async def at_room(
    folder: Path,
    size: tuple[int, int] = (80, 24),
    lang: str = "en",
    speed: int = 1,
    signed_in: bool = True,
    **more: Any,
) -> AsyncIterator[OfficerInRoom]:
    """The trainee's officer at a new room's first lesson; its time stands."""
    i18n.use(lang)
    scenario = Path(str(asset("scenarios/pelajaran-pertama.toml")))
    room = create_room(folder / "latihan.db", scenario, 1, TUESDAY, "id", speed)
    room.try_to_lead()
    room.clock.allow(None)
    desk = connect(room.settings.url, room.settings, room.clock)
    app = TrainingApp(room, desk, room.trainee(desk) if signed_in else None, **{"brief": False, **more})
    async with app.run_test(size=size, notifications=True) as pilot:
        if signed_in:
            await wait_until(pilot, lambda: isinstance(app.base_screen, QueueScreen) and app.base_screen.is_mounted)
        await wait_until(pilot, lambda: app.view is not None, "a look at the room")
        await OfficerInRoom(pilot).quiet()
        yield OfficerInRoom(pilot)
    room.stop_leading()
