"""Officers: who may be made by whom, signing in, being disabled."""

import socket

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput, NotAllowed, SignInRefused
from kppn_tui.domain.states import Role
from tests.conftest import PASSWORD, People
from tests.desk.kit import events, rows, visit


def test_the_first_officer_is_made_at_set_up(desk: Desk) -> None:
    made = desk.add_officer(None, " Hana ", "Hana  Seroja", ["cso", "cso", "pelatih"], PASSWORD)
    assert (made.login, made.name, made.roles, made.role_set) == (
        "hana", "Hana Seroja", "cso pelatih", frozenset({Role.CSO, Role.TRAINER}),
    )  # fmt: skip
    assert made.password_hash.startswith("$argon2id$") and PASSWORD not in repr(made)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"login": "ana"}, "is taken"),
        ({"login": "ANA "}, "is taken"),
        ({"login": "\x1b"}, "sign-in name"),
        ({"name": "  "}, "officer's name"),
        ({"roles": []}, "at least one role"),
        ({"roles": ["cso", "raja"]}, "at least one role"),
        ({"roles": ["kepala_seksi"]}, "which section"),
        ({"roles": ["kepala_seksi"], "sections": ["KANWIL"]}, "no section"),
        ({"password": "1234567"}, "at least 8"),
        ({"password": "\ud8001234567"}, "can't be used"),
    ],
)
def test_what_a_new_officer_needs(desk: Desk, people: People, given: dict[str, object], sentence: str) -> None:
    values = {"login": "hana", "name": "Hana", "roles": ["cso"], "password": PASSWORD} | given
    before = len(rows(desk, "SELECT * FROM officer"))
    with pytest.raises(BadInput, match=sentence):
        desk.add_officer(people.admin, **values)  # type: ignore[arg-type]
    assert len(rows(desk, "SELECT * FROM officer")) == before


def test_only_an_administrator_changes_officers(desk: Desk, people: People) -> None:
    for who in (people.ana, people.kasi, people.satpam):
        with pytest.raises(NotAllowed):
            desk.add_officer(who, "hana", "Hana", ["cso"], PASSWORD)
        with pytest.raises(NotAllowed):
            desk.set_password(who, "budi", PASSWORD)
        with pytest.raises(NotAllowed):
            desk.disable_officer(who, "budi")
    desk.add_officer(people.admin, "hana", "Hana", ["cso"], PASSWORD)
    assert events(desk)[-1] == ("officer", {"login": "hana", "roles": ["cso"], "did": "add"})


def test_sign_in_and_the_counter_of_last_time(desk: Desk, people: People) -> None:
    assert desk.sign_in(" ANA ", PASSWORD).counter == "1"
    assert desk.sign_in("ana", PASSWORD, "3").counter == "3"
    assert desk.sign_in("ana", PASSWORD).counter == "3"
    desk.sign_out(people.ana)
    assert [action for action, _ in events(desk)][-2:] == ["sign_in", "sign_out"]


@pytest.mark.parametrize(
    ("login", "password"),
    [("ana", "salah-salah"), ("siapa", PASSWORD), ("", ""), ("ana", "\ud800"), ("ana", PASSWORD + "\x00"), ("ana", "")],
)
def test_sign_in_refuses_without_telling_which(desk: Desk, people: People, login: str, password: str) -> None:
    before = len(events(desk))
    with pytest.raises(SignInRefused, match=r"^Name or password is wrong\.$"):
        desk.sign_in(login, password)
    assert events(desk)[before:] == [("sign_in_failed", {"terminal": socket.gethostname()})], (
        "nothing of what was typed"
    )


def test_a_spoilt_hash_lets_nobody_in(desk: Desk, people: People) -> None:
    with desk.store.writing():
        desk.store.execute("UPDATE officer SET password_hash = 'x' WHERE login = 'ana'")
    with pytest.raises(SignInRefused):
        desk.sign_in("ana", PASSWORD)


def test_a_disabled_officer_neither_signs_in_nor_acts(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    desk.disable_officer(people.admin, "Ana")
    with pytest.raises(SignInRefused):
        desk.sign_in("ana", PASSWORD)
    for act in (
        lambda: desk.call_next(people.ana),
        lambda: desk.prioritise(people.ana, ticket, "lansia"),
        lambda: desk.undo(people.ana),
        lambda: desk.sign_out(people.ana),
    ):
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(BadInput, match="no officer"):
        desk.disable_officer(people.admin, "siapa")


def test_a_new_password_counts_at_once(desk: Desk, people: People) -> None:
    desk.set_password(None, "ana", "lain-sekali")
    with pytest.raises(SignInRefused):
        desk.sign_in("ana", PASSWORD)
    assert desk.sign_in("ana", "lain-sekali").id == people.ana.id
    with pytest.raises(BadInput, match="at least 8"):
        desk.set_password(None, "ana", "pendek")


def test_roles_taken_away_count_at_once(desk: Desk, people: People) -> None:
    """The record that a screen holds may be old: rights are those of the file."""
    with desk.store.writing():
        desk.store.execute("UPDATE officer SET roles = 'resepsionis' WHERE login = 'ana'")
    visit(desk, people)
    with pytest.raises(NotAllowed):
        desk.call_next(people.ana)
