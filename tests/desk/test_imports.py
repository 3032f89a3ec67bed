"""A desk from a script: what it imports works, and loads nothing more than is asked for."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

import kppn_tui.desk
from kppn_tui.desk import Contact, DeskError, load_settings, locate, open_desk
from kppn_tui.office.settings import write_office
from tests.conftest import PASSWORD, wita

#: For each name, what it does without.
WITHOUT = {
    "DeskError": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.office", "pendulum", "kppn_tui.desk.desk"),
    "Contact": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.office", "pendulum", "kppn_tui.desk.desk"),
    "Refusal": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.office", "pendulum", "kppn_tui.desk.desk"),
    "locate": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.office.settings", "pendulum", "kppn_tui.desk.desk"),
    "load_settings": ("peewee", "sqlite3", "kppn_tui.store", "pendulum", "kppn_tui.desk.desk"),
    "FINISH": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.desk.desk"),
    "SWITCH": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.desk.desk"),
    "Clock": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.office", "pendulum", "kppn_tui.desk.desk"),
    "system_clock": ("peewee", "sqlite3", "kppn_tui.store", "kppn_tui.office", "pendulum", "kppn_tui.desk.desk"),
    "Desk": ("argon2", "playhouse", "kppn_tui.store.backends.sqlite", "textual"),
    "PLAIN": ("argon2", "playhouse", "kppn_tui.store.backends.sqlite", "textual"),
    "connect": ("argon2", "playhouse", "kppn_tui.store.backends.sqlite", "textual"),
    "open_desk": ("argon2", "playhouse", "kppn_tui.store.backends.sqlite", "textual"),
}


def test_every_name_is_tried() -> None:
    assert set(WITHOUT) == set(kppn_tui.desk.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        kppn_tui.desk.nothing  # noqa: B018


@pytest.mark.parametrize("name", WITHOUT)
def test_a_name_loads_nothing_more_than_is_asked_for(name: str) -> None:
    code = f"import sys\nfrom kppn_tui.desk import {name}\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    for unwanted in WITHOUT[name]:
        assert [one for one in loaded if one == unwanted or one.startswith(f"{unwanted}.")] == []


def test_a_script_works_with_what_it_imports_from_here(tmp_path: Path) -> None:
    write_office(tmp_path / "kantor.toml", "A2", name="KPPN Serojabaru")
    settings = load_settings(locate(db=str(tmp_path / "kppn.db"), office=str(tmp_path / "kantor.toml")))

    def clock() -> datetime:
        return wita("2026-11-24T09:10")

    with open_desk(settings.url, settings, clock) as desk:
        ana = desk.add_officer(None, "ana", "Ana Seroja", ["cso"], PASSWORD)
        ticket = desk.start(ana, desk.call(ana, desk.take_ticket(ana, topics=["RETUR"])))
        desk.identify(ana, ticket, name="Dewi", satker_code="980101", satker_name="PN")
        (item,) = desk.session(ticket).items
        desk.record(ana, item.item, question="Mengapa?")
        followed = desk.follow_up(ana, item.item, contact=Contact("whatsapp", "081377664083"), reason="telaah")
        assert followed.contact_value == "+6281377664083"
        with pytest.raises(DeskError):
            desk.call_next(ana)
