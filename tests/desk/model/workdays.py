"""The working days as the model knows them: Monday to Friday, without a holiday before Christmas."""

from datetime import date, datetime, time, timedelta, timezone

WITA = timezone(timedelta(hours=8))


def works(day: date) -> bool:
    return day.weekday() < 5


def frames(day: date) -> list[tuple[datetime, datetime]]:
    if not works(day):
        return []
    hours = [(7, 30, 11, 30), (13, 0, 16, 30)] if day.weekday() == 4 else [(7, 30, 12, 0), (13, 0, 16, 0)]
    return [(_at(day, a, b), _at(day, c, d)) for a, b, c, d in hours]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), WITA)


def opening(day: date) -> datetime:
    return frames(day)[0][0]


def closing(day: date) -> datetime:
    return frames(day)[-1][1]


def workday_after(day: date, count: int = 1) -> date:
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def worked(start: datetime, end: datetime) -> timedelta:
    """The open hours between two moments."""
    total, day = timedelta(0), start.date()
    while day <= end.date():
        total += sum((max(min(b, end) - max(a, start), timedelta(0)) for a, b in frames(day)), timedelta(0))
        day += timedelta(days=1)
    return total


def work_later(start: datetime, amount: timedelta) -> datetime:
    """When so much open time has passed."""
    day = start.date()
    while True:
        for a, b in frames(day):
            free = b - max(a, start)
            if free >= amount:
                return max(a, start) + amount
            amount -= max(free, timedelta(0))
        day += timedelta(days=1)
