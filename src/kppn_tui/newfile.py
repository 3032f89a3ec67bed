"""A new file: whole under its name or not at all, never in the place of another, for its owner alone."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput

NOT_WRITTEN = N_("{file} can't be written: {reason}")
#: How file systems without hard links (FAT, exFAT, some network mounts) refuse one.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """Yield an empty draft of mode 0600 beside `target`, to be filled; afterwards it is on the disk under that name.

    A death or an error midway leaves nothing under the name. Raises FileExistsError, OSError.
    """
    # Not from `secrets`, which would load a dozen modules for four bytes.
    draft = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        _flush(draft)
        publish(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def write_new(target: Path, content: bytes) -> None:
    """Write `content` as the new file `target`; missing folders are made with mode 0700.

    Raises:
        BadInput: `target` exists already or can't be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with new_file(target) as draft:
            draft.write_bytes(content)
    except OSError as error:
        raise cannot_write(target, error) from error


def publish(draft: Path, target: Path) -> None:
    """Give a finished `draft` the free name `target`. Raises FileExistsError, OSError."""
    try:
        os.link(draft, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        draft.replace(target)
    with suppress(OSError):
        _flush(target.parent)


def cannot_write(path: Path, error: OSError) -> BadInput:
    """Return the refusal for a file that exists or can't be made."""
    if isinstance(error, FileExistsError):
        return BadInput(N_("{file} exists already; it is left as it is."), file=path)
    return BadInput(NOT_WRITTEN, file=path, reason=error.strerror or str(error))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
