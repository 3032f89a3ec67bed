"""`make bench` stays alive: each measurement runs, on a small scale, and nobody judges the figures here."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.bench import __main__ as bench
from tests.bench.table import Row, aligned
from tests.soak import in_soak

#: The sizes at which each module is run here.
SMALL: dict[str, dict[str, Any]] = {
    "calendar": {"turns": 2},
    "call_next": {"calls": 3, "waiting": 2, "processes": 2, "rounds": 1, "each": 2},
    "commands": {"turns": 1},
    "crowded_file": {"desks": 2, "each": 2},
    "first_paint": {"past": 100, "turns": 1},
    "idle": {"clocks": 2, "windows": 1, "seconds": 0.2, "hours": 0.005},
    "key_in_field": {"turns": 2},
    "key_to_cell": {"waiting": 40, "turns": 2},
    "propagation": {"turns": 1},
    "sweep": {"sizes": (10, 20, 30), "turns": 2, "breaches": 3, "repeats": 2},
}


def test_every_measurement_is_on_the_list() -> None:
    with_rows = {
        one.stem for one in Path(bench.__file__).parent.glob("*.py") if "\ndef rows(" in one.read_text("utf-8")
    }
    assert set(SMALL) == with_rows == set(bench.MODULES)


#: Always: those that need no terminal.
ALWAYS = ("calendar", "sweep")
MEASURED = "a measurement is no behaviour of the program; it starts programs and waits for them"


@pytest.mark.parametrize("name", [name if name in ALWAYS else in_soak(MEASURED, name) for name in SMALL])
def test_a_measurement_runs(name: str, tmp_path: Path) -> None:
    rows = import_module(f"tests.bench.{name}").rows(tmp_path, **SMALL[name])
    assert rows and all(sample > 0 for row in rows for sample in (*row.measured, *row.floor))
    assert all(row.floor for row in rows if row.ratio is not None or row.over is not None)
    assert not any(row.fault for row in rows)
    assert all(row.what in aligned(rows) for row in rows)


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (Row("no limit", [1.0]), True),
        (Row("ratio", [4.0], [2.0], ratio=2), True),
        (Row("ratio", [4.1], [2.0], ratio=2), False),
        (Row("ratio without a floor", [4.0], ratio=9), False),
        (Row("median", [1.0, 2.0, 9.0], seconds=2), True),
        (Row("median", [1.0, 2.1, 9.0], seconds=2), False),
        (Row("p95", [1.0] * 99 + [9.0], p95=1), True),
        (Row("p95", [1.0] * 90 + [9.0] * 10, p95=1), False),
        (Row("over", [2.5], [1.0], over=1.5, unit="%"), True),
        (Row("over", [2.6], [1.0], over=1.5, unit="%"), False),
        (Row("fault", [1.0], [1.0], ratio=2, fault="it loads textual"), False),
    ],
)
def test_a_missed_limit_is_told(row: Row, kept: bool) -> None:
    assert row.kept is kept
    assert ("MISSED" in aligned([row])) is not kept and row.fault in aligned([row])


def test_an_unknown_measurement_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["calendar", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
