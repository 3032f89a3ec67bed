"""A file that somebody names: it may be missing, enormous, a device, a pipe, or in the home folder of nobody."""

import errno
import os
import stat
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput

#: More than any file of an office has, in bytes.
LARGEST = 20_000_000


class NoSuchHome(BadInput):
    """A path begins with the home folder of somebody who has none."""

    msgid = N_("A path begins with “~”, but there is no such home folder.")


def named_path(text: str) -> Path:
    """Return the absolute path that `text` names. Raises NoSuchHome."""
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError as error:
        raise NoSuchHome from error


def read_named(path: Path, largest: int = LARGEST) -> bytes:
    """Return the content of the ordinary file at `path`.

    Raises:
        OSError: it can't be read; it is a device or a pipe, which may never end, or larger than `largest` bytes.
    """
    # Without O_NONBLOCK the opening itself would wait for somebody at the other end of a pipe.
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(opened, "rb") as file:
        found = os.fstat(file.fileno())
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, N_("it is not an ordinary file"), str(path))
        if found.st_size > largest:
            raise OSError(errno.EFBIG, N_("it is too large"), str(path))
        return file.read(largest)
