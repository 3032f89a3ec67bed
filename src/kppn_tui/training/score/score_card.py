"""Score card of a trainee: one point for each occasion that is judged, from the events of the run."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from kppn_tui.training.score import follow_up_rules, practice_rules, queue_rules, session_rules
from kppn_tui.training.score.criteria import REQUIREMENT, Criterion
from kppn_tui.training.score.marks import LostPoint, Mark, percent
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.timeline import Points, Timeline

RULES: dict[Criterion, Callable[[Timeline], Points]] = {
    Criterion.SERVICE_TIME: session_rules.service_time,
    Criterion.TOPIC: session_rules.topic,
    Criterion.SECTION: session_rules.section,
    Criterion.IDENTITY: session_rules.identity,
    Criterion.REFERENCE: session_rules.reference,
    Criterion.CONTACT: session_rules.contact,
    Criterion.PROGRESS: follow_up_rules.progress,
    Criterion.SOLUTION: follow_up_rules.solution,
    Criterion.ORDER: queue_rules.order,
    Criterion.CALLS: queue_rules.calls,
    Criterion.ACTIONS: practice_rules.actions,
}


@dataclass(frozen=True)
class ScoreCard:
    """The marks of one officer in one run, in the order of `Criterion`."""

    run: Run
    officer_id: int
    officer: str
    marks: tuple[Mark, ...]

    @property
    def earned(self) -> int:
        """Return the points kept."""
        return sum(mark.earned for mark in self.marks)

    @property
    def possible(self) -> int:
        """Return the number of occasions judged."""
        return sum(mark.possible for mark in self.marks)

    @property
    def percent(self) -> int:
        """Return the points in percent, rounded half up; 0 when nothing was judged."""
        return percent(self.earned, self.possible)

    @cached_property
    def lost_points(self) -> tuple[LostPoint, ...]:
        """Return every lost point, in the order of time."""
        lost = (point for mark in self.marks for point in mark.lost_points)
        return tuple(sorted(lost, key=lambda point: (point.at, point.event_id or 0)))

    def mark(self, criterion: Criterion) -> Mark:
        """Return the mark of `criterion`."""
        return next(mark for mark in self.marks if mark.criterion is criterion)


def score(run: Run, officer_id: int, facts: OfficeFacts) -> ScoreCard:
    """Judge what the officer did in `run`; what was undone counts neither for nor against them."""
    timeline = Timeline(run, officer_id, facts)
    marks = []
    for criterion, rule in RULES.items():
        points = list(rule(timeline))
        lost = tuple(point for point in points if point is not None)
        marks.append(Mark(criterion, REQUIREMENT[criterion], len(points) - len(lost), len(points), lost))
    return ScoreCard(run, officer_id, run.officers.get(officer_id, ""), tuple(marks))
