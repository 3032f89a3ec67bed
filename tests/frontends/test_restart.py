"""A server that stops and comes back under list and display: told once, nothing lost, back by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kppn_tui.board.calls import READ
from kppn_tui.client import connection
from kppn_tui.desk import Desk
from kppn_tui.office.settings import Settings
from tests.conftest import HandClock, People, Templates, an_office
from tests.desk.kit import visit
from tests.frontends.conftest import Listen
from tests.frontends.test_board import at_hall
from tests.postgres import Server


@pytest.fixture
def settings(
    server: Server, templates: Templates, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """An office on the server."""
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    server.start()
    with server.database(templates.database(server, peopled=True)) as url:
        yield an_office(url, tmp_path)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_the_list_tells_that_the_database_went_and_that_it_is_back(
    server: Server, desk: Desk, people: People, listen: Listen, mode: str
) -> None:
    queue = listen("queue", "--officer", "ana", "--watch")
    assert queue.line() == "Antrean: kosong."
    server.stop(mode)
    assert queue.line() == "Basis data tidak menjawab; dicoba lagi terus, pukul 09.10."
    server.start()
    assert queue.line() == "Basis data menjawab lagi, pukul 09.10."
    visit(desk, people)
    assert queue.line() == "A-001: baru, PN 980101, RETUR, pukul 09.10."
    assert queue.end().out == ""


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_the_display_keeps_what_it_showed_and_comes_back_by_itself(
    server: Server, desk: Desk, people: People, clock: HandClock, settings: Settings,
    monkeypatch: pytest.MonkeyPatch, mode: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(connection, "RETRY", 0.1)
    monkeypatch.setattr(connection, "RETRY_CUT_OFF", 0.1)
    first, second, third = (visit(desk, people) for _ in range(3))
    desk.call(people.ana, first)
    async with at_hall(settings, clock) as hall:
        await hall.see("Nomor A-001, silakan ke loket 1")
        shown = hall.lines
        server.stop(mode)
        await hall.see("! Tidak tersambung; ini keadaan pukul 09.10")
        assert [y for y, line in enumerate(hall.lines) if line != shown[y]] == [1], "the rest stays as it was"
        server.start()
        await hall.until(lambda: hall.lines == shown, "it is back")
        clock.forward(1)
        desk.start(people.ana, first)
        desk.call(people.budi, second)
        await hall.see("Nomor A-002, silakan ke loket 2")
        server.restart(mode)
        await hall.later(READ)
        await hall.see("Nomor A-002, silakan ke loket 2")
        await hall.until(lambda: "! Tidak" not in hall.text, "no trouble")
        assert third.label not in hall.text
