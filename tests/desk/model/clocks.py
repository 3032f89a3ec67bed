"""The clocks of the model, and the daily note."""

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.desk.model.book import Book, Thing, newest
from tests.desk.model.workdays import WITA, closing, opening, work_later, workday_after, worked, works


class Clocks(Book):
    """Within the verbs that start, pause and stop them."""

    # Clocks

    def _start_clock(self, item: Thing, kind: str, warn: datetime, due: datetime, **more: Any) -> Thing:
        given = {"begun": self.now, "opens": None, "sent": None} | more
        return self.add(item.clocks, Thing(kind=kind, warn=warn, due=due, paused=None, pauses=timedelta(0),
                                           stopped=None, met=None, next=warn, told=set(), **given))  # fmt: skip

    def _pause(self, clock: Thing | None) -> None:
        if clock is not None and clock.stopped is None and clock.paused is None:
            self.set(clock, paused=self.now, next=None)

    def _resume(self, item: Thing, clock: Thing | None) -> None:
        if clock is None or clock.paused is None or clock.stopped is not None:
            return
        pause = self.now - clock.paused
        warn, due = clock.warn, clock.due
        if clock.kind == "service":
            warn, due = warn + pause, due + pause
        elif lost := worked(clock.paused, self.now):
            due = work_later(due, lost)
            warn, due = self._within(item, opening(due.date()), due)
        self.set(clock, paused=None, pauses=clock.pauses + pause, warn=warn, due=due, next=warn)

    def _within(self, item: Thing, warn: datetime, due: datetime) -> tuple[datetime, datetime]:
        """A head's time ends with the solution that it is for, while that is still ahead."""
        for clock in item.clocks:
            if clock.kind == "solution" and clock.stopped is None and self.now < clock.due < due:
                return opening(clock.due.date()), clock.due
        return warn, due

    def _stop(self, clock: Thing | None, rated: bool = True) -> None:
        if clock is None or clock.stopped is not None:
            return
        pause = self.now - clock.paused if clock.paused else timedelta(0)
        met = self.now <= clock.due + pause if rated else None
        self.set(clock, paused=None, pauses=clock.pauses + pause, stopped=self.now, next=None, met=met)

    def _end_session(self, item: Thing, rated: bool = True) -> None:
        clock = newest(item, "service")
        self._stop(clock, rated)
        if clock is not None and item.session_ended is None:
            gross = self.now - clock.begun
            self.set(item, session_ended=self.now, gross=gross, net=gross - clock.pauses)

    # The daily note

    def log_progress(self, item: Thing, kind: str) -> None:
        self.act.ticket = item.ticket
        self.check(item, bool(item.followed))
        self.add(item.notes, Thing(kind=kind, at=self.now))
        if kind != "delivered":
            return
        clock = self._roll(item) or self._daily_note(item)
        if clock is not None and self.now >= clock.opens:
            self.set(clock, stopped=self.now, next=None, met=True)
            self._note_after(item, clock)

    def _next_note(self, item: Thing, after: date) -> Thing | None:
        """A note is owed each working day but the first, when the question came, and the one of the solution."""
        first, last = newest(item, "solution").begun.date(), item.due.date()
        settled = max(after, first)
        day = workday_after(settled)
        if day == last:
            return None
        floor = last if settled >= last else first
        while settled > floor and not works(settled):
            settled -= timedelta(days=1)
        opens = datetime.combine(settled + timedelta(days=1), time(), WITA)
        warn = max(closing(day) - timedelta(hours=2), opening(day))
        return self._start_clock(item, "progress", warn, closing(day), opens=opens)

    def _note_after(self, item: Thing, clock: Thing) -> Thing | None:
        following = self._next_note(item, clock.due.date())
        if following is None and clock.due < item.due < self.now:
            following = self._next_note(item, item.due.date())
        return following

    def _roll(self, item: Thing) -> Thing | None:
        clock = newest(item, "progress")
        while clock is not None and clock.stopped is None and self.now > clock.due:
            self.set(clock, stopped=clock.due, met=False, next=clock.next)
            clock = self._note_after(item, clock)
        return clock if clock is not None and clock.stopped is None else None

    def _daily_note(self, item: Thing) -> Thing | None:
        if item.refused or self.now <= item.due:
            return None
        if clock := self._roll(item):
            return clock
        last = newest(item, "progress")
        after = max(item.due, last.due) if last else item.due
        return self._roll(item) if self._next_note(item, after.date()) else None

    def _end_progress(self, item: Thing) -> None:
        self._roll(item)
        for clock in item.clocks:
            if clock.kind == "progress" and clock.stopped is None:
                self.set(clock, stopped=self.now, next=None, met=False if self.now > clock.due else None)
            elif clock.kind == "progress" and clock.next is not None:
                self.set(clock, next=None)
