"""The published service standard, quoted for its screen and for the steps of a session (R01–R26)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from kppn_tui.domain.errors import NotFound
from kppn_tui.resources import asset


@dataclass(frozen=True, slots=True)
class Line:
    """One numbered line of the standard; `points` are its sub-items, `note` says how it is read."""

    id: str
    text: str
    points: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the standard with its lines."""

    key: str
    title: str
    intro: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """The whole standard in one language, in the order of its source."""

    parts: tuple[Part, ...]

    def part(self, key: str) -> Part:
        """requirements, procedure_a, procedure_b, time, cost, product or complaints; raises NotFound."""
        for part in self.parts:
            if part.key == key:
                return part
        raise NotFound

    def steps(self, channel: str) -> tuple[Line, ...]:
        """The steps of a channel: a.1 to a.7 for `tatap_muka`, b.1 to b.6 for the online ones."""
        return self.part("procedure_a" if channel == "tatap_muka" else "procedure_b").lines

    def step(self, id: str) -> Line:  # noqa: A002
        """The step "a.1" … "b.6"; raises NotFound."""
        for line in self.steps("tatap_muka") + self.steps("hai_cso"):
            if line.id == id:
                return line
        raise NotFound


@cache
def load_standard(language: str = "id") -> Standard:
    """The standard as its source reads, or in English translation for "en"."""
    suffix = "_en" if language == "en" else ""
    with asset("standard.toml").open("rb") as file:
        parts = tomllib.load(file)["part"]
    return Standard(
        tuple(
            Part(
                key=part["key"],
                title=part[f"title{suffix}"],
                intro=part.get(f"intro{suffix}", ""),
                lines=tuple(
                    Line(
                        id=line.get("id", ""),
                        text=line[f"text{suffix}"],
                        points=tuple(line.get(f"points{suffix}", ())),
                        note=line.get(f"note{suffix}", ""),
                    )
                    for line in part["line"]
                ),
            )
            for part in parts
        )
    )
