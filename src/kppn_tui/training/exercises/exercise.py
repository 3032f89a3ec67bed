"""Exercise in general: its kind, the answers to choose from, the verdict, and the tally of a sitting."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kppn_tui.i18n import N_, _


class ExerciseKind(StrEnum):
    """Kind of exercise: the due date by hand (R12), the section that is responsible (R18), the steps (R03–R20)."""

    DUE = "due"
    SECTION = "section"
    STEP = "step"


KIND_TEXT = {
    ExerciseKind.DUE: N_("Due date"),
    ExerciseKind.SECTION: N_("Section"),
    ExerciseKind.STEP: N_("Missing step"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on an answer: whether it is right, the right answer, the likely mistakes, and the reasons.

    `facts` are rows of two cells; `rules` are the numbers of requirements or readings with what they say.
    """

    right: bool
    answer: str
    mistakes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def headline(self) -> str:
        """Return the verdict in one sentence, with a symbol and a word, never colour alone."""
        if self.right:
            return _("✓ Right: {answer}").format(answer=self.answer)
        return _("✗ Not right; the answer is: {answer}").format(answer=self.answer)


class Exercise(Protocol):
    """One exercise as drawn; all its texts are in the language in use when they are asked for."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return what the trainee reads; the last paragraph is the question."""

    @property
    def options(self) -> tuple[Option, ...]:
        """Return the answers to choose from; none when a date is to be typed."""

    def check(self, answer: str) -> Verdict:
        """Return the verdict on `answer`, the value of an option or a typed date. Raises BadInput: it is no date."""


@dataclass
class Tally:
    """Numbers of answers and of right answers in this sitting, by kind."""

    right: Counter[ExerciseKind] = field(default_factory=Counter)
    asked: Counter[ExerciseKind] = field(default_factory=Counter)

    def add(self, kind: ExerciseKind, verdict: Verdict) -> None:
        """Count `verdict`."""
        self.asked[kind] += 1
        self.right[kind] += verdict.right

    def sentence(self, kind: ExerciseKind) -> str:
        """Return the numbers of one kind as a sentence: 3 right of 5."""
        return _("{n} right of {m}").format(n=self.right[kind], m=self.asked[kind])
