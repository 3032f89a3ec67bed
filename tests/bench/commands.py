"""The commands that scripts and timers run, against an interpreter that does nothing; none may load Textual."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from tests.bench.durable import server
from tests.bench.loader import Office
from tests.bench.table import Row
from tests.program import Program, command

TURNS = 25
BARE = [sys.executable, "-c", "pass"]
#: What a command may not load; it would cost more than all the rest.
HEAVY = ("textual", "rich")
START = "2026-11-24T09:10"


def rows(folder: Path, turns: int = TURNS) -> list[Row]:
    """Each command and the bare interpreter in turn; the worker on both databases."""
    with server() as durable, durable.database() as url:
        file, remote = Office(folder / "file"), Office(folder / "server", url)
        for office in (file, remote):
            office.desk.sweep()
            office.close()
        once = "kppn-tui worker --once, {}, nothing due"
        return [
            _row(folder, "kppn-tui --version", ("--version",), turns, 4),
            _row(folder, "kppn-tui due", ("due", START, *_at(file)), turns, 12),
            _row(folder, once.format("SQLite"), ("worker", "--once", *_at(file)), turns, 12),
            _row(folder, once.format("PostgreSQL"), ("worker", "--once", *_at(remote)), turns, 12),
        ]


def _at(office: Office) -> tuple[str, ...]:
    return "--db", office.url, "--office", str(office.settings.places.office_path)


def _row(folder: Path, what: str, arguments: Sequence[str], turns: int, limit: float) -> Row:
    program = Program(folder, {"KPPN_TUI_LANG": "id"})
    fault = "".join(f"it loads {name}" for name in HEAVY if name in _loaded(program, arguments))
    ours, bare = [], []
    for _ in range(turns):
        bare.append(_run(program, BARE))
        ours.append(_run(program, command(*arguments)))
    return Row(what, ours, bare, ratio=limit, fault=fault)


def _run(program: Program, line: Sequence[str]) -> float:
    start = perf_counter()
    subprocess.run(line, env=program.env, check=True, capture_output=True)
    return perf_counter() - start


def _loaded(program: Program, arguments: Sequence[str]) -> set[str]:
    """The packages that the command imports, as the interpreter itself tells."""
    line = [sys.executable, "-X", "importtime", "-m", "kppn_tui", *arguments]
    done = subprocess.run(line, env=program.env, check=True, capture_output=True, text=True)
    told = (line.rpartition("|")[2] for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {name.strip().partition(".")[0] for name in told}
