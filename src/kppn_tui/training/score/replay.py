"""A run event by event: what happened, and the queue as it stood then, folded from the events alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Event
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.words import channel_word, long_moment, minutes_seconds, state_word
from kppn_tui.training.score.past import Past
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.then import ConsultationThen, TicketThen

__all__ = ["ConsultationThen", "Frame", "TicketThen", "frames"]

#: What the life cycle has no name for.
_LABEL: dict[Action, str] = {
    Action.UNDO: N_("Undo"),
    Action.SWEEP: N_("Clocks checked"),
    Action.CLOSE_DAY: N_("Earlier days closed"),
    Action.OFFICER: N_("Officers changed"),
    Action.SUBSTITUTE: N_("Substitute named"),
    Action.SIGN_IN: N_("Sign in"),
    Action.SIGN_OUT: N_("Sign out"),
    Action.REVEAL_CONTACT: N_("Contact shown"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of a run, at the office's time; `does` is a marked label, `details` are in the language in use.

    `who` is empty for what nobody did, `label` for what is about no ticket. `tickets` are those that were not over
    after the event, in the order of service; records that did not change are the same ones as in the frame before.
    """

    event: Event
    at: datetime
    who: str
    label: str
    does: str
    details: tuple[str, ...]
    tickets: tuple[TicketThen, ...]


def frames(run: Run) -> tuple[Frame, ...]:
    """Every event of `run` with the queue that it left behind."""
    past = Past(run.zone)
    told: list[Frame] = []
    queue: tuple[TicketThen, ...] = ()
    actions: dict[int, Action] = {}
    for event in run.events:
        data: Mapping[str, Any] = json.loads(event.data)
        action = actions[event.id] = Action(event.action)
        if past.tell(event, data):
            queue = past.queue()
        ticket = past.tickets.get(event.ticket_id or 0)
        consultation = ticket.consultation(event.consultation_id) if ticket else None
        told.append(
            Frame(
                event=event,
                at=event.at.astimezone(past.zone),
                who=run.officers.get(event.officer_id or 0, ""),
                label=ticket.label if ticket else "",
                does=label_of(action),
                details=_details(data, consultation, actions.get(data.get("undone", 0)), past),
                tickets=queue,
            )
        )
    return tuple(told)


def label_of(action: Action) -> str:
    """The marked name of `action`."""
    return RULE[action].label if action in RULE else _LABEL[action]


def _details(
    data: Mapping[str, Any], consultation: ConsultationThen | None, undone: Action | None, past: Past
) -> tuple[str, ...]:
    """What the event tells besides, a few words each."""
    known: list[tuple[str, object]] = []
    if undone is not None:
        known.append((N_("taken back: {value}"), _(label_of(undone))))
    if topic := data.get("topic") or (consultation.topic if consultation else ""):
        known.append((N_("topic {value}"), topic))
    if topics := data.get("topics"):
        known.append((N_("topics {value}"), ", ".join(topics)))
    known += _plain(data)
    if "net" in data:
        known.append((N_("service time {value}"), minutes_seconds(timedelta(seconds=data["net"]))))
    if "due" in data:
        known.append((N_("due {value}"), long_moment(datetime.fromisoformat(data["due"]).astimezone(past.zone))))
    said = [_(msgid).format(value=value) for msgid, value in known]
    # As text, since 1 equals True.
    return (*said, *(_(msgid) for (name, value), msgid in _SAID.items() if str(data.get(name)) == str(value)))


def _plain(data: Mapping[str, Any]) -> list[tuple[str, object]]:
    named: list[tuple[str, object]] = []
    for name, msgid in _VALUES.items():
        if data.get(name):
            named.append((msgid, channel_word(data[name]) if name == "channel" else data[name]))
    for one in data.get("left", ()):
        msgid = N_("{value} finished") if one["how"] == "finish" else N_("{value} put on hold")
        named.append((msgid, one["label"]))
    if data.get("to") and data.get("from"):
        named.append(("{value}", f"{state_word(data['from'])} → {state_word(data['to'])}"))
    return named


_VALUES: dict[str, str] = {
    "channel": N_("by {value}"),
    "counter": N_("counter {value}"),
    "calls": N_("call {value}"),
    "section": N_("section {value}"),
    "documents": N_("documents: {value}"),
    "cited": N_("references: {value}"),
    "alerts": N_("clocks that warn: {value}"),
    "tickets": N_("tickets: {value}"),
}

#: What a value means that is said in words.
_SAID: dict[tuple[str, object], str] = {
    ("priority", True): N_("with priority"),
    ("chosen", True): N_("out of turn"),
    ("declined", True): N_("declines"),
    ("no_reference", True): N_("without reference"),
    ("contact", "given"): N_("contact given"),
    ("contact", "refused"): N_("contact refused"),
    ("in_time", True): N_("in time"),
    ("in_time", False): N_("late"),
    ("kind", "delivered"): N_("conveyed to the stakeholder"),
    ("kind", "attempted"): N_("not reached"),
    ("kind", "internal"): N_("internal note"),
    ("substitute", True): N_("as substitute"),
}
