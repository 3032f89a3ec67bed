"""The script of the demo: three days that left follow-ups behind, and a busy morning up to a quarter past ten."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.desk import Desk
from kppn_tui.domain.people import Officer
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.training.cast import Cast, Deck, employ
from kppn_tui.training.scenes import Scenes

if TYPE_CHECKING:
    from kppn_tui.training.register import Register
    from kppn_tui.training.room import StandingClock

Scene = Callable[[], object]
#: When the demo opens: by the clock, but never before the script has run since the office opened.
OPENS = time(10, 15)
LENGTH = timedelta(minutes=165)

#: Minutes after opening at which visitors come, the one at PRIORITY with a reason to go first, and the last as well.
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
#: Still in service when the demo opens: the minute of the call, and of the start (the first is near its warning).
RUNNING = {"cso2": (148, 150.5), "cso3": (156, 157.2)}


def fill(
    desk: Desk, clock: "StandingClock", cast: Cast, seed: int, day: date, register: "Register"
) -> dict[str, Officer]:
    """Live through the days up to `day`; afterwards `clock` shows its quarter past ten. The officers by name."""
    calendar = desk.calendar
    before = working_days_before(calendar, day, 3)
    clock.at = calendar.opening(before[0])
    officers = employ(desk, cast)
    deck = Deck(cast, {topic.code: topic.section for topic in desk.settings.topics}, seed)
    scenes = Scenes(desk, officers, deck, register)
    script = [*_earlier(calendar, scenes, before, day), *_morning(calendar, scenes, before[-1], day)]
    for moment, scene in sorted(script, key=lambda step: step[0]):
        clock.at = moment
        desk.sweep("demo")
        scene()
    clock.at = max(datetime.combine(day, OPENS, calendar.zone), calendar.opening(day) + LENGTH)
    desk.sweep("demo")
    return officers


def working_days_before(calendar: WorkCalendar, day: date, n: int) -> list[date]:
    """The `n` working days before `day`, oldest first. Raises CalendarMissing."""
    found: list[date] = []
    while len(found) < n:
        day -= timedelta(days=1)
        if calendar.is_working_day(day):
            found.insert(0, day)
    return found


def _earlier(calendar: WorkCalendar, scenes: Scenes, before: list[date], day: date) -> list[tuple[datetime, Scene]]:
    """What the days before left open: an answer to deliver, a question with PDMS, one asked back, and a promise."""
    first, second, third = before

    def at(which: date, hour: int, minute: int) -> datetime:
        return datetime.combine(which, time(hour, minute), calendar.zone)

    return [
        (at(first, 13, 40), partial(scenes.escalate, "answered", "cso1", "BANK")),
        (at(second, 10, 5), partial(scenes.report, "answered", "Pertanyaan sudah diteruskan ke Seksi Bank.")),
        (at(second, 14, 10), partial(scenes.promise, "promised", "cso2", "PDMS")),
        (at(third, 9, 15), partial(scenes.accept, "answered", "kasi.bank")),
        (at(third, 10, 30), partial(scenes.escalate, "open", "cso1", "PDMS")),
        (at(third, 10, 40), partial(scenes.report, "answered", "Sedang ditelaah Seksi Bank.")),
        (at(third, 11, 0), partial(scenes.report, "promised", "Data sedang dicocokkan dengan SPAN.")),
        (at(third, 13, 50), partial(scenes.escalate, "returned", "cso3", "VERAKI")),
        (at(third, 14, 20), partial(scenes.answer, "answered", "kasi.bank")),
        (at(day, 9, 20), partial(scenes.ask_back, "returned", "kasi.veraki")),
    ]


def _morning(calendar: WorkCalendar, scenes: Scenes, yesterday: date, day: date) -> list[tuple[datetime, Scene]]:
    """The queue of `day`, visitor by visitor."""
    opening, uneven = calendar.opening(day), scenes.deck.seconds

    def at(minutes: float, seconds: int = 0) -> datetime:
        return opening + timedelta(minutes=minutes, seconds=seconds)

    script: list[tuple[datetime, Scene]] = []
    for minute in ARRIVALS:
        reason = {PRIORITY: "lansia", LAST: "ibu hamil"}.get(minute, "")
        script.append((at(minute, uneven()), partial(scenes.arrive, reason, 2 if minute in DOUBLE else 1)))
    for login, services in SERVICES.items():
        for minute, length, ending in services:
            script.append((at(minute), partial(scenes.call, login)))
            script.append((at(minute + 1), partial(scenes.start, login)))
            script.append((at(minute + 1 + length * 0.6), partial(scenes.turn, login)))
            script.append((at(minute + 1 + length, uneven()), partial(scenes.end, login, ending)))
    for login, (called, started) in RUNNING.items():
        script.append((at(called), partial(scenes.call, login)))
        script.append((at(started), partial(scenes.start, login)))
    script += [
        (at(5), partial(scenes.online, datetime.combine(yesterday, time(14, 20), calendar.zone), "hai_cso", "17")),
        (at(36), partial(scenes.serve_online, "cso3")),
        (at(45), partial(scenes.end, "cso3", "resolve")),
        (at(71), partial(scenes.online, at(65), "hai_cso", "18")),
        (at(77), partial(scenes.call, "cso2")),
        (at(77.6), partial(scenes.call_again, "cso2")),
        (at(78.5), partial(scenes.call_again, "cso2")),
        (at(79.5), partial(scenes.miss, "cso2")),
        (at(121.5), partial(scenes.online, at(118), "kontak_resmi", "WhatsApp")),
        (at(163.7), partial(scenes.call, "cso1")),
    ]
    return script
