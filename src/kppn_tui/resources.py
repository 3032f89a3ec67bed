"""Files shipped with the program: inside the installed wheel, or the repository's assets/ in an editable install."""

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    here = Path(__file__).resolve()
    packaged = here.parent / "assets"
    return packaged if packaged.is_dir() else here.parents[2] / "assets"


def asset(name: str) -> Path:
    """The path of the shipped file `name`, relative to assets/."""
    return _root() / name
