"""What every exercise has in common: its kind, the answers to choose from, the verdict, and the tally of a sitting."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kppn_tui.i18n import N_, _


class Kind(StrEnum):
    """What is trained: the due date by hand (R12), the section that is responsible (R18), the steps (R03–R20)."""

    DUE = "due"
    SECTION = "section"
    STEP = "step"


KIND_TEXT = {
    Kind.DUE: N_("Due date"),
    Kind.SECTION: N_("Section"),
    Kind.STEP: N_("Missing step"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the trainee hears: right or not with the answer, the likely mistakes, how it comes about, and the rules.

    `facts` are rows of two cells; `rules` are the numbers of requirements or readings with what they say.
    """

    right: bool
    answer: str
    mistakes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def headline(self) -> str:
        """The verdict in one sentence; a symbol and a word, never colour alone."""
        if self.right:
            return _("✓ Right: {answer}").format(answer=self.answer)
        return _("✗ Not right; the answer is: {answer}").format(answer=self.answer)


class Exercise(Protocol):
    """One exercise as drawn; all its texts are in the language in use when they are asked for."""

    @property
    def told(self) -> tuple[str, ...]:
        """What the trainee reads, a paragraph each; the last one is the question."""

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers to choose from; empty when a date is to be typed."""

    def check(self, answer: str) -> Verdict:
        """The verdict on `answer`, the value of an option or a typed date; raises BadInput for no date."""


@dataclass
class Tally:
    """How many were right of how many that were answered, per kind, in this sitting."""

    right: Counter[Kind] = field(default_factory=Counter)
    asked: Counter[Kind] = field(default_factory=Counter)

    def add(self, kind: Kind, verdict: Verdict) -> None:
        """Count `verdict`."""
        self.asked[kind] += 1
        self.right[kind] += verdict.right

    def sentence(self, kind: Kind) -> str:
        """3 right of 5."""
        return _("{n} right of {m}").format(n=self.right[kind], m=self.asked[kind])
