"""The progress duty of a follow-up: which note is owed by when, and what becomes of a missed one (R20, A13, A21)."""

from dataclasses import replace
from datetime import datetime, timedelta

from kppn_tui.desk import clocks
from kppn_tui.desk.act import Act
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.errors import CalendarMissing
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.records import ClockKind, Consultation, Deadline, Progress, ProgressKind


def begin_progress(act: Act, item: Consultation) -> None:
    """The duty from today on, unless a note is owed already or no contact was given; no day is owed that is over.

    For a follow-up that begins, and for one whose due date has moved beyond its last checkpoint (A12, A13).
    """
    if item.contact_refused or roll_progress(act, item):
        return
    last = clocks.clock_of(act, item, ClockKind.PROGRESS)
    calendar = act.calendar
    now = calendar.local(act.now)
    try:
        over = calendar.is_working_day(now.date()) and calendar.closing(now.date()) < now
    except CalendarMissing:
        return
    after = now if over else now - timedelta(days=1)
    _begin(act, item, max(after, last.due_at if last else promise_of(act, item).start))


def meet_checkpoint(act: Act, item: Consultation) -> bool:
    """Whether the note just delivered meets the open checkpoint; if so the next one begins."""
    clock = roll_progress(act, item) or begin_daily_progress(act, item)
    if clock is None or clock.opens_at is None or act.now < clock.opens_at:
        return False
    opened = clock.opens_at
    notes = act.store.find(Progress, consultation_id=item.id, kind=str(ProgressKind.DELIVERED))
    if sum(note.at >= opened for note in notes) < act.limits.progress_per_day:
        return False
    act.change(clock, stopped_at=act.now, next_at=None, met=True)
    _next_checkpoint(act, item, clock)
    return True


def roll_progress(act: Act, item: Consultation) -> Deadline | None:
    """The checkpoint that is open now; those that passed without a note are ended as missed (A21).

    The sweep still has to tell of them, so their `next_at` stays.
    """
    clock = clocks.clock_of(act, item, ClockKind.PROGRESS)
    while clock is not None and clock.stopped_at is None and act.now > clock.due_at:
        # `next_at` is written as it is, so that an undo has it: the sweep may have taken it meanwhile.
        act.change(clock, stopped_at=clock.due_at, met=False, next_at=clock.next_at)
        clock = _next_checkpoint(act, item, clock)
    return clock if clock is not None and clock.stopped_at is None else None


def begin_daily_progress(act: Act, item: Consultation) -> Deadline | None:
    """The checkpoint that is open now the solution is late: a note is owed each working day until there is one (A21).

    None while it is not late, and for a stakeholder who gave no contact (A20).
    """
    if item.contact_refused or act.now <= _due(item):
        return None
    if clock := roll_progress(act, item):
        return clock
    last = clocks.clock_of(act, item, ClockKind.PROGRESS)
    after = max(_due(item), last.due_at) if last else _due(item)
    return roll_progress(act, item) if _begin(act, item, after) else None


def end_progress(act: Act, item: Consultation) -> None:
    """No more progress is owed; a checkpoint that was still open counts as neither met nor missed."""
    roll_progress(act, item)
    for clock in act.store.find(Deadline, consultation_id=item.id, kind=str(ClockKind.PROGRESS)):
        if clock.stopped_at is None:
            act.change(clock, stopped_at=act.now, next_at=None, met=False if act.now > clock.due_at else None)
        elif clock.next_at is not None:
            act.change(clock, next_at=None)


def resume_progress(act: Act, item: Consultation) -> None:
    """The stakeholder of a follow-up gives a contact after all: the duty begins with the next working day (A20)."""
    if begin_daily_progress(act, item) is None:
        _begin(act, item, act.now)


def _next_checkpoint(act: Act, item: Consultation, last: Deadline) -> Deadline | None:
    """The checkpoint after `last`; on the solution's own day there is none, after it one each working day."""
    following = _begin(act, item, last.due_at)
    if following is None and last.due_at < _due(item) < act.now:
        following = _begin(act, item, _due(item))
    return following


def _begin(act: Act, item: Consultation, after: datetime) -> Deadline | None:
    """The next checkpoint after the local day of `after`.

    None without data of the year: a note or a sweep must not be lost because the next duty can't be dated yet.
    """
    try:
        return clocks.start_progress(act, item.id, promise_of(act, item), after)
    except CalendarMissing:
        return None


def promise_of(act: Act, item: Consultation) -> DueDate:
    """The promise of `item` as it was stored, with the days behind it as the calendar tells them today."""
    solution = clocks.clock_of(act, item, ClockKind.SOLUTION)
    assert solution is not None
    calendar = act.calendar
    return replace(solution_promise(calendar, act.limits, solution.started_at), due=calendar.local(_due(item)))


def _due(item: Consultation) -> datetime:
    assert item.solution_due_at is not None, "every follow-up has its due date"
    return item.solution_due_at
