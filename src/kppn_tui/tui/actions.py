"""Every key of the screens: one row says where it works, what it is called, what it does and what has to allow it.

Bindings, footer, help, palette and the office file's [tombol] read this table. An id is for good: office files name it.
Its first part is the place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import N_
from kppn_tui.domain.lifecycle import Action, Ask, Compound

if TYPE_CHECKING:
    from textual.binding import BindingType


class Place(StrEnum):
    """Where a key works; a screen may be made of several."""

    APP = "app"
    #: All full screens.
    SCREEN = "screen"
    QUEUE = "queue"
    VISIT = "visit"
    #: Follow-ups and inbox.
    CASES = "cases"
    FOLLOW_UPS = "follow_ups"
    INBOX = "inbox"
    STANDARD = "standard"
    HELP = "help"
    FORM = "form"
    DELIVER = "deliver"
    CHOICE = "choice"
    #: Sign-in and wizard.
    ENTRY = "entry"
    SIGN_IN = "sign_in"
    WIZARD = "wizard"
    # Widgets
    LIST = "list"
    OPTIONS = "options"
    MARKS = "marks"
    TYPEAHEAD = "typeahead"
    # Training rooms
    TRAINING = "training"
    ROOM_SIGN_IN = "room_sign_in"
    BRIEFING = "briefing"
    TOUR = "tour"
    PANEL = "panel"
    EXERCISES = "exercises"
    SCORES = "scores"
    KEEP_FILE = "keep_file"
    RUNS = "runs"
    REPLAY = "replay"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the table; `keys` and `action` as Textual spells them.

    `label` and `tooltip` are marked for translation; without a label it is in no list. `shown` puts it in the footer.
    `priority` lets it work before the widget that has the focus. `ask` has to be possible; None: it always is.
    """

    id: str
    keys: str
    action: str
    label: str = ""
    tooltip: str = ""
    ask: Ask | None = None
    shown: bool = True
    priority: bool = False

    @property
    def place(self) -> Place:
        """Return where the key works."""
        return Place(self.id.partition(".")[0])

    @property
    def default_keys(self) -> tuple[str, ...]:
        """Return the keys one by one."""
        return tuple(self.keys.split(","))


def _row(
    id: str, keys: str, action: str, label: str = "", tooltip: str = "", ask: Ask | None = None, *,  # noqa: A002
    priority: bool = False,
) -> ActionRow:  # fmt: skip
    """Return a row whose key is in the footer while there is room."""
    return ActionRow(id, keys, action, label, tooltip, ask, priority=priority)


def _aside(
    id: str, keys: str, action: str, label: str = "", tooltip: str = "", ask: Ask | None = None, *,  # noqa: A002
    priority: bool = False,
) -> ActionRow:  # fmt: skip
    """Return a row whose key is not in the footer."""
    return ActionRow(id, keys, action, label, tooltip, ask, shown=False, priority=priority)


def _do(id: str, keys: str, label: str, tooltip: str, action: Action, *, shown: bool = False) -> ActionRow:  # noqa: A002
    """Return a row whose action takes nothing but what the cursor is on: every screen can do it."""
    return ActionRow(id, keys, f"do('{action}')", label, tooltip, action, shown=shown)


_HELP, _THEME = N_("Help"), N_("Light / dark")

# fmt: off
ROWS: tuple[ActionRow, ...] = (
    # Everywhere
    _row("app.help", "question_mark,f1", "help", _HELP, N_("the keys of this screen, and what is possible now")),
    # First of all: letters typed right after it belong to the next field, however busy the desk is.
    _aside("app.next_field", "tab", "focus_next", priority=True),
    _aside("app.field_before", "shift+tab", "focus_previous", priority=True),
    _aside("app.queue", "1", "go('queue')", N_("Queue"), N_("who waits, and who is at which counter")),
    _aside("app.service", "2", "go('session')", N_("Service"), N_("the visitor at your counter")),
    _aside("app.follow_ups", "3", "go('followups')", N_("Follow-ups"), N_("who still waits for an answer")),
    _aside("app.inbox", "4", "go('inbox')", N_("Escalations"), N_("what the CSO officers ask your section")),
    _aside("app.standard", "5", "go('standard')", N_("Service standard"),
           N_("requirements, time, channels of complaint")),
    _aside("app.undo", "u", "undo", N_("Undo"), N_("your own last action, for some minutes")),
    _aside("app.sign_out", "l", "sign_out", N_("Sign out"), N_("the desk for the next officer")),
    _aside("app.theme", "f12", "theme", _THEME),
    _aside("app.quit", "q", "quit_desk", N_("Quit"), N_("close the program; it asks while somebody is served")),
    _aside("screen.leave_field", "escape", "leave_field", N_("Leave the field")),
    # Queue
    _row("queue.call_next", "n", "next", N_("Call next"), N_("whose turn it is, to your counter"), Compound.CALL_NEXT),
    _row("queue.open", "enter", "open", N_("Call / serve"),
         N_("whatever fits the row: call, start or open"), Compound.OPEN),
    _do("queue.recall", "r", N_("Call again"), N_("the visitor who has not come yet"), Action.RECALL, shown=True),
    _do("queue.absent", "t", N_("Absent"), N_("called often enough, nobody came"), Action.ABSENT, shown=True),
    _row("queue.register", "a", "register", N_("Register"), N_("a visitor at the door"), Action.TAKE_TICKET),
    _row("queue.register_online", "o", "register_online", N_("Online case"),
         N_("a message through HAI CSO or an official contact"), Action.TAKE_TICKET),
    _aside("queue.start", "s", "start", N_("Start service"),
           N_("the time of the first consultation begins"), Action.START),
    _do("queue.requeue", "k", N_("Back to the queue"), N_("to the place that the arrival gives"), Action.REQUEUE),
    _do("queue.rejoin", "h", N_("Has come back"), N_("the absent one waits again"), Action.REJOIN),
    _do("queue.end_absent", "d", N_("Close the absent one"), N_("who does not come any more"), Action.DISMISS),
    _aside("queue.priority", "p", "priority", N_("Priority"),
           N_("before the others, for a reason that all see"), Action.PRIORITISE),
    _aside("queue.cancel", "x", "cancel", N_("Cancel the ticket"), N_("with the reason"), Action.CANCEL_TICKET),
    _do("queue.finish", "f", N_("Finish the visit"), N_("each consultation has its outcome"), Action.FINISH),
    _aside("queue.call", "c", "call", N_("Call this one"), N_("out of turn"), Action.CALL),
    # Service
    _row("visit.resolve", "f9,ctrl+s", "resolve", N_("Resolve"), N_("answered and delivered"), Action.RESOLVE),
    _do("visit.serve", "m", N_("Serve this one"), N_("the one before goes on hold"), Action.SWITCH, shown=True),
    _row("visit.received", "b", "received", N_("Documents received"),
         N_("what was asked for has come"), Action.DOCUMENTS_RECEIVED),
    _row("visit.follow_up", "k", "follow_up", N_("Follow up"),
         N_("no answer yet: contact and due date"), Action.FOLLOW_UP),
    # A text area has uses of its own for these two: it would mark all text, and the next key replace it.
    _row("visit.follow_up_while_typing", "f7", "follow_up", N_("Follow up"),
         N_("no answer yet: contact and due date"), Action.FOLLOW_UP, priority=True),
    _row("visit.escalate", "s,f8", "escalate", N_("Escalate"),
         N_("to the head of the topic's section"), Action.ESCALATE),
    _row("visit.documents", "d", "documents", N_("Documents"),
         N_("ask for them by name; the time stands still"), Action.REQUEST_DOCUMENTS),
    _row("visit.documents_while_typing", "f6", "documents", N_("Documents"),
         N_("ask for them by name; the time stands still"), Action.REQUEST_DOCUMENTS, priority=True),
    _row("visit.identify", "i,f2", "identify", N_("Identity"), N_("who asks, or that they decline"), Action.IDENTIFY),
    _row("visit.add", "a", "add", N_("Add topic"),
         N_("one more consultation, with its own time"), Action.ADD_CONSULTATION),
    _row("visit.finish", "f", "finish", N_("Finish the visit"), N_("each consultation has its outcome"), Action.FINISH),
    _aside("visit.question", "e,f3", "edit('question')", N_("Question"), N_("into the field")),
    _aside("visit.answer", "j,f4", "edit('answer')", N_("Answer"), N_("into the field")),
    _aside("visit.references", "r,f5", "edit('references')", N_("References"), N_("what the answer rests on")),
    _aside("visit.topic", "t", "topic", N_("Topic"), N_("which kind of service it is"), Action.RECORD),
    _aside("visit.leave_scope", "x", "leave_scope", N_("Refer / cancel"),
           N_("it ends here without an answer"), Compound.LEAVE_SCOPE),
    _aside("visit.next", "n", "next", N_("Finish and call next"), N_("both in one go"), Compound.FINISH_AND_CALL),
    # Follow-ups
    _row("follow_ups.progress", "p", "progress", N_("Progress"),
         N_("a note to the stakeholder, or an internal one"), Action.LOG_PROGRESS),
    _row("follow_ups.deliver", "f9,s", "deliver", N_("Deliver"),
         N_("the answer reaches the stakeholder: Resolved"), Action.RESOLVE),
    _row("follow_ups.escalate", "e", "escalate", N_("Escalate"), N_("to a section head"), Action.ESCALATE),
    _row("follow_ups.clarify", "b", "clarify", N_("Reply"), N_("to what a section head asks back"), Action.CLARIFY),
    _row("follow_ups.received", "g", "received", N_("Documents in"),
         N_("what was asked for has come"), Action.DOCUMENTS_RECEIVED),
    _row("follow_ups.reveal", "c", "reveal", N_("Contact"),
         N_("in clear; the trail says who looked"), Action.REVEAL_CONTACT),
    _aside("follow_ups.documents", "d", "documents", N_("Ask for documents"), N_("by name"), Action.REQUEST_DOCUMENTS),
    _aside("follow_ups.withdraw", "w", "withdraw", N_("Withdraw the escalation"),
           N_("the answer is not needed any more"), Action.WITHDRAW),
    _aside("follow_ups.overdue", "o", "overdue", N_("Reason for being overdue"),
           N_("why the solution is late"), Action.EXPLAIN_OVERDUE),
    _aside("follow_ups.leave_scope", "x", "leave_scope", N_("Refer / cancel"),
           N_("it ends here without an answer"), Compound.LEAVE_SCOPE),
    # Escalations
    _row("inbox.accept", "t", "accept", N_("Accept"), N_("you have seen it and work on it"), Action.ACCEPT),
    _row("inbox.answer", "f9,j", "answer", N_("Answer"), N_("to the CSO officer, who delivers it"), Action.ANSWER),
    _row("inbox.ask_back", "b", "ask_back", N_("Ask back"), N_("your time waits for the reply"), Action.RETURN),
    _row("inbox.pass_on", "o", "pass_on", N_("Pass on"), N_("to another section, with all notes"), Action.PASS_ON),
    _row("inbox.substitute", "g", "substitute", N_("Substitute"),
         N_("who answers while the head is away"), Action.SUBSTITUTE),
    # Follow-ups and escalations; at the end, since the footer keeps the order.
    _row("cases.filter", "v", "filter", N_("Filter"), N_("all, overdue, without progress …")),
    _aside("cases.read_on", "space", "page(1)", N_("Read on")),
    _aside("cases.read_back", "backspace", "page(-1)", N_("Read back")),
    # Standard and help
    _row("standard.part_before", "left", "part(-1)", N_("Part before")),
    _row("standard.next_part", "right", "part(1)", N_("Next part")),
    _aside("standard.up", "up", "scroll(-1)", N_("Up")),
    _aside("standard.down", "down", "scroll(1)", N_("Down")),
    _aside("standard.page_up", "pageup", "page(-1)", N_("Page up")),
    _row("standard.page_down", "pagedown,space", "page(1)", N_("Page down")),
    _aside("standard.begin", "home", "edge(0)", N_("To the beginning")),
    _aside("standard.end", "end", "edge(1)", N_("To the end")),
    _row("standard.back", "escape", "back", N_("Back")),
    _row("help.find", "slash", "find", N_("Find")),
    _row("help.close", "escape", "close", N_("Close")),
    _aside("help.close_again", "question_mark,f1", "close", N_("Close")),
    _aside("help.up", "up", "scroll(-1)", N_("Up")),
    _aside("help.down", "down", "scroll(1)", N_("Down")),
    _aside("help.page_up", "pageup", "scroll(-15)", N_("Page up")),
    _aside("help.page_down", "pagedown,space", "scroll(15)", N_("Page down")),
    _aside("help.begin", "home", "scroll(-9999)", N_("To the beginning")),
    _aside("help.end", "end", "scroll(9999)", N_("To the end")),
    # Forms and questions
    _row("form.save", "f9,ctrl+s", "save", N_("Save")),
    _row("form.leave", "escape", "leave", N_("Back (text is kept)")),
    # Before a text area, where it would mark the line.
    _row("form.empty", "f6", "empty", N_("Empty the form"), N_("pressed again, the text is back"), priority=True),
    _aside("form.help", "f1", "app.help", _HELP),
    _aside("form.theme", "f12", "app.theme", _THEME),
    # Before the fields: what is typed next belongs to the next field, however fast it comes.
    _aside("form.next_field", "enter", "next_field", N_("Next field"), priority=True),
    _aside("form.field_below", "down", "app.focus_next"),
    _aside("form.field_above", "up", "app.focus_previous"),
    _row("deliver.insert", "f4", "insert", N_("Insert the head's answer"), ask=Compound.INSERT_ANSWER),
    _row("choice.take", "enter", "take", N_("Choose")),
    _row("choice.first", "escape", "first", N_("Back")),
    _aside("choice.help", "f1", "app.help", _HELP),
    _aside("choice.theme", "f12", "app.theme", _THEME),
    # Before the desk
    _row("entry.go_on", "f9", "go_on", N_("Next")),
    # Each language is offered by its own name: the catalogue turns this one into "English".
    _row("entry.language", "f2", "language", N_("Bahasa Indonesia")),
    _aside("entry.help", "f1", "app.help", _HELP),
    _row("entry.quit", "f10", "app.quit", N_("Quit")),
    _aside("entry.theme", "f12", "app.theme", _THEME),
    _aside("entry.next_field", "enter", "next_field", N_("Next field"), priority=True),
    _aside("entry.field_below", "down", "app.focus_next"),
    _aside("entry.field_above", "up", "app.focus_previous"),
    _row("sign_in.go_on", "f9", "go_on", N_("Sign in")),
    _row("wizard.back", "escape", "back", N_("Back")),
    # Widgets
    _aside("list.down", "down", "move(1)", N_("Down")),
    _aside("list.up", "up", "move(-1)", N_("Up")),
    _aside("list.page_down", "pagedown", "page(1)", N_("Page down")),
    _aside("list.page_up", "pageup", "page(-1)", N_("Page up")),
    _aside("list.first", "home", "edge(-1)", N_("First")),
    _aside("list.last", "end", "edge(1)", N_("Last")),
    _aside("list.choose", "enter", "choose", N_("Open")),
    _aside("options.previous", "left", "step(-1)", N_("Previous"), priority=True),
    _aside("options.next", "right,space", "step(1)", N_("Next"), priority=True),
    _aside("marks.mark", "space", "mark", N_("Mark"), priority=True),
    _aside("marks.up", "up", "step(-1)", N_("Up"), priority=True),
    _aside("marks.down", "down", "step(1)", N_("Down"), priority=True),
    _aside("marks.previous", "left", "turn(-1)", N_("Previous"), priority=True),
    _aside("marks.next", "right", "turn(1)", N_("Next"), priority=True),
    _aside("typeahead.next", "down", "mark(1)", N_("Next match"), priority=True),
    _aside("typeahead.previous", "up", "mark(-1)", N_("Previous match"), priority=True),
    _aside("typeahead.take_back", "backspace", "take_back", N_("Remove the last"), priority=True),
    # Training rooms. Before everything: also over a form, where letters are letters.
    _aside("training.panel_anywhere", "f10", "panel", N_("Trainer's panel"), priority=True),
    _aside("training.pause_anywhere", "f11", "pause", N_("Pause / run the room"), priority=True),
    _aside("training.panel", "z", "panel", N_("Trainer's panel")),
    _aside("training.pause", "y", "pause", N_("Pause / run the room")),
    _row("room_sign_in.panel", "f10", "app.panel", N_("Trainer's panel")),
    _row("briefing.begin", "enter", "begin", N_("Begin")),
    _row("briefing.close", "escape", "dismiss", N_("Close")),
    _aside("briefing.up", "up", "scroll(-1)", N_("Up")),
    _aside("briefing.down", "down", "scroll(1)", N_("Down")),
    _aside("briefing.theme", "f12", "app.theme", _THEME),
    _row("tour.next", "enter,space,right", "go(True)", N_("Next card")),
    _row("tour.skip", "escape", "go(False)", N_("Skip the tour")),
    _aside("tour.theme", "f12", "app.theme", _THEME),
    _row("panel.take", "enter", "take", N_("Choose")),
    _row("panel.back", "escape", "back", N_("Back")),
    _aside("panel.up", "up", "move(-1)", N_("Up")),
    _aside("panel.down", "down", "move(1)", N_("Down")),
    _aside("panel.theme", "f12", "app.theme", _THEME),
    _row("exercises.go_on", "enter", "go_on", N_("Check / next")),
    _row("exercises.back", "escape", "back", N_("Back")),
    _row("exercises.due", "1,f2", "kind('due')", N_("Due date")),
    _row("exercises.section", "2,f3", "kind('section')", N_("Section")),
    _row("exercises.step", "3,f4", "kind('step')", N_("Missing step")),
    _aside("exercises.up", "up", "scroll(-1)", N_("Up")),
    _aside("exercises.down", "down", "scroll(1)", N_("Down")),
    _aside("exercises.page_up", "pageup", "scroll(-12)", N_("Page up")),
    _aside("exercises.page_down", "pagedown,space", "scroll(12)", N_("Page down")),
    _aside("exercises.help", "f1", "app.help", _HELP),
    _aside("exercises.theme", "f12", "app.theme", _THEME),
    _row("scores.replay", "enter", "replay", N_("Replay")),
    _aside("scores.officer_before", "left", "officer(-1)", N_("Officer before")),
    _row("scores.next_officer", "right", "officer(1)", N_("Next officer")),
    _row("scores.html", "h", "html", "HTML"),
    _row("scores.csv", "c", "csv", "CSV"),
    _row("scores.save", "s", "save", N_("Save")),
    _row("scores.back", "escape", "dismiss", N_("Back")),
    _aside("scores.help", "f1", "app.help", _HELP),
    _aside("scores.theme", "f12", "app.theme", _THEME),
    _row("keep_file.write", "enter", "take", N_("Write")),
    _row("keep_file.back", "escape", "give_up", N_("Back")),
    _aside("keep_file.theme", "f12", "app.theme", _THEME),
    _row("runs.open", "enter", "open", N_("Replay")),
    _row("runs.back", "escape", "dismiss", N_("Back")),
    _aside("runs.help", "f1", "app.help", _HELP),
    _aside("runs.theme", "f12", "app.theme", _THEME),
    _aside("replay.event_before", "left", "step(-1)", N_("Event before")),
    _row("replay.next", "right", "step(1)", N_("Next")),
    _row("replay.play", "space", "play", N_("Play / stop")),
    _row("replay.only", "t", "only", N_("One officer / all")),
    _row("replay.back", "escape", "dismiss", N_("Back")),
    _aside("replay.ten_back", "pageup", "step(-10)", N_("Ten back")),
    _aside("replay.ten_on", "pagedown", "step(10)", N_("Ten on")),
    _aside("replay.begin", "home", "edge(0)", N_("To the beginning")),
    _aside("replay.end", "end", "edge(1)", N_("To the end")),
    _aside("replay.help", "f1", "app.help", _HELP),
    _aside("replay.theme", "f12", "app.theme", _THEME),
    _row("over.scores", "enter", "answer(True)", N_("Score card")),
    _row("over.stay", "escape", "answer(False)", N_("Stay here")),
)
# fmt: on

ROW: dict[str, ActionRow] = {row.id: row for row in ROWS}


@cache
def rows_of(*places: Place) -> tuple[ActionRow, ...]:
    """Return the rows of `places` in order; a later row takes the place of an earlier one with the same keys."""
    found: dict[str, ActionRow] = {}
    for place in places:
        found |= {row.keys: row for row in ROWS if row.place is place}
    return tuple(found.values())


def nearest_first(places: Sequence[Place]) -> list[ActionRow]:
    """Return the rows of `places`, those of the last place first: a list begins with what is of the screen alone."""
    return sorted(rows_of(*places), key=lambda row: -places.index(row.place))


def bindings(*places: Place) -> "list[BindingType]":
    """Return the rows of `places` as Textual binds them."""
    from textual.binding import Binding

    return [
        Binding(row.keys, row.action, row.label, show=row.shown, priority=row.priority, tooltip=row.tooltip, id=row.id)
        for row in rows_of(*places)
    ]


def rows_by_action(rows: Iterable[ActionRow]) -> dict[str, list[ActionRow]]:
    """Return `rows` that have a label by what they do: one line of a list may have several keys."""
    found: dict[str, list[ActionRow]] = {}
    for row in rows:
        if row.label:
            found.setdefault(row.action, []).append(row)
    return found
