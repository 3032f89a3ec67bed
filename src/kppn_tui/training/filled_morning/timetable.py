"""Timetable of a filled morning: three days that left follow-ups behind, and a queue up to a quarter past ten."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.training.demo_data import DemoData, Sampler, add_demo_officers
from kppn_tui.training.filled_morning.visits import ScriptedVisits

if TYPE_CHECKING:
    from kppn_tui.training.caller_log import CallerLog
    from kppn_tui.training.clock import ManualClock

ScheduledActs = list[tuple[datetime, Callable[[], object]]]
#: When the trainee begins; later where the office opens so late that the timetable is not over by then.
OPENS = time(10, 15)
LENGTH = timedelta(minutes=165)

#: Minutes after opening at which visitors come; those at PRIORITY and LAST have a reason to go first.
ARRIVALS = (
    2,
    6,
    11,
    19,
    27,
    36,
    44,
    52,
    63,
    71,
    80,
    90,
    97,
    104,
    110,
    117,
    124,
    131,
    137,
    143,
    148,
    152,
    156,
    160,
    164,
)
PRIORITY, LAST = 131, 164
#: Visits with two questions.
DOUBLE = (19, 80, 152)
#: Per counter: the minute of the call, the minutes of service, and how it ends.
SERVICES = {
    "cso1": ((4, 12, "resolve"), (29, 16, "resolve"), (68, 14, "follow"), (112, 7, "wait"), (121, 16, "resolve"),
             (141, 17, "resolve")),
    "cso2": ((8, 23, "resolve"), (46, 9, "resolve"), (82, 14, "resolve"), (103, 15, "resolve"), (126, 18, "resolve")),
    "cso3": ((13, 17, "resolve"), (55, 11, "refer"), (100, 18, "resolve"), (124, 17, "resolve")),
}  # fmt: skip
#: Services that still run at the end, the first near its warning: the minutes of the call and of the start.
RUNNING = {"cso2": (148, 150.5), "cso3": (156, 157.2)}


def fill_morning(
    desk: Desk, clock: "ManualClock", demo: DemoData, seed: int, day: date, caller_log: "CallerLog"
) -> dict[str, Officer]:
    """Add the officers and everything that happened up to 10.15 of `day`, which `clock` shows afterwards.

    Return the officers by login.
    """
    calendar = desk.calendar
    before = working_days_before(calendar, day, 3)
    clock.at = calendar.opening(before[0])
    officers = add_demo_officers(desk, demo)
    sampler = Sampler(demo, {topic.code: topic.section for topic in desk.settings.topics}, seed)
    visits = ScriptedVisits(desk, officers, sampler, caller_log)
    script = [*_earlier(calendar, visits, before, day), *_morning(calendar, visits, before[-1], day)]
    for moment, act in sorted(script, key=lambda step: step[0]):
        clock.at = moment
        desk.sweep("demo")
        act()
    clock.at = max(datetime.combine(day, OPENS, calendar.zone), calendar.opening(day) + LENGTH)
    desk.sweep("demo")
    return officers


def working_days_before(calendar: WorkCalendar, day: date, n: int) -> list[date]:
    """Return the `n` working days before `day`, oldest first. Raises CalendarMissing."""
    found: list[date] = []
    while len(found) < n:
        day -= timedelta(days=1)
        if calendar.is_working_day(day):
            found.insert(0, day)
    return found


def _earlier(calendar: WorkCalendar, visits: ScriptedVisits, before: list[date], day: date) -> ScheduledActs:
    """Return what left follow-ups behind: an answer to deliver, an open question, one asked back, and a promise."""
    first, second, third = before

    def at(which: date, hour: int, minute: int) -> datetime:
        return datetime.combine(which, time(hour, minute), calendar.zone)

    return [
        (at(first, 13, 40), partial(visits.escalate, "answered", "cso1", "BANK")),
        (at(second, 10, 5), partial(visits.report, "answered", "Pertanyaan sudah diteruskan ke Seksi Bank.")),
        (at(second, 14, 10), partial(visits.promise, "promised", "cso2", "PDMS")),
        (at(third, 9, 15), partial(visits.accept, "answered", "kasi.bank")),
        (at(third, 10, 30), partial(visits.escalate, "open", "cso1", "PDMS")),
        (at(third, 10, 40), partial(visits.report, "answered", "Sedang ditelaah Seksi Bank.")),
        (at(third, 11, 0), partial(visits.report, "promised", "Data sedang dicocokkan dengan SPAN.")),
        (at(third, 13, 50), partial(visits.escalate, "returned", "cso3", "VERAKI")),
        (at(third, 14, 20), partial(visits.answer, "answered", "kasi.bank")),
        (at(day, 9, 20), partial(visits.ask_back, "returned", "kasi.veraki")),
    ]


def _morning(calendar: WorkCalendar, visits: ScriptedVisits, yesterday: date, day: date) -> ScheduledActs:
    """Return the queue of `day`, visitor by visitor."""
    opening, uneven = calendar.opening(day), visits.sampler.seconds

    def at(minutes: float, seconds: int = 0) -> datetime:
        return opening + timedelta(minutes=minutes, seconds=seconds)

    script: ScheduledActs = []
    for minute in ARRIVALS:
        reason = {PRIORITY: "lansia", LAST: "ibu hamil"}.get(minute, "")
        script.append((at(minute, uneven()), partial(visits.arrive, reason, 2 if minute in DOUBLE else 1)))
    for login, services in SERVICES.items():
        for minute, length, ending in services:
            script.append((at(minute), partial(visits.call, login)))
            script.append((at(minute + 1), partial(visits.start, login)))
            script.append((at(minute + 1 + length * 0.6), partial(visits.serve_second_question, login)))
            script.append((at(minute + 1 + length, uneven()), partial(visits.end, login, ending)))
    for login, (called, started) in RUNNING.items():
        script.append((at(called), partial(visits.call, login)))
        script.append((at(started), partial(visits.start, login)))
    script += [
        (at(5), partial(visits.online, datetime.combine(yesterday, time(14, 20), calendar.zone), "hai_cso", "17")),
        (at(36), partial(visits.serve_online, "cso3")),
        (at(45), partial(visits.end, "cso3", "resolve")),
        (at(71), partial(visits.online, at(65), "hai_cso", "18")),
        (at(77), partial(visits.call, "cso2")),
        (at(77.6), partial(visits.call_again, "cso2")),
        (at(78.5), partial(visits.call_again, "cso2")),
        (at(79.5), partial(visits.mark_absent, "cso2")),
        (at(121.5), partial(visits.online, at(118), "kontak_resmi", "WhatsApp")),
        (at(163.7), partial(visits.call, "cso1")),
    ]
    return script
