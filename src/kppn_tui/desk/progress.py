"""The progress duty of a follow-up: which note is owed by when, and what becomes of a missed one (R20, A13, A21)."""

from dataclasses import replace
from datetime import datetime, timedelta

from kppn_tui.desk import deadlines
from kppn_tui.desk.act import Act
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import Consultation, Deadline, DeadlineKind, Progress, ProgressKind


def begin_progress(act: Act, consultation: Consultation) -> None:
    """The duty from today on, unless a note is owed already or no contact was given; no day is owed that is over.

    For a follow-up that begins, and for one whose due date has moved beyond its last checkpoint (A12, A13).
    """
    if consultation.contact_refused or roll_progress(act, consultation):
        return
    last = deadlines.deadline_of(act, consultation, DeadlineKind.PROGRESS)
    calendar = act.calendar
    now = calendar.local(act.now)
    try:
        over = calendar.is_working_day(now.date()) and calendar.closing(now.date()) < now
    except CalendarMissing:
        return
    after = now if over else now - timedelta(days=1)
    _begin(act, consultation, max(after, last.due_at if last else promise_of(act, consultation).start), last)


def meet_checkpoint(act: Act, consultation: Consultation) -> bool:
    """Whether the note just delivered meets the open checkpoint; if so the next one begins."""
    deadline = roll_progress(act, consultation) or begin_daily_progress(act, consultation)
    if deadline is None or deadline.opens_at is None or act.now < deadline.opens_at:
        return False
    opened = deadline.opens_at
    notes = act.store.find(Progress, consultation_id=consultation.id, kind=ProgressKind.DELIVERED)
    if sum(note.at >= opened for note in notes) < act.limits.progress_per_day:
        return False
    act.change(deadline, stopped_at=act.now, next_at=None, met=True)
    _next_checkpoint(act, consultation, deadline)
    return True


def roll_progress(act: Act, consultation: Consultation) -> Deadline | None:
    """The checkpoint that is open now; those that passed without a note are ended as missed (A21).

    The sweep still has to tell of them, so their `next_at` stays.
    """
    deadline = deadlines.deadline_of(act, consultation, DeadlineKind.PROGRESS)
    while deadline is not None and deadline.stopped_at is None and act.now > deadline.due_at:
        # `next_at` is written as it is, so that an undo has it: the sweep may have taken it meanwhile.
        act.change(deadline, stopped_at=deadline.due_at, met=False, next_at=deadline.next_at)
        deadline = _next_checkpoint(act, consultation, deadline)
    return deadline if deadline is not None and deadline.stopped_at is None else None


def begin_daily_progress(act: Act, consultation: Consultation) -> Deadline | None:
    """The checkpoint that is open now the solution is late: a note is owed each working day until there is one (A21).

    None while it is not late, and for a stakeholder who gave no contact (A20).
    """
    if consultation.contact_refused or act.now <= _due(consultation):
        return None
    if deadline := roll_progress(act, consultation):
        return deadline
    last = deadlines.deadline_of(act, consultation, DeadlineKind.PROGRESS)
    after = max(_due(consultation), last.due_at) if last else _due(consultation)
    return roll_progress(act, consultation) if _begin(act, consultation, after, last) else None


def end_progress(act: Act, consultation: Consultation) -> None:
    """No more progress is owed; a checkpoint that was still open counts as neither met nor missed."""
    roll_progress(act, consultation)
    for deadline in act.store.find(Deadline, consultation_id=consultation.id, kind=DeadlineKind.PROGRESS):
        if deadline.stopped_at is None:
            act.change(deadline, stopped_at=act.now, next_at=None, met=False if act.now > deadline.due_at else None)
        elif deadline.next_at is not None:
            act.change(deadline, next_at=None)


def resume_progress(act: Act, consultation: Consultation) -> None:
    """The stakeholder of a follow-up gives a contact after all: the duty begins with the next working day (A20)."""
    if begin_daily_progress(act, consultation) is None:
        _begin(act, consultation, act.now, deadlines.deadline_of(act, consultation, DeadlineKind.PROGRESS))


def _next_checkpoint(act: Act, consultation: Consultation, last: Deadline) -> Deadline | None:
    """The checkpoint after `last`; on the solution's own day there is none, after it one each working day."""
    following = _begin(act, consultation, last.due_at, last)
    if following is None and last.due_at < _due(consultation) < act.now:
        following = _begin(act, consultation, _due(consultation), last)
    return following


def _begin(act: Act, consultation: Consultation, after: datetime, last: Deadline | None) -> Deadline | None:
    """The next checkpoint after the local day of `after`; it follows on the `last` one, the first on the solution.

    None without data of the year: a note or a sweep must not be lost because the next duty can't be dated yet.
    """
    try:
        promise = promise_of(act, consultation)
        return deadlines.start_progress(act, last or _solution_of(act, consultation), promise, after)
    except CalendarMissing:
        return None


def promise_of(act: Act, consultation: Consultation) -> DueDate:
    """The promise of `item` as it was stored, with the days behind it as the calendar tells them today."""
    started_at, calendar = _solution_of(act, consultation).started_at, act.calendar
    return replace(solution_promise(calendar, act.limits, started_at), due=calendar.local(_due(consultation)))


def _solution_of(act: Act, consultation: Consultation) -> Deadline:
    solution = deadlines.deadline_of(act, consultation, DeadlineKind.SOLUTION)
    assert solution is not None, "every follow-up has its solution deadline"
    return solution


def _due(consultation: Consultation) -> datetime:
    assert consultation.solution_due_at is not None, "every follow-up has its due date"
    return consultation.solution_due_at
