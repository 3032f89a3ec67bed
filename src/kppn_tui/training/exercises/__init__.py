"""The three exercises of a sitting, drawn by a seed: due date, section, missing step (R05, R12, R18; A8, A16)."""

from dataclasses import dataclass
from functools import cached_property
from random import Random

from kppn_tui.domain.office import Section, Topic
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.i18n import _
from kppn_tui.office.settings import Settings
from kppn_tui.training.demo_data import DemoData, load_demo_data
from kppn_tui.training.exercises.almanac import Almanac
from kppn_tui.training.exercises.predict import draw_due
from kppn_tui.training.exercises.story import draw_step
from kppn_tui.training.exercises.verdict import KIND_TEXT, Exercise, Kind, Option, Tally, Verdict

__all__ = ["KIND_TEXT", "Exercise", "Exercises", "Kind", "Option", "SectionExercise", "Tally", "Verdict"]

#: How the title of a section's head begins; the head of a Subbagian has another one (A16).
SECTION_HEAD = "Kepala Seksi"


@dataclass(frozen=True)
class SectionExercise:
    """A question of a stakeholder; which section is responsible for it?"""

    text: str
    topic: Topic
    sections: tuple[Section, ...]

    @property
    def told(self) -> tuple[str, ...]:
        return f"“{self.text}”", _("Which section is responsible for this question?")

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(Option(one.code, one.short) for one in self.sections)

    def check(self, answer: str) -> Verdict:
        """The verdict on the code of a section."""
        right = self._section(self.topic.section)
        facts = [
            (_("Topic"), f"{self.topic.code} – {self.topic.name}"),
            (_("Section"), right.name),
            (_("Escalate to"), right.head_title),
        ]
        if support := [one.short for one in self.sections if one.code in self.topic.support]:
            facts.append((_("Supports"), ", ".join(support)))
        rules = [
            ("R05", _("The topic names the responsible section.")),
            ("R18", _("An escalation goes to the head whom the question concerns, not to any head.")),
        ]
        if not right.head_title.startswith(SECTION_HEAD):
            rules.append(("A16", _("This section is led by no Kepala Seksi; the record carries the real title.")))
        return Verdict(
            right=answer == right.code,
            answer=right.short,
            mistakes=() if answer == right.code else (self._why_not(self._section(answer)),),
            facts=tuple(facts),
            rules=tuple(rules),
        )

    def _section(self, code: str) -> Section:
        return next(one for one in self.sections if one.code == code)

    def _why_not(self, chosen: Section) -> str:
        if chosen.code in self.topic.support:
            told = _("{section} only supports on this topic; the lead is elsewhere (A15).")
        else:
            told = _("{section} has another field: {name}.")
        return told.format(section=chosen.short, name=chosen.name)


class Exercises:
    """All exercises of one seed under the readings of an office; the same seed, kind and number draw the same."""

    def __init__(self, settings: Settings, calendar: WorkCalendar, seed: int) -> None:
        self.settings = settings
        self.calendar = calendar
        self.seed = seed

    def draw(self, kind: Kind, n: int) -> Exercise:
        """The `n`-th exercise (from 0) of `kind`.

        Raises:
            CalendarMissing: the calendar knows no year for a due date.
        """
        random = Random(f"{self.seed}/{kind}/{n}")
        if kind is Kind.DUE:
            return draw_due(self._almanac, self.settings.limits, random)
        if kind is Kind.STEP:
            return draw_step(self.settings, self._demo, random)
        return self._draw_section(random, n)

    def _draw_section(self, random: Random, n: int) -> SectionExercise:
        """Each section as often as any other, its questions one after the other."""
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
    def _almanac(self) -> Almanac:
        return Almanac(self.calendar)

    @cached_property
    def _demo(self) -> DemoData:
        return load_demo_data()
