"""What every verb stands on: the store, the settings, the clock and one transaction a verb."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from kppn_tui.desk.act import Act
from kppn_tui.domain.errors import N_, LostRace, WrongState
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.store import history
from kppn_tui.store.backend import WriteMode
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.store import Store

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings

#: The source of "now": an aware datetime in UTC. The system's, a test's, or a training room's.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


class DeskBase:
    """Shared by all verbs of `Desk`."""

    def __init__(self, store: Store, settings: "Settings", clock: Clock, drafts: Drafts) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock
        self.drafts = drafts
        self.feed = store.database.change_feed()
        self.office = settings.office.code
        #: This desk among those of the office, for as long as it is open.
        self.desk_id = uuid4().hex

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The office's working calendar, read when it is first needed."""
        return self.settings.calendar()

    def now(self) -> datetime:
        """The injected clock's moment in whole seconds, UTC."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    @contextmanager
    def _act(self, action: Action, officer: Officer | None, mode: WriteMode = WriteMode.WRITE) -> Iterator[Act]:
        """One transaction for one verb, with its one event; nothing is written if the verb is refused."""
        calendar = self.calendar
        with self.store.writing(mode):
            act = Act(self.store, self.settings, calendar, officer, action, self.now(), mode)
            try:
                yield act
            except WrongState as refused:
                raise self._first(act) or refused from refused
            act.finish()

    def _first(self, act: Act) -> LostRace | None:
        """Which colleague brought the subject of a refused act into its state, and by what; None when none did."""
        event = history.led_to(self.store, act.subject) if act.subject else None
        if event is None or act.officer is None or event.officer_id in (None, act.officer.id):
            return None
        rule = RULE.get(event.action)
        return LostRace(
            N_("{who} was first: “{what}”, {at}. What you typed is kept."),
            who=self.store.get(Officer, event.officer_id or 0).name,
            what=rule.label if rule else N_("Undo"),
            at=self.calendar.local(event.at),
        )
