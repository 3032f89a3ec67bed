"""Rules about follow-ups: progress each working day (R20) and the solution in time (R12, R19)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kppn_tui.domain.deadlines import Checkpoint, progress_checkpoint
from kppn_tui.domain.duedates import DueDate, due_day
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import ProgressKind
from kppn_tui.i18n import N_
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.timeline import Entry, Points, Timeline

_ENDS = (Action.RESOLVE, Action.REFER, Action.CANCEL)


def solution(timeline: Timeline) -> Points:
    """Judge each follow-up of the trainee: was it resolved when due (R12, R19)? One that is not due yet is left out."""
    for promised in timeline.promises:
        due, end = _due(promised), _end(timeline, promised)
        solved = end if end is not None and end.action is Action.RESOLVE else None
        if (end is not None and solved is None) or (end is None and timeline.run.ended_at <= due):
            continue
        if solved is not None and solved.data.get("in_time", solved.at <= due):
            yield None
            continue
        reason = N_("The solution came after it was due.") if solved else N_("The solution was due and has not come.")
        online = promised.ticket is not None and promised.ticket.online
        yield timeline.lost_point(Criterion.SOLUTION, "R19" if online else "R12", promised, reason, at=due)


def progress(timeline: Timeline) -> Points:
    """Judge each working day of the trainee's follow-ups: did a note reach the stakeholder (R20, A13, A14)?

    Where no contact was given nothing can be conveyed, and no note is due (A20).
    """
    needed = timeline.facts.limits.progress_per_day
    for promised in timeline.promises if needed else ():
        end = _end(timeline, promised)
        until = min(end.at, timeline.run.ended_at) if end else timeline.run.ended_at
        delivered = [one for one in timeline.of_consultation[promised.consultation_id] if _is_delivered(one)]
        for checkpoint in _checkpoints(timeline, promised, until):
            notes = sum(checkpoint.opens_at <= one.at <= checkpoint.due_at for one in delivered)
            if notes >= needed:
                yield None
            elif checkpoint.due_at < until:
                reason = N_("No progress reached the stakeholder on {day}.")
                at, day = checkpoint.due_at.astimezone(UTC), checkpoint.due_at.date()
                yield timeline.lost_point(Criterion.PROGRESS, "R20", promised, reason, at=at, day=day)


def _is_delivered(entry: Entry) -> bool:
    """Return whether it is a note that reached the stakeholder."""
    return entry.action is Action.LOG_PROGRESS and entry.data.get("kind") == ProgressKind.DELIVERED


def _end(timeline: Timeline, promised: Entry) -> Entry | None:
    """Return the entry that ended the follow-up, by whichever officer."""
    entries = timeline.of_consultation[promised.consultation_id]
    return next((entry for entry in entries if entry.action in _ENDS), None)


def _due(promised: Entry) -> datetime:
    """Return when the solution is due, UTC."""
    return datetime.fromisoformat(promised.data["due"]).astimezone(UTC)


def _checkpoints(timeline: Timeline, promised: Entry, until: datetime) -> Iterator[Checkpoint]:
    """Yield the notes due in a follow-up that open before `until`, while there is a contact."""
    entries = timeline.of_consultation[promised.consultation_id]
    changes = [entry for entry in entries if entry.data.get("contact") in ("given", "refused")]
    for place, entry in enumerate(changes):
        changed_at = changes[place + 1].at if place + 1 < len(changes) else until
        if entry.data["contact"] == "given":
            yield from _checkpoints_since(timeline, promised, entry, min(changed_at, until))


def _checkpoints_since(timeline: Timeline, promised: Entry, contact: Entry, until: datetime) -> Iterator[Checkpoint]:
    """Yield the notes due as the desk counts them: from the day of `promised` on (A13).

    A `contact` that was given later counts from the day after (A21).
    """
    calendar = timeline.facts.calendar
    try:
        promise = _promise(timeline, promised)
        last = due_day(promise.due)
        if contact is promised:
            after = _last_day_without_note(timeline.facts, contact.at)
        else:
            after = calendar.local(contact.at).date()
        after = max(after, promise.start.date())
        while True:
            checkpoint = progress_checkpoint(calendar, promise, after)
            if checkpoint is None:
                checkpoint = progress_checkpoint(calendar, promise, max(after, last))
            if checkpoint is None or checkpoint.opens_at > until:
                return
            yield checkpoint
            after = due_day(checkpoint.due_at)
    except CalendarMissing:
        return


def _last_day_without_note(facts: OfficeFacts, at: datetime) -> date:
    """Return the last date without a note due for a follow-up begun at `at`: yesterday, or today after closing."""
    now = facts.calendar.local(at)
    closed = facts.calendar.is_working_day(now.date()) and facts.calendar.closing(now.date()) < now
    return now.date() if closed else now.date() - timedelta(days=1)


def _promise(timeline: Timeline, promised: Entry) -> DueDate:
    """Return the promise as it was made: face to face from `promised`, online as the office counts (A9)."""
    limits, start = timeline.facts.limits, promised.at
    if promised.ticket is not None and promised.ticket.online:
        entries = timeline.of_consultation[promised.consultation_id]
        switched = (one for one in entries if one.action is Action.SWITCH)
        of_ticket = timeline.of_ticket[promised.ticket.id]
        started = next((one for one in of_ticket if one.data.get("item") == promised.consultation_id), None)
        first = started or next(switched, promised)
        start = promised.ticket.arrived if limits.online_start == "diterima" else first.at
    promise = solution_promise(timeline.facts.calendar, limits, start)
    return replace(promise, due=timeline.facts.calendar.local(_due(promised)))
