"""What a user can cause: one plain sentence, the right exit code, nothing lost and no traceback."""

import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from kppn_tui import i18n
from kppn_tui.domain.errors import BadOfficeFile, CalendarMissing, SchemaTooNew, StoreUnavailable
from kppn_tui.i18n import N_, _, explain
from kppn_tui.resources import asset
from tests.e2e import hands
from tests.e2e.books import Books
from tests.e2e.conftest import REAL, Home, OfficeClock, Open
from tests.e2e.desktop import isolated
from tests.e2e.hands import ANA
from tests.e2e.office import make_office
from tests.waiting import PATIENCE

REFUSED, USAGE, UNREACHABLE = 1, 2, 3


def refusal(terminal: Open, *command: str) -> tuple[int, str]:
    """The exit code, and what stands on the screen after the program has left."""
    desktop = terminal()
    desktop.start(*(command or REAL))
    code = desktop.wait_ended()
    # A long path is cut at the edge of the screen: its pieces belong together.
    told = desktop.screen().partition("\n[ended")[0]
    return code, "".join(line.ljust(desktop.size[0]) for line in told.split("\n")).strip()


def is_one_sentence(told: str, sentence: str) -> None:
    """Exactly `sentence` was said, behind the name of the program."""
    assert told == f"kppn-tui: {sentence}"


def test_a_file_of_another_program(terminal: Open, home: Home) -> None:
    make_office(home.database)
    home.database.unlink()
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = home.database.read_bytes()
    code, told = refusal(terminal)
    assert code == UNREACHABLE
    is_one_sentence(told, explain(StoreUnavailable(url=str(home.database), reason=N_("it belongs to another program"))))
    assert home.database.read_bytes() == before


def test_a_text_file_as_database(terminal: Open, home: Home) -> None:
    make_office(home.database)
    home.database.write_text("Catatan rapat, bukan basis data.\n" * 40)
    before = home.database.read_bytes()
    code, told = refusal(terminal)
    assert code == UNREACHABLE
    reason = N_("it is not a kppn-tui database; choose another file with --db")
    is_one_sentence(told, explain(StoreUnavailable(url=str(home.database), reason=reason)))
    assert home.database.read_bytes() == before


def test_a_database_of_a_newer_version(terminal: Open, home: Home) -> None:
    make_office(home.database)
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    code, told = refusal(terminal)
    assert code == UNREACHABLE
    is_one_sentence(told, explain(SchemaTooNew(url=str(home.database))))
    assert Books(home.database).row("PRAGMA user_version") == {"user_version": 9999}


def test_a_broken_office_file_names_its_line(terminal: Open, home: Home) -> None:
    make_office(home.database)
    lines = home.office.read_text().split("\n")
    number = next(at for at, line in enumerate(lines) if line.startswith("menit_layanan"))
    lines[number] = 'menit_layanan = "dua puluh"'
    home.office.write_text("\n".join(lines))
    code, told = refusal(terminal)
    assert code == REFUSED
    start = explain(BadOfficeFile(file=str(home.office), line=number + 1, problem="…")).partition("…")[0]
    assert told.startswith(f"kppn-tui: {start}") and "menit_layanan" in told
    home.office.write_text("[kantor\n")
    code, told = refusal(terminal)
    assert code == REFUSED and told.startswith("kppn-tui: ")
    assert str(home.office) in told and re.search(r"\b1\b", told) and "Traceback" not in told


def test_a_folder_that_cannot_be_written(terminal: Open, home: Home) -> None:
    """Said before the wizard asks anything."""
    home.path.mkdir(exist_ok=True)
    locked = home.path / "terkunci"
    locked.mkdir(mode=0o555)
    database = locked / "kppn.db"
    # Whoever is root may write everywhere, without this capability not.
    as_officer = () if os.getuid() else ("setpriv", "--inh-caps=-all", "--bounding-set=-dac_override")
    code, told = refusal(terminal, *as_officer, *REAL, "--db", str(database))
    assert code == UNREACHABLE
    reason = N_("no permission to write there; choose another place with --db")
    is_one_sentence(told, explain(StoreUnavailable(url=str(database), reason=reason)))
    assert list(locked.iterdir()) == []


def test_a_folder_that_cannot_be_made(terminal: Open, home: Home) -> None:
    home.path.mkdir(exist_ok=True)
    (home.path / "berkas").write_text("bukan folder")
    code, told = refusal(terminal, *REAL, "--db", str(home.path / "berkas" / "kppn.db"))
    assert code == UNREACHABLE
    assert told.startswith("kppn-tui: ") and "--db" in told and "Traceback" not in told


def test_a_missing_calendar_year_is_refused_and_the_text_kept(
    terminal: Open, office_clock: OfficeClock, home: Home
) -> None:
    """Three working days from 30 December reach into a year without data: never guessed."""
    make_office(home.database)
    calendar = json.loads(asset("calendar.json").read_text())
    del calendar["years"]["2027"]
    home.office.with_name("kalender.json").write_text(json.dumps(calendar))
    text = home.office.read_text()
    assert "# berkas_kalender" in text
    home.office.write_text(text.replace("# berkas_kalender", "berkas_kalender"))
    office_clock.to("2026-12-30 10:00")
    desktop = terminal()
    desktop.start(*office_clock.program)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("o")
    desktop.wait_for(_("Register an online case"))
    hands.fill(desktop, "HAI-2026-0099", "", "")
    hands.take(desktop, "980107", "lpj")
    hands.save(desktop, _("Register an online case"))
    desktop.wait_for("B-001 980107")
    desktop.press("Enter")
    desktop.wait_for("b.1")
    desktop.press("F3")
    desktop.type("LPJ akhir tahun?")
    desktop.press("F7")
    desktop.wait_for(_("Why is there no answer yet?"))
    hands.fill(desktop, "Menunggu rekening koran.")
    desktop.press("F9")
    sentence = explain(CalendarMissing(year=2027))
    desktop.wait(lambda: desktop.words().count(sentence.split(". ")[0]) == 2, "above the form and at its foot")
    assert "Menunggu rekening koran." in desktop.screen()
    desktop.escape()
    desktop.press("F7")
    desktop.wait_for("Menunggu rekening koran.")
    assert Books(home.database).item("LPJ")["state"] == "serving"
    assert Books(home.database).rows("SELECT * FROM deadline WHERE kind <> 'service'") == []


@pytest.mark.parametrize("lang", ["id", "en"])
def test_without_a_terminal(home: Home, lang: str) -> None:
    done = subprocess.run(
        REAL, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
        env=isolated(home.path) | {"KPPN_TUI_LANG": lang}, cwd=home.path,
    )  # fmt: skip
    i18n.use(lang)
    sentence = _("The desk needs a terminal; for scripts there are the commands in kppn-tui --help.")
    assert (done.returncode, done.stdout, done.stderr) == (USAGE, "", f"kppn-tui: {sentence}\n")
    assert list(home.path.rglob("kppn.db")) == []


def test_a_screen_that_goes_into_a_file(terminal: Open, home: Home, tmp_path: Path) -> None:
    """`kppn-tui > file` in a terminal: the sentence is seen, the file stays empty."""
    file = tmp_path / "layar.txt"
    code, told = refusal(terminal, "sh", "-c", '"$@" > ' + str(file), "sh", *REAL)
    assert code == USAGE
    is_one_sentence(told, _("The desk needs a terminal; for scripts there are the commands in kppn-tui --help."))
    assert file.read_text() == ""
