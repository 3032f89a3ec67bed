"""Starting, pausing and stopping the stored clocks of a consultation, within the act of a verb."""

from datetime import datetime, timedelta
from typing import Any

from kppn_tui.desk.act import Act
from kppn_tui.domain.clocks import progress_checkpoint, reply_due, service_clock, solution_warn
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.records import ClockKind, Consultation, Deadline, Escalation

SECOND = timedelta(seconds=1)


def clock_of(act: Act, consultation: Consultation, kind: ClockKind) -> Deadline | None:
    """The newest clock of `kind`, or None."""
    found = act.store.find(Deadline, consultation_id=consultation.id, kind=str(kind))
    return found[-1] if found else None


def start_service(act: Act, consultation: Consultation) -> Deadline:
    """The 20 minutes of one jenis layanan begin (R21, A5)."""
    limits = act.limits
    clock = service_clock(act.now, timedelta(minutes=limits.service_minutes), timedelta(minutes=limits.warn_minutes))
    return act.insert(
        Deadline(
            id=0,
            office=act.office,
            kind=str(ClockKind.SERVICE),
            consultation_id=consultation.id,
            started_at=act.now,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            next_at=clock.warn_at,
        )
    )


def pause(act: Act, clock: Deadline | None) -> None:
    """Time stops on `clock` until `resume`; a stopped or paused one is left alone (A6, A7)."""
    if clock and clock.running:
        act.change(clock, paused_at=act.now, next_at=None)


def resume(act: Act, clock: Deadline | None) -> Deadline | None:
    """Time goes on; the pause moves the limits, and is kept, so that net and gross can both be told.

    The 20 minutes move by real time, promises in working days by the open time of the pause.
    """
    if clock is None or clock.paused_at is None or clock.stopped_at is not None:
        return clock
    pause_time = act.now - clock.paused_at
    warn_at, due_at = _moved(act, clock, clock.paused_at)
    return act.change(
        clock,
        paused_at=None,
        paused_seconds=clock.paused_seconds + int(pause_time.total_seconds()),
        warn_at=warn_at,
        due_at=due_at,
        next_at=warn_at,
    )


def _moved(act: Act, clock: Deadline, paused_at: datetime) -> tuple[datetime, datetime]:
    """The limits of `clock` after a pause from `paused_at` until now."""
    if clock.kind == ClockKind.SERVICE:
        return clock.warn_at + (act.now - paused_at), clock.due_at + (act.now - paused_at)
    calendar = act.calendar
    lost = calendar.time_between(paused_at, act.now)
    if not lost:
        return clock.warn_at, clock.due_at
    due_at = calendar.add_time(clock.due_at, lost)
    return solution_warn(calendar, due_at), due_at


def reply_clocks(act: Act, escalation: Escalation) -> list[Deadline]:
    """The reply clocks of `escalation` that are not over."""
    return act.store.find(
        Deadline, consultation_id=escalation.consultation_id, escalation_id=escalation.id, stopped_at=None
    )


def stop(act: Act, clock: Deadline | None, *, met: bool | None = None) -> Deadline | None:
    """`clock` stopped now, within its limit or not unless `met` says so; a stopped one is left alone."""
    if clock is None or clock.stopped_at is not None:
        return clock
    within = clock.remaining(act.now) >= timedelta(0) if met is None else met
    pause_time = act.now - clock.paused_at if clock.paused_at else timedelta(0)
    return act.change(
        clock,
        paused_at=None,
        paused_seconds=clock.paused_seconds + int(pause_time.total_seconds()),
        stopped_at=act.now,
        next_at=None,
        met=within,
    )


def end_session(act: Act, consultation: Consultation) -> dict[str, Any]:
    """Stop the service clock; the net and gross seconds and the end of the session, as columns of the consultation."""
    clock = stop(act, clock_of(act, consultation, ClockKind.SERVICE))
    if clock is None or consultation.session_ended_at is not None:
        return {}
    return {
        "session_ended_at": act.now,
        "net_seconds": int(clock.net(act.now).total_seconds()),
        "gross_seconds": int(clock.gross(act.now).total_seconds()),
    }


def start_solution(act: Act, consultation: Consultation, due: DueDate) -> None:
    """The three working days (R12, R19)."""
    calendar = act.calendar
    warn_at = solution_warn(calendar, due.due)
    act.insert(
        Deadline(
            id=0,
            office=act.office,
            kind=str(ClockKind.SOLUTION),
            consultation_id=consultation.id,
            started_at=due.start,
            warn_at=warn_at,
            due_at=due.due,
            next_at=warn_at,
            calendar_version=due.version,
        )
    )


def start_progress(act: Act, consultation_id: int, due: DueDate, after: datetime) -> Deadline | None:
    """The next progress checkpoint after the local day of `after`, None when none is owed (A13, A21)."""
    if not act.limits.progress_per_day:
        return None
    calendar = act.calendar
    checkpoint = progress_checkpoint(calendar, due, calendar.local(after).date())
    if checkpoint is None:
        return None
    return act.insert(
        Deadline(
            id=0,
            office=act.office,
            kind=str(ClockKind.PROGRESS),
            consultation_id=consultation_id,
            started_at=act.now,
            opens_at=checkpoint.opens_at,
            warn_at=checkpoint.warn_at,
            due_at=checkpoint.due_at,
            next_at=checkpoint.warn_at,
            calendar_version=due.version,
        )
    )


def start_reply(act: Act, escalation: Escalation) -> None:
    """How long the head may take (A18)."""
    limit = reply_due(act.calendar, act.now, days=act.limits.head_days)
    act.insert(
        Deadline(
            id=0,
            office=act.office,
            kind=str(ClockKind.REPLY),
            consultation_id=escalation.consultation_id,
            escalation_id=escalation.id,
            started_at=act.now,
            warn_at=limit.warn_at,
            due_at=limit.due_at,
            next_at=limit.warn_at,
        )
    )
