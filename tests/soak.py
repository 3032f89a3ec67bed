"""What `make test` leaves out and `make soak` runs."""

from typing import Any

import pytest


def in_soak(reason: str, *values: Any, name: str | None = None) -> Any:
    """One set of parameters that only the soak tries, and why."""
    return pytest.param(*values, marks=pytest.mark.soak(reason=reason), id=name)
