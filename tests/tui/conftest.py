"""Pilots that don't dawdle, and screens kept as plain text."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation

from tests.tui.idle import Idle


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> Idle:
    """A pilot that waits neither too long nor too short."""
    return Idle(monkeypatch)


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
