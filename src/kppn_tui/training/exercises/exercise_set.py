"""Set of all exercises of one seed: due date, section and missing step."""

from collections.abc import Callable
from functools import cached_property
from random import Random

from kppn_tui.domain.office import Topic
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.office.settings import Settings
from kppn_tui.training.demo_data import DemoData, load_demo_data
from kppn_tui.training.exercises.due_date import draw_due_date
from kppn_tui.training.exercises.exercise import Exercise, ExerciseKind
from kppn_tui.training.exercises.missing_step import draw_missing_step
from kppn_tui.training.exercises.moments import MomentSampler
from kppn_tui.training.exercises.section import SectionExercise


class ExerciseSet:
    """All exercises of `seed` under the settings of an office: the same seed, kind and number draw the same one."""

    def __init__(self, settings: Settings, calendar: WorkCalendar, seed: int) -> None:
        self.settings = settings
        self.calendar = calendar
        self.seed = seed

    def draw(self, kind: ExerciseKind, n: int) -> Exercise:
        """Draw the `n`-th exercise (from 0) of `kind`.

        Raises:
            CalendarMissing: the calendar knows no year for a due date.
        """
        return DRAWERS[kind](self, Random(f"{self.seed}/{kind}/{n}"), n)

    def _draw_due_date(self, random: Random, _n: int) -> Exercise:
        return draw_due_date(self._moments, self.settings.limits, random)

    def _draw_missing_step(self, random: Random, _n: int) -> Exercise:
        return draw_missing_step(self.settings, self._demo, random)

    def _draw_section(self, random: Random, n: int) -> Exercise:
        """Draw a section, each as likely as any other; its questions come one after the other."""
        topics = {topic.code: topic for topic in self.settings.topics}
        asked = [(one.text, topics[one.topic]) for one in self._demo.questions if one.topic in topics]
        asked = asked or [(topic.name, topic) for topic in self.settings.topics]
        by_section: dict[str, list[tuple[str, Topic]]] = {}
        for text, topic in asked:
            by_section.setdefault(topic.section, []).append((text, topic))
        section = random.choice(list(by_section))
        questions = by_section[section]
        first = Random(f"{self.seed}/{section}").randrange(len(questions))
        text, topic = questions[(first + n) % len(questions)]
        return SectionExercise(text, topic, self.settings.sections)

    @cached_property
    def _moments(self) -> MomentSampler:
        return MomentSampler(self.calendar)

    @cached_property
    def _demo(self) -> DemoData:
        return load_demo_data()


DRAWERS: dict[ExerciseKind, Callable[[ExerciseSet, Random, int], Exercise]] = {
    ExerciseKind.DUE: ExerciseSet._draw_due_date,
    ExerciseKind.SECTION: ExerciseSet._draw_section,
    ExerciseKind.STEP: ExerciseSet._draw_missing_step,
}
