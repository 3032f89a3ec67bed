"""The everyday abbreviations of government offices: the shipped list, and what an office adds to it."""

import tomllib
from collections.abc import Mapping

from kppn_tui.domain.stakeholders import Abbreviations
from kppn_tui.resources import asset


def load_abbreviations(own: Mapping[str, tuple[str, ...]]) -> Abbreviations:
    """Return the shipped abbreviations, each replaced by what `own` says; one that stands for nothing is left out."""
    with asset("abbreviations.toml").open("rb") as file:
        shipped = tomllib.load(file)
    meanings = {**shipped["singkatan"], **own}
    return Abbreviations(
        {short: tuple(phrases) for short, phrases in meanings.items() if phrases}, frozenset(shipped["pengisi"])
    )
