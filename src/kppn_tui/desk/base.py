"""What every verb stands on: the store, the settings, the clock and one transaction a verb."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kppn_tui.desk.act import Act
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.store.drafts import Drafts
from kppn_tui.store.feed import Feed
from kppn_tui.store.store import Store

if TYPE_CHECKING:
    from kppn_tui.config import Settings

#: The source of "now": an aware datetime in UTC. The system's, a test's, or a training room's.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


class DeskBase:
    """Shared by all verbs of `Desk`."""

    def __init__(self, store: Store, settings: "Settings", clock: Clock, drafts: Drafts, feed: Feed) -> None:
        self.store = store
        self.settings = settings
        self.clock = clock
        self.drafts = drafts
        self.feed = feed
        self.office = settings.office.code

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The office's working calendar, read when it is first needed."""
        return self.settings.calendar()

    def now(self) -> datetime:
        """The injected clock's moment in whole seconds, UTC."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    @contextmanager
    def _act(self, action: Action, officer: Officer | None) -> Iterator[Act]:
        """One immediate transaction for one verb, with its one event; nothing is written if the verb is refused."""
        calendar = self.calendar
        with self.store.writing():
            act = Act(self.store, self.settings, calendar, officer, action, self.now())
            yield act
            act.finish()
