"""A line to a PostgreSQL server that can go silent, be cut, or lose the answer to a commit."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

COMMIT = b"COMMIT\x00"


class Proxy:
    """Hands on what comes at 127.0.0.1:`port`, as long as the line is whole."""

    def __init__(self, target: Path) -> None:
        self._target = str(target)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        #: What comes is thrown away; nobody is told.
        self.silent = Event()
        #: New lines are cut at once.
        self.closed = Event()
        #: The next commit reaches the server; its answer does not come back, and the line is cut.
        self.lose_answer = Event()
        self._lines: list[socket.socket] = []
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    def end(self) -> None:
        """Cut everything, and wait until nothing of it is left."""
        self.closed.set()
        # A listening socket that somebody waits at wakes up by this, not by being closed.
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self.cut()
        for thread in self._threads:
            thread.join()
        self._door.close()

    def cut(self) -> None:
        """Cut all lines; new ones may come."""
        for line in self._lines:
            _cut(line)
        self._lines.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._door.accept()
                if self.closed.is_set():
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                self._lines += [client, server]
                self._threads.append(Thread(target=self._carry, args=(client, server)))
                self._threads[-1].start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            asked = Event()
            asking = Thread(target=self._ask, args=(client, server, asked))
            asking.start()
            self._answer(client, server, asked)
            asking.join()

    def _ask(self, client: socket.socket, server: socket.socket, asked: Event) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                if self.silent.is_set():
                    continue
                if COMMIT in data and self.lose_answer.is_set():
                    asked.set()
                server.sendall(data)
        _cut(server)

    def _answer(self, client: socket.socket, server: socket.socket, asked: Event) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                if self.silent.is_set():
                    continue
                if asked.is_set():
                    self.lose_answer.clear()
                    break
                client.sendall(data)
        _cut(client)
        _cut(server)


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


@contextmanager
def proxy(folder: Path) -> Iterator[Proxy]:
    """A line to the server whose socket is in `folder`."""
    made = Proxy(folder / ".s.PGSQL.5432")
    try:
        yield made
    finally:
        made.end()
