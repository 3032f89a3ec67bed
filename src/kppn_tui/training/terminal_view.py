"""View of a terminal of the room: the room's state, the words at the counter, and the next step."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kppn_tui.domain.states import Role
from kppn_tui.i18n import _

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import QueueRow
    from kppn_tui.training.room import Room
    from kppn_tui.training.room_state import RoomState
    from kppn_tui.training.visitor_speech import Utterance


@dataclass(frozen=True)
class TerminalView:
    """The room's state, the words that are said, and the next step."""

    state: "RoomState"
    speech: "tuple[Utterance, ...]" = ()
    hint: str = ""
    #: What is told instead where nobody speaks.
    unspoken: str = ""


def terminal_view(
    desk: "Desk", room: "Room", officer: "Officer | None", row: "QueueRow | None", at: str = ""
) -> TerminalView:
    """Return what `officer` sees of the room with the ticket of `row` at the counter; not for the event loop.

    `at` is the key of the screen in front, "" for one that has none.

    Raises:
        DeskError: the database, or a file of the room, can't be read.
    """
    from kppn_tui.training.hints import hint_sentence
    from kppn_tui.training.scripted_officer import next_step
    from kppn_tui.training.visitor_speech import visitor_speech

    view = TerminalView(room.state())
    if officer is None:
        return view
    if row is not None:
        caller = room.callers().get(row.ticket.id)
        # As a whole visit: a row does not know which documents are awaited.
        view = replace(view, speech=visitor_speech(caller, desk.session(row.ticket.id), desk.now()))
    elif officer.has(Role.CSO):
        view = replace(view, unspoken=_("Nobody stands at your counter."))
    elif officer.has(Role.TRAINER):
        told = _("You are the trainer: F10 opens your panel, “How others join” is there too.")
        view = replace(view, unspoken=told)
    if view.state.hints:
        step = next_step(desk, officer, room.plan, room.callers())
        hint = hint_sentence(step, at, desk.now()) if step is not None else _idle(room, view.state)
        view = replace(view, hint=hint)
    return view


def _idle(room: "Room", state: "RoomState") -> str:
    """Return the hint where there is nothing to do; where time stands, nothing will come by itself."""
    if room.clock.pace().running or state.frozen or state.over or state.jumping_to:
        return _("Nothing to do right now.")
    return _("Nothing to do while time stands: F11 lets it go on.")
