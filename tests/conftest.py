"""One office in the fictional region, a clock that stands until it is moved, and a real SQLite file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import argon2
import pytest

from kppn_tui import i18n
from kppn_tui.config import Settings, load_settings, locate, write_office
from kppn_tui.desk import Desk, connect, officers
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from tests.program import Program

WITA = ZoneInfo("Asia/Makassar")
#: A Tuesday without anything special (worked example 01).
TUESDAY = datetime(2026, 11, 24, 9, 10, tzinfo=WITA)
PASSWORD = "rahasia-123"


def wita(text: str) -> datetime:
    """An ISO time of the office."""
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@dataclass
class HandClock:
    """Stands still until it is moved."""

    at: datetime = field(default=TUESDAY)

    def __call__(self) -> datetime:
        return self.at.astimezone(UTC)

    def forward(self, minutes: float = 0, **more: float) -> None:
        """Let time pass."""
        self.at += timedelta(minutes=minutes, **more)

    def to(self, text: str) -> None:
        """Move to an ISO time in WITA."""
        self.at = wita(text)


@dataclass(frozen=True)
class People:
    """The officers of the test office."""

    ana: Officer
    budi: Officer
    kasi: Officer
    kasi_bank: Officer
    kasubbag: Officer
    satpam: Officer
    admin: Officer


@pytest.fixture(autouse=True)
def quick_and_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap password hashes, no colour switch from outside, Indonesian."""
    monkeypatch.setattr(officers, "hasher", lambda: argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST))
    for name in ("NO_COLOR", "KPPN_TUI_DB", "KPPN_TUI_OFFICE", "KPPN_TUI_LANG"):
        monkeypatch.delenv(name, raising=False)
    i18n.use("id")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An A2 office in the fictional region."""
    places = locate(db=str(tmp_path / "kppn.db"))
    write_office(places.office_path, "A2", name="KPPN Serojabaru")
    return load_settings(places)


@pytest.fixture
def program(tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    """The program in an empty home; where a test has an office (`settings`), at that one."""
    home = tmp_path / "home"
    home.mkdir()
    office = request.getfixturevalue("settings") if "settings" in request.fixturenames else None
    return Program(home, {"KPPN_TUI_DB": office.url} if office else {})


@pytest.fixture
def desk(settings: Settings, clock: HandClock) -> Iterator[Desk]:
    desk = connect(settings.url, settings, clock)
    yield desk
    desk.close()


@pytest.fixture
def people(desk: Desk) -> People:
    """Officers of each kind, signed in at counters 1 and 2."""

    def add(login: str, name: str, *roles: Role, sections: tuple[str, ...] = (), counter: str = "") -> Officer:
        desk.add_officer(None, login, name, roles, PASSWORD, sections=sections)
        return desk.sign_in(login, PASSWORD, counter)

    return People(
        ana=add("ana", "Ana Seroja", Role.CSO, counter="1"),
        budi=add("budi", "Budi Seroja", Role.CSO, counter="2"),
        kasi=add("kasi", "Citra Seroja", Role.HEAD, sections=("PDMS",)),
        kasi_bank=add("kasibank", "Dewi Seroja", Role.HEAD, sections=("BANK",)),
        kasubbag=add("kasubbag", "Eko Seroja", Role.HEAD, sections=("UMUM",)),
        satpam=add("satpam", "Fajar Seroja", Role.RECEPTION),
        admin=add("admin", "Gita Seroja", Role.ADMIN),
    )
