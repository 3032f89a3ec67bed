"""The places of the database and the office file. Light, since every command asks it first."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kppn_tui.i18n import DEFAULT, LANGUAGES
from kppn_tui.namedfile import named_path

APP = "kppn-tui"
OFFICE_FILE = "kantor.toml"
_SQLITE = "sqlite://"
_SERVER = "postgresql://"
#: Another spelling of it.
_SERVER_TOO = "postgres://"
#: How a server is named without a URL: `host=… dbname=…`.
_KEYWORDS = re.compile(
    r"\s*(host|hostaddr|port|dbname|user|password|passfile|service|sslmode|options|application_name|connect_timeout|"
    r"target_session_attrs)\s*="
)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of the database and the office file, and the language to speak."""

    url: str
    office_path: Path
    language: str = DEFAULT

    @property
    def database_path(self) -> Path | None:
        """Return the file of an SQLite database; None for a database server."""
        return database_file(self.url)


def locate(
    db: str | None = None,
    office: str | None = None,
    env: Mapping[str, str] | None = None,
    lang: str | None = None,
) -> Places:
    """Return the places: the argument, else the variable of the environment, else the user's own folders.

    `db` is a URL or the path of an SQLite file. The office file is `kantor.toml` beside an SQLite file, or in
    the user's configuration folder for a database server. An unknown language falls back to Indonesian.
    """
    env = env or {}
    db = db or env.get("KPPN_TUI_DB", "") or _own_database()
    if db.startswith(_SERVER_TOO):
        db = _SERVER + db.removeprefix(_SERVER_TOO)
    file = database_file(db)
    url = f"{_SQLITE}/{file}" if file else db
    language = (lang or env.get("KPPN_TUI_LANG", ""))[:2].lower()
    places = Places(url, Path(), language if language in LANGUAGES else DEFAULT)
    chosen = office or env.get("KPPN_TUI_OFFICE", "")
    return replace(places, office_path=_office_path(chosen, file))


def database_file(db: str) -> Path | None:
    """Return the absolute path of the SQLite file that `db` names; None for any other database, or without a name.

    `db` is a path or a URL: sqlite:///kppn.db below the present folder, sqlite:////srv/kppn.db from the root.

    Raises:
        NoSuchHome: the home folder of nobody.
    """
    path = db
    if _KEYWORDS.match(db):
        return None
    if "://" in db:
        if not db.startswith(_SQLITE):
            return None
        path = db.removeprefix(_SQLITE).removeprefix("/")
    if not path:
        return None
    if path.startswith("/"):
        path = "/" + path.lstrip("/")
    return named_path(path)


def is_server(db: str) -> bool:
    """Return whether `db` names a database on a PostgreSQL server."""
    return db.startswith(_SERVER)


def shown(url: str) -> str:
    """Return `url` without what might be a password, to be shown; a file as it is."""
    if keyword := _KEYWORDS.match(url):
        return f"{keyword[1]}=…"
    scheme, separator, rest = url.partition("://")
    if not separator or url.startswith(_SQLITE):
        return url
    place, _, options = rest.partition("?")
    if "@" in options:  # or the question mark stands in a password
        return f"{scheme}://…"
    _, at, server = place.rpartition("@")
    return f"{scheme}://…@{server}" if at else f"{scheme}://{place}"


def room_folder(database: Path) -> Path:
    """Return the folder where a training room keeps its clock and its papers: beside its database.

    The folder marks a training file.
    """
    return database.with_name(f"{database.name}.ruang")


def drafts_file(url: str, office: str) -> Path:
    """Return the file where half-typed text of the desks of `office` on the database at `url` is kept.

    It lies beside an SQLite file; for a server in the user's own folder on this machine, a file for each database and
    office, however the URL spells it.
    """
    file = database_file(url)
    if file is not None:
        file = file.resolve() if file.is_symlink() else file
        return file.with_name(f"{file.name}.drafts")
    from hashlib import sha256

    from kppn_tui.office.server_address import server_address

    place = repr((server_address(url, os.environ), office))
    return own_folder() / f"{sha256(place.encode()).hexdigest()[:16]}.drafts"


def own_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def _own_database() -> str:
    return str(own_folder() / "kppn.db")


def _office_path(office: str, database: Path | None) -> Path:
    if office:
        return named_path(office)
    if database:
        return database.with_name(OFFICE_FILE)
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / OFFICE_FILE


def is_set_up(places: Places) -> bool:
    """Return whether the office file is there, readable or not."""
    try:
        os.lstat(places.office_path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
