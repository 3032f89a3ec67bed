"""One office in the fictional region, a clock that stands until it is moved, and a real database.

What lies below the folders of BOTH runs twice: on an SQLite file and in a database of a PostgreSQL server that the
tests start themselves. A test whose subject is the file says so with `@pytest.mark.sqlite_only(reason=…)`.
What takes long and shows little more is marked `@pytest.mark.soak(reason=…)`: `make test` leaves it out, `make soak`
runs nothing else.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import argon2
import hypothesis
import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk, officers, open_desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.office.places import is_server
from kppn_tui.office.settings import Settings, load_settings, locate, write_office
from kppn_tui.store.sqlite_connection import sqlite_path
from tests.postgres import Server
from tests.program import Program

ROOT = Path(__file__).parent
#: Folders whose tests run on both databases.
BOTH = ("client", "desk", "faults", "frontends", "load", "races", "store")
#: The folders whose single tests take longest.
LONGEST = ("e2e", "load", "faults", "training", "tui")
#: The marker of what takes long, and the profile of hypothesis that goes with it.
SOAK = "soak"
#: Modules whose rules stand in Python: they are proven on a file. That each verb and each question works on a server
#: as well is shown by the other modules of their folders.
ON_FILE = frozenset(
    f"desk/test_{name}.py"
    for name in (
        "ask_back",
        "availability",
        "counter",
        "dayend",
        "directory",
        "documents",
        "escalation",
        "followup",
        "interruptions",
        "laws",
        "lifecycle",
        "machine_clock",
        "office_readings",
        "officers",
        "registration",
        "service",
        "substitutes",
        "text",
        "undo",
        "undo_steps",
        "undone_texts",
        "who_was_first",
    )
)
RULES = "the rule stands in Python and is proven on a file; on a server it is the same rule"
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


def cheap_hasher() -> argon2.PasswordHasher:
    """Hashes passwords in no time, and badly."""
    return argon2.PasswordHasher.from_parameters(argon2.profiles.CHEAPEST)


@pytest.fixture(autouse=True)
def quick_and_indonesian(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cheap password hashes, no colour switch from outside, Indonesian."""
    monkeypatch.setattr(officers, "hasher", cheap_hasher)
    for name in ("NO_COLOR", "KPPN_TUI_DB", "KPPN_TUI_OFFICE", "KPPN_TUI_LANG"):
        monkeypatch.delenv(name, raising=False)
    i18n.use("id")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def pytest_configure() -> None:
    """Choose the hypothesis profile, and let Python look for circles of dead objects less often.

    The garbage collector takes a fifth of the time of the screens' tests at its usual setting.
    """
    repeatable = bool(os.environ.get("CI"))
    hypothesis.settings.register_profile(
        "fast", deadline=None, derandomize=repeatable, max_examples=60, stateful_step_count=30
    )
    hypothesis.settings.register_profile(SOAK, deadline=None, derandomize=repeatable, max_examples=2000)
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hold each soak mark to its reason; with the profile of that name what hypothesis tries is soak as well.

    What takes longest comes first, so that no worker is at it when the others have nothing left.
    """
    items.sort(key=lambda item: LONGEST.index(place) if (place := item.path.parent.name) in LONGEST else len(LONGEST))
    deep = hypothesis.settings.get_current_profile_name() == SOAK
    for item in items:
        if deep and isinstance(item, pytest.Function) and hypothesis.is_hypothesis_test(item.obj):
            item.add_marker(pytest.mark.soak(reason="more examples than anybody waits for"))
        for marker in item.iter_markers(SOAK):
            assert marker.kwargs.get("reason"), f"{item.nodeid}: soak needs a reason"


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end, so nobody looks through it again."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test of BOTH that needs a database on each kind; what ON_FILE says, on a server in the soak only."""
    path = metafunc.definition.path.relative_to(ROOT)
    if "database_url" not in metafunc.fixturenames or path.parts[0] not in BOTH:
        return
    marker = metafunc.definition.get_closest_marker("sqlite_only")
    assert marker is None or marker.kwargs.get("reason"), f"{metafunc.definition.nodeid}: sqlite_only needs a reason"
    server = pytest.param("postgresql", marks=[pytest.mark.soak(reason=RULES)] if str(path) in ON_FILE else [])
    metafunc.parametrize("database_url", ["sqlite"] if marker else ["sqlite", server], indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server of this run; whoever stops it need not start it again."""
    with Server() as server:
        yield server


class Templates:
    """Databases that the program itself has brought to its schema, with or without officers; copies of them are quick.

    Each is made when it is first asked for.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[bool, Path] = {}
        self._databases: dict[bool, str] = {}

    def file(self, peopled: bool) -> Path:
        """An SQLite file."""
        if peopled not in self._files:
            path = self._folder / f"template-{peopled}.db"
            self._make(str(path), peopled)
            self._files[peopled] = path
        return self._files[peopled]

    def database(self, server: Server, peopled: bool) -> str:
        """The name of a database of `server`."""
        if peopled not in self._databases:
            name = server.create(f"template_{peopled}")
            self._make(server.url(name), peopled)
            self._databases[peopled] = name
        return self._databases[peopled]

    def _make(self, database: str, peopled: bool) -> None:
        settings = an_office(database, self._folder)
        with pytest.MonkeyPatch.context() as patch, open_desk(settings.url, settings, HandClock()) as desk:
            patch.setattr(officers, "hasher", cheap_hasher)
            if peopled:
                sign_everybody_in(desk)
        (self._folder / "kantor.toml").unlink()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The databases that the tests get copies of."""
    return Templates(tmp_path_factory.mktemp("templates"))


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
    templates: Templates = request.getfixturevalue("templates")
    with server.database(templates.database(server, "people" in request.fixturenames)) as url:
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
def desk(settings: Settings, clock: HandClock, templates: Templates, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk of a new office; on an SQLite file it begins with a copy, as everybody does on a server."""
    if not is_server(settings.url) and not sqlite_path(settings.url).exists():
        shutil.copy(templates.file("people" in request.fixturenames), sqlite_path(settings.url))
    with open_desk(settings.url, settings, clock) as desk:
        yield desk


#: The officers of the test office: sign-in name, name, role, section, counter.
EVERYBODY = (
    ("ana", "Ana Seroja", Role.CSO, (), "1"),
    ("budi", "Budi Seroja", Role.CSO, (), "2"),
    ("kasi", "Citra Seroja", Role.HEAD, ("PDMS",), ""),
    ("kasibank", "Dewi Seroja", Role.HEAD, ("BANK",), ""),
    ("kasubbag", "Eko Seroja", Role.HEAD, ("UMUM",), ""),
    ("satpam", "Fajar Seroja", Role.RECEPTION, (), ""),
    ("admin", "Gita Seroja", Role.ADMIN, (), ""),
)


def sign_everybody_in(desk: Desk) -> None:
    """Add the officers of the test office, each at work."""
    for login, name, role, sections, counter in EVERYBODY:
        desk.add_officer(None, login, name, [role], PASSWORD, sections=sections)
        desk.sign_in(login, PASSWORD, counter)


@pytest.fixture
def people(desk: Desk) -> People:
    """Officers of each kind, signed in at counters 1 and 2."""
    if not desk.officers():
        sign_everybody_in(desk)
    known = {officer.login: officer for officer in desk.officers()}
    return People(
        ana=known["ana"],
        budi=known["budi"],
        kasi=known["kasi"],
        kasi_bank=known["kasibank"],
        kasubbag=known["kasubbag"],
        satpam=known["satpam"],
        admin=known["admin"],
    )
