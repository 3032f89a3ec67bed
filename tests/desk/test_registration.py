"""Many tickets in one transaction: each with its number and its event, or none of them."""

from datetime import UTC, datetime

import pytest

from kppn_tui.desk import Desk
from kppn_tui.desk.registration import NewTicket, register_ticket
from kppn_tui.domain.errors import BadInput, NotAllowed
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Channel, Ticket
from tests.conftest import People
from tests.desk.kit import check_invariants, dump, rows
from tests.raw import Watcher

THREE = (
    NewTicket(topics=("RETUR", "SPM"), satker_code="980101", satker_name="PN SEROJABARU"),
    NewTicket(Channel.HAI_CSO, reference_number="HAI-1", received_at=datetime(2026, 11, 23, 2, 0, 0, 5, tzinfo=UTC)),
    NewTicket(visitor_name="Dewi", purpose="tanya"),
)


def register(desk: Desk, people: People, *tickets: NewTicket) -> list[Ticket]:
    found = []
    with desk.transaction() as begin:
        for new in tickets:
            with begin(Action.TAKE_TICKET, people.ana) as work:
                found.append(register_ticket(work, new))
    return found


def test_three_in_one_transaction(desk: Desk, people: People) -> None:
    before = desk.take_ticket(people.satpam)
    watcher = Watcher(desk.settings.url)
    seen, commits = watcher.version(), 0
    with desk.transaction() as begin:
        found = []
        for new in THREE:
            with begin(Action.TAKE_TICKET, people.ana) as work:
                found.append(register_ticket(work, new))
            commits += watcher.version() != seen
    assert (commits, watcher.version() != seen) == (0, True), "nobody sees one before the others"
    watcher.close()
    assert [ticket.label for ticket in (before, *found)] == ["A-001", "A-002", "B-001", "A-003"]
    told = rows(desk, "SELECT ticket_id, action, officer_id FROM event WHERE action = 'take_ticket' ORDER BY id")
    assert [row["ticket_id"] for row in told] == [before.id, *(ticket.id for ticket in found)]
    assert [row["officer_id"] for row in told][1:] == [people.ana.id] * 3
    assert [row.ticket.id for row in desk.board().rows] == [found[1].id, before.id, found[0].id, found[2].id]
    assert desk.undo(people.ana).ticket_id == found[2].id, "each is undone by itself"
    check_invariants(desk.settings.url)


def test_one_that_is_refused_takes_all_back(desk: Desk, people: People) -> None:
    before = dump(desk)
    with pytest.raises(BadInput):
        register(desk, people, *THREE, NewTicket(topics=("tidak ada",)))
    assert dump(desk) == before
    with pytest.raises(NotAllowed), desk.transaction() as begin:
        with begin(Action.TAKE_TICKET, people.ana) as work:
            register_ticket(work, THREE[0])
        with begin(Action.TAKE_TICKET, people.kasi) as work:
            register_ticket(work, THREE[2])
    assert dump(desk) == before
    assert [ticket.number for ticket in register(desk, people, *THREE)] == [1, 1, 2], "no number is lost"


def test_an_importer_registers_hundreds_in_one_transaction(desk: Desk, people: People) -> None:
    found = register(desk, people, *(NewTicket() for _ in range(300)))
    assert [ticket.number for ticket in found] == list(range(1, 301))
    check_invariants(desk.settings.url)
