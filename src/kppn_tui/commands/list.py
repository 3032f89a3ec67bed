"""`kppn-tui list`: queue, follow-ups or escalations as plain lines, for ears, braille and scripts."""

import asyncio
import json
import select
import signal
import sys
from argparse import Namespace
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kppn_tui.client.lists import LISTS, Listing, ListKind, ListName
from kppn_tui.client.session import Client
from kppn_tui.client.verbs import sign_in
from kppn_tui.commands.office import existing_desk, office_settings
from kppn_tui.commands.password import read_password
from kppn_tui.domain.trouble import DATABASE
from kppn_tui.i18n import _
from kppn_tui.office.places import Places
from kppn_tui.presentation.alerts import notice_sentence, notices_sentence
from kppn_tui.presentation.case_row import Lens
from kppn_tui.presentation.fields import Fields, alert_fields, cleaned, instant
from kppn_tui.presentation.spoken import timed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kppn_tui.client.call import Call
    from kppn_tui.domain.errors import DeskError
    from kppn_tui.domain.notices import Notice
    from kppn_tui.domain.people import Officer
    from kppn_tui.office.settings import Settings


class WatchMessage(StrEnum):
    """The messages of --watch besides the changes of rows; scripts read the value."""

    LISTED = "listed"
    ALERT = "alert"
    DATABASE_LOST = "database_lost"
    DATABASE_BACK = "database_back"
    UNWATCHED = "deadlines_unwatched"
    WATCHED = "deadlines_watched"


def run(options: Namespace, places: Places) -> int:
    """Sign the officer in, list, and go on listening with --watch; return the exit code."""
    settings = office_settings(places)
    lister = Lister(LISTS[ListName(options.list)], as_json=options.json)
    signal.signal(signal.SIGTERM, lister.end)
    password = read_password(options, twice=False)
    asyncio.run(lister.run(settings, options.officer, password, options.watch))
    return 0


class Lister:
    """A front end without a screen: it hears of its session and prints a line for each thing."""

    def __init__(self, kind: ListKind[Any], *, as_json: bool) -> None:
        self._kind = kind
        self._json = as_json
        # What concerns the officer is told whoever raised it, so this one need not sweep for others.
        self._client = Client(self, sweeps=False, sweeps_for_own=True)
        self._officer: Officer | None = None
        self._last: Listing[Any] = Listing()
        self._lost = self._unwatched = False
        self._crashed: asyncio.Future[None] | None = None
        self._told_to_end = False

    def end(self, *_signal: object) -> None:
        """Raise SystemExit wherever the program is, and again with the next second.

        A terminal that hides a password shows again what is typed, and a reader that lets a pipe wait holds nobody up.
        What is raised while Python tidies up an object is lost.
        """
        self._told_to_end = True
        sys.exit(0)

    async def run(self, settings: "Settings", login: str, password: str, watch: bool) -> None:
        """Print the list, then what changes until the reader leaves or the program is ended.

        Raises:
            DeskError: no desk, a refused sign-in, a list that is not for this officer.
            BrokenPipeError: the reader has left.
        """
        client = self._client
        self._crashed = asyncio.get_running_loop().create_future()
        try:
            await client.open(lambda: existing_desk(settings))
            officer = self._officer = await client.run(sign_in(login, password, beside=True))
            self._last = await client.run(self._kind.reading(officer, self._last))
            self._kind.check(self._last)
            self._print_all(watch)
            if watch:
                client.session_end.tells = self.crashed
                await client.enter(officer)
                client.start()
                client.refresh()
                await self._crashed
        finally:
            client.shut()

    # What the session tells

    def wanted(self) -> "Call[Any] | None":
        return self._kind.reading(self._officer, self._last) if self._officer is not None else None

    def refreshed(self, data: Listing[Any]) -> None:
        before, self._last, lens = self._last, data, self._lens
        if self._lost:
            self._lost = False
            self._tell(WatchMessage.DATABASE_BACK, _("The database answers again."))
        for change in self._kind.changes(before.rows, data.rows, data.ended, lens):
            row = data.rows.get(change.key, data.ended.get(change.key))
            fields = self._kind.fields(row, lens) if row is not None else None
            self._tell(change.kind, change.sentence, row=fields)

    def troubled(self) -> None:
        # It answers again when something was read, not already when a question has been given up.
        if self._client.connection.troubles & DATABASE and not self._lost:
            self._lost = True
            self._tell(WatchMessage.DATABASE_LOST, _("The database does not answer; it is tried again."))

    def alerted(self, notices: "Sequence[Notice]") -> None:
        told, settings = [one for one in notices if not self._kind.tells(one)], self._client.settings
        if self._json:
            for one in told:
                more = {"alert": alert_fields(one.alert, self._lens)} if one.alert is not None else {}
                self._tell(WatchMessage.ALERT, notice_sentence(one, settings), **more)
        else:
            for said in notices_sentence(told, settings).splitlines():
                self._tell(WatchMessage.ALERT, said)

    def refused(self, error: "DeskError") -> None:
        """Do nothing: no text is typed here, so nothing can be refused."""

    def second(self) -> None:
        if self._told_to_end:
            sys.exit(0)
        client = self._client
        client.stay_fresh()
        if client.asleep is not self._unwatched and not client.connection.lost:
            self._unwatched = client.asleep
            if self._unwatched:
                self._tell(
                    WatchMessage.UNWATCHED, _("Nobody watches the deadlines: no desk is open and no worker runs.")
                )
            else:
                self._tell(WatchMessage.WATCHED, _("The deadlines are watched again."))
        if _reader_left():
            raise BrokenPipeError

    @property
    def ticket_in_work(self) -> int | None:
        return None

    def crashed(self, error: BaseException) -> None:
        if self._crashed is not None and not self._crashed.done():
            self._crashed.set_exception(error)

    # Printing

    @property
    def _lens(self) -> Lens:
        return Lens(self._client.now(), self._client.calendar, self._client.settings)

    def _print_all(self, watch: bool) -> None:
        lens, kind, rows = self._lens, self._kind, self._last.rows
        if not self._json:
            for line in (kind.heading(self._last, lens), *(kind.line(row, lens) for row in rows.values())):
                print(line, flush=True)
        elif watch:
            for row in rows.values():
                self._tell(WatchMessage.LISTED, kind.line(row, lens), row=kind.fields(row, lens))
        else:
            _print_json([kind.fields(row, lens) for row in rows.values()])

    def _tell(self, what: StrEnum, said: str, **more: Fields | None) -> None:
        """Print one thing that has happened now."""
        lens = self._lens
        if self._json:
            _print_json({"change": str(what), "at": instant(lens.now, lens), "text": said, **more})
        else:
            print(timed(said, lens.local(lens.now)), flush=True)


def _print_json(found: object) -> None:
    print(json.dumps(cleaned(found), ensure_ascii=False), flush=True)


def _reader_left() -> bool:
    """Return whether nobody can read what is printed: the pipe is closed, or the terminal has gone."""
    with suppress(OSError, ValueError, AttributeError):
        waiting = select.poll()
        waiting.register(sys.stdout.fileno(), 0)
        return bool(waiting.poll(0))
    return False
