"""Back up and restore: the database as one file F, made while desks work, and the office file beside it.

`F` is a kppn-tui database like any other, `F.kantor.toml` the office file of that moment.
"""

import os
import secrets
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput, OtherOffice, RuleRefused, SchemaTooNew, StoreUnavailable
from kppn_tui.domain.office import HeldOffice, others_only
from kppn_tui.domain.text import harmless
from kppn_tui.namedfile import read_named
from kppn_tui.newfile import cannot_write, publish, write_new
from kppn_tui.office.places import Places, shown
from kppn_tui.store import copies
from kppn_tui.store.schema_check import Difference

OFFICE_SUFFIX = ".kantor.toml"
_OTHER = N_(
    "{file} holds another office: {offices}. The office file names {office} (kode {code}). If it is meant all the "
    "same, add --other-office."
)


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that was made or put in place: its tickets, the office file that went along, what was set aside."""

    tickets: int
    #: The offices that have officers in it.
    offices: tuple[HeldOffice, ...] = ()
    office_path: Path | None = None
    aside: Path | None = None


def make_backup(places: Places, target: Path) -> Copy:
    """Copy the database to `target` and the office file beside it, both with mode 0600; nothing is overwritten.

    Raises:
        StoreUnavailable: the database can't be read.
        BadInput: `target` or the file beside it exists or can't be written.
    """
    source, beside = _file(places), _office_of(target)
    for path in (target, beside):
        if os.path.lexists(path):
            raise cannot_write(path, FileExistsError())
    office = _read(places.office_path)
    tickets = copies.copy_database(source, target)
    if office is None:
        return Copy(tickets)
    write_new(beside, office)
    return Copy(tickets, office_path=beside)


def restore_backup(places: Places, source: Path, now: datetime, *, other_office: bool = False) -> Copy:
    """Put the backup `source` in the place of the database; the present one is set aside, never lost.

    The office file is restored only where there is none. `other_office` takes a backup of another office too.

    Raises:
        BadInput: `source` is no backup of this program, damaged, written by a newer one, or not of its own version.
        OtherOffice: it holds another office than the office file names.
        RuleRefused: a desk or a worker has the database open.
        StoreUnavailable: what is there now belongs to another program.
    """
    target = Path(os.path.realpath(_file(places)))
    if target.is_dir():
        raise StoreUnavailable(url=str(target), reason=N_("it is a folder; name a file in it"))
    if copies.is_foreign(target):
        raise StoreUnavailable(url=str(target), reason=N_("it belongs to another program"))
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.restored")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise cannot_write(target, error) from error
    tickets, offices = _copy_in(source, draft, None if other_office else _wanted(places, source))
    try:
        aside = _swap(draft, target, now)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        draft.unlink(missing_ok=True)
    office = _read(_office_of(source))
    if office is None or os.path.lexists(places.office_path):
        return Copy(tickets, offices, None, aside)
    write_new(places.office_path, office)
    return Copy(tickets, offices, places.office_path, aside)


def _file(places: Places) -> Path:
    if places.database_path is None:
        raise RuleRefused(
            N_("{url} is on a server: back it up and restore it with the tools of PostgreSQL, such as pg_dump."),
            url=shown(places.url),
        )
    return places.database_path


def _wanted(places: Places, source: Path) -> HeldOffice | None:
    """Return the office that the backup has to hold: that of the office file, else that of the one beside it.

    None where neither can be read: then whatever office it holds is the right one.
    """
    for path in (places.office_path, _office_of(source)):
        text = _read(path)
        if text is None:
            continue
        try:
            office = tomllib.loads(text.decode())["kantor"]
            return HeldOffice(str(office["kode"]), str(office.get("nama", "")))
        except (ValueError, LookupError, TypeError):
            return None
    return None


def _copy_in(source: Path, draft: Path, wanted: HeldOffice | None) -> tuple[int, tuple[HeldOffice, ...]]:
    """Copy the backup to `draft`; return its tickets and its offices, of which `wanted` has to be one."""
    held: list[HeldOffice] = []

    def judge(found: Difference | None, offices: tuple[HeldOffice, ...]) -> None:
        if found is not None:
            raise BadInput(found.msgid, file=source, name=harmless(found.name)[:60], version=found.version)
        held.extend(offices)
        if wanted is not None and (others := _others(held, wanted)):
            raise OtherOffice(_OTHER, file=source, offices=others, office=wanted.name or wanted.code, code=wanted.code)

    try:
        return copies.copy_database(source, draft, "wal", judge), tuple(held)
    except SchemaTooNew as error:
        raise BadInput(N_("{file} was written by a newer version of kppn-tui."), file=source) from error
    except StoreUnavailable as error:
        reason = error.parameters["reason"]
        raise BadInput(N_("{file} can't be restored: {reason}"), file=source, reason=reason) from error


def _others(held: Collection[HeldOffice], wanted: HeldOffice) -> str:
    """Return whose a backup is that does not hold the office `wanted`; two of one code are told by their names."""
    if others := others_only(held, wanted.code):
        return others
    same = [one for one in held if one.code == wanted.code and one.name and wanted.name and one.name != wanted.name]
    return ", ".join(map(str, same))


def _swap(draft: Path, target: Path, now: datetime) -> Path | None:
    """Put `draft` under the name of `target`; return the other name under which what was there now lies."""
    aside = _free_name(target, now)
    if not os.path.lexists(target):
        moved = _move_beside(target, aside)
        publish(draft, target)
        return moved[0] if moved else None
    with copies.hold_exclusively(target):
        publish(target, aside)
        _move_beside(target, aside)
        os.replace(draft, target)
    return aside


def _free_name(target: Path, now: datetime) -> Path:
    """Return a name to set files aside under that is not taken: two restores may fall into one second."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    taken = os.listdir(target.parent)
    names = (f"{target.name}.before-restore-{stamp}{f'-{n}' if n > 1 else ''}" for n in count(1))
    return target.with_name(next(name for name in names if not any(one.startswith(name) for one in taken)))


def _move_beside(target: Path, aside: Path) -> list[Path]:
    """Give what lies beside `target` the name that goes with `aside`; the new names.

    A journal would be played back into the restored file, and half-typed text belongs to the records that were there.
    """
    drafts = target.with_name(f"{target.name}.drafts")
    moved = []
    for path in (drafts, *copies.journal_files(drafts), *copies.journal_files(target)):
        if path.exists():
            moved.append(path.replace(path.with_name(path.name.replace(target.name, aside.name, 1))))
    return moved


def _office_of(path: Path) -> Path:
    return path.with_name(path.name + OFFICE_SUFFIX)


def _read(path: Path) -> bytes | None:
    """Return the bytes of an office file, None where there is none; an unreadable one stops the backup."""
    try:
        return read_named(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(N_("{file} can't be read: {reason}"), file=path, reason=reason) from error
