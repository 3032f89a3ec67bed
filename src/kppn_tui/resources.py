"""Files shipped with the program: inside the installed wheel, or the repository's assets/ in an editable install."""

import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@cache
def _root() -> str:
    here = os.path.dirname(os.path.realpath(__file__))
    packaged = os.path.join(here, "assets")
    return packaged if os.path.isdir(packaged) else os.path.join(os.path.dirname(os.path.dirname(here)), "assets")


def asset_name(name: str) -> str:
    """Return the path of the shipped file `name`, relative to assets/, as text: nothing is loaded for it."""
    return os.path.join(_root(), name)


def asset(name: str) -> "Path":
    """Return the path of the shipped file `name`, relative to assets/."""
    from pathlib import Path

    return Path(asset_name(name))
