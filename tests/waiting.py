"""Waiting for what shall happen, however busy the machine is: nothing is judged by how long it takes."""

import time
from collections.abc import Callable

#: Far longer than anything takes, on a machine with several others at work as well; in seconds.
PATIENCE = 60.0


def wait_for(holds: Callable[[], object], what: str = "") -> None:
    """Return when `holds` does; what is waited for happens in another thread or process.

    Raises:
        AssertionError: it doesn't within PATIENCE.
    """
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.005)
