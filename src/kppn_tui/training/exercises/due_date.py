"""Exercise of the due date: on which date is a solution due, and why (R12, R19)?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from kppn_tui.domain.duedates import DueDate
from kppn_tui.domain.office import Limits
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.special_days import CLOSURE, COLLECTIVE, NATIONAL, WEEKEND, Skipped
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.i18n import _, clock_time, ngettext
from kppn_tui.presentation import words
from kppn_tui.training.exercises.date_input import read_date
from kppn_tui.training.exercises.exercise import Option, Verdict
from kppn_tui.training.exercises.moments import MomentSampler

#: Kinds of closed days that are counted as working days by mistake, the likeliest first.
_TAKEN_FOR_WORK = (
    {COLLECTIVE},
    {NATIONAL},
    {COLLECTIVE, NATIONAL, CLOSURE},
    {"saturday"},
    {"saturday", "sunday"},
    {"saturday", "sunday", COLLECTIVE, NATIONAL, CLOSURE},
)


@dataclass(frozen=True)
class DueDateExercise:
    """A consultation at `arrived` (in the office's zone), or a message that was `taken_up` later."""

    calendar: WorkCalendar
    limits: Limits
    arrived: datetime
    taken_up: datetime | None

    @property
    def start(self) -> datetime:
        """Return from when the days count (A9)."""
        later = self.taken_up is not None and self.limits.online_start == "mulai_layani"
        return self.taken_up if later and self.taken_up is not None else self.arrived

    @property
    def due(self) -> DueDate:
        """Return the right answer, as the office counts (R12, R19)."""
        return solution_promise(self.calendar, self.limits, self.start)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the situation and the question."""
        arrived = words.long_moment(self.arrived)
        if self.taken_up is None:
            situation = _("Face to face on {moment}. The answer is not there yet; a contact was given.")
            asked = situation.format(moment=arrived)
        else:
            situation = _("Online: received on {received}, taken up on {moment}. The answer is not there yet.")
            asked = situation.format(received=arrived, moment=words.long_moment(self.taken_up))
        return asked, _("On which date is the solution due at the latest?")

    @property
    def options(self) -> tuple[Option, ...]:
        """Return none: a date is typed."""
        return ()

    def check(self, answer: str) -> Verdict:
        """Return the verdict on a typed date. Raises BadInput: it is no date."""
        due, given = self.due, read_date(answer, self.start.date())
        right = given == due.due.date()
        return Verdict(
            right=right,
            answer=words.long_moment(due.due),
            mistakes=() if right else tuple(dict.fromkeys(self._mistakes(given, due)))[:2],
            facts=tuple((words.long_day(day), text) for day, text in self._days(due)),
            rules=tuple(self._rules(due)),
        )

    # How it comes about

    def _days(self, due: DueDate) -> Iterator[tuple[date, str]]:
        """Yield each date from the consultation to the due date, with what it is."""
        first, last = due.start.date(), due.due.date()
        progress = {moment.date(): moment for moment in due.progress}
        before = [day for day in _dates(first, last) if day < due.days[0] and self.calendar.is_working_day(day)]
        zero = max(before, default=first)
        for day in _dates(first, last):
            if day in due.days:
                text = _("day {n}").format(n=due.days.index(day) + 1)
                if day == last:
                    text += _(", the solution is due by {time}").format(time=clock_time(due.due))
                elif day in progress:
                    text += _(", progress is owed by {time}").format(time=clock_time(progress[day]))
                yield day, text
                continue
            closed = self.calendar.why_closed(day)
            why = words.why_skipped(closed) if closed is not None else ""
            name = _("day 0") if day == zero else _("received") if day == first else ""
            yield day, ", ".join(part for part in (name, why) if part)

    def _rules(self, due: DueDate) -> Iterator[tuple[str, str]]:
        n, limits = self.limits.solution_days, self.limits
        days = ngettext("{n} working day", "{n} working days", n).format(n=n)
        yield (
            "R12" if self.taken_up is None else "R19",
            _("The solution comes at the latest {days} after the consultation.").format(days=days),
        )
        if limits.first_day == "berikutnya":
            yield "A8", _("The day of the consultation is day 0; day 1 is the next working day.")
        else:
            yield "A8", _("In this office the day of the consultation is day 1, if it is a working day.")
        if self.taken_up is not None:
            yield "A9", self._receipt()
            if self._outside(self.start):
                yield "A10", self._after_hours()
        at_closing = _("On the last day it is due at closing, {time} on that day.")
        same_time = _("In this office it is due at the time of day of the consultation, at closing at the latest.")
        sentence = at_closing if limits.due_time == "tutup" else same_time
        yield "A11", sentence.format(time=clock_time(self.calendar.closing(due.due.date())))
        if due.progress:
            yield "R20, A13", _("On each working day before it, one progress note is owed by closing.")
        if due.provisional:
            yield "!", _("Provisional: a date in between may still be moved by decree.")

    def _outside(self, at: datetime) -> bool:
        """Return whether `at` is on a day without service, or after closing."""
        return not self.calendar.serves_on(at.date()) or at > self.calendar.closing(at.date())

    def _receipt(self) -> str:
        if self.limits.online_start == "diterima":
            return _("A message counts from its receipt, not from when it is taken up.")
        return _("In this office a message counts from when it is taken up.")

    def _after_hours(self) -> str:
        if self.limits.after_hours == "tanggal_terima":
            return _("What comes outside hours or on a day off counts from its own date.")
        return _("In this office, what comes outside hours counts as received on the next working day.")

    # What may have gone wrong

    def _mistakes(self, given: date, due: DueDate) -> Iterator[str]:
        """Yield the mistakes that lead to the date `given`, the likeliest first."""
        if given <= due.start.date():
            yield _("That date is not after the consultation.")
            return
        yield from (sentence for other, sentence in self._readings() if self._due(*other) == given)
        for kinds in _TAKEN_FOR_WORK:
            closed = self._taken_for_work(kinds, given, due)
            if closed:
                named = "; ".join(f"{words.long_day(one.date)} ({words.why_skipped(one)})" for one in closed)
                yield _("Counted although it is no working day: {days}.").format(days=named)
        if (why := self.calendar.why_closed(given)) is not None:
            yield _("{day} is no working day: {why}.").format(day=words.long_day(given), why=words.why_skipped(why))
        elif given == next(self.calendar.working_days(due.due.date() + timedelta(days=1))):
            yield _("One working day too late: day {n} is the last.").format(n=self.limits.solution_days)

    def _readings(self) -> Iterator[tuple[tuple[Limits, datetime], str]]:
        """Yield other ways to count, each with the sentence against it."""
        limits = self.limits
        if limits.first_day == "berikutnya":
            wrong = _("The day of the consultation was counted as day 1, but it is day 0 (A8).")
            yield (replace(limits, first_day="hari_konsultasi"), self.start), wrong
        else:
            wrong = _("The day of the consultation was left out, but in this office it is day 1 (A8).")
            yield (replace(limits, first_day="berikutnya"), self.start), wrong
        if self.taken_up is None:
            return
        if limits.online_start == "diterima":
            wrong = _("It was counted from when the message was taken up, but the days run from its receipt (A9).")
            yield (limits, self.taken_up), wrong
        else:
            wrong = _("It was counted from the receipt, but in this office the days run from the taking up (A9).")
            yield (limits, self.arrived), wrong
        if limits.after_hours == "tanggal_terima":
            wrong = _("The receipt was moved to the next working day, but its own date counts (A10).")
            yield (replace(limits, after_hours="hari_kerja_berikutnya"), self.start), wrong
        else:
            wrong = _("It was counted from the date of receipt, but here the next working day counts (A10).")
            yield (replace(limits, after_hours="tanggal_terima"), self.start), wrong

    def _due(self, limits: Limits, start: datetime) -> date:
        return solution_promise(self.calendar, limits, start).due.date()

    def _taken_for_work(self, kinds: set[str], given: date, due: DueDate) -> list[Skipped]:
        """Return the closed days of `kinds` on the way, if counting them leads to `given`; else none."""
        counted, wrongly = 0, []
        for day in _dates(due.start.date(), due.due.date()):
            closed = self.calendar.why_closed(day)
            if closed is not None and day > due.start.date() and _kind(closed) in kinds:
                wrongly.append(closed)
                counted += 1
            elif day in due.days:
                counted += 1
            if counted == self.limits.solution_days:
                return wrongly if day == given else []
        return []


def draw_due_date(moments: MomentSampler, limits: Limits, random: Random) -> DueDateExercise:
    """Draw a moment for which the calendar knows the answer; one outside the opening hours is a message's.

    Raises:
        CalendarMissing: the loaded years know no answer.
    """
    calendar = moments.calendar

    def make(moment: datetime) -> DueDateExercise:
        visit = calendar.is_open(moment) and calendar.is_working_day(moment.date())
        if visit and random.random() < 0.75:
            made = DueDateExercise(calendar, limits, moment, None)
        else:
            opened = calendar.next_open(moment + timedelta(minutes=5))
            made = DueDateExercise(calendar, limits, moment, calendar.add_time(opened, timedelta(minutes=35)))
        # A verdict may count from the other moment, and a few days further.
        for start in (made.arrived, made.taken_up or made.arrived):
            calendar.explain(solution_promise(calendar, limits, start).due, 2)
        return made

    return moments.draw(random, make)


def _dates(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1))


def _kind(day: Skipped) -> str:
    if day.kind != WEEKEND:
        return day.kind
    return "sunday" if day.date.weekday() == 6 else "saturday"
