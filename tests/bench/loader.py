"""Files with a long past, made by plain SQL: a million rows in seconds instead of a million verbs in an hour."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kppn_tui.config import Settings, load_settings, locate, write_office
from kppn_tui.desk import Desk, connect
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from tests.conftest import PASSWORD

#: A Tuesday morning in the office's zone.
NOW = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)

_PAST = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
"""
_TICKETS = (
    _PAST
    + """
INSERT INTO ticket SELECT i, 'kppn', date(:now - 86400 * (1 + (:count - i) / 60), 'unixepoch'), 'A', i, 'A-' || i,
 'tatap_muka', at, at, at * 1000, 'closed', '', '', 'satker', 980101 + i % 30, 'SATKER ' || i % 30, 'Bendahara',
 'bendahara', at, 1, 0, 'konsultasi', 0, '', 1, at, '1', 1, at, at + 900, ''
FROM (SELECT i, :now - 86400 * (1 + (:count - i) / 60) + i % 60 * 300 AS at FROM n)"""
)
_CONSULTATIONS = """
INSERT INTO consultation SELECT id, 'kppn', id, 1, arrived_at, 'RETUR', 'BANK', satker_code, satker_name, 'Resolved',
 '', '', NULL, 'Mengapa honor diretur (' || id || ')?', 'Kirim ralat rekening ' || id, 'PER-9/PB/2018', 0,
 'tatap_muka', 1, arrived_at, arrived_at + 600 + id % 900, 600 + id % 900, 600 + id % 900, NULL, '', '', '', 0, '',
 NULL, '', '', arrived_at + 600 + id % 900, '' FROM ticket WHERE state = 'closed'"""
_CLOCKS = """
INSERT INTO deadline SELECT id, 'kppn', 'service', id, NULL, NULL, started_at, started_at + 900, started_at + 1200,
 NULL, NULL, 0, ended_at, net_seconds <= 1200, '' FROM consultation WHERE state = 'Resolved'"""
_EVENTS = """
INSERT INTO event SELECT id, 'kppn', ended_at, 'resolve', 1, id, id, NULL, '{}' FROM consultation
WHERE state = 'Resolved'"""
_OPEN = (
    _PAST
    + """
INSERT INTO deadline (office, kind, consultation_id, started_at, warn_at, due_at, next_at, paused_seconds,
 calendar_version) SELECT 'kppn', 'service', :item, :at, at + 900, at + 1200, at + 900, 0, ''
FROM (SELECT :at + i * :every AS at FROM n)"""
)


class Office:
    """A desk on a file of its own, at a time that stands until it is moved."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.at = NOW
        places = locate(db=str(folder / "kppn.db"))
        write_office(places.office_path, "A2", name="KPPN Serojabaru")
        text = places.office_path.read_text().replace("panggilan_maks = 3", "panggilan_maks = 1")
        places.office_path.write_text(text)
        self.settings: Settings = load_settings(places)
        self.desk: Desk = connect(self.settings.url, self.settings, lambda: self.at)
        self.path = self.desk.store.path

    def officer(self, login: str = "ana") -> Officer:
        """A CSO at counter 1."""
        self.desk.add_officer(None, login, f"{login.title()} Seroja", [Role.CSO], PASSWORD)
        return self.desk.sign_in(login, PASSWORD, "1")

    def close(self) -> None:
        self.desk.close()


def load_past(path: Path, count: int) -> None:
    """`count` visits of the past, one resolved consultation each, with clock and event; about 60 a day until `NOW`."""
    facts = {"count": count, "now": int(NOW.timestamp())}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_TICKETS, facts)
        for statement in (_CONSULTATIONS, _CLOCKS, _EVENTS):
            connection.execute(statement)


def load_open_clocks(path: Path, item: int, count: int, start: datetime = NOW, every: int = 1) -> None:
    """`count` running clocks of 20 minutes on consultation `item`, begun `every` so many seconds after `start`."""
    facts = {"count": count, "at": int(start.timestamp()), "every": every, "item": item}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(_OPEN, facts)
