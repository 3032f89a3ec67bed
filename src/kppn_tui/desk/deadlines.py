"""Start, pause and stop the stored deadlines of a consultation, within the unit of work of a verb."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.deadline_kinds import Pause, deadline_rule
from kppn_tui.domain.deadlines import Limit, progress_checkpoint, reply_due, service_limit, solution_warn
from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.records import Consultation, Deadline, DeadlineKind, Escalation
from kppn_tui.domain.special_days import Day


def preload(work: UnitOfWork, late: Sequence[Deadline]) -> dict[int, Consultation]:
    """Read the consultations of `late`, by id, with their deadlines, so that `newest_deadline` asks for none."""
    ids = sorted({deadline.consultation_id for deadline in late})
    work.deadlines = {consultation_id: [] for consultation_id in ids}
    for deadline in work.store.find(Deadline, consultation_id=ids):
        work.deadlines[deadline.consultation_id].append(deadline)
    return {consultation.id: consultation for consultation in work.store.find(Consultation, id=ids)}


def newest_deadline(work: UnitOfWork, consultation: Consultation, kind: DeadlineKind) -> Deadline | None:
    """Return the newest deadline of `kind`, or None."""
    if (known := work.deadlines.get(consultation.id)) is not None:
        return next((deadline for deadline in reversed(known) if deadline.kind == kind), None)
    found = work.store.find(Deadline, consultation_id=consultation.id, kind=kind)
    return found[-1] if found else None


def start_service(work: UnitOfWork, consultation: Consultation) -> Deadline:
    """Start the 20 minutes of one jenis layanan (R21, A5)."""
    limits = work.limits
    limit = service_limit(work.now, timedelta(minutes=limits.service_minutes), timedelta(minutes=limits.warn_minutes))
    return _begin(work, DeadlineKind.SERVICE, consultation.id, limit)


def _begin(work: UnitOfWork, kind: DeadlineKind, consultation_id: int, limit: Limit, **more: Any) -> Deadline:
    """Store a deadline of `kind` with `limit`, which begins now unless `more` says otherwise."""
    return work.insert(
        Deadline(
            id=0,
            office=work.office,
            kind=kind,
            consultation_id=consultation_id,
            warn_at=limit.warn_at,
            due_at=limit.due_at,
            next_at=limit.warn_at,
            **({"started_at": work.now} | more),
        )
    )


def pause(work: UnitOfWork, deadline: Deadline | None) -> None:
    """Stop the time of `deadline` until `resume`; a stopped or paused one is left alone (A6, A7)."""
    if deadline and deadline.running:
        work.change(deadline, paused_at=work.now, next_at=None)


def resume(work: UnitOfWork, deadline: Deadline | None) -> Deadline | None:
    """Let the time go on; the pause moves the limits, and is kept, so that net and gross can both be told.

    The 20 minutes move by real time, promises in working days by the working hours of the pause (A29).
    """
    if deadline is None or deadline.paused_at is None or deadline.stopped_at is not None:
        return deadline
    limit = _moved(work, deadline, deadline.paused_at)
    return work.change(
        deadline,
        paused_at=None,
        paused_seconds=deadline.paused_seconds + _paused(work, deadline),
        warn_at=limit.warn_at,
        due_at=limit.due_at,
        next_at=limit.warn_at,
    )


def _paused(work: UnitOfWork, deadline: Deadline) -> int:
    """Return the seconds of the pause under way; none when the machine's clock was set back meanwhile."""
    return max(int((work.now - deadline.paused_at).total_seconds()), 0) if deadline.paused_at else 0


def _moved(work: UnitOfWork, deadline: Deadline, paused_at: datetime) -> Limit:
    """Return the limits of `deadline` after a pause from `paused_at` until now, as `DEADLINE_RULES` says."""
    moves = deadline_rule(deadline.kind).pause
    if moves is Pause.REAL_TIME:
        pause_time = timedelta(seconds=_paused(work, deadline))
        return Limit(deadline.warn_at + pause_time, deadline.due_at + pause_time)
    calendar = work.calendar
    lost = calendar.time_between(paused_at, work.now, working=True) if moves is not Pause.NOTHING else None
    if not lost:
        return Limit(deadline.warn_at, deadline.due_at)
    due_at = calendar.add_time(deadline.due_at, lost, working=True)
    moved = Limit(solution_warn(calendar, due_at), due_at)
    within = moves is Pause.WORKING_TIME_WITHIN_SOLUTION
    return _within_promise(work, deadline.consultation_id, moved) if within else moved


def _within_promise(work: UnitOfWork, consultation_id: int, limit: Limit) -> Limit:
    """Return `limit` of a head's reply, ended with the solution that it serves while that one is ahead (A18)."""
    for solution in work.store.find(
        Deadline, consultation_id=consultation_id, kind=DeadlineKind.SOLUTION, stopped_at=None
    ):
        if work.now < solution.due_at < limit.due_at:
            return Limit(solution_warn(work.calendar, solution.due_at), solution.due_at)
    return limit


def reply_deadlines(work: UnitOfWork, escalation: Escalation) -> list[Deadline]:
    """Return the reply deadlines of `escalation` that are not over."""
    return _open_deadlines(work, escalation, DeadlineKind.REPLY)


def _open_deadlines(work: UnitOfWork, escalation: Escalation, kind: DeadlineKind) -> list[Deadline]:
    case = escalation.consultation_id
    return work.store.find(Deadline, consultation_id=case, escalation_id=escalation.id, kind=kind, stopped_at=None)


def stop(work: UnitOfWork, deadline: Deadline | None, *, rated: bool = True) -> Deadline | None:
    """Stop `deadline` now, met or missed, or neither unless `rated` (A24); a stopped one is left alone.

    Nor is it rated by a clock that is in doubt, or that was set back meanwhile.
    """
    if deadline is None or deadline.stopped_at is not None:
        return deadline
    unreliable = work.in_doubt or work.now < (deadline.paused_at or deadline.started_at)
    unknown = unreliable or (deadline.unreliable and deadline.kind is DeadlineKind.SERVICE)
    return work.change(
        deadline,
        paused_at=None,
        paused_seconds=deadline.paused_seconds + _paused(work, deadline),
        stopped_at=work.now,
        next_at=None,
        met=deadline.remaining(work.now) >= timedelta(0) if rated and not unknown else None,
        **({"unreliable": True} if unreliable else {}),
    )


def end_session(work: UnitOfWork, consultation: Consultation, *, rated: bool = True) -> dict[str, Any]:
    """Stop the service deadline; return the seconds and the end of the session as columns of the consultation."""
    deadline = stop(work, newest_deadline(work, consultation, DeadlineKind.SERVICE), rated=rated)
    if deadline is None or consultation.session_ended_at is not None:
        return {}
    work.data["net"] = int(deadline.net(work.now).total_seconds())
    return {
        "session_ended_at": work.now,
        "net_seconds": work.data["net"],
        "gross_seconds": int(deadline.gross(work.now).total_seconds()),
        **({"unreliable": True} if deadline.unreliable else {}),
    }


def start_solution(work: UnitOfWork, consultation: Consultation, due: DueDate) -> None:
    """Start the three working days (R12, R19)."""
    limit = Limit(solution_warn(work.calendar, due.due), due.due)
    _begin(work, DeadlineKind.SOLUTION, consultation.id, limit, started_at=due.start, calendar_version=due.version)


def start_progress(work: UnitOfWork, previous: Deadline, due: DueDate, after: Day) -> Deadline | None:
    """Start the next progress checkpoint after the local day `after`, None when none is owed (A13, A21).

    It follows on `previous`, the checkpoint before it or the solution, and goes when an undo takes that away.
    """
    if not work.limits.progress_per_day:
        return None
    checkpoint = progress_checkpoint(work.calendar, due, after)
    if checkpoint is None:
        return None
    return _begin(
        work,
        DeadlineKind.PROGRESS,
        previous.consultation_id,
        Limit(checkpoint.warn_at, checkpoint.due_at),
        opens_at=checkpoint.opens_at,
        calendar_version=due.version,
        previous_id=previous.id,
    )


def start_ask_back(work: UnitOfWork, escalation: Escalation) -> None:
    """Start the time in which the CSO replies to what was asked back: until the end of the next working day."""
    limit = _within_promise(work, escalation.consultation_id, reply_due(work.calendar, work.now, days=1))
    _begin(work, DeadlineKind.ASK_BACK, escalation.consultation_id, limit, escalation_id=escalation.id)


def end_ask_back(work: UnitOfWork, escalation: Escalation, *, rated: bool = True) -> None:
    """Stop the time of a reply to what was asked back, met or missed; neither unless `rated`."""
    for deadline in _open_deadlines(work, escalation, DeadlineKind.ASK_BACK):
        stop(work, deadline, rated=rated)


def start_reply(work: UnitOfWork, escalation: Escalation) -> None:
    """Start the time that the head may take: never beyond the solution that the answer is for (A18)."""
    limit = reply_due(work.calendar, work.now, days=work.limits.head_days)
    limit = _within_promise(work, escalation.consultation_id, limit)
    _begin(work, DeadlineKind.REPLY, escalation.consultation_id, limit, escalation_id=escalation.id)
