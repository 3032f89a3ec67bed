"""Desks of several offices whose commits are broken together, each beside another one that goes on writing."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, Thread
from time import sleep

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import Role
from kppn_tui.store.backend import Failure
from kppn_tui.store.store import SENTENCES
from tests.conftest import PASSWORD, HandClock, an_office
from tests.postgres import Server
from tests.waiting import wait_for

#: A ticket whose purpose says so waits in its commit.
SLOW = "lambat"
HANG = (
    "CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'",
    f"""CREATE CONSTRAINT TRIGGER hang AFTER INSERT ON ticket DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.purpose LIKE '{SLOW}%') EXECUTE FUNCTION hang()""",
)


@dataclass(frozen=True)
class Answer:
    """What was told of one ticket: saved under a label, or why not."""

    office: str
    purpose: str
    label: str = ""
    failure: Failure | None = None


@dataclass
class Book:
    """What all desks were told."""

    answers: list[Answer] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def note(self, answer: Answer) -> None:
        with self.lock:
            self.answers.append(answer)

    def wrong(self, rows: list[tuple[str, str, str]]) -> list[str]:
        """What is not as it was told: `rows` are the office, the purpose and the label of every ticket."""
        there = {(office, purpose): label for office, purpose, label in rows}
        found = [f"twice: {row}" for row in rows if rows.count(row) > 1] if len(there) < len(rows) else []
        given: set[tuple[str, str]] = set()
        for one in self.answers:
            label = there.get((one.office, one.purpose))
            if one.label:
                if label != one.label:
                    found.append(f"told as saved, but is {label}: {one}")
                if (one.office, one.label) in given:
                    found.append(f"number given twice: {one}")
                given.add((one.office, one.label))
            elif label is not None and one.failure is not Failure.UNKNOWN:
                found.append(f"told as not saved, but is there: {one}")
        return found

    def saved(self, office: str) -> int:
        """How many tickets of the office were told as saved."""
        return sum(bool(one.label) for one in list(self.answers) if one.office == office)

    def told(self, prefix: str) -> dict[str, int]:
        """How often each answer was given to the tickets whose purpose begins so."""
        told: dict[str, int] = {}
        for one in self.answers:
            if one.purpose.startswith(prefix):
                name = "SAVED" if one.label else one.failure.name if one.failure else ""
                told[name] = told.get(name, 0) + 1
        return told


@dataclass
class Pair:
    """Two desks of one office: one whose commits are broken, and one that writes all the time."""

    desk: Desk
    other: Desk
    officer: Officer
    book: Book
    office: str

    def take(self, desk: Desk, purpose: str) -> None:
        """Register a visitor, and note the answer."""
        try:
            ticket = desk.take_ticket(self.officer, purpose=purpose, topics=["RETUR"])
        except StoreUnavailable as error:
            (failure,) = (kind for kind, sentence in SENTENCES.items() if sentence == error.msgid)
            self.book.note(Answer(self.office, purpose, failure=failure))
            sleep(0.02)
        else:
            self.book.note(Answer(self.office, purpose, ticket.label))


class Crowd:
    """The pairs of several offices on one database, and one more pair, whose commits nobody breaks by intent."""

    def __init__(self, url: str, folder: Path, clock: HandClock, offices: int) -> None:
        self.book = Book()
        self.pairs = []
        settings = an_office(url, folder)
        for n in range(offices + 1):
            office = f"kppn-{n}"
            own = replace(settings, office=replace(settings.office, code=office))
            desk, other = (connect(url, own, clock) for _ in range(2))
            desk.add_officer(None, "ana", "Ana Seroja", [Role.CSO, Role.RECEPTION], PASSWORD)
            self.pairs.append(Pair(desk, other, desk.sign_in("ana", PASSWORD, "1"), self.book, office))
        self.free = self.pairs.pop()
        self._count = itertools.count()
        self._meanwhile = True

    def close(self) -> None:
        """Close all desks."""
        for pair in (*self.pairs, self.free):
            pair.desk.close()
            pair.other.close()

    @contextmanager
    def writing(self, pairs: list[Pair]) -> Iterator[None]:
        """Within, the other desk of each pair writes as fast as it can."""
        ended = Event()

        def write(pair: Pair) -> None:
            for n in itertools.count():
                if ended.is_set():
                    return
                pair.take(pair.other, f"lain-{turn}-{n}")

        turn = next(self._count)
        threads = [Thread(target=write, args=(pair,)) for pair in pairs]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def break_commits(
        self, pairs: list[Pair], prefix: str, waiting: Callable[[], object], strike: Callable[[], None]
    ) -> None:
        """Have a desk of each of `pairs` begin a commit; `strike` when all of them are `waiting` in it.

        The others write meanwhile or, every second time, at once afterwards, until each has got something saved. What
        they commit meanwhile lets the server know of all transactions before; if nobody does, it gives their numbers
        anew when it has crashed.
        """
        turn, self._meanwhile = next(self._count), not self._meanwhile
        threads = [Thread(target=pair.take, args=(pair.desk, f"{prefix}-{turn}")) for pair in pairs]
        for thread in threads:
            thread.start()
        wait_for(waiting, "all are in a commit")
        everybody = [*self.pairs, self.free]
        if not self._meanwhile:
            strike()
        with self.writing(everybody):
            if self._meanwhile:
                strike()
            for thread in threads:
                thread.join()
            for pair in everybody:
                self._goes_on(pair.office, self.book.saved(pair.office) + 2)

    def _goes_on(self, office: str, saved: int) -> None:
        wait_for(lambda: self.book.saved(office) >= saved, f"{office} goes on")


def in_commit(server: Server, event: str) -> list[int]:
    """The backends that wait in a commit."""
    asked = f"SELECT pid FROM pg_stat_activity WHERE wait_event = '{event}' AND query = 'COMMIT'"
    return [int(pid) for (pid,) in server.sql(asked)]


def tickets(server: Server, database: str) -> list[tuple[str, str, str]]:
    """The office, the purpose and the label of every ticket."""
    rows = server.sql("SELECT office, purpose, label FROM ticket ORDER BY id", database)
    return [(str(office), str(purpose), str(label)) for office, purpose, label in rows]
