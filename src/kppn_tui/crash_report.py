"""Report of a fault that nobody foresaw: where it happened, without any value, in a file for its owner alone."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from platform import platform, python_version
from traceback import walk_tb

from kppn_tui import __version__
from kppn_tui.domain.errors import DeskError
from kppn_tui.newfile import write_new
from kppn_tui.office.places import own_folder

#: Frames of one fault that are kept: a fault may be one of endless calls.
_FRAMES = 60


def write_report(error: BaseException) -> Path | None:
    """Write the report of `error` and return its file; None where none can be written."""
    now = datetime.now().astimezone()
    file = own_folder() / "faults" / f"{now:%Y%m%d-%H%M%S-%f}.txt"
    head = [f"kppn-tui {__version__}", f"Python {python_version()}, {platform()}", now.isoformat(timespec="seconds")]
    try:
        write_new(file, "\n".join([*head, "", *_lines(error), ""]).encode("utf-8", "replace"))
    except DeskError:
        return None
    return file


def _lines(error: BaseException) -> Iterator[str]:
    """Yield the kinds and places of `error` and of what it came from; messages may hold values, so they stay out."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        frames = [(frame.f_code, line) for frame, line in walk_tb(one.__traceback__)]
        yield from (f"  {code.co_filename}:{line} {code.co_name}" for code, line in frames[-_FRAMES:])
        one = one.__cause__ or one.__context__
