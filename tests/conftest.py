"""One office in the fictional region, a clock that stands until it is moved, and a real database.

What lies below the folders of BOTH runs twice: on an SQLite file and in a database of a PostgreSQL server that the
tests start themselves. A test whose subject is the file says so with `@pytest.mark.sqlite_only(reason=…)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import argon2
import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk, connect, officers
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.settings import Settings, load_settings, locate, write_office
from tests.postgres import Server
from tests.program import Program

ROOT = Path(__file__).parent
#: Folders whose tests run on both databases.
BOTH = ("desk", "faults", "frontends", "load", "races", "store")
DATABASES = ("sqlite", "postgresql")
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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of BOTH that needs a database on each kind."""
    if "database_url" not in metafunc.fixturenames or metafunc.definition.path.relative_to(ROOT).parts[0] not in BOTH:
        return
    marker = metafunc.definition.get_closest_marker("sqlite_only")
    assert marker is None or marker.kwargs.get("reason"), f"{metafunc.definition.nodeid}: sqlite_only needs a reason"
    metafunc.parametrize("database_url", DATABASES[:1] if marker else DATABASES, indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server of this run; whoever stops it need not start it again."""
    with Server() as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that the program itself has brought to its schema; copies of it are quick."""
    name = server.create("template_of_tests")
    settings = an_office(server.url(name), tmp_path_factory.mktemp("template"))
    connect(settings.url, settings, HandClock()).close()
    return name


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of the test's own: the path of a file that is not there yet, or the URL of one on the server."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield str(tmp_path / "kppn.db")
        return
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    server: Server = request.getfixturevalue("server")
    server.start()
    with server.database(request.getfixturevalue("template")) as url:
        yield url


def an_office(database: str, folder: Path) -> Settings:
    """An A2 office in the fictional region; its file is in `folder`."""
    places = locate(db=database, office=str(folder / "kantor.toml"))
    write_office(places.office_path, "A2", name="KPPN Serojabaru")
    return load_settings(places)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """An A2 office in the fictional region, on both databases where a folder says so."""
    return an_office(database_url, tmp_path)


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
