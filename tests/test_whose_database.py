"""A database that holds other offices' officers only is never taken for an empty one."""

import json
from dataclasses import replace

import pytest

from kppn_tui.commands import desk as desk_command
from kppn_tui.desk import Desk, connect, open_desk
from kppn_tui.domain.errors import OtherOffice
from kppn_tui.domain.office import HeldOffice, others_only
from kppn_tui.office.settings import Settings, load_settings
from kppn_tui.store.health import examine, held_offices
from kppn_tui.tui.app import KppnApp
from tests.conftest import PASSWORD, HandClock, People
from tests.program import Program
from tests.raw import run
from tests.tui.helpers import wait_until

CODE = "kppn-jauh"


@pytest.fixture
def changed(settings: Settings, people: People) -> Settings:
    """The office with another `kode`, at a database that knows only officers of the former one."""
    path = settings.places.office_path
    text = path.read_text("utf-8").replace('kode = "kppn"', f'kode = "{CODE}"')
    path.write_text(text.replace("KPPN Serojabaru", "KPPN Seroja Jauh"), "utf-8")
    settings = load_settings(settings.places)
    assert settings.office.code == CODE
    return settings


def test_whose_it_is_counts_only_where_nobody_is_of_the_own_office() -> None:
    here, there = HeldOffice("a", "KPPN A"), HeldOffice("b")
    assert others_only([], "a") == others_only([here, there], "a") == ""
    assert others_only([here, there], "c") == "KPPN A (kode a), kode b"


def test_the_commands_say_whose_it_is(program: Program, changed: Settings) -> None:
    told = ("KPPN Serojabaru", "kode kppn", CODE)
    lists = ["list", "queue", "--officer", "ana", "--password-stdin"]
    for command in (["officer", "list"], ["officer", "disable", "ana"], lists, ["check"]):
        done = program.run(*command, stdin=f"{PASSWORD}\n")
        assert done.code == 1 and all(word in done.out + done.err for word in told), done
    data = json.loads(program.run("check", "--json").out)
    assert data["database"]["offices"] == [{"code": "kppn", "name": "KPPN Serojabaru"}] and not data["database"]["ok"]


def test_the_first_officer_of_another_office_is_told_whose_database_it_is(program: Program, changed: Settings) -> None:
    add = ("officer", "add", "jaya", "Jaya Seroja", "--role", "admin", "cso", "--password-stdin")
    done = program.run(*add, stdin=f"{PASSWORD}\n")
    assert done.code == 0 and "KPPN Serojabaru (kode kppn)" in done.err and CODE in done.err
    done = program.run("officer", "add", "kiki", "Kiki", "--role", "cso", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (done.code, done.err) == (0, "")
    assert [one["login"] for one in json.loads(program.run("officer", "list", "--json").out)] == ["jaya", "kiki"]


async def test_a_session_never_begins_an_office_there(changed: Settings, clock: HandClock) -> None:
    with open_desk(changed.url, changed, clock) as desk, pytest.raises(OtherOffice, match="KPPN Serojabaru"):
        desk.require_not_others()
    app = KppnApp(changed.places, opening=lambda: connect(changed.url, changed, clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.failure is not None or not app.is_running)
    assert isinstance(app.failure, OtherOffice) and app.return_code == 1


async def test_an_attached_desk_and_a_new_office_file_open_no_wizard(changed: Settings, clock: HandClock) -> None:
    app = KppnApp(changed.places, desk=connect(changed.url, changed, clock))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.failure is not None)
    assert isinstance(app.failure, OtherOffice)


@pytest.mark.parametrize("code", ["kppn", CODE])
def test_without_an_office_file_the_wizard_opens_only_for_its_own_people(
    settings: Settings, desk: Desk, people: People, code: str
) -> None:
    desk.close()
    run(settings.url, f"UPDATE officer SET office = '{code}'", f"UPDATE office SET code = '{code}'")
    settings.places.office_path.unlink()
    if code == "kppn":
        desk_command.require_no_officers(settings.places)
        return
    with pytest.raises(OtherOffice, match="KPPN Serojabaru \\(kode kppn-jauh\\)") as refused:
        desk_command.require_no_officers(settings.places)
    assert refused.value.parameters["file"] == settings.places.office_path


def test_an_older_database_has_codes_without_names(settings: Settings, desk: Desk, people: People) -> None:
    assert examine(settings.url, "x", desk.now()).offices == (HeldOffice("kppn", "KPPN Serojabaru"),)
    run(settings.url, "DELETE FROM office")
    assert held_offices(settings.url) == (HeldOffice("kppn"),)
    assert held_offices(str(settings.places.database_path) + "-none") == ()


def test_a_renamed_office_is_named_by_its_new_name(settings: Settings, desk: Desk, people: People) -> None:
    renamed = replace(settings, office=replace(settings.office, name="KPPN Seroja Raya"))
    with open_desk(settings.url, renamed) as other:
        other.sign_in("ana", PASSWORD)
    assert held_offices(settings.url) == (HeldOffice("kppn", "KPPN Seroja Raya"),)
