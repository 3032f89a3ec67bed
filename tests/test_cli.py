"""The command line as a whole: options, languages, exit codes, one sentence for whatever goes wrong."""

import gc
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from kppn_tui import __version__, cli
from kppn_tui.commands import arguments
from kppn_tui.commands.desk import open_after_paint, open_desk_at
from kppn_tui.domain.errors import BadOfficeFile, CalendarMissing
from kppn_tui.domain.states import Role
from kppn_tui.i18n import explain
from kppn_tui.office.settings import locate, write_office
from kppn_tui.store.sql_constants import APPLICATION_ID, SCHEMA
from tests.conftest import PASSWORD
from tests.program import Program, command

LOADED = """
import sys
from kppn_tui.cli import main
code = main(sys.argv[1:])
print("|".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def office(tmp_path: Path, program: Program) -> Path:
    """The database of an office that is set up, with one officer."""
    db = tmp_path / "kantor" / "kppn.db"
    write_office(db.with_name("kantor.toml"), "A2", name="KPPN Serojabaru")
    added = program.run("officer", "add", "ana", "Ana Seroja", "--role", "cso", "--password-stdin", "--db", db,
                        stdin=f"{PASSWORD}\n")  # fmt: skip
    assert added.code == 0, added
    return db


def loaded_by(program: Program, *options: object) -> set[str]:
    """The modules that a run has loaded."""
    done = subprocess.run([sys.executable, "-c", LOADED, *map(str, options)], env=program.env, capture_output=True,
                          text=True, check=True)  # fmt: skip
    return {name.partition(".")[0] for name in done.stderr.split("|")}


def test_a_command_loads_only_what_it_needs(program: Program, office: Path) -> None:
    heavy = {"textual", "rich", "peewee", "playhouse", "argon2"}
    assert not heavy & loaded_by(program, "--version")
    assert not heavy & loaded_by(program, "due", "2026-11-24T09:10", "--db", office)
    scripted = loaded_by(program, "due", "2026-11-24T09:10", "--explain", "--json", "--db", office)
    assert not (heavy | {"pendulum", "csv", "secrets"}) & scripted
    assert not heavy & loaded_by(program, "worker", "--once", "--db", office)
    assert not {"textual", "rich"} & loaded_by(program, "officer", "list", "--db", office)
    assert not {"textual", "rich"} & loaded_by(program, "check", "--db", office)


def test_version_and_help_speak_the_users_language(program: Program) -> None:
    assert program.run("--version").out == f"kppn-tui {__version__}\n"
    indonesian = program.run("due", "--help")
    assert indonesian.code == 0
    assert "pemakaian: kppn-tui due" in indonesian.out and "usage" not in indonesian.out
    english = program.run("due", "--help", "--lang", "en")
    assert "usage: kppn-tui due" in english.out and "When a solution is due" in english.out
    assert Program(program.home, {"KPPN_TUI_LANG": "en"}).run("--help").out.startswith("usage: ")


def test_global_options_stand_before_or_after_the_command(program: Program, office: Path) -> None:
    before = program.run("--db", office, "--lang", "en", "officer", "list")
    after = program.run("officer", "list", "--db", office, "--lang=en")
    assert before == after
    assert "Ana Seroja" in before.out
    by_environment = Program(program.home, {"KPPN_TUI_DB": str(office), "KPPN_TUI_LANG": "en"})
    assert by_environment.run("officer", "list") == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["nonsense"], "nonsense"),
        (["due"], "START"),
        (["due", "2026-11-24", "--day", "3"], "--day"),
        (["due", "2026-11-24", "--days", "-1"], "-1"),
        (["due", "kemarin"], "kemarin"),
        (["--lang", "xx", "due", "2026-11-24"], "'xx'"),
        (["--db"], "--db"),
        (["officer"], "PERINTAH"),
        (["officer", "add", "ana", "Ana", "--role", "raja", "--password-stdin"], "'raja'"),
        (["--db", "~nobody-here/x.db", "check"], "~"),
        (["due", "9999-12-31T23:59:59-12:00"], "9999"),
    ],
)
def test_wrong_usage_is_one_sentence_and_2(program: Program, options: list[str], told: str) -> None:
    assert told in program.fails(2, *options)


def test_what_a_terminal_would_obey_is_not_echoed(program: Program) -> None:
    assert "\x1b" not in program.fails(2, "due", "2026-11-24", "--\x1b[31mred\x07")


def test_the_desk_and_the_demo_need_a_terminal(program: Program) -> None:
    for options in ([], ["demo"]):
        assert "terminal" in program.fails(2, *options)
    assert list(program.home.iterdir()) == []


def test_an_office_that_is_not_set_up_is_said(program: Program, tmp_path: Path) -> None:
    told = program.fails(1, "worker", "--once", "--db", tmp_path / "none.db")
    assert "kantor.toml" in told
    assert list(tmp_path.iterdir()) == [program.home]


def test_a_broken_office_file_names_its_line(program: Program, office: Path) -> None:
    file = office.with_name("kantor.toml")
    lines = file.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines, start=1) if line.startswith("menit_layanan"))
    lines[at - 1] = "menit_layanan = 0"
    file.write_text("\n".join(lines), "utf-8")
    for options in (["worker", "--once"], ["officer", "list"], ["due", "2026-11-24"]):
        told = program.fails(1, *options, "--db", office)
        assert f"baris {at}" in told and str(file) in told
    file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in program.fails(1, "officer", "list", "--db", office)


def test_a_missing_calendar_year_is_refused(program: Program) -> None:
    told = program.fails(1, "due", "2031-01-02T09:00")
    assert "2031" in told and "berkas_kalender" in told


@pytest.mark.parametrize("damage", ["text", "foreign", "newer", "folder", "missing"])
def test_a_database_that_is_not_ours_is_3(program: Program, office: Path, damage: str) -> None:
    office.unlink()
    if damage == "text":
        office.write_text("bukan basis data " * 100)
    elif damage == "folder":
        office.mkdir()
    elif damage != "missing":
        with closing(sqlite3.connect(office)) as connection:
            connection.execute("CREATE TABLE catatan (isi TEXT)")
            if damage == "newer":
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = office.read_bytes() if office.is_file() else None
    for options in (["officer", "list"], ["worker", "--once"], ["worker"], ["backup", office.parent / "salinan"]):
        assert str(office) in program.fails(3, *options, "--db", office)
    checked = program.run("check", "--db", office)
    assert (checked.code, checked.err) == (3, "")
    assert (office.read_bytes() if office.is_file() else None) == before
    assert not (office.parent / "salinan").exists()


def test_a_database_where_nothing_can_be_written_is_3(program: Program, office: Path, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")
    file = office.with_name("kantor.toml")
    told = program.fails(3, "officer", "add", "x", "X", "--role", "cso", "--password-stdin", "--office", file, "--db",
                         tmp_path / "berkas" / "kppn.db", stdin=f"{PASSWORD}\n")  # fmt: skip
    assert "berkas/kppn.db" in told


def test_another_kind_of_database_is_3_and_hides_its_password(program: Program, office: Path) -> None:
    file = office.with_name("kantor.toml")
    told = program.fails(3, "officer", "list", "--office", file, "--db", "oracle://ana:kunci@server/kppn")
    assert "kunci" not in told and "server" in told


def test_a_closed_pipe_is_no_error(program: Program) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command("due", "2026-11-24", "--explain"), env=program.env, stdout=writer,
                          stderr=subprocess.PIPE, check=False)  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_is_one_sentence(program: Program) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(command("due", "2026-11-24"), env=program.env, stdout=full, stderr=subprocess.PIPE,
                              text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("kppn-tui: ") and done.stderr.count("\n") == 1


def test_letters_that_the_terminal_lacks_do_no_harm(program: Program) -> None:
    done = Program(program.home, {"PYTHONIOENCODING": "ascii"}).run("due", "2026-11-24T09:10")
    assert (done.code, done.out) == (0, "Jumat, 27 November 2026, 16.30 WITA ? 3 hari kerja\n")


def test_the_roles_of_the_arguments_are_those_of_the_life_cycle() -> None:
    assert set(arguments.ROLES) == set(Role)


def test_check_says_that_all_is_well(program: Program, office: Path) -> None:
    year = datetime.now().year
    give_calendar(office, year - 1, year, year + 1)
    program.run("worker", "--once", "--db", office)
    done = program.run("check", "--json", "--db", office)
    found = json.loads(done.out)
    assert (done.code, found["ok"]) == (0, True)
    assert found["database"]["counts"] == {"ticket": 0, "consultation": 0, "officer": 1}
    assert (found["database"]["integrity"], found["database"]["journal"]) == ("ok", "wal")
    assert (found["database"]["schema"], found["database"]["mode"]) == (SCHEMA, "0600")
    assert found["calendar"]["years"] == [year - 1, year, year + 1]
    assert set(found["calendar"]["needed"]) <= set(found["calendar"]["years"])
    assert found["worker"]["by"] == "worker" and found["worker"]["seconds_ago"] < 60
    told = program.run("check", "--db", office)
    assert told.code == 0 and "perlu perhatian" not in told.out


def test_check_says_what_is_not_well(program: Program, office: Path) -> None:
    give_calendar(office, 2020)
    office.chmod(0o644)
    with closing(sqlite3.connect(office)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = off")
        connection.execute(
            "INSERT INTO deadline (id, office, kind, consultation_id, started_at, warn_at, due_at, next_at, "
            "paused_seconds, calendar_version) VALUES (1, 'kppn', 'service', 1, 1, 1, 1, 1, 0, '')"
        )
    done = program.run("check", "--json", "--db", office)
    found = json.loads(done.out)
    assert (done.code, found["ok"]) == (1, False)
    assert {part: found[part]["ok"] for part in ("office", "database", "calendar", "worker")} == {
        "office": True, "database": False, "calendar": False, "worker": False,
    }  # fmt: skip
    assert "0600" in found["database"]["problems"][0]
    needed = found["calendar"]["needed"]
    assert found["calendar"]["problems"] == [explain(CalendarMissing(year=year)) for year in needed] != []
    assert found["worker"]["waiting_since"].startswith("1970-01-01")
    assert program.run("check", "--db", office).out.count("perlu perhatian") == 3


def test_check_tells_entries_of_the_office_file_that_change_nothing(program: Program, office: Path) -> None:
    year = datetime.now().year
    give_calendar(office, year - 1, year, year + 1)
    program.run("worker", "--once", "--db", office)
    file = office.with_name("kantor.toml")
    file.write_text(
        f"{file.read_text('utf-8')}\n"
        f'[[libur_setempat]]\ntanggal = "{year}-01-01"\nnama = "Libur"\n'
        f'[[masa_khusus]]\nmulai = "{year}-03-01"\nsampai = "{year}-03-31"\nnama = "Uji"\nsabtu = ["08.00-09.00"]\n',
        "utf-8",
    )
    found = json.loads((done := program.run("check", "--json", "--db", office)).out)
    assert (done.code, found["calendar"]["ok"]) == (1, False)
    (told,) = found["calendar"]["problems"]
    assert "1 Januari" in told and "tidak mengubah apa pun" in told


def give_calendar(office: Path, *years: int) -> None:
    """A calendar file of the office, with these years."""
    kinds = {"01-01": "libur_nasional", "12-24": "cuti_bersama"}
    holidays = {
        year: [
            {"date": f"{year}-{day}", "kind": kind, "name": "Libur", "provisional": False}
            for day, kind in kinds.items()
        ]
        for year in years
    }
    told = {str(year): {"source": "-", "holidays": found} for year, found in holidays.items()}
    office.with_name("kalender.json").write_text(json.dumps({"version": "sendiri", "years": told}), "utf-8")
    file = office.with_name("kantor.toml")
    file.write_text(file.read_text("utf-8").replace("# berkas_kalender", "berkas_kalender"), "utf-8")


@pytest.mark.parametrize("content", [None, "daftar satker\nbelum ada\n"])
def test_a_satker_list_that_can_t_be_read_is_noticed_at_the_start(
    program: Program, office: Path, content: str | None
) -> None:
    file, directory = office.with_name("kantor.toml"), office.with_name("satker.csv")
    file.write_text(file.read_text("utf-8").replace("# berkas_satker", "berkas_satker"), "utf-8")
    if content is not None:
        directory.write_text(content)
    places = locate(db=str(office))
    with pytest.raises(BadOfficeFile) as refused:
        open_desk_at(places)
    assert (refused.value.parameters["file"], refused.value.parameters["line"]) == (directory, 1)
    found = json.loads((done := program.run("check", "--json", "--db", office)).out)
    assert (done.code, found["office"]["ok"], found["database"]["ok"]) == (1, False, True)
    assert found["office"]["problems"] == [explain(refused.value)]
    directory.write_text("kode,nama\n980101,SATKER A\n")
    open_desk_at(places).close()
    assert json.loads(program.run("check", "--json", "--db", office).out)["office"]["ok"]


def test_check_tells_the_bad_lines_of_the_satker_list_and_the_desk_opens(program: Program, office: Path) -> None:
    file, directory = office.with_name("kantor.toml"), office.with_name("satker.csv")
    file.write_text(file.read_text("utf-8").replace("# berkas_satker", "berkas_satker"), "utf-8")
    bad = "".join(f"{n},SATKER\n" for n in range(30))
    directory.write_text(f"kode,nama\n980101,SATKER A\n{bad}980102,{'A' * 300}\n")
    open_desk_at(locate(db=str(office))).close()
    found = json.loads((done := program.run("check", "--json", "--db", office)).out)["office"]
    assert (done.code, found["satker"], found["satker_lines_left_out"]) == (1, 1, 31)
    assert "“0” hanya 1 angka" in found["problems"][0] and len(found["problems"]) == 21
    assert found["problems"][-1] == "… dan 11 baris lain dalam daftar satker."


def test_check_of_a_broken_office_file_still_looks_at_the_database(program: Program, office: Path) -> None:
    office.with_name("kantor.toml").write_text("[kantor", "utf-8")
    found = json.loads((done := program.run("check", "--json", "--db", office)).out)
    assert (done.code, found["office"]["ok"], found["database"]["ok"]) == (1, False, True)


@pytest.mark.parametrize("broken", [False, True])
def test_once_the_desk_is_open_or_can_t_be_garbage_is_collected_again(office: Path, broken: bool) -> None:
    if broken:
        office.with_name("kantor.toml").write_text("[kantor", "utf-8")
    gc.disable()
    try:
        if broken:
            with pytest.raises(BadOfficeFile):
                open_after_paint(locate(db=str(office)))
        else:
            open_after_paint(locate(db=str(office))).close()
        assert gc.isenabled() and gc.get_freeze_count()
    finally:
        gc.unfreeze()
        gc.enable()


def test_ctrl_c_while_an_error_is_told_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(_sentence: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_complain", interrupted)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cli.main(["officer", "list", "--db", str(tmp_path / "missing" / "kppn.db")]) == 130
