"""Rules about the queue: who was called, and how each call ended."""

from datetime import timedelta
from typing import Any, Final

from kppn_tui.domain.lifecycle import Action
from kppn_tui.i18n import N_
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.marks import LostPoint
from kppn_tui.training.score.timeline import Entry, Points, Timeline

#: How long a visitor who was called may wait for the next call or the service.
UNATTENDED: Final = timedelta(minutes=5)


def order(timeline: Timeline) -> Points:
    """Judge each call: was it the next in the queue (A24b)? Online cases stand in no queue."""
    for entry in timeline.by_trainee(Action.CALL):
        ticket, right = entry.ticket, entry.next_in_queue
        if ticket is None or ticket.online:
            continue
        if right is None or right.id == ticket.id:
            yield None
            continue
        reason = N_("{label} was called while it was the turn of {turn}.")
        yield timeline.lost_point(Criterion.ORDER, "A24b", entry, reason, label=ticket.label, turn=right.label)


def calls(timeline: Timeline) -> Points:
    """Judge each call: was the visitor served, or called as often as set before being marked absent (A24)?"""
    for entry in timeline.by_trainee(Action.CALL):
        entries = timeline.of_ticket.get(entry.event.ticket_id or 0, ())
        yield from _call(timeline, entry, [one for one in entries if one.event.id > entry.event.id])


def _call(timeline: Timeline, call: Entry, after: list[Entry]) -> Points:
    """Judge how one call ended; nothing while the visitor may still be on the way."""
    last = call
    for entry in after:
        if entry.action not in (Action.RECALL, Action.START, Action.ABSENT, Action.REQUEUE):
            continue
        if entry.at - last.at > UNATTENDED:
            yield _unattended(timeline, last)
        elif entry.action is Action.RECALL:
            last = entry
            continue
        elif entry.action is Action.START:
            yield None
        else:
            yield _not_served(timeline, entry, last.ticket.calls if last.ticket else 0)
        return
    if timeline.run.ended_at - last.at > UNATTENDED:
        yield _unattended(timeline, last)


def _unattended(timeline: Timeline, last: Entry) -> LostPoint:
    """Return the point lost by leaving a called visitor alone."""
    reason = N_("A called visitor was left for more than {minutes} minutes without a call again or a service.")
    minutes = int(UNATTENDED.total_seconds()) // 60
    return timeline.lost_point(Criterion.CALLS, "A24", last, reason, at=last.at + UNATTENDED, minutes=minutes)


def _not_served(timeline: Timeline, entry: Entry, called: int) -> LostPoint | None:
    """Judge a visitor marked absent or put back into the queue after `called` calls."""
    caller, limit = timeline.caller(entry), timeline.facts.limits.calls_max
    facts: dict[str, Any] = {"calls": called, "limit": limit}
    if called < limit and entry.action is Action.REQUEUE:
        reason = N_("Back to the queue after {calls} of {limit} calls.")
        return timeline.lost_point(Criterion.CALLS, "A24", entry, reason, **facts)
    if called < limit:
        return timeline.lost_point(
            Criterion.CALLS, "A24", entry, N_("Marked absent after {calls} of {limit} calls."), **facts
        )
    if entry.action is Action.ABSENT and caller is not None and 0 < caller.hears <= called:
        reason = N_("Marked absent although the visitor had come to the counter.")
        return timeline.lost_point(Criterion.CALLS, "A24", entry, reason)
    return None
