"""Hostile command lines and damaged files: one sentence and an exit code, whatever comes; no secret, no hang."""

import io
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from kppn_tui import cli
from kppn_tui.domain.text import harmless_lines
from kppn_tui.office.settings import write_office
from tests.conftest import PASSWORD, Templates
from tests.soak import in_soak

SECRET = "s3cr3t%40Katasandi"
NASTY = (
    "", " ", "-", "--", "--help", "-x", "\x1b[2J\x1b]0;judul\x07", "\x9b31m", "\u202eterbalik", "a\nb", "=1+1", "[/x]",
    "~nobodyhere/x", "/dev/zero", "/dev/full", "/proc/self/mem", "FIFO", "FOLDER", "OFFICE", "DATABASE", "NEW",
    "postgresql://u:" + SECRET + "@/x y", f"postgresql://u:{SECRET}/z@h:99999/x", f"postgres://u:{SECRET}@127.0.0.1:1/x",
    "sqlite://", "mysql://h/x", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-24T10:00", "2026-W48", "NaN", "-1",
    "99999999999999999999999", "1e9", "cso", "queue", "id", "xx", "ana", "A" * 5000, "é" * 300, "\udcff\udcfe", "用户",
)  # fmt: skip
COMMANDS = (
    ("check",), ("due",), ("officer",), ("officer", "add"), ("officer", "list"), ("officer", "disable"),
    ("officer", "passwd"), ("backup",), ("restore",), ("list",), ("list", "queue"), ("demo", "--list"), ("demo",),
    ("board",), ("worker", "--once"), (),
)  # fmt: skip
OPTIONS = (
    "--db", "--office", "--lang", "--json", "--days", "--explain", "--role", "--section", "--password-stdin",
    "--officer", "--scenario", "--seed", "--speed", "--version",
)  # fmt: skip
CODES = {cli.DONE, cli.REFUSED, cli.USAGE, cli.UNREACHABLE}


class Place:
    """An office of its own, and the hostile things beside it."""

    def __init__(self, folder: Path, templates: Templates) -> None:
        self.database, self.office = folder / "kppn.db", folder / "kantor.toml"
        write_office(self.office, "A2", name="KPPN Serojabaru")
        shutil.copy(templates.file(True), self.database)
        self._names = {"FOLDER": str(folder), "OFFICE": str(self.office), "DATABASE": str(self.database)}
        os.mkfifo(folder / "pipa")
        self._names["FIFO"] = str(folder / "pipa")
        self._new = folder

    def real(self, word: str, number: int) -> str:
        """The argument that a word of NASTY stands for."""
        return str(self._new / f"baru-{number}") if word == "NEW" else self._names.get(word, word)


@pytest.fixture
def place(tmp_path: Path, templates: Templates, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    made = Place(tmp_path, templates)
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("KPPN_TUI_DB", str(made.database))
    monkeypatch.setenv("KPPN_TUI_OFFICE", str(made.office))
    monkeypatch.chdir(tmp_path)
    yield made


def told(arguments: list[str], typed: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The exit code, and everything that was printed."""
    out = io.StringIO()
    with monkeypatch.context() as patch:
        for name in ("stdout", "stderr"):
            patch.setattr(sys, name, out)
        patch.setattr(sys, "stdin", io.StringIO(typed))
        code = cli.main(arguments)
    return code, out.getvalue()


def holds(arguments: list[str], code: int, printed: str) -> None:
    assert code in CODES, (arguments, code, printed)
    assert "Traceback" not in printed and SECRET not in printed, (arguments, printed)
    assert harmless_lines(printed) == printed, (arguments, printed)
    assert code == cli.DONE or printed.strip(), (arguments, "a refusal says why")


@pytest.mark.parametrize("count", [80, in_soak("a thousand of the same", 1200)])
def test_no_command_line_brings_a_traceback_a_secret_or_a_hang(
    place: Place, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(count)
    for number in range(count):
        arguments = list(random.choice(COMMANDS))
        for _ in range(random.randint(0, 5)):
            arguments.append(place.real(random.choice((*NASTY, *OPTIONS)), number))
        typed = random.choice(("", PASSWORD, "\x1b[2J\n", "x" * 100_000, "\n\n"))
        holds(arguments, *told(arguments, typed, monkeypatch))


def damaged(content: bytes, random: Random) -> bytes:
    """`content` cut, with bytes changed, doubled, or replaced by something else."""
    match random.randrange(6):
        case 0:
            return content[: random.randrange(len(content) + 1)]
        case 1:
            changed = bytearray(content)
            for _ in range(random.randint(1, 40)):
                changed[random.randrange(len(changed))] = random.randrange(256)
            return bytes(changed)
        case 2:
            at = random.randrange(len(content))
            return content[:at] + random.randbytes(random.randrange(200)) + content[at:]
        case 3:
            return content + content
        case 4:
            return random.randbytes(random.randrange(3000))
        case _:
            lines = content.split(b"\n")
            random.shuffle(lines)
            return b"\n".join(lines)


@pytest.mark.parametrize("count", [40, in_soak("five hundred of the same", 600)])
def test_no_damaged_or_foreign_file_brings_a_traceback(
    place: Place, count: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    random = Random(count)
    office, database = place.office.read_bytes(), place.database.read_bytes()
    satker = b"kode,nama\n980101,PN SEROJABARU\n980112,DINAS SEROJA\n"
    for number in range(count):
        kind = random.choice(("office", "database", "satker", "backup"))
        here = tmp_path / f"f{number}"
        here.mkdir()
        (here / "kantor.toml").write_bytes(damaged(office, random) if kind == "office" else office)
        (here / "kppn.db").write_bytes(damaged(database, random) if kind == "database" else database)
        if kind == "satker":
            (here / "kantor.toml").write_bytes(office.replace(b"# berkas_satker", b"berkas_satker"))
            (here / "satker.csv").write_bytes(damaged(satker, random))
        at = ["--db", str(here / "kppn.db"), "--office", str(here / "kantor.toml")]
        lines = [["check", "--json"], ["check"], ["officer", "list"], ["worker", "--once"], ["due", "2026-11-24T10:00"]]
        if kind == "backup":
            (here / "cadangan").write_bytes(damaged(database, random))
            lines = [["restore", str(here / "cadangan")], ["backup", str(here / "baru")]]
        for line in lines:
            arguments = [*line, *at]
            holds(arguments, *told(arguments, "", monkeypatch))
        shutil.rmtree(here)
