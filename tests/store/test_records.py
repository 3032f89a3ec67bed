"""Records go in and come out as they were, whatever their columns hold."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from enum import EnumType, StrEnum
from itertools import count
from typing import Any, get_args

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain import people, records
from kppn_tui.domain.errors import LostRace, NotFound
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Event
from kppn_tui.domain.states import TicketState
from kppn_tui.office.file.presets import shipped_office
from kppn_tui.store import claims
from kppn_tui.store.store import Store
from kppn_tui.store.tables import MODEL_OF
from tests.conftest import People
from tests.raw import run

AT = datetime(2026, 11, 24, 1, 10, 5, tzinfo=UTC)
NUMBERS = count(2)
#: No record knows it: it proves a commit, and says nothing.
MARK = {"mark"}
#: The records of another office are not there for this one (`tests/desk/test_whose_records.py`).
OFFICE = shipped_office("A2").code
#: In the order in which they need each other.
TYPES: tuple[Any, ...] = (
    people.Officer, people.Substitute, records.Ticket, records.Consultation, records.Document, records.Interval,
    records.Deadline, records.Alert, records.Escalation, records.EscalationNote, records.Progress, records.Event,
    people.DirectoryEntry, people.Alias,
)  # fmt: skip


def sample(record_type: Any, full: bool) -> Any:
    """A record with every column filled, or with the optional ones left out."""
    values: dict[str, Any] = {}
    for field in fields(record_type):
        kind = str(field.type)
        optional = "None" in kind
        if field.name == "office":
            values[field.name] = OFFICE
        elif optional and not full:
            values[field.name] = None
        elif "datetime" in kind:
            values[field.name] = AT
        elif "bool" in kind:
            values[field.name] = full
        elif "int" in kind:
            values[field.name] = 1
        elif sets := [one for one in get_args(field.type) or (field.type,) if isinstance(one, EnumType)]:
            values[field.name] = list(sets[-1])[-1] if full else next(iter(sets[0]))
        else:
            values[field.name] = f"{field.name} ü \x1b 'x' %s ?" if full else ""
    return record_type(**values)


def test_every_record_has_its_table() -> None:
    assert set(TYPES) == set(MODEL_OF)
    for record_type, model in MODEL_OF.items():
        names = [field.name for field in fields(record_type)]
        columns = set(model._meta.fields) - (MARK if record_type is Event else set())
        assert names[0] == "id" and set(names) == columns, record_type


@pytest.mark.parametrize("full", [True, False], ids=["full", "sparse"])
def test_what_goes_in_comes_out(desk: Desk, full: bool) -> None:
    store = desk.store
    with store.writing():
        for record_type in TYPES:
            given = sample(record_type, full)
            put = store.insert(given)
            assert put == replace(given, id=put.id)
            got = store.get(record_type, put.id)
            assert got == put and repr(got) == repr(put), record_type
            assert all(type(getattr(got, f.name)) is type(getattr(put, f.name)) for f in fields(got))
            other = sample(record_type, not full)
            state = {"state": put.state} if hasattr(put, "state") and record_type is not records.Interval else {}
            values = {f.name: getattr(other, f.name) for f in fields(other) if f.name != "id"}
            values |= {name: 1 for name in values if name.endswith("_id") and values[name] is None}
            changed = store.change(put, **(values | state))
            assert store.get(record_type, put.id) == changed


def closed_sets(record_type: Any) -> dict[str, tuple[Any, ...]]:
    """The columns that hold members of closed sets, with these sets."""
    found = {field.name: get_args(field.type) or (field.type,) for field in fields(record_type)}
    return {name: kinds for name, kinds in found.items() if all(isinstance(kind, EnumType) for kind in kinds)}


#: The columns that hold one of few values; a new one is a member of an enum and stands here.
CLOSED = {
    (people.Officer, ()), (people.Substitute, ()), (records.Document, ()),
    (records.Ticket, ("channel", "state", "stakeholder_kind")),
    (records.Consultation, ("state", "hold_reason", "contact_channel")),
    (records.Interval, ("state", "reason")), (records.Deadline, ("kind",)), (records.Alert, ("level",)),
    (records.Escalation, ("state",)), (records.EscalationNote, ("kind",)), (records.Progress, ("kind",)),
    (records.Event, ("action",)), (people.DirectoryEntry, ("kind",)), (people.Alias, ()),
}  # fmt: skip


def put(desk: Desk, record_type: Any, **values: Any) -> Any:
    """A sparse record as stored, with `values`; its number is one that no other has."""
    number = next(NUMBERS)
    unique: dict[str, object] = {name: number for name in ("number", "seq") if hasattr(record_type, name)}
    unique |= {"login": str(number)} if record_type is people.Officer else {}
    return desk.store.insert(replace(sample(record_type, False), **(unique | values)))


def test_closed_sets_leave_the_store_as_their_members(desk: Desk) -> None:
    assert {(record_type, tuple(closed_sets(record_type))) for record_type in TYPES} == CLOSED
    with desk.store.writing():
        for record_type in TYPES:
            if record_type is not records.Alert:  # what the others hang on
                put(desk, record_type)
        for record_type in TYPES:
            for column, kinds in closed_sets(record_type).items():
                for member in (member for kind in kinds for member in kind):
                    stored = put(desk, record_type, **{column: member})
                    got = getattr(desk.store.get(record_type, stored.id), column)
                    assert got == member and isinstance(got, kinds), (record_type, column, member)


def test_a_value_that_this_version_does_not_know_stays_what_it_is(desk: Desk) -> None:
    """It is read, is equal to no member, and is written back unchanged."""
    with desk.store.writing():
        for record_type in TYPES:
            if record_type is not records.Alert:  # what the others hang on
                put(desk, record_type)
        for record_type in TYPES:
            for column, kinds in closed_sets(record_type).items():
                got = desk.store.get(record_type, put(desk, record_type, **{column: "of_2030"}).id)
                value: StrEnum = getattr(got, column)
                assert isinstance(value, kinds[0]) and value not in list(kinds[0])
                assert (str(value), value.value, f"{value}") == ("of_2030",) * 3
                desk.store.change(got, **{column: value})
                assert desk.store.get(record_type, got.id) == got


def test_unknown_values_leave_the_rest_of_the_queue_alone(desk: Desk, people: People) -> None:
    known, unknown = desk.take_ticket(people.satpam), desk.take_ticket(people.satpam)
    run(desk.settings.url, f"UPDATE ticket SET channel = 'of_2030', priority = 1 WHERE id = {unknown.id}")
    run(desk.settings.url, "UPDATE event SET action = 'of_2030' WHERE action = 'take_ticket'")
    run(desk.settings.url, "UPDATE officer SET roles = 'cso of_2030' WHERE login = 'ana'")
    ana = next(officer for officer in desk.officers() if officer.login == "ana")
    assert [row.ticket.id for row in desk.board(ana).rows] == [unknown.id, known.id]
    assert desk.call_next(ana).id == known.id
    assert {str(role) for role in ana.role_set} == {"cso", "of_2030"}
    assert desk.log()[-1].action is Action.CALL


def test_find_equals_empty_one_of_and_nothing(desk: Desk) -> None:
    store = desk.store

    def put(**values: Any) -> int:
        officer: people.Officer = replace(sample(people.Officer, True), **values)
        return store.insert(officer).id

    with store.writing():
        ids = [put(login=str(n), counter=str(n % 2), created_at=None if n == 2 else AT) for n in range(4)]
        questions: tuple[dict[str, object], ...] = (
            {},
            {"counter": "1"},
            {"created_at": None},
            {"created_at": AT, "counter": "0"},
            {"login": ["3", "0"]},
            {"login": ("1",), "counter": "1"},
            {"login": []},
            {"active": True},
            {"active": False},
            {"login": "x' OR 1=1 --"},
        )
        found = [[officer.id for officer in store.find(people.Officer, **equals)] for equals in questions]
    a, b, c, d = ids
    assert found == [ids, [b, d], [c], [a], [a, d], [b], [], ids, [], []]


def test_a_change_of_what_a_colleague_moved_is_refused(desk: Desk) -> None:
    store: Store = desk.store
    with store.writing():
        ticket = store.insert(sample(records.Ticket, True))
        store.change(ticket, state=TicketState.SERVING)
    with store.writing(), pytest.raises(LostRace):
        store.change(ticket, purpose="lain")
    with store.reading():
        assert store.get(records.Ticket, ticket.id).purpose == ticket.purpose
        with pytest.raises(NotFound):
            store.get(records.Ticket, 99)


def test_a_claim_of_somebody_already_called_is_lost(desk: Desk, people: People) -> None:
    """The lock alone keeps two desks apart; the claim checks once more."""
    ticket = desk.take_ticket(people.satpam)
    with desk.store.writing():
        assert claims.claim(desk.store, ticket, people.ana, AT).calls == 1
    with desk.store.writing(), pytest.raises(LostRace):
        claims.claim(desk.store, ticket, people.budi, AT)
    assert desk.session(ticket).ticket.officer_id == people.ana.id
