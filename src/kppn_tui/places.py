"""Where the database and the office file are; light, since every command asks it first."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kppn_tui.i18n import DEFAULT, LANGUAGES

APP = "kppn-tui"
OFFICE_FILE = "kantor.toml"
_SQLITE = "sqlite://"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the database and the office file are, and the language to speak."""

    url: str
    office_path: Path
    language: str = DEFAULT

    @property
    def database_path(self) -> Path | None:
        """The file of an SQLite database; None for a database server."""
        return database_file(self.url)


def locate(
    db: str | None = None,
    office: str | None = None,
    env: Mapping[str, str] | None = None,
    lang: str | None = None,
) -> Places:
    """Where things are: the argument, else the variable of the environment, else the user's own folders.

    `db` is a URL or the path of an SQLite file. The office file is `kantor.toml` beside an SQLite file, or in
    the user's configuration folder for a database server. An unknown language falls back to Indonesian.
    """
    env = env or {}
    db = db or env.get("KPPN_TUI_DB", "") or _own_database()
    file = database_file(db)
    url = f"{_SQLITE}/{file}" if file else db
    language = (lang or env.get("KPPN_TUI_LANG", ""))[:2].lower()
    places = Places(url, Path(), language if language in LANGUAGES else DEFAULT)
    chosen = office or env.get("KPPN_TUI_OFFICE", "")
    return replace(places, office_path=_office_path(chosen, file))


def database_file(db: str) -> Path | None:
    """The absolute path of the SQLite file that `db` names; None for any other database, or without a name.

    `db` is a path or a URL: sqlite:///kppn.db below the present folder, sqlite:////srv/kppn.db from the root.
    Raises RuntimeError for the home folder of nobody.
    """
    path = db
    if "://" in db:
        if not db.startswith(_SQLITE):
            return None
        path = db.removeprefix(_SQLITE).removeprefix("/")
    if not path:
        return None
    if path.startswith("/"):
        path = "/" + path.lstrip("/")
    return Path(path).expanduser().absolute()


def _own_database() -> str:
    from platformdirs import user_data_path

    return str(user_data_path(APP, appauthor=False) / "kppn.db")


def _office_path(office: str, database: Path | None) -> Path:
    if office:
        return Path(office).expanduser().absolute()
    if database:
        return database.with_name(OFFICE_FILE)
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False) / OFFICE_FILE


def is_set_up(places: Places) -> bool:
    """Whether the office file is there, readable or not."""
    try:
        os.lstat(places.office_path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
