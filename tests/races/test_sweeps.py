"""Workers that look after the clocks at the same moment: each alert once, whoever raises it."""

from datetime import datetime

from kppn_tui.desk import Desk
from kppn_tui.domain.deadlines import Level
from tests import invariants
from tests.conftest import TUESDAY, HandClock, People
from tests.desk.kit import escalated, followed, serve
from tests.races.conftest import DESKS, cso
from tests.races.crew import Crew, Job

CASES = 4
#: From the first warning to long after the last day.
MOMENTS = [f"2026-{day}T{hour}:00" for day in ("11-24", "11-25", "11-26", "11-27", "11-30", "12-01", "12-07")
           for hour in ("08:30", "14:30", "16:30")]  # fmt: skip


def test_two_workers_and_more_started_at_once(desk: Desk, people: People, clock: HandClock, crew: Crew) -> None:
    """At every moment of two weeks at which anything falls due, all of them sweep."""
    for number in range(CASES):
        clock.at = TUESDAY
        serve(desk, people, by=cso(desk, f"cso{number}"))
        followed(desk, people)
        escalated(desk, people)
    told: set[tuple[int, str]] = set()
    for moment in [TUESDAY.replace(hour=9, minute=minute) for minute in (24, 25, 30, 31)] + _later():
        outcomes = crew.at_once([Job("sweep", None, (f"worker {n}",), at=moment) for n in range(DESKS)])
        assert all(outcome.ok for outcome in outcomes), outcomes
        raised = [(one.deadline.id, str(one.level)) for outcome in outcomes for one in outcome.value.raised]
        assert len(set(raised)) == len(raised) and told.isdisjoint(raised), "each alert once"
        told |= set(raised)
        clock.at = moment
        assert desk.sweep().raised == (), "nothing is left"
    book = invariants.check(desk.settings.url)
    assert {(row["deadline_id"], row["level"]) for row in book["alert"]} == told
    assert {level for _, level in told} == set(Level)
    kinds = {row["id"]: row["kind"] for row in book["deadline"]}
    assert {kinds[deadline] for deadline, _ in told} == {"service", "solution", "progress", "reply"}


def _later() -> list[datetime]:
    at = [datetime.fromisoformat(text).replace(tzinfo=TUESDAY.tzinfo) for text in MOMENTS]
    return [moment for moment in at if moment > TUESDAY.replace(hour=10)]
