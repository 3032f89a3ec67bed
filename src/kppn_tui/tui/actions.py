"""Every key of the screens: one row says where it works, what it is called, what it does and what has to allow it.

Bindings, footer, help, palette and the office file's [tombol] read this table. An id is for good: office files name it.
Its first part is the place.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import N_
from kppn_tui.domain.lifecycle import Action, Compound
from kppn_tui.tui.action_row import ActionRow, Place, aside, footer, plain

if TYPE_CHECKING:
    from textual.binding import BindingType


_HELP, _THEME = N_("Help"), N_("Light / dark")
_CHOSEN = N_("the cursor on it; if it waits, it is served now")

# fmt: off
ROWS: tuple[ActionRow, ...] = (
    # Everywhere
    footer("app.help", "question_mark,f1", "help", _HELP, N_("the keys of this screen, and what is possible now")),
    # First of all: letters typed right after it belong to the next field, however busy the desk is.
    aside("app.next_field", "tab", "focus_next", priority=True),
    aside("app.field_before", "shift+tab", "focus_previous", priority=True),
    aside("app.queue", "1", "go('queue')", N_("Queue"), N_("who waits, and who is at which counter")),
    aside("app.service", "2", "go('session')", N_("Service"), N_("the visitor at your counter")),
    aside("app.follow_ups", "3", "go('followups')", N_("Follow-ups"), N_("who still waits for an answer")),
    aside("app.inbox", "4", "go('inbox')", N_("Escalations"), N_("what the CSO officers ask your section")),
    aside("app.standard", "5", "go('standard')", N_("Service standard"),
          N_("requirements, time, channels of complaint")),
    aside("app.next_notice", "full_stop", "next_notice", N_("Open the next notice"),
          N_("the case of the next thing that you were told")),
    aside("app.notices", "comma", "go('told')", N_("Told today"), N_("what you were told today, newest first")),
    aside("app.undo", "u", "undo", N_("Undo"), N_("your own last action, for some minutes")),
    aside("app.confirm_clock", "y", "confirm_clock", N_("The clock is right"),
          N_("where the machine's clock has jumped: it counts from now on")),
    aside("app.sign_out", "l", "sign_out", N_("Sign out"), N_("the desk for the next officer")),
    aside("app.theme", "f12", "theme", _THEME),
    aside("app.quit", "q", "quit_desk", N_("Quit"), N_("close the program; it asks while somebody is served")),
    aside("screen.leave_field", "escape", "leave_field", N_("Leave the field")),
    # Queue
    footer("queue.call_next", "n", "next", N_("Call next"),
           N_("whose turn it is, to your counter"), Compound.CALL_NEXT),
    footer("queue.open", "enter", "open", N_("Call / serve"),
           N_("whatever fits the row: call, start or open"), Compound.OPEN),
    plain("queue.recall", "r", N_("Call again"), N_("the visitor who has not come yet"), Action.RECALL, shown=True),
    plain("queue.absent", "t", N_("Absent"), N_("called often enough, nobody came"), Action.ABSENT, shown=True),
    footer("queue.register", "a", "register", N_("Register"), N_("a visitor at the door"), Action.TAKE_TICKET),
    footer("queue.register_online", "o", "register_online", N_("Online case"),
           N_("a message through HAI CSO or an official contact"), Action.TAKE_TICKET),
    aside("queue.start", "s", "start", N_("Start service"),
          N_("the time of the first consultation begins"), Action.START),
    plain("queue.requeue", "k", N_("Back to the queue"), N_("to the place that the arrival gives"), Action.REQUEUE),
    plain("queue.rejoin", "h", N_("Has come back"), N_("the absent one waits again"), Action.REJOIN),
    plain("queue.end_absent", "d", N_("Close the absent one"), N_("who does not come any more"), Action.DISMISS),
    aside("queue.priority", "p", "priority", N_("Priority"),
          N_("before the others, for a reason that all see"), Action.PRIORITISE),
    aside("queue.cancel", "x", "cancel", N_("Cancel the ticket"), N_("with the reason"), Action.CANCEL_TICKET),
    plain("queue.finish", "f", N_("Finish the visit"), N_("each consultation has its outcome"), Action.FINISH),
    aside("queue.call", "c", "call", N_("Call this one"), N_("out of turn"), Action.CALL),
    aside("queue.directory", "i", "app.go('directory')", N_("Satker and stakeholders"),
          N_("whom the office knows: look through it, put it right")),
    # Service
    footer("visit.resolve", "f9,ctrl+s", "resolve", N_("Resolve"), N_("answered and delivered"), Action.RESOLVE),
    footer("visit.next", "n", "next", N_("Finish and call next"), N_("both in one go"), Compound.FINISH_AND_CALL),
    plain("visit.serve", "m", N_("Serve this one"), N_("the one before goes on hold"), Action.SWITCH, shown=True),
    footer("visit.received", "b", "received", N_("Documents received"),
           N_("what was asked for has come"), Action.DOCUMENTS_RECEIVED),
    footer("visit.follow_up", "k", "follow_up", N_("Follow up"),
           N_("no answer yet: contact and due date"), Action.FOLLOW_UP),
    # A text area has uses of its own for these two: it would mark all text, and the next key replace it.
    footer("visit.follow_up_while_typing", "f7", "follow_up", N_("Follow up"),
           N_("no answer yet: contact and due date"), Action.FOLLOW_UP, priority=True),
    footer("visit.escalate", "s,f8", "escalate", N_("Escalate"),
           N_("to the head of the topic's section"), Action.ESCALATE),
    footer("visit.documents", "d", "documents", N_("Documents"),
           N_("ask for them by name; the time stands still"), Action.REQUEST_DOCUMENTS),
    footer("visit.documents_while_typing", "f6", "documents", N_("Documents"),
           N_("ask for them by name; the time stands still"), Action.REQUEST_DOCUMENTS, priority=True),
    footer("visit.identify", "i,f2", "identify", N_("Identity"), N_("who asks, or that they decline"), Action.IDENTIFY),
    footer("visit.add", "a", "add", N_("Add topic"),
           N_("one more consultation, with its own time"), Action.ADD_CONSULTATION),
    footer("visit.finish", "f", "finish", N_("Finish the visit"),
           N_("each consultation has its outcome"), Action.FINISH),
    aside("visit.question", "e,f3", "edit('question')", N_("Question"), N_("into the field")),
    aside("visit.answer", "j,f4", "edit('answer')", N_("Answer"), N_("into the field")),
    aside("visit.references", "r,f5", "edit('references')", N_("References"), N_("what the answer rests on")),
    aside("visit.topic", "t", "topic", N_("Topic"), N_("which kind of service it is"), Action.RECORD),
    aside("visit.leave_scope", "x", "leave_scope", N_("Refer / cancel"),
          N_("it ends here without an answer"), Compound.LEAVE_SCOPE),
    aside("visit.outage", "g", "outage", N_("Outage"),
          N_("the power or an application is down: gross time, not net"), Action.HOLD_FOR_OUTAGE),
    aside("visit.first_consultation", "6", "consultation(1)", N_("First consultation"), _CHOSEN),
    aside("visit.second_consultation", "7", "consultation(2)", N_("Second consultation"), _CHOSEN),
    aside("visit.third_consultation", "8", "consultation(3)", N_("Third consultation"), _CHOSEN),
    aside("visit.fourth_consultation", "9", "consultation(4)", N_("Fourth consultation"), _CHOSEN),
    aside("visit.fifth_consultation", "0", "consultation(5)", N_("Fifth consultation"), _CHOSEN),
    aside("visit.ended", "p", "ended", N_("It ended at …"),
          N_("a service that nobody ended: when, and why"), Action.END_SERVICE),
    # Follow-ups
    footer("follow_ups.progress", "p", "progress", N_("Progress"),
           N_("a note to the stakeholder, or an internal one"), Action.LOG_PROGRESS),
    footer("follow_ups.deliver", "f9,s", "deliver", N_("Deliver"),
           N_("the answer reaches the stakeholder: Resolved"), Action.RESOLVE),
    footer("follow_ups.escalate", "e", "escalate", N_("Escalate"), N_("to a section head"), Action.ESCALATE),
    footer("follow_ups.clarify", "b", "clarify", N_("Reply"), N_("to what a section head asks back"), Action.CLARIFY),
    footer("follow_ups.received", "g", "received", N_("Documents in"),
           N_("what was asked for has come"), Action.DOCUMENTS_RECEIVED),
    footer("follow_ups.reveal", "c", "reveal", N_("Contact"),
           N_("in clear; the trail says who looked"), Action.REVEAL_CONTACT),
    aside("follow_ups.documents", "d", "documents", N_("Ask for documents"), N_("by name"), Action.REQUEST_DOCUMENTS),
    aside("follow_ups.withdraw", "w", "withdraw", N_("Withdraw the escalation"),
          N_("the answer is not needed any more"), Action.WITHDRAW),
    aside("follow_ups.overdue", "o", "overdue", N_("Reason for being overdue"),
          N_("why the solution is late"), Action.EXPLAIN_OVERDUE),
    aside("follow_ups.leave_scope", "x", "leave_scope", N_("Refer / cancel"),
          N_("it ends here without an answer"), Compound.LEAVE_SCOPE),
    # Escalations
    footer("inbox.accept", "t", "accept", N_("Accept"), N_("you have seen it and work on it"), Action.ACCEPT),
    footer("inbox.answer", "f9,j", "answer", N_("Answer"), N_("to the CSO officer, who delivers it"), Action.ANSWER),
    footer("inbox.ask_back", "b", "ask_back", N_("Ask back"), N_("your time waits for the reply"), Action.RETURN),
    footer("inbox.pass_on", "o", "pass_on", N_("Pass on"), N_("to another section, with all notes"), Action.PASS_ON),
    footer("inbox.substitute", "g", "substitute", N_("Substitute"),
           N_("who answers while the head is away"), Action.SUBSTITUTE),
    # Follow-ups and escalations; at the end, since the footer keeps the order.
    footer("cases.filter", "v", "filter", N_("Filter"), N_("all, overdue, without progress …")),
    aside("cases.read_on", "space", "page(1)", N_("Read on")),
    aside("cases.read_back", "backspace", "page(-1)", N_("Read back")),
    # Standard and help
    footer("standard.part_before", "left", "part(-1)", N_("Part before")),
    footer("standard.next_part", "right", "part(1)", N_("Next part")),
    aside("standard.up", "up", "scroll(-1)", N_("Up")),
    aside("standard.down", "down", "scroll(1)", N_("Down")),
    aside("standard.page_up", "pageup", "page(-1)", N_("Page up")),
    footer("standard.page_down", "pagedown,space", "page(1)", N_("Page down")),
    aside("standard.begin", "home", "edge(0)", N_("To the beginning")),
    aside("standard.end", "end", "edge(1)", N_("To the end")),
    footer("standard.back", "escape", "back", N_("Back")),
    # Satker and stakeholders
    footer("directory.find", "slash", "find", N_("Find")),
    footer("directory.rename", "g", "rename", N_("Rename"), N_("an entry beside the list"), Compound.EDIT_ENTRY),
    footer("directory.remove", "x", "remove", N_("Remove"), N_("an entry beside the list"), Compound.EDIT_ENTRY),
    footer("directory.add_alias", "s", "add_alias", N_("Add a shorthand"),
           N_("what people call this satker"), Compound.EDIT_ALIASES),
    footer("directory.remove_alias", "h", "remove_alias", N_("Remove a shorthand"),
           N_("one that was learned wrongly"), Compound.EDIT_ALIASES),
    footer("directory.back", "escape", "back", N_("Back")),
    footer("help.find", "slash", "find", N_("Find")),
    footer("help.close", "escape", "close", N_("Close")),
    aside("help.close_again", "question_mark,f1", "close", N_("Close")),
    aside("help.up", "up", "scroll(-1)", N_("Up")),
    aside("help.down", "down", "scroll(1)", N_("Down")),
    aside("help.page_up", "pageup", "scroll(-15)", N_("Page up")),
    aside("help.page_down", "pagedown,space", "scroll(15)", N_("Page down")),
    aside("help.begin", "home", "scroll(-9999)", N_("To the beginning")),
    aside("help.end", "end", "scroll(9999)", N_("To the end")),
    # Forms and questions
    footer("form.save", "f9,ctrl+s", "save", N_("Save")),
    footer("form.leave", "escape", "leave", N_("Back (text is kept)")),
    # Before a text area, where it would mark the line.
    footer("form.empty", "f6", "empty", N_("Empty the form"), N_("pressed again, the text is back"), priority=True),
    aside("form.help", "f1", "app.help", _HELP),
    aside("form.theme", "f12", "app.theme", _THEME),
    # Before the fields: what is typed next belongs to the next field, however fast it comes.
    aside("form.next_field", "enter", "next_field", N_("Next field"), priority=True),
    aside("form.field_below", "down", "app.focus_next"),
    aside("form.field_above", "up", "app.focus_previous"),
    footer("deliver.insert", "f4", "insert", N_("Insert the head's answer"), ask=Compound.INSERT_ANSWER),
    footer("choice.take", "enter", "take", N_("Choose")),
    footer("choice.first", "escape", "first", N_("Back")),
    footer("kept.back", "escape", "dismiss", N_("Back")),
    footer("kept.forget", "f6", "forget", N_("Forget"), N_("all of these texts, at once"), priority=True),
    aside("kept.theme", "f12", "app.theme", _THEME),
    aside("choice.help", "f1", "app.help", _HELP),
    aside("choice.theme", "f12", "app.theme", _THEME),
    # Before the desk
    footer("entry.go_on", "f9", "go_on", N_("Next")),
    # Each language is offered by its own name: the catalogue turns this one into "English".
    footer("entry.language", "f2", "language", N_("Bahasa Indonesia")),
    aside("entry.help", "f1", "app.help", _HELP),
    footer("entry.quit", "f10", "app.quit", N_("Quit")),
    aside("entry.theme", "f12", "app.theme", _THEME),
    aside("entry.next_field", "enter", "next_field", N_("Next field"), priority=True),
    aside("entry.field_below", "down", "app.focus_next"),
    aside("entry.field_above", "up", "app.focus_previous"),
    footer("sign_in.go_on", "f9", "go_on", N_("Sign in")),
    footer("wizard.back", "escape", "back", N_("Back")),
    # Widgets
    aside("list.down", "down", "move(1)", N_("Down")),
    aside("list.up", "up", "move(-1)", N_("Up")),
    aside("list.page_down", "pagedown", "page(1)", N_("Page down")),
    aside("list.page_up", "pageup", "page(-1)", N_("Page up")),
    aside("list.first", "home", "edge(-1)", N_("First")),
    aside("list.last", "end", "edge(1)", N_("Last")),
    aside("list.choose", "enter", "choose", N_("Open")),
    aside("options.previous", "left", "step(-1)", N_("Previous"), priority=True),
    aside("options.next", "right,space", "step(1)", N_("Next"), priority=True),
    aside("marks.mark", "space", "mark", N_("Mark"), priority=True),
    aside("marks.up", "up", "step(-1)", N_("Up"), priority=True),
    aside("marks.down", "down", "step(1)", N_("Down"), priority=True),
    aside("marks.previous", "left", "turn(-1)", N_("Previous"), priority=True),
    aside("marks.next", "right", "turn(1)", N_("Next"), priority=True),
    aside("typeahead.next", "down", "mark(1)", N_("Next match"), priority=True),
    aside("typeahead.previous", "up", "mark(-1)", N_("Previous match"), priority=True),
    aside("typeahead.take_back", "backspace", "take_back", N_("Remove the last"), priority=True),
    # Training rooms. Before everything: also over a form, where letters are letters.
    aside("training.panel_anywhere", "f10", "panel", N_("Trainer's panel"), priority=True),
    aside("training.pause_anywhere", "f11", "pause", N_("Pause / run the room"), priority=True),
    aside("training.panel", "z", "panel", N_("Trainer's panel")),
    aside("training.pause", "y", "pause", N_("Pause / run the room")),
    footer("room_sign_in.panel", "f10", "app.panel", N_("Trainer's panel")),
    footer("briefing.begin", "enter", "begin", N_("Begin")),
    footer("briefing.close", "escape", "dismiss", N_("Close")),
    aside("briefing.up", "up", "scroll(-1)", N_("Up")),
    aside("briefing.down", "down", "scroll(1)", N_("Down")),
    aside("briefing.theme", "f12", "app.theme", _THEME),
    footer("tour.next", "enter,space,right", "go(True)", N_("Next card")),
    footer("tour.skip", "escape", "go(False)", N_("Skip the tour")),
    aside("tour.theme", "f12", "app.theme", _THEME),
    footer("panel.take", "enter", "take", N_("Choose")),
    footer("panel.back", "escape", "back", N_("Back")),
    aside("panel.up", "up", "move(-1)", N_("Up")),
    aside("panel.down", "down", "move(1)", N_("Down")),
    aside("panel.theme", "f12", "app.theme", _THEME),
    footer("exercises.go_on", "enter", "go_on", N_("Check / next")),
    footer("exercises.back", "escape", "back", N_("Back")),
    footer("exercises.due", "1,f2", "kind('due')", N_("Due date")),
    footer("exercises.section", "2,f3", "kind('section')", N_("Section")),
    footer("exercises.step", "3,f4", "kind('step')", N_("Missing step")),
    aside("exercises.up", "up", "scroll(-1)", N_("Up")),
    aside("exercises.down", "down", "scroll(1)", N_("Down")),
    aside("exercises.page_up", "pageup", "scroll(-12)", N_("Page up")),
    aside("exercises.page_down", "pagedown,space", "scroll(12)", N_("Page down")),
    aside("exercises.help", "f1", "app.help", _HELP),
    aside("exercises.theme", "f12", "app.theme", _THEME),
    footer("scores.replay", "enter", "replay", N_("Replay")),
    aside("scores.officer_before", "left", "officer(-1)", N_("Officer before")),
    footer("scores.next_officer", "right", "officer(1)", N_("Next officer")),
    footer("scores.html", "h", "html", "HTML"),
    footer("scores.csv", "c", "csv", "CSV"),
    footer("scores.save", "s", "save", N_("Save")),
    footer("scores.back", "escape", "dismiss", N_("Back")),
    aside("scores.help", "f1", "app.help", _HELP),
    aside("scores.theme", "f12", "app.theme", _THEME),
    footer("keep_file.write", "enter", "take", N_("Write")),
    footer("keep_file.back", "escape", "give_up", N_("Back")),
    aside("keep_file.theme", "f12", "app.theme", _THEME),
    footer("runs.open", "enter", "open", N_("Replay")),
    footer("runs.back", "escape", "dismiss", N_("Back")),
    aside("runs.help", "f1", "app.help", _HELP),
    aside("runs.theme", "f12", "app.theme", _THEME),
    aside("replay.event_before", "left", "step(-1)", N_("Event before")),
    footer("replay.next", "right", "step(1)", N_("Next")),
    footer("replay.play", "space", "play", N_("Play / stop")),
    footer("replay.only", "t", "only", N_("One officer / all")),
    footer("replay.back", "escape", "dismiss", N_("Back")),
    aside("replay.ten_back", "pageup", "step(-10)", N_("Ten back")),
    aside("replay.ten_on", "pagedown", "step(10)", N_("Ten on")),
    aside("replay.begin", "home", "edge(0)", N_("To the beginning")),
    aside("replay.end", "end", "edge(1)", N_("To the end")),
    aside("replay.help", "f1", "app.help", _HELP),
    aside("replay.theme", "f12", "app.theme", _THEME),
    footer("over.scores", "enter", "answer(True)", N_("Score card")),
    footer("over.stay", "escape", "answer(False)", N_("Stay here")),
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
