"""Notices of an officer: raised with the alert or the hand-over, told once, whichever desk is asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.deadline_kinds import deadline_rule
from kppn_tui.domain.notices import HAND_OVERS, Answering, Notice, Recipient
from kppn_tui.domain.people import Officer, Substitute
from kppn_tui.domain.records import Consultation, Deadline, Escalation, Event
from kppn_tui.domain.states import Level
from kppn_tui.store import notices
from kppn_tui.store.backend import WriteMode


class NoticeVerbs(DeskBase):
    """Verbs that leave no event: nothing of the service changes by them."""

    def has_untold(self, officer: Officer) -> bool:
        """Return whether there is something that `officer` has not been told."""
        with self.store.reading():
            return notices.has_untold(self.store, self.office, officer.id, self._acting(officer))

    def tell(self, officer: Officer) -> list[Notice]:
        """Return what `officer` has not been told, oldest first; it counts as told from now on, at every desk.

        Raises:
            StoreUnavailable: nothing can be written now, and nothing counts as told.
        """
        now = self.now()
        with self.store.writing(WriteMode.QUIET):
            notices.add_waiting(self.store, self.office, officer.id, self._acting(officer), now)
            return notices.read(self.store, notices.tell(self.store, officer.id, now))

    def withhold(self, told: Sequence[Notice]) -> None:
        """Let `told` count as not told: their officer had left before they could be shown."""
        with self.store.writing(WriteMode.QUIET):
            notices.withhold(self.store, [notice.id for notice in told])

    def told_today(self, officer: Officer) -> list[Notice]:
        """Return what `officer` was told today, the office's own day, oldest first."""
        self.require_of_office(officer)
        calendar = self.calendar
        midnight = calendar.midnight(calendar.local(self.now()).date())
        with self.store.reading():
            return notices.read_told_since(self.store, officer.id, midnight)

    def _acting(self, officer: Officer) -> list[str]:
        """Return the sections that `officer` stands in for today."""
        self.require_of_office(officer)
        today = self.calendar.local(self.now()).date().isoformat()
        named = self.store.find(Substitute, office=self.office, officer_id=officer.id)
        return sorted({one.section for one in named if one.covers(today)})


def answering(desk: DeskBase, now: datetime) -> Answering:
    """Return who answers for what at `now` (UTC)."""
    today = desk.calendar.local(now).date().isoformat()
    return Answering(
        desk.store.find(Officer, office=desk.office), desk.store.find(Substitute, office=desk.office), today
    )


def add_alert_notices(
    desk: DeskBase, raised: Sequence[tuple[Deadline, Level, int]], officers: Mapping[int, int | None], now: datetime
) -> None:
    """Let everybody be told whom the alerts of `raised`, the last of each its number, concern by `DEADLINE_RULES`.

    `officers` has the officer of each consultation.
    """
    if not raised:
        return
    who = answering(desk, now)
    asked = [deadline.escalation_id for deadline, _, _ in raised if deadline.escalation_id is not None]
    questions = {one.id: one for one in desk.store.find(Escalation, id=asked)}
    rows: list[tuple[Recipient, int | None, int | None]] = []
    for deadline, _, alert_id in raised:
        told, question = deadline_rule(deadline.kind).told, questions.get(deadline.escalation_id or 0)
        officer = officers.get(deadline.consultation_id)
        rows += [(one, alert_id, None) for one in who.told(told, officer, question)]
    notices.add(desk.store, desk.office, rows, now)


def hand_over(desk: DeskBase, work: UnitOfWork, escalation: Escalation) -> None:
    """Let everybody be told whom this verb concerns by `HAND_OVERS`; who acts knows it."""
    told, _ = HAND_OVERS[work.action]
    officer = desk.store.get(Consultation, escalation.consultation_id).officer_id
    work.recipients += [
        one for one in answering(desk, work.now).told(told, officer, escalation) if one.officer_id != work.who.id
    ]


def take_back(work: UnitOfWork, undone: Event) -> None:
    """Let nobody be told of `undone` any more, and those who have been of its undo."""
    work.recipients += notices.take_back(work.store, undone.id)
