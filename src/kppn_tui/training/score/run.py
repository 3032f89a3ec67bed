"""A trainee's run as a record and as a file: its events, who the callers were, and what the scenario teaches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kppn_tui.domain.records import Event
from kppn_tui.newfile import write_new
from kppn_tui.training.caller_log import caller_to_json
from kppn_tui.training.plan import Caller

#: What a file of ours calls itself, and the number of its form.
NAME, FORM = "kppn-tui run", 1


@dataclass(frozen=True)
class Run:
    """All that a score card and a replay need; readable without the database it was made in.

    `started_at` and `ended_at` are in UTC, `zone` is the office's; `events` are in order, and may begin before the run
    where a scenario starts in the middle of a day. `callers` are by ticket id, `officers` names by officer id; `keys`
    are the actions that the scenario teaches.
    """

    scenario: str
    title: str
    seed: int
    started_at: datetime
    ended_at: datetime
    zone: str
    officers: Mapping[int, str]
    events: tuple[Event, ...]
    callers: Mapping[int, Caller]
    keys: tuple[str, ...] = ()


def save_run(run: Run, path: Path) -> None:
    """`run` as the new file `path`, JSON in UTF-8: no password is in it, and no database is needed to read it.

    Raises:
        BadInput: `path` exists already or can't be written.
    """
    told = {
        "format": NAME,
        "version": FORM,
        "scenario": run.scenario,
        "title": run.title,
        "seed": run.seed,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat(),
        "zone": run.zone,
        "office": run.events[0].office if run.events else "",
        "officers": {str(officer_id): name for officer_id, name in run.officers.items()},
        "keys": list(run.keys),
        "callers": {str(ticket_id): caller_to_json(caller) for ticket_id, caller in run.callers.items()},
        "events": [_event_to_json(event) for event in run.events],
    }
    write_new(path, json.dumps(told, ensure_ascii=False, indent=1).encode())


def _event_to_json(event: Event) -> dict[str, Any]:
    named = {
        "officer": event.officer_id,
        "ticket": event.ticket_id,
        "consultation": event.consultation_id,
        "escalation": event.escalation_id,
    }
    return {
        "id": event.id,
        "at": event.at.isoformat(),
        "action": event.action,
        **{name: value for name, value in named.items() if value is not None},
        "data": json.loads(event.data),
    }


def load_run(path: Path) -> Run:
    """The run that `save_run` wrote.

    Raises:
        BadInput: the file can't be read or is no run; the sentence says what is wrong with it.
    """
    from kppn_tui.training.score.runfile import read_run

    return read_run(path)
