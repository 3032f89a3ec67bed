"""A small busy day on both databases; `make load` runs fifty desks."""

from pathlib import Path

import pytest

from kppn_tui.office.settings import Settings
from tests.load.day import simulate


@pytest.mark.soak(reason="a whole day of real processes; the races of two and eight desks are in tests/races")
@pytest.mark.xdist_group("races")
def test_a_day_of_several_desks_breaks_no_law(settings: Settings, tmp_path: Path) -> None:
    result = simulate(settings.url, tmp_path / "load", desks=6, tickets=48, speed=2400)
    states = {row["state"] for row in result.book["consultation"]}
    assert len(result.book["ticket"]) == 48 and "Resolved" in states
    assert result.account.done["call_next"] > 20 and result.book["escalation"] and result.book["progress"]
    assert {row["state"] for row in result.book["ticket"]} <= {"closed", "cancelled"}
