"""The rules about time after the session: progress each working day (R20) and the solution in time (R12, R19)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kppn_tui.domain.deadlines import Checkpoint, progress_checkpoint
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import ProgressKind
from kppn_tui.i18n import N_
from kppn_tui.training.score.marks import Criterion, Facts
from kppn_tui.training.score.tale import Deed, Points, Tale

_ENDS = (Action.RESOLVE, Action.REFER, Action.CANCEL)


def solution(tale: Tale) -> Points:
    """R12, R19: each follow-up of the trainee was resolved when due; one that is not due yet counts nothing."""
    for entry in tale.follow_ups:
        due, end = _due(entry), _end(tale, entry)
        solved = end if end is not None and end.action is Action.RESOLVE else None
        if (end is not None and solved is None) or (end is None and tale.run.ended_at <= due):
            continue
        late = solved is None or not solved.data.get("in_time", solved.at <= due)
        reason = N_("The solution came after it was due.") if solved else N_("The solution was due and has not come.")
        online = entry.ticket is not None and entry.ticket.online
        yield tale.lost(Criterion.SOLUTION, "R19" if online else "R12", entry, reason, at=due) if late else None


def progress(tale: Tale) -> Points:
    """R20: each working day of a follow-up of the trainee's brought the stakeholder a note, until it ended (A13, A14).

    Where no contact was given nothing can be conveyed, and nothing is owed (A20).
    """
    need = tale.facts.limits.progress_per_day
    for entry in tale.follow_ups if need else ():
        end = _end(tale, entry)
        until = min(end.at, tale.run.ended_at) if end else tale.run.ended_at
        told = [deed for deed in tale.of_consultation[entry.consultation_id] if _delivered(deed)]
        for checkpoint in _checkpoints(tale, entry, until):
            notes = sum(checkpoint.opens_at <= deed.at <= checkpoint.due_at for deed in told)
            if notes >= need:
                yield None
            elif checkpoint.due_at < until:
                reason = N_("No progress reached the stakeholder on {day}.")
                at = checkpoint.due_at.astimezone(UTC)
                yield tale.lost(Criterion.PROGRESS, "R20", entry, reason, at=at, day=checkpoint.due_at.date())


def _delivered(deed: Deed) -> bool:
    return deed.action is Action.LOG_PROGRESS and deed.data.get("kind") == ProgressKind.DELIVERED


def _end(tale: Tale, entry: Deed) -> Deed | None:
    """What ended the follow-up, whoever did it."""
    return next((deed for deed in tale.of_consultation[entry.consultation_id] if deed.action in _ENDS), None)


def _due(entry: Deed) -> datetime:
    return datetime.fromisoformat(entry.data["due"]).astimezone(UTC)


def _checkpoints(tale: Tale, entry: Deed, until: datetime) -> Iterator[Checkpoint]:
    """The notes owed by the follow-up of `entry` that open before `until`, while there is a contact."""
    changes = [d for d in tale.of_consultation[entry.consultation_id] if d.data.get("contact") in ("given", "refused")]
    for place, deed in enumerate(changes):
        refused = changes[place + 1].at if place + 1 < len(changes) else until
        if deed.data["contact"] == "given":
            yield from _owed(tale, entry, deed, min(refused, until))


def _owed(tale: Tale, entry: Deed, since: Deed, until: datetime) -> Iterator[Checkpoint]:
    """As the desk counts them: from the day of `entry` on, or the one after a contact was given later (A13, A21)."""
    calendar = tale.facts.calendar
    try:
        promise = _promise(tale, entry)
        last = promise.due.date()
        after = _before_today(tale.facts, since.at) if since is entry else calendar.local(since.at).date()
        after = max(after, promise.start.date())
        while True:
            checkpoint = progress_checkpoint(calendar, promise, after)
            if checkpoint is None:
                checkpoint = progress_checkpoint(calendar, promise, max(after, last))
            if checkpoint is None or checkpoint.opens_at > until:
                return
            yield checkpoint
            after = checkpoint.due_at.date()
    except CalendarMissing:
        return


def _before_today(facts: Facts, at: datetime) -> date:
    """The last date of which nothing is owed when a follow-up begins at `at`: yesterday, or today after closing."""
    now = facts.calendar.local(at)
    over = facts.calendar.is_working_day(now.date()) and facts.calendar.closing(now.date()) < now
    return now.date() if over else now.date() - timedelta(days=1)


def _promise(tale: Tale, entry: Deed) -> DueDate:
    """The promise as it was made: face to face from the deed, online from receipt, unless the office reads it so."""
    limits, start = tale.facts.limits, entry.at
    if entry.ticket is not None and entry.ticket.online:
        served = (one for one in tale.of_consultation[entry.consultation_id] if one.action is Action.SWITCH)
        begun = next(
            (one for one in tale.of_ticket[entry.ticket.id] if one.data.get("item") == entry.consultation_id), None
        )
        first = begun or next(served, entry)
        start = entry.ticket.arrived if limits.online_start == "diterima" else first.at
    promise = solution_promise(tale.facts.calendar, limits, start)
    return replace(promise, due=tale.facts.calendar.local(_due(entry)))
