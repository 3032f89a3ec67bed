"""Pilots that don't dawdle, and screens kept as plain text."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from textual import _wait


@pytest.fixture(autouse=True)
def quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pilot waits 20 ms after each key for an idle machine; 5 are enough."""
    for name, seconds in (("SLEEP_GRANULARITY", 0.005), ("SLEEP_IDLE", 0.00025)):
        if hasattr(_wait, name):
            monkeypatch.setattr(_wait, name, seconds)


class Screens(SingleFileSnapshotExtension):
    """snapshots/MODULE/TEST.txt; `pytest tests/tui --snapshot-update` writes them anew."""

    file_extension = "txt"
    _write_mode = WriteMode.TEXT
    snapshot_dirname = "snapshots"

    @classmethod
    def dirname(cls, *, test_location: PyTestLocation) -> str:
        return str(Path(test_location.filepath).parent / "snapshots" / test_location.basename)


@pytest.fixture
def screens(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compares with the kept screen: `assert picture(app) == screens`."""
    return snapshot.use_extension(Screens)
