"""Wrong passwords cost time, leave an event and are told; passwords and names are spelt one way."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.desk import sign_in as sign_in_module
from kppn_tui.domain.credentials import (
    LONGEST_WAIT,
    name_refusal,
    password_refusal,
    sign_in_name,
    wait_left,
)
from kppn_tui.domain.errors import BadInput, SignInDelayed, SignInRefused
from kppn_tui.i18n import explain
from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD, TUESDAY, HandClock, People, cheap_hasher
from tests.desk.kit import dump, rows
from tests.raw import run


@pytest.fixture
def elsewhere(desk: Desk, settings: Settings, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk in another process; its terminal is whatever `terminal` says."""
    other = connect(settings.url, settings, clock)
    yield other
    other.close()


def terminal(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(sign_in_module, "this_terminal", lambda: name)


def wrong(desk: Desk, login: str = "ana", times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused) as refused:
            desk.sign_in(login, "salah-sekali")
        assert not isinstance(refused.value, SignInDelayed)


def delayed(desk: Desk, login: str = "ana", password: str = PASSWORD) -> timedelta:
    with pytest.raises(SignInDelayed) as refused:
        desk.sign_in(login, password)
    left = refused.value.parameters["left"]
    assert isinstance(left, timedelta) and f"{left // timedelta(minutes=1)}:" in explain(refused.value)
    return left


def test_after_three_the_wait_grows_up_to_five_minutes(
    desk: Desk, elsewhere: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong(desk, times=2)
    assert desk.sign_in("ana", PASSWORD).login == "ana", "a mistake or two costs nothing"
    wrong(desk, times=3)
    waits: list[timedelta] = []
    for _ in range(9):
        terminal(monkeypatch, f"another one {len(waits)}")
        left = delayed(elsewhere)
        waits.append(left)
        clock.forward(seconds=left.total_seconds() - 1)
        assert delayed(desk) == timedelta(seconds=1), "the right one waits too, and costs no more"
        clock.forward(seconds=1)
        wrong(elsewhere)
    assert waits == sorted(waits) and waits[0] == timedelta(seconds=5) and waits[-1] == LONGEST_WAIT
    clock.forward(5)
    assert desk.sign_in("ana", PASSWORD).login == "ana"
    wrong(desk, times=3)


def test_a_terminal_that_tries_name_after_name_waits_as_well(
    desk: Desk, elsewhere: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(monkeypatch, "di sini")
    for login in ("ana", "budi", "nobody"):
        wrong(desk, login)
    assert delayed(desk, "kasi") == timedelta(seconds=5)
    terminal(monkeypatch, "di sana")
    assert elsewhere.sign_in("kasi", PASSWORD).login == "kasi"
    # A name that nobody has waits like one that somebody has.
    wrong(elsewhere, "siapa", 3)
    terminal(monkeypatch, "di tempat lain")
    assert delayed(elsewhere, "siapa") == timedelta(seconds=5)


def test_an_event_a_notice_and_nothing_of_what_was_typed(desk: Desk, people: People, clock: HandClock) -> None:
    desk.sign_in("ana", PASSWORD)
    assert desk.sign_in_notice(people.ana).failed == 0
    clock.forward(30)
    wrong(desk, times=2)
    with pytest.raises(SignInRefused):
        desk.sign_in("kata-sandi-di-kolom-nama", "lain-lagi-99")
    clock.forward(10)
    desk.sign_in("ana", PASSWORD)
    notice = desk.sign_in_notice(people.ana)
    assert (notice.failed, notice.since) == (2, (TUESDAY + timedelta(minutes=30)))
    failed = rows(desk, "SELECT officer_id, data FROM event WHERE action = 'sign_in_failed' ORDER BY id")
    assert [row["officer_id"] for row in failed] == [people.ana.id, people.ana.id, None]
    everything = json.dumps(dump(desk), default=str)
    for typed in ("salah-sekali", "kata-sandi-di-kolom-nama", "lain-lagi-99"):
        assert typed not in everything
    desk.sign_in("ana", PASSWORD)
    assert desk.sign_in_notice(people.ana).failed == 0, "it is told once"
    assert desk.last_action(people.ana) is None


def test_the_wait_of_a_clock_that_was_set_back_is_no_longer_than_it_was() -> None:
    assert wait_left(2, TUESDAY, TUESDAY) == timedelta(0)
    assert wait_left(3, TUESDAY, TUESDAY - timedelta(days=3)) == timedelta(seconds=5)
    assert wait_left(10**6, TUESDAY, TUESDAY) == LONGEST_WAIT


COMPOSED = "Sérojabaru-ñandú"


def test_a_password_is_the_same_composed_or_not(desk: Desk, people: People) -> None:
    apart = unicodedata.normalize("NFD", COMPOSED)
    assert apart != COMPOSED
    desk.set_password(None, "ana", COMPOSED)
    assert desk.sign_in("ana", apart).login == desk.sign_in("ana", COMPOSED).login == "ana"
    desk.set_password(None, "budi", apart)
    assert desk.sign_in("budi", COMPOSED).login == desk.sign_in("budi", apart).login == "budi"
    # As it was typed, before passwords were composed.
    digest = cheap_hasher().hash(apart)
    run(desk.settings.url, f"UPDATE officer SET password_hash = '{digest}' WHERE login = 'kasi'")
    assert desk.sign_in("kasi", apart).login == "kasi"
    with pytest.raises(SignInRefused):
        desk.sign_in("kasi", COMPOSED)


@pytest.mark.parametrize(
    "password",
    ["", "7 huruf", "        ", "\t\t\t\t\t\t\t\t", "\u00a0" * 9, "12345678", "Password", "PASSWORD1", "aaaaaaaaaa",
     "x" * 201, "e\u0301" * 7, "half\udc80characters", "qwertyuiop", "１２３４５６７８", "katasandi"],
)  # fmt: skip
def test_a_password_that_is_none_is_refused(desk: Desk, people: People, password: str) -> None:
    with pytest.raises(BadInput):
        desk.set_password(None, "ana", password)
    with pytest.raises(BadInput):
        desk.add_officer(None, "baru", "Baru Seroja", ["cso"], password)
    assert desk.sign_in("ana", PASSWORD)


def test_the_sign_in_name_is_no_password_and_long_ones_are_some() -> None:
    assert password_refusal("BudiSeroja", "budiseroja") is not None
    for good in ("rahasia-123", "x1" * 100, "empat kata biasa saja", "ключ-от-двери", "漢字漢字漢字漢字仮名"):
        assert password_refusal(good, "ana") is None, good


def test_names_are_spelt_with_latin_letters_and_forms_make_no_difference(desk: Desk, people: People) -> None:
    for foreign in ("аna", "ana\u0430", "ανα", "ana١", "アナ"):
        with pytest.raises(BadInput):
            desk.add_officer(None, foreign, "Ana Lain", ["cso"], PASSWORD)
    for good in ("siti.aminah", "budi2", "o'neil", "josé", "kasi_bank-1"):
        assert name_refusal(sign_in_name(good)) is None, good
    assert sign_in_name("  ＡＮＡ ") == "ana" and desk.sign_in("ＡＮＡ", PASSWORD).login == "ana"
    # A name from before is found as it was stored.
    run(desk.settings.url, "UPDATE officer SET login = '\u0430na' WHERE login = 'budi'")
    assert desk.sign_in("\u0410na", PASSWORD).name == "Budi Seroja"
