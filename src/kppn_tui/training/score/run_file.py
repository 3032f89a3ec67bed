"""Run file: a run saved as JSON, and read again with every value checked, whoever may have changed the file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Event
from kppn_tui.domain.text import clean_text
from kppn_tui.i18n import N_
from kppn_tui.namedfile import read_named
from kppn_tui.newfile import write_new
from kppn_tui.training.json_records import RowId, WrongValue, make_converter, structure
from kppn_tui.training.plan import Caller
from kppn_tui.training.score.event_data import EventData, event_data, register_event_data
from kppn_tui.training.score.run import Run

#: What a run file calls itself, and the number of its format.
NAME, VERSION = "kppn-tui run", 1
MAX_BYTES: Final = 64 * 1024 * 1024
#: Larger than any id, number of seconds or place in the queue.
_MAX_NUMBER: Final = 10**13

_UNREADABLE = N_("{file} can't be read: {reason}")
_BROKEN = N_("{file} is not a whole saved run: line {line} can't be read.")
_OTHER = N_("{file} is no saved run of this program.")
_NEWER = N_("{file} was saved by a newer version of the program.")
_WRONG = N_("{file} is no saved run that can be used: “{where}” is missing or wrong.")
_LARGE = N_("{file} is too large for a saved run.")


@dataclass(frozen=True, kw_only=True)
class _SavedEvent:
    """An event as the file has it; it names a row only where it is about one."""

    id: int
    at: datetime
    action: Action
    officer: int | None = None
    ticket: int | None = None
    consultation: int | None = None
    escalation: int | None = None
    data: EventData


@dataclass(frozen=True)
class _SavedRun:
    """The content of a run file, in its order."""

    format: str
    version: int
    scenario: str
    title: str
    seed: int
    started_at: datetime
    ended_at: datetime
    zone: str
    office: str
    officers: Mapping[RowId, str]
    keys: tuple[str, ...]
    callers: Mapping[RowId, Caller]
    events: tuple[_SavedEvent, ...]


def save_run(run: Run, path: Path) -> None:
    """Write `run` as the new file `path`, JSON in UTF-8. It holds no password, and needs no database to be read.

    Raises:
        BadInput: `path` exists already or can't be written.
    """
    saved = _SavedRun(
        format=NAME,
        version=VERSION,
        scenario=run.scenario,
        title=run.title,
        seed=run.seed,
        started_at=run.started_at,
        ended_at=run.ended_at,
        zone=run.zone,
        office=run.events[0].office if run.events else "",
        officers={RowId(officer_id): name for officer_id, name in run.officers.items()},
        keys=run.taught_actions,
        callers={RowId(ticket_id): caller for ticket_id, caller in run.callers.items()},
        events=tuple(map(_saved_event, run.events)),
    )
    write_new(path, json.dumps(_CONVERTER.unstructure(saved), ensure_ascii=False, indent=1).encode())


def _saved_event(event: Event) -> _SavedEvent:
    return _SavedEvent(
        id=event.id,
        at=event.at,
        action=Action(event.action),
        officer=event.officer_id,
        ticket=event.ticket_id,
        consultation=event.consultation_id,
        escalation=event.escalation_id,
        data=event_data(event),
    )


def load_run(path: Path) -> Run:
    """Return the run that `save_run` wrote, its texts made harmless.

    Raises:
        BadInput: the file can't be read or is no run; the sentence says what is wrong with it.
    """
    values = _parse(path)
    if not isinstance(values, dict) or values.get("format") != NAME:
        raise BadInput(_OTHER, file=path)
    if values.get("version") != VERSION:
        raise BadInput(_NEWER, file=path)
    try:
        saved = structure(values, _SavedRun, _CONVERTER)
        _check(saved)
    except WrongValue as wrong:
        raise BadInput(_WRONG, file=path, where=wrong.where) from wrong
    return Run(
        scenario=saved.scenario,
        title=saved.title,
        seed=saved.seed,
        started_at=saved.started_at,
        ended_at=saved.ended_at,
        zone=saved.zone,
        officers={int(row_id): name for row_id, name in saved.officers.items()},
        events=tuple(_event(one, saved.office) for one in saved.events),
        callers={int(row_id): caller for row_id, caller in saved.callers.items()},
        taught_actions=saved.keys,
    )


def _parse(path: Path) -> Any:
    """Return the JSON value in the file. Raises BadInput."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(_LARGE, file=path)
        return json.loads(read_named(path, MAX_BYTES).decode(), parse_constant=_refuse_constant)
    except OSError as error:
        raise BadInput(_UNREADABLE, file=path, reason=error.strerror or str(error)) from error
    except json.JSONDecodeError as error:
        raise BadInput(_BROKEN, file=path, line=error.lineno) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(_OTHER, file=path) from error


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def _check(saved: _SavedRun) -> None:
    """Check what the type of a single value does not tell. Raises WrongValue."""
    if saved.ended_at < saved.started_at:
        raise WrongValue("ended_at")
    try:
        ZoneInfo(saved.zone)
    except (KeyError, ValueError, OSError):
        raise WrongValue("zone") from None
    for at, event in enumerate(saved.events):
        if event.action is Action.TAKE_TICKET and event.ticket is None:
            raise WrongValue(f"events[{at}].ticket")
    for before, event in pairwise(saved.events):
        if event.id <= before.id:
            raise WrongValue(f"events: id {event.id}")


def _event(saved: _SavedEvent, office: str) -> Event:
    return Event(
        id=saved.id,
        office=office,
        at=saved.at,
        action=saved.action,
        data=json.dumps(saved.data, ensure_ascii=False),
        officer_id=saved.officer,
        ticket_id=saved.ticket,
        consultation_id=saved.consultation,
        escalation_id=saved.escalation,
    )


def _check_number(number: int) -> int:
    """Return `number`. Raises ValueError: it is too large to be one of ours."""
    if abs(number) >= _MAX_NUMBER:
        raise ValueError(number)
    return number


def _check_instant(at: datetime) -> datetime:
    """Return `at` in UTC. Raises ValueError: it lies in another century."""
    if not 2000 <= at.year <= 2100:
        raise ValueError(at)
    return at.astimezone(UTC)


_CONVERTER = make_converter(check_text=clean_text, check_number=_check_number, check_instant=_check_instant)
register_event_data(_CONVERTER)
# What an event or a run of a later program has besides is ignored; an event names only the rows that it is about.
for _kind in (_SavedEvent, _SavedRun):
    _read = make_dict_structure_fn(_kind, _CONVERTER, _cattrs_forbid_extra_keys=False)
    _CONVERTER.register_structure_hook(_kind, _read)
_write_event = make_dict_unstructure_fn(_SavedEvent, _CONVERTER)
_CONVERTER.register_unstructure_hook(
    _SavedEvent, lambda event: {name: value for name, value in _write_event(event).items() if value is not None}
)
