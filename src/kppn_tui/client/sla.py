"""The SLA-check worker: sleeps until the next deadline or until somebody commits, and tells each alert once."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.desk import Desk
from kppn_tui.desk.sweep import SWEEP_SIGN
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.machine_clock import ClockDoubt
from kppn_tui.domain.sweep import Raised, Sweep
from kppn_tui.presentation.alerts import digest_sentence, raised_sentence, sweep_sentence

#: How often the change feed is asked (4 µs), in seconds.
POLL = 0.5
#: The first and the longest wait for a database that does not answer, in seconds.
RETRY, RETRY_MAX = 0.5, 5.0


@dataclass(frozen=True, slots=True)
class News:
    """News of the worker: what a sweep at `at` (UTC) raised, or that the database stopped answering.

    `catching_up` is true for the first sweep after a downtime, of the worker or of the database.
    """

    at: datetime
    sweep: Sweep | None = None
    trouble: StoreUnavailable | None = None
    catching_up: bool = False


def run_worker(desk: Desk, stop: threading.Event, report: Callable[[News], None], who: str) -> None:
    """Sweep as `who` until `stop` is set; `report` hears what was raised, and of trouble once (R12, R20, R21).

    A clock in doubt is a trouble, too: it is told once, and nothing is raised meanwhile.

    A sweep with nothing due is one indexed look. Ends within the sweep under way; a wait ends at once.
    """
    desk.changed()
    catching_up, delay, doubted = True, RETRY, False
    while not stop.is_set():
        try:
            sweep = desk.sweep(who)
        except StoreUnavailable as error:
            if delay == RETRY:
                report(News(desk.now(), trouble=error))
            catching_up = True
            stop.wait(delay)
            delay = min(delay * 2, RETRY_MAX)
            continue
        if sweep.raised or (sweep.doubt is not None and not doubted):
            report(News(desk.now(), sweep, catching_up=catching_up))
        catching_up, delay, doubted = catching_up and sweep.doubt is not None, RETRY, sweep.doubt is not None
        _wait(desk, stop, sweep.next_at)


def sweep_once(desk: Desk, who: str) -> News:
    """Sweep once as `who`, for a timer of the system, and return what was raised. Raises StoreUnavailable."""
    return News(desk.now(), desk.sweep(who), catching_up=True)


def _wait(desk: Desk, stop: threading.Event, due: datetime | None) -> None:
    """Wait until `due` (UTC), a change by anybody, the next sign of life, or `stop`."""
    sign_at = desk.now() + SWEEP_SIGN
    wake = min(due or sign_at, sign_at)
    while not stop.wait(min(POLL, max((wake - desk.clock()) / timedelta(seconds=1), 0.0))):
        if desk.changed() or desk.now() >= wake:
            return


def sentence(news: News) -> str:
    """Return `news` in words for a person; "" when nothing was raised.

    A single alert is told with its ticket. Several after a downtime are told as one digest.
    """
    if news.sweep is None:
        return ""
    raised = news.sweep.raised
    if len(raised) == 1:
        return raised_sentence(raised[0])
    return digest_sentence(news.sweep) if raised and news.catching_up else sweep_sentence(news.sweep)


def as_json(desk: Desk, news: News) -> dict[str, object]:
    """Return what a sweep raised, as scripts read it.

    Instants are in the office's zone, ISO 8601 with their offset.
    """
    assert news.sweep is not None
    next_at = news.sweep.next_at
    return {
        "at": _local(desk, news.at),
        "raised": [_alert(desk, raised) for raised in news.sweep.raised],
        "breaches": news.sweep.breaches,
        "next": _local(desk, next_at) if next_at else None,
        **({"clock": _doubt(desk, news.sweep.doubt)} if news.sweep.doubt else {}),
    }


def _doubt(desk: Desk, doubt: ClockDoubt) -> dict[str, object]:
    """Return what the clock of the machine says, what it should say, and how many seconds it is ahead."""
    return {
        "machine": _local(desk, doubt.machine),
        "trusted": _local(desk, doubt.trusted),
        "ahead": int(doubt.jump.total_seconds()),
    }


def _alert(desk: Desk, raised: Raised) -> dict[str, object]:
    clock = raised.deadline
    return {
        "kind": clock.kind,
        "level": str(raised.level),
        "due": _local(desk, clock.due_at),
        "deadline": clock.id,
        "consultation": clock.consultation_id,
        "escalation": clock.escalation_id,
    }


def _local(desk: Desk, at: datetime) -> str:
    return desk.calendar.local(at).isoformat()
