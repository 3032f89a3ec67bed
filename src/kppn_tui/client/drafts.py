"""Half-typed text of the officer, in memory and on its way to the disk."""

import asyncio
import contextvars
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import TYPE_CHECKING

from kppn_tui.client.worker_thread import WorkerThread
from kppn_tui.domain.draft_forms import KEPT, DraftOwner, ReturnedText, joined_fields, owner_of
from kppn_tui.domain.ending import Ending, kept_name
from kppn_tui.domain.errors import DeskError

if TYPE_CHECKING:
    from kppn_tui.store.drafts import Drafts

#: How long a key may wait until its text is on the disk, in seconds.
DELAY = 0.1
#: How long leaving waits for it at the most, in seconds.
LEAVING = 2.0


class DraftKeeper:
    """Keeps drafts in a file of their own, in a thread of their own: they never wait for a verb of the desk.

    `kept` hears what each writing came to: None, or why the text is not on the disk.
    """

    def __init__(self, kept: Callable[[DeskError | None], None]) -> None:
        self._kept = kept
        self._thread = WorkerThread("drafts")
        self._file: Drafts | None = None
        self._officer = 0
        self._texts: dict[str, str] = {}
        self._unwritten: dict[str, str] = {}
        #: What has ended, as the desk said last, and what was half typed for it: an undo may open it again.
        self._endings: dict[DraftOwner, Ending] = {}
        self._of_ended: dict[str, str] = {}
        #: The forms on the screen, by how their fields begin, and whom to tell that what one is about has ended.
        self._shown: dict[str, Callable[[Ending], None]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: contextvars.Context | None = None
        self._failed = False

    async def open(self, file: "Drafts", officer_id: int) -> None:
        """Read what `officer_id` left half typed in `file`."""
        self._loop, self._context = asyncio.get_running_loop(), contextvars.copy_context()
        self._file, self._officer = file, officer_id
        self._texts, self._unwritten = {}, {}
        self._endings, self._of_ended = {}, {}
        try:
            texts = await self._thread.do(partial(file.load, officer_id, ""))
        except DeskError as error:
            self._kept(error)
        else:
            # What has been typed meanwhile is newer.
            self._texts = texts | self._texts

    def keep(self, field: str, text: str) -> None:
        """Keep half-typed text; it is written a moment later, many keys at once."""
        if self._file is None:
            return
        if self._endings and (owner := owner_of(field)) in self._endings:
            self._of_ended[field] = text
            name = kept_name(field, self._officer, self._endings[owner])
            if name is None:
                return
            field = name
        if not self._unwritten and self._loop is not None:
            self._loop.call_later(DELAY, self.write)
        self._texts[field] = self._unwritten[field] = text

    def of(self, prefix: str) -> dict[str, str]:
        """Return the kept texts whose field begins with `prefix`, the key pressed last included."""
        return {field: text for field, text in self._texts.items() if text and field.startswith(prefix)}

    def forget(self, prefix: str) -> None:
        """Forget the texts whose field begins with `prefix`: their verb has committed."""
        for texts in (self._texts, self._unwritten, self._of_ended):
            for field in [field for field in texts if field.startswith(prefix)]:
                del texts[field]
        if self._file is not None:
            self._write(partial(self._file.forget, self._officer, prefix))

    # What has ended

    def show(self, prefix: str, ended: Callable[[Ending], None]) -> None:
        """Take note of a form on the screen; `ended` is called once when what it is about ends meanwhile."""
        self._shown[prefix] = ended

    def hide(self, prefix: str) -> None:
        """Take note that the form is not on the screen any more."""
        self._shown.pop(prefix, None)

    def owners(self) -> frozenset[DraftOwner]:
        """Return what texts belong to, and the forms on the screen: of these it is asked whether they have ended."""
        fields = (*self._texts, *self._of_ended, *self._shown)
        return frozenset(owner for field in fields if (owner := owner_of(field)) is not None and owner.subject)

    def settle_endings(self, asked: Collection[DraftOwner], endings: Mapping[DraftOwner, Ending]) -> None:
        """Let the texts of what has ended go, and bring back those of what an undo has opened again.

        What is to be kept all the same (see `kept_name`) can be read until the day ends.
        """
        opened = [owner for owner in asked if owner in self._endings and owner not in endings]
        for owner in opened:
            del self._endings[owner]
        for field in [field for field in self._of_ended if owner_of(field) in opened]:
            self.keep(field, self._of_ended.pop(field))
            self.forget(KEPT + field)
        for owner, ending in endings.items():
            if owner not in self._endings:
                self._endings[owner] = ending
                self._end(owner.form.about(owner.record_id), ending)

    def _end(self, prefix: str, ending: Ending) -> None:
        texts = self.of(prefix)
        self.forget(prefix)
        for field, text in texts.items():
            self.keep(field, text)
        if told := self._shown.get(prefix):
            told(ending)

    def kept(self) -> dict[str, str]:
        """Return the texts that were half typed for what a colleague ended, by the field that they were typed in."""
        return {field.removeprefix(KEPT): text for field, text in self.of(KEPT).items()}

    # Giving back

    def give_back(self, texts: Collection[ReturnedText]) -> None:
        """Keep `texts` of an undone action, together with what their fields hold already."""
        for field, text in joined_fields(texts, self._texts).items():
            self.keep(field, text)

    def write(self) -> None:
        """Hand to the disk what was typed since it was last done."""
        if self._file is not None:
            for field, text in self._unwritten.items():
                self._write(partial(self._file.save, self._officer, field, text))
        self._unwritten = {}

    async def settle(self) -> None:
        """Wait until everything that was handed to the disk is there."""
        self.write()
        await self._thread.do(lambda: None)

    def close(self) -> None:
        """Have everything on the disk before the program is left."""
        self.write()
        self._loop = None
        self._thread.leave(lambda: None, LEAVING)

    def _write(self, write: Callable[[], None]) -> None:
        loop, context = self._loop, self._context

        def run() -> None:
            failed: DeskError | None = None
            try:
                write()
            except DeskError as error:
                failed = error
            if (failed or self._failed) and loop is not None and not loop.is_closed():
                loop.call_soon_threadsafe(self._kept, failed, context=context)
            self._failed = failed is not None

        self._thread.submit(run)
