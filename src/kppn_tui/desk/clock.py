"""The source of "now", which everything below the entry points is given."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Gives an aware datetime in UTC: the system's, a test's, or a training room's.
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)
