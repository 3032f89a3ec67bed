"""`make bench` stays alive: each measurement runs, on a small scale, and nobody judges the figures here."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench.table import aligned

#: The sizes at which each module is run here.
SMALL: dict[str, dict[str, Any]] = {
    "calendar": {"turns": 2},
    "call_next": {"calls": 3, "waiting": 2},
    "first_paint": {"past": 100, "turns": 1},
    "key_to_cell": {"waiting": 40, "turns": 2},
    "sweep": {"sizes": (10, 20, 30), "turns": 2, "breaches": 3, "repeats": 2},
}


def test_every_measurement_is_on_the_list() -> None:
    with_rows = {
        one.stem for one in Path(bench.__file__).parent.glob("*.py") if "\ndef rows(" in one.read_text("utf-8")
    }
    assert set(SMALL) == with_rows == set(bench.MODULES)


@pytest.mark.parametrize("name", SMALL)
def test_a_measurement_runs(name: str, tmp_path: Path) -> None:
    rows = import_module(f"tests.bench.{name}").rows(tmp_path, **SMALL[name])
    assert rows and all(sample > 0 for row in rows for sample in (*row.measured, *row.floor))
    assert all(row.ratio is None or row.floor for row in rows)
    assert all(row.what in aligned(rows) for row in rows)


def test_an_unknown_measurement_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["calendar", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
