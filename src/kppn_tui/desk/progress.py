"""The progress duty of a follow-up: which note is owed by when, and what becomes of a missed one (R20, A13, A21)."""

from dataclasses import replace
from datetime import datetime, timedelta

from kppn_tui.desk import deadlines
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.duedates import DueDate, due_day
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import Consultation, Deadline, DeadlineKind, Progress, ProgressKind
from kppn_tui.domain.special_days import Day


def begin_progress(work: UnitOfWork, consultation: Consultation) -> None:
    """Begin the duty from today on, unless a note is owed already or no contact was given; no past day is owed.

    For a follow-up that begins, and for one whose due date has moved beyond its last checkpoint (A12, A13).
    """
    if consultation.contact_refused or roll_progress(work, consultation):
        return
    last = deadlines.newest_deadline(work, consultation, DeadlineKind.PROGRESS)
    calendar = work.calendar
    now = calendar.local(work.now)
    today = now.date()
    try:
        over = calendar.is_working_day(today) and calendar.closing(today) < now
    except CalendarMissing:
        return
    begun = due_day(calendar.local(last.due_at)) if last else promise_of(work, consultation).start.date()
    _begin(work, consultation, max(today if over else today - timedelta(days=1), begun), last)


def meet_checkpoint(work: UnitOfWork, consultation: Consultation) -> bool:
    """Return whether the note just delivered meets the open checkpoint; if so begin the next one."""
    deadline = roll_progress(work, consultation) or begin_daily_progress(work, consultation)
    if deadline is None or deadline.opens_at is None or work.now < deadline.opens_at:
        return False
    opened = deadline.opens_at
    notes = work.store.find(Progress, consultation_id=consultation.id, kind=ProgressKind.DELIVERED)
    if sum(note.at >= opened for note in notes) < work.limits.progress_per_day:
        return False
    work.change(deadline, stopped_at=work.now, next_at=None, met=True)
    _next_checkpoint(work, consultation, deadline)
    return True


def roll_progress(work: UnitOfWork, consultation: Consultation) -> Deadline | None:
    """End checkpoints that passed without a note as missed (A21), and return the one that is open now.

    The sweep still has to tell of them, so their `next_at` stays. A clock in doubt ends none.
    """
    deadline = deadlines.newest_deadline(work, consultation, DeadlineKind.PROGRESS)
    while deadline is not None and deadline.stopped_at is None and _is_over(work, deadline):
        # `next_at` is written as it is, so that an undo has it: the sweep may have taken it meanwhile.
        work.change(deadline, stopped_at=deadline.due_at, met=False, next_at=deadline.next_at)
        deadline = _next_checkpoint(work, consultation, deadline)
    return deadline if deadline is not None and deadline.stopped_at is None else None


def begin_daily_progress(work: UnitOfWork, consultation: Consultation) -> Deadline | None:
    """Return the checkpoint that is open once the solution is late: a note is owed each working day (A21).

    None while it is not late, and for a stakeholder who gave no contact (A20).
    """
    if consultation.contact_refused or work.now <= _due(consultation) or work.in_doubt:
        return None
    if deadline := roll_progress(work, consultation):
        return deadline
    last = deadlines.newest_deadline(work, consultation, DeadlineKind.PROGRESS)
    after = max(_due(consultation), last.due_at) if last else _due(consultation)
    begun = _begin(work, consultation, due_day(work.calendar.local(after)), last)
    return roll_progress(work, consultation) if begun else None


def end_progress(work: UnitOfWork, consultation: Consultation) -> None:
    """End the duty; a checkpoint that was still open counts as neither met nor missed."""
    roll_progress(work, consultation)
    for deadline in work.store.find(Deadline, consultation_id=consultation.id, kind=DeadlineKind.PROGRESS):
        if deadline.stopped_at is None:
            work.change(deadline, stopped_at=work.now, next_at=None, met=False if _is_over(work, deadline) else None)
        elif deadline.next_at is not None:
            work.change(deadline, next_at=None)


def resume_progress(work: UnitOfWork, consultation: Consultation) -> None:
    """Begin the duty with the next working day, as the stakeholder gives a contact after all (A20)."""
    if begin_daily_progress(work, consultation) is None:
        last = deadlines.newest_deadline(work, consultation, DeadlineKind.PROGRESS)
        _begin(work, consultation, work.calendar.local(work.now).date(), last)


def _is_over(work: UnitOfWork, deadline: Deadline) -> bool:
    """Return whether `deadline` has passed, by a clock that is not in doubt."""
    return work.now > deadline.due_at and not work.in_doubt


def _next_checkpoint(work: UnitOfWork, consultation: Consultation, last: Deadline) -> Deadline | None:
    """Begin the checkpoint after `last`; on the solution's own day there is none, after it one each working day."""
    calendar, due = work.calendar, _due(consultation)
    following = _begin(work, consultation, due_day(calendar.local(last.due_at)), last)
    if following is None and last.due_at < due < work.now:
        following = _begin(work, consultation, due_day(calendar.local(due)), last)
    return following


def _begin(work: UnitOfWork, consultation: Consultation, after: Day, last: Deadline | None) -> Deadline | None:
    """Begin the next checkpoint after the local day `after`; it follows on the `last`, the first on the solution.

    None without data of the year: a note or a sweep must not be lost because the next duty can't be dated yet.
    """
    try:
        promise = promise_of(work, consultation)
        return deadlines.start_progress(work, last or _solution_of(work, consultation), promise, after)
    except CalendarMissing:
        return None


def promise_of(work: UnitOfWork, consultation: Consultation) -> DueDate:
    """Return the promise of `consultation` as stored, with the days behind it as the calendar has them today."""
    started_at, calendar = _solution_of(work, consultation).started_at, work.calendar
    return replace(solution_promise(calendar, work.limits, started_at), due=calendar.local(_due(consultation)))


def _solution_of(work: UnitOfWork, consultation: Consultation) -> Deadline:
    solution = deadlines.newest_deadline(work, consultation, DeadlineKind.SOLUTION)
    assert solution is not None, "every follow-up has its solution deadline"
    return solution


def _due(consultation: Consultation) -> datetime:
    assert consultation.solution_due_at is not None, "every follow-up has its due date"
    return consultation.solution_due_at
