"""Records go in and come out as they were, whatever their columns hold."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain import people, records
from kppn_tui.domain.errors import LostRace, NotFound
from kppn_tui.store import hot
from kppn_tui.store.store import Store
from kppn_tui.store.tables import MODEL_OF
from tests.conftest import People

AT = datetime(2026, 11, 24, 1, 10, 5, tzinfo=UTC)
#: In the order in which they need each other.
TYPES: tuple[Any, ...] = (
    people.Officer, people.Substitute, records.Ticket, records.Consultation, records.Document, records.Interval,
    records.Deadline, records.Alert, records.Escalation, records.EscalationNote, records.Progress, records.Event,
)  # fmt: skip


def sample(record_type: Any, full: bool) -> Any:
    """A record with every column filled, or with the optional ones left out."""
    values: dict[str, Any] = {}
    for field in fields(record_type):
        kind = str(field.type)
        optional = "None" in kind
        if optional and not full:
            values[field.name] = None
        elif "datetime" in kind:
            values[field.name] = AT
        elif "bool" in kind:
            values[field.name] = full
        elif "int" in kind:
            values[field.name] = 1
        else:
            values[field.name] = f"{field.name} ü \x1b 'x' %s ?" if full else ""
    return record_type(**values)


def test_every_record_has_its_table() -> None:
    assert set(TYPES) == set(MODEL_OF)
    for record_type, model in MODEL_OF.items():
        names = [field.name for field in fields(record_type)]
        assert names[0] == "id" and set(names) == set(model._meta.fields), record_type


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
        store.change(ticket, state="serving")
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
        assert hot.claim(desk.store, ticket, people.ana, AT).calls == 1
    with desk.store.writing(), pytest.raises(LostRace):
        hot.claim(desk.store, ticket, people.budi, AT)
    assert desk.session(ticket).ticket.officer_id == people.ana.id
