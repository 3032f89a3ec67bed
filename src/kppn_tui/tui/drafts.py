"""Half-typed text on its way to the disk: a file of its own on this machine, whatever the database does."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from textual.app import App

from kppn_tui.client.worker_thread import Clerk
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.trouble import Trouble
from kppn_tui.i18n import explain

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer

Severity = Literal["information", "warning", "error"]
#: How long a key may wait until its text is on the disk.
DRAFT_DELAY = 0.1
#: How long whoever leaves waits for it at the most, in seconds.
LEAVING = 2.0


class DraftDoor(App[None]):
    """Drafts have a thread of their own: they don't wait for a verb that waits for the database."""

    def __init__(self, desk: "Desk | None") -> None:
        super().__init__()
        self.desk = desk
        self.officer: Officer | None = None
        self._drafts: dict[str, str] = {}
        self._drafts_failed = False
        self._draft_clerk = Clerk("drafts")

    def say(self, sentence: str, severity: Severity = "information") -> None:
        """A toast; data in it is never read as markup. One that is still shown is not said again."""
        if sentence and not any(shown.message == sentence for shown in self._notifications):
            self.notify(sentence, severity=severity, markup=False, timeout=4 if severity == "information" else 8)

    def trouble_with(self, kind: Trouble, there: bool) -> None:
        """`kind` is there now, or over."""

    def keep_draft(self, field: str, text: str) -> None:
        """Keep half-typed text; written a moment later, many keys at once."""
        if not self._drafts:
            self.set_timer(DRAFT_DELAY, self.write_drafts)
        self._drafts[field] = text

    def drafts(self, prefix: str) -> dict[str, str]:
        """The officer's kept texts by field, the key pressed last included."""
        if self.desk is None or self.officer is None:
            return {}
        self.write_drafts()
        try:
            return self._draft_clerk.submit(partial(self.desk.drafts.load, self.officer.id, prefix)).result()
        except DeskError as error:
            self._draft_kept(error)
            return {}

    def forget_draft(self, prefix: str) -> None:
        """The verb has committed: its half-typed text is not needed any more."""
        if self.desk is not None and self.officer is not None:
            self._drafts = {field: text for field, text in self._drafts.items() if not field.startswith(prefix)}
            self._to_drafts(partial(self.desk.drafts.forget, self.officer.id, prefix))

    def write_drafts(self) -> None:
        """Hand what was typed since to the disk."""
        if self.desk is not None and self.officer is not None:
            for field, text in self._drafts.items():
                self._to_drafts(partial(self.desk.drafts.save, self.officer.id, field, text))
        self._drafts = {}

    def finish_drafts(self) -> None:
        """Have everything on the disk before the program is left."""
        self.write_drafts()
        self._draft_clerk.leave(lambda: None, LEAVING)

    def _to_drafts(self, write: Callable[[], None]) -> None:
        """Write in the drafts' own thread; back in the event loop a failure is told."""

        def run() -> None:
            failed: DeskError | None = None
            try:
                write()
            except DeskError as error:
                failed = error
            if self.is_running and (failed or self._drafts_failed):
                self.call_later(self._draft_kept, failed)

        self._draft_clerk.submit(run)

    def _draft_kept(self, failed: DeskError | None) -> None:
        """A failure to keep text is told once, until text is kept again."""
        self.trouble_with(Trouble.DRAFTS, failed is not None)
        if failed is not None and not self._drafts_failed:
            self.say(explain(failed), "error")
        self._drafts_failed = failed is not None
