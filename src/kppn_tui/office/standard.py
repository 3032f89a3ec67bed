"""The published service standard, quoted for its screen (R01–R26)."""

import tomllib
from dataclasses import dataclass
from functools import cache

from kppn_tui.resources import asset


@dataclass(frozen=True, slots=True)
class Clause:
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
    lines: tuple[Clause, ...]


@cache
def load_standard(language: str = "id") -> tuple[Part, ...]:
    """Return the parts of the standard in the order of its source: as it reads, or in English translation for "en"."""
    suffix = "_en" if language == "en" else ""
    with asset("standard.toml").open("rb") as file:
        parts = tomllib.load(file)["part"]
    return tuple(
        Part(
            key=part["key"],
            title=part[f"title{suffix}"],
            intro=part.get(f"intro{suffix}", ""),
            lines=tuple(
                Clause(
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
