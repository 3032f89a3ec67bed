"""Possible steps of an officer at a free counter or an inbox, and the choice among them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.domain.records import Channel, Consultation, Ticket
from kppn_tui.domain.views import EscalationView
from kppn_tui.training.plan import Matter
from kppn_tui.training.scripted_officer.officer import ScriptedOfficer, match_matters
from kppn_tui.training.scripted_officer.steps import Step

NO_TIME = timedelta(0)


@dataclass(frozen=True)
class PossibleStep:
    """A step that is possible from `ready` (UTC) on and done after `thinking`.

    Of two that begin at the same moment, the one with the lower `rank` is chosen. `make` makes the step for the moment
    at which it is done, `margin` before the office closes at the latest.
    """

    ready: datetime
    rank: int
    thinking: timedelta
    make: Callable[[datetime], Step]
    margin: timedelta = NO_TIME


def earliest_step(officer: ScriptedOfficer, possible: Iterable[PossibleStep]) -> Step | None:
    """Return the step that begins first, within office hours and before the end of the plan; None without one."""
    timed = [
        (officer.start_within_hours(one.ready, one.thinking, one.margin), one.rank, at, one)
        for at, one in enumerate(possible)
    ]
    in_plan = [entry for entry in timed if entry[0] + entry[3].thinking + entry[3].margin <= officer.plan.end]
    if not in_plan:
        return None
    begin, _rank, _at, chosen = min(in_plan, key=lambda entry: entry[:3])
    return chosen.make(begin + chosen.thinking)


def noted_at(one: EscalationView, kind: str) -> datetime | None:
    """Return when a note of that kind was last added to the escalation."""
    return max((note.note.at for note in one.notes if note.note.kind == kind), default=None)


def matter_of(officer: ScriptedOfficer, ticket: Ticket, consultation: Consultation) -> Matter:
    """Return the matter that the consultation is about."""
    consultations = [view.consultation for view in officer.desk.session(ticket.id).consultations]
    caller = officer.caller(ticket, consultations)
    pairs, _missing = match_matters(caller, consultations)
    found = next((matter for one, matter in pairs if one.id == consultation.id), None)
    return found or caller.matters[0]


def way_back(ticket: Ticket) -> str:
    """Return the channel by which an answer goes out where no contact was given."""
    return str(Channel.HAI_CSO if ticket.channel == Channel.HAI_CSO else Channel.FACE_TO_FACE)
