"""The score card of a trainee: one point for each thing judged, from the run's events and who the callers were."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from kppn_tui.training.score import duties, rules, turns
from kppn_tui.training.score.marks import REQUIREMENT, Criterion, Facts, Loss, Mark, percent
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.tale import Points, Tale

__all__ = ["Card", "Criterion", "Facts", "Loss", "Mark", "score"]

RULES: dict[Criterion, Callable[[Tale], Points]] = {
    Criterion.SERVICE_TIME: rules.service_time,
    Criterion.TOPIC: rules.topic,
    Criterion.SECTION: rules.section,
    Criterion.IDENTITY: rules.identity,
    Criterion.REFERENCE: rules.reference,
    Criterion.CONTACT: rules.contact,
    Criterion.PROGRESS: duties.progress,
    Criterion.SOLUTION: duties.solution,
    Criterion.ORDER: turns.order,
    Criterion.CALLS: turns.calls,
    Criterion.KEYS: turns.keys,
}


@dataclass(frozen=True)
class Card:
    """The marks of one officer in one run, in the order of `Criterion`."""

    run: Run
    officer_id: int
    officer: str
    marks: tuple[Mark, ...]

    @property
    def earned(self) -> int:
        """The points kept."""
        return sum(mark.earned for mark in self.marks)

    @property
    def possible(self) -> int:
        """The things judged."""
        return sum(mark.possible for mark in self.marks)

    @property
    def percent(self) -> int:
        """Of a hundred, rounded half up; 0 when nothing was judged."""
        return percent(self.earned, self.possible)

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """Every lost point, in the order of time."""
        lost = (loss for mark in self.marks for loss in mark.losses)
        return tuple(sorted(lost, key=lambda loss: (loss.at, loss.event_id or 0)))

    def mark(self, criterion: Criterion) -> Mark:
        """The mark of `criterion`."""
        return next(mark for mark in self.marks if mark.criterion is criterion)


def score(run: Run, officer_id: int, facts: Facts) -> Card:
    """What the officer did in `run`, judged by the standard; what was undone counts neither for nor against."""
    tale = Tale(run, officer_id, facts)
    marks = []
    for criterion, rule in RULES.items():
        points = list(rule(tale))
        losses = tuple(point for point in points if point is not None)
        marks.append(Mark(criterion, REQUIREMENT[criterion], len(points) - len(losses), len(points), losses))
    return Card(run, officer_id, run.officers.get(officer_id, ""), tuple(marks))
