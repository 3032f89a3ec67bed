"""The base of the full-screen programs: whatever happens, the terminal is left as it was found."""

import asyncio
import select
import signal
import sys
from contextlib import suppress
from typing import Any

from kppn_tui.terminal.filters import ColourlessFilter, HarmlessFilter
from kppn_tui.terminal.textual_private import (
    QuietExitApp,
    read_foreign_bytes,
    set_line_filters,
    write_while_possible,
)

#: What asks a program to end. A closed window sends SIGHUP.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class TerminalApp(QuietExitApp):
    """App on a real terminal."""

    def __init__(self) -> None:
        super().__init__()
        read_foreign_bytes()
        write_while_possible()
        set_line_filters(self, HarmlessFilter(), ColourlessFilter())

    def run_to_end(self, **how: Any) -> int:
        """Run the app on the terminal until it is left, as `run` does, and return its exit code.

        Raises:
            BaseException: what nobody foresaw and what ended the program; the terminal is in order by then.
        """
        self.run(**how)
        if self.fault is not None:
            raise self.fault
        return self.return_code or 0

    def heed_signals(self) -> None:
        """Leave in order when the program is asked to end; within the event loop."""
        loop = asyncio.get_running_loop()
        for ending in _ENDINGS:
            # Not in a test, which runs beside the main thread.
            with suppress(RuntimeError, ValueError):
                loop.add_signal_handler(ending, self.exit)

    def leave_if_hung_up(self) -> None:
        """Leave when the terminal has gone without a signal: reading it would go on for ever with nothing read."""
        if not self.is_headless and _hung_up():
            self.exit()


def _hung_up() -> bool:
    """Return whether nobody is at the other end of the terminal any more."""
    with suppress(OSError, ValueError, AttributeError):
        waiting = select.poll()
        waiting.register(sys.__stdin__.fileno(), 0)  # type: ignore[union-attr]
        return any(state & (select.POLLHUP | select.POLLERR) for _file, state in waiting.poll(0))
    return False
