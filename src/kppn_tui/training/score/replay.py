"""Replay of a run, event by event: what happened, and the queue as it stood then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.records import Event
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.words import channel_word, long_moment, minutes_seconds, state_word
from kppn_tui.training.score.event_data import EventData, event_data
from kppn_tui.training.score.projected_ticket import ProjectedConsultation, ProjectedTicket
from kppn_tui.training.score.projection import QueueProjection
from kppn_tui.training.score.run import Run

#: Names of the actions that the life cycle does not have.
_LABEL: dict[Action, str] = {
    Action.UNDO: N_("Undo"),
    Action.SWEEP: N_("Clocks checked"),
    Action.CLOSE_DAY: N_("Earlier days closed"),
    Action.CLOCK: N_("Machine's clock"),
    Action.OFFICER: N_("Officers changed"),
    Action.SUBSTITUTE: N_("Substitute named"),
    Action.DIRECTORY: N_("Directory changed"),
    Action.SIGN_IN: N_("Sign in"),
    Action.SIGN_OUT: N_("Sign out"),
    Action.REVEAL_CONTACT: N_("Contact shown"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One event of a run, at the office's time; `does` is a marked label, `details` are in the language in use.

    `who` is empty where no officer acted, `label` where the event is about no ticket. `tickets` are those that were
    open after the event, in the order of service; tickets that did not change are the same records as before.
    """

    event: Event
    at: datetime
    who: str
    label: str
    does: str
    details: tuple[str, ...]
    tickets: tuple[ProjectedTicket, ...]


def frames(run: Run) -> tuple[Frame, ...]:
    """Return every event of `run` with the queue after it."""
    projection = QueueProjection(run.zone)
    found: list[Frame] = []
    queue: tuple[ProjectedTicket, ...] = ()
    actions: dict[int, Action] = {}
    for event in run.events:
        data = event_data(event)
        action = actions[event.id] = Action(event.action)
        if projection.apply(event, data):
            queue = projection.queue()
        ticket = projection.tickets.get(event.ticket_id or 0)
        consultation = ticket.consultation(event.consultation_id) if ticket else None
        found.append(
            Frame(
                event=event,
                at=event.at.astimezone(projection.zone),
                who=run.officers.get(event.officer_id or 0, ""),
                label=ticket.label if ticket else "",
                does=label_of(action),
                details=_details(data, consultation, actions.get(data.get("undone", 0)), projection.zone),
                tickets=queue,
            )
        )
    return tuple(found)


def label_of(action: Action) -> str:
    """Return the marked name of `action`."""
    return RULE[action].label if action in RULE else _LABEL[action]


def _details(
    data: EventData, consultation: ProjectedConsultation | None, undone: Action | None, zone: ZoneInfo
) -> tuple[str, ...]:
    """Return what else the event tells, a few words each."""
    values: list[tuple[str, object]] = []
    if undone is not None:
        values.append((N_("taken back: {value}"), _(label_of(undone))))
    if topic := data.get("topic") or (consultation.topic if consultation else ""):
        values.append((N_("topic {value}"), topic))
    if topics := data.get("topics"):
        values.append((N_("topics {value}"), ", ".join(topics)))
    values += _named_values(data)
    values += _changes(data)
    if "net" in data:
        values.append((N_("service time {value}"), minutes_seconds(timedelta(seconds=data["net"]))))
    if "due" in data:
        values.append((N_("due {value}"), long_moment(datetime.fromisoformat(data["due"]).astimezone(zone))))
    details = [_(msgid).format(value=value) for msgid, value in values]
    return (*details, *_phrases(data))


def _named_values(data: Mapping[str, object]) -> list[tuple[str, object]]:
    """Return the values that are shown with their name."""
    shown = ((msgid, name, data[name]) for name, msgid in _VALUES.items() if data.get(name))
    return [(msgid, channel_word(str(value)) if name == "channel" else value) for msgid, name, value in shown]


def _changes(data: EventData) -> list[tuple[str, object]]:
    """Return the visits that were left, and the change of state."""
    changes: list[tuple[str, object]] = []
    for one in data.get("left", ()):
        msgid = N_("{value} finished") if one["how"] == "finish" else N_("{value} put on hold")
        changes.append((msgid, one["label"]))
    if data.get("to") and data.get("from"):
        changes.append(("{value}", f"{state_word(data['from'])} → {state_word(data['to'])}"))
    return changes


def _phrases(data: Mapping[str, object]) -> list[str]:
    """Return the values that are shown as words, compared as text since 1 equals True."""
    return [_(msgid) for (name, value), msgid in _PHRASES.items() if str(data.get(name)) == str(value)]


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

_PHRASES: dict[tuple[str, object], str] = {
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
