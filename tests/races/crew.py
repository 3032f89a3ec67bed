"""Desks in processes of their own, started once, that act at the same moment."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from random import Random
from time import perf_counter
from typing import Any

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import DeskError, NobodyWaiting
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Ticket
from kppn_tui.office.settings import Settings
from kppn_tui.store import claims
from kppn_tui.store.backend import WriteMode

#: Longer than any lock may be waited for.
PATIENCE = 60.0
#: The longest head start that chance gives, in seconds: about as long as a verb takes.
HEAD_START = 0.002
#: A server process that has everything loaded makes the others: 50 desks in a second.
CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Job:
    """What an officer does at a terminal, whose clock shows `at`: a verb of the desk or one of `DEEDS`."""

    verb: str
    officer: Officer | None
    args: tuple[Any, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of it: "ok" and the record, or the name of the refusal and its sentence; a crash is named in full."""

    kind: str
    value: Any = None
    text: str = ""

    @property
    def ok(self) -> bool:
        return self.kind == "ok"


def drain(desk: Desk, officer: Officer, most: int) -> list[int]:
    """Call until nobody waits any more; nobody comes, so the counter is free again (the office calls once only)."""
    called: list[int] = []
    while len(called) < most:
        try:
            ticket = desk.call_next(officer)
        except NobodyWaiting:
            break
        called.append(ticket.id)
        desk.absent(officer, ticket)
    return called


def register(desk: Desk, officer: Officer, count: int) -> list[int]:
    """The numbers of as many visitors."""
    return [desk.take_ticket(officer).number for _ in range(count)]


def claim(desk: Desk, officer: Officer, chosen: Ticket) -> Ticket:
    """The claim by itself, on a visitor whom others have chosen as well: what stands behind every lock."""
    with desk.store.writing(WriteMode.CLAIM):
        return claims.claim(desk.store, chosen, officer, desk.now())


DEEDS: dict[str, Callable[..., Any]] = {"drain": drain, "register": register, "claim": claim}


class Terminal:
    """The life of one process."""

    def __init__(self, seat: int, line: Connection, barriers: dict[int, Barrier]) -> None:
        self.line, self.barriers, self.random = line, barriers, Random(seat)
        self.desk: Desk | None = None
        self.moment: datetime | None = None

    def live(self) -> None:
        while (order := self.line.recv()) is not None:
            name, *rest = order
            self.line.send(getattr(self, name)(*rest))
        self.leave()

    def open(self, settings: Settings, surroundings: dict[str, str], together: int) -> Outcome:
        """Sit down at a desk on the database of `settings`."""
        os.environ.update(surroundings)
        self.wait(together)
        try:
            self.desk = connect(settings.url, settings, self.now)
        except Exception as error:
            return refused(error)
        return Outcome("ok")

    def leave(self) -> None:
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def now(self) -> datetime:
        assert self.moment is not None, "each job brings its time"
        return self.moment

    def wait(self, together: int) -> None:
        """For the others, and then for up to HEAD_START, so that not always the same one is first."""
        if not together:
            return
        late = self.random.choice([0.0, 0.0, self.random.random() * HEAD_START])
        self.barriers[together].wait(PATIENCE)
        end = perf_counter() + late
        while perf_counter() < end:
            pass

    def act(self, job: Job, together: int) -> Outcome:
        assert self.desk is not None
        self.moment = job.at
        who = () if job.officer is None else (job.officer,)
        self.wait(together)
        try:
            if job.verb in DEEDS:
                return Outcome("ok", DEEDS[job.verb](self.desk, *who, *job.args, **job.more))
            return Outcome("ok", getattr(self.desk, job.verb)(*who, *job.args, **job.more))
        except Exception as error:
            return refused(error)


def refused(error: Exception) -> Outcome:
    """A refusal by its name; anything else as it is, which no test expects."""
    if isinstance(error, DeskError):
        return Outcome(type(error).__name__, text=str(error))
    return Outcome(repr(error))


def live(seat: int, line: Connection, barriers: dict[int, Barrier]) -> None:
    Terminal(seat, line, barriers).live()


class Crew:
    """So many processes; they act all at once, two at once, or one after the other."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._barriers = {count: CONTEXT.Barrier(count) for count in {2, size}}
        self._lines: list[Connection] = []
        self._processes = []
        for seat in range(size):
            ours, theirs = CONTEXT.Pipe()
            process = CONTEXT.Process(target=live, args=(seat, theirs, self._barriers), daemon=True)
            process.start()
            theirs.close()
            self._lines.append(ours)
            self._processes.append(process)

    def open(self, settings: Settings, count: int) -> list[Outcome]:
        """The first `count`, two or everybody, at a desk on the database of `settings`; all at once."""
        places = {name: value for name, value in os.environ.items() if name.startswith("XDG_")}
        return self._ask([("open", settings, places, count)] * count)

    def leave(self) -> None:
        """Everybody lets go of the database."""
        self._ask([("leave",)] * self.size)

    def at_once(self, jobs: Sequence[Job]) -> list[Outcome]:
        """The outcomes of `jobs`, which were begun at the same moment; two of them, or one for everybody."""
        return self._ask([("act", job, len(jobs)) for job in jobs])

    def in_turn(self, jobs: Iterable[tuple[int, Job]]) -> dict[int, Outcome]:
        """The outcomes of `jobs`, each at its seat, one after the other, by seat."""
        outcomes = {}
        for seat, job in jobs:
            self._lines[seat].send(("act", job, 0))
            outcomes[seat] = self._hear(seat)
        return outcomes

    def _ask(self, orders: Sequence[tuple[Any, ...]]) -> list[Any]:
        for line, order in zip(self._lines, orders, strict=False):
            line.send(order)
        return [self._hear(seat) for seat in range(len(orders))]

    def _hear(self, seat: int) -> Any:
        assert self._lines[seat].poll(PATIENCE), f"desk {seat} says nothing"
        return self._lines[seat].recv()

    def end(self) -> None:
        """Everybody goes home."""
        for line in self._lines:
            line.send(None)
        for process, line in zip(self._processes, self._lines, strict=True):
            process.join(PATIENCE)
            line.close()
            assert process.exitcode == 0
