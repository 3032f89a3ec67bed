"""Substitutes of section heads (Plh.): who may stand in, for how long, and who is behind a section (A17)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kppn_tui.domain.errors import N_, BadInput, DeskError
from kppn_tui.domain.people import Officer, Substitute
from kppn_tui.domain.states import Role

#: The longest absence that one naming covers, in days, both ends included.
MOST_DAYS = 60
#: How far ahead an absence may begin.
MOST_AHEAD = timedelta(days=366)
#: Roles that may answer in the place of a head: never reception, administrator or trainer alone.
STANDS_IN = frozenset({Role.CSO, Role.HEAD, Role.OFFICE_HEAD})

NOBODY_CHOSEN = N_("Choose who stands in.")
NOT_ONESELF = N_("Nobody stands in for themself: choose somebody else.")
HEADS_IT = N_("{name} leads {section} already: choose somebody else.")
NOT_THIS_ROLE = N_("{name} is neither section head nor CSO officer and can't answer for a section.")
WRONG_WAY_ROUND = N_("The last day lies before the first.")
IN_THE_PAST = N_("That day has passed: a substitution begins today or later.")
OVER_BEFORE_TODAY = N_("The last day lies in the past: end the substitution instead.")
TOO_LONG = N_("A substitution lasts at most {days} days; name it anew after that.")
TOO_FAR = N_("The first day lies more than a year ahead.")
OVERLAPS = N_("{name} stands in for {section} from {first} to {last}: end or shorten that first.")
IS_AWAY = N_("{name} is away then: somebody stands in for {section} from {first} to {last}. Choose somebody else.")
STANDS_IN_ELSEWHERE = N_("{name} stands in for {section} from {first} to {last}: name somebody else there first.")


def typed_day(iso: str) -> str:
    """Return `2026-12-01` as it is typed: 01-12-2026."""
    return "-".join(reversed(iso.split("-")))


def may_stand_in(officer: Officer, section: str) -> bool:
    """Return whether `officer` can be named as substitute for `section`."""
    return officer.active and bool(officer.role_set & STANDS_IN) and not leads(officer, section)


def leads(officer: Officer, section: str) -> bool:
    """Return whether `officer` is a head of `section`."""
    return officer.active and officer.has(Role.HEAD) and section in officer.section_set


def dates_refusal(first: date, last: date, today: date, *, begun: bool = False) -> DeskError | None:
    """Return why nobody stands in from `first` to `last`; a substitution that has `begun` may begin in the past."""
    if last < first:
        return BadInput(WRONG_WAY_ROUND)
    if first < today and not begun:
        return BadInput(IN_THE_PAST)
    if last < today:
        return BadInput(OVER_BEFORE_TODAY)
    if (last - first).days >= MOST_DAYS:
        return BadInput(TOO_LONG, days=MOST_DAYS)
    return BadInput(TOO_FAR) if first - today > MOST_AHEAD else None


def naming_refusal(new: Substitute, officers: Sequence[Officer], known: Iterable[Substitute]) -> DeskError | None:
    """Return why `new` can't be: one at a time for a section, and nobody who is away themself or stands in elsewhere.

    `known` are the substitutions of the office; `new` itself, as it is before a change, is passed over.
    """
    names = {one.id: one.name for one in officers}
    who = next((one for one in officers if one.id == new.officer_id), None)
    heads = {one.id for one in officers if leads(one, new.section)}
    for other in known:
        if other.id == new.id or other.last < new.first or new.last < other.first:
            continue
        first, last = typed_day(other.first), typed_day(other.last)
        dates: dict[str, object] = {"section": other.section, "first": first, "last": last}
        if other.section == new.section:
            return BadInput(OVERLAPS, name=names.get(other.officer_id, ""), **dates)
        if who is not None and leads(who, other.section):
            return BadInput(IS_AWAY, name=who.name, **dates)
        if other.officer_id in heads:
            return BadInput(STANDS_IN_ELSEWHERE, name=names.get(other.officer_id, ""), **dates)
    return None


def person_refusal(officer: Officer | None, section: str, by: Officer) -> DeskError | None:
    """Return why `by` can't name `officer` as substitute for `section`."""
    if officer is None:
        return BadInput(NOBODY_CHOSEN)
    if officer.id == by.id:
        return BadInput(NOT_ONESELF)
    if leads(officer, section):
        return BadInput(HEADS_IT, name=officer.name, section=section)
    return None if may_stand_in(officer, section) else BadInput(NOT_THIS_ROLE, name=officer.name)
