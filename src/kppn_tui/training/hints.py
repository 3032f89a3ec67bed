"""Hints: the key that does a step on its screen, what it does, and which requirement it serves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.domain.lifecycle import Action
from kppn_tui.i18n import N_, _
from kppn_tui.training.scripted_officer.steps import Step, StepKind


@dataclass(frozen=True, slots=True)
class Hint:
    """The `keys` to press one after the other; the last one is the key of `action`, those before lead there."""

    keys: tuple[str, ...]
    action: str
    does: str
    serves: str


#: A hint for each kind of step. Letters are keys outside a field only.
HINTS: dict[StepKind, Hint] = {
    StepKind.CALL_NEXT: Hint(("n",), "next", N_("call the next visitor"), "A24b"),
    StepKind.CALL: Hint(("c",), "call", N_("call the visitor under the cursor, out of turn"), "A24b"),
    StepKind.RECALL: Hint(("r",), "do('recall')", N_("call the visitor again"), "A24"),
    StepKind.ABSENT: Hint(("t",), "do('absent')", N_("nobody came: mark as absent"), "A24"),
    StepKind.REQUEUE: Hint(("k",), "do('requeue')", N_("put the visitor back in the queue"), "A24"),
    StepKind.START: Hint(("s",), "start", N_("start the service; its time begins"), "R21"),
    StepKind.IDENTIFY: Hint(("f2",), "identify", N_("ask who it is and write it down"), "R03"),
    StepKind.RECORD_TOPIC: Hint(("escape", "t"), "topic", N_("choose the topic that fits the question"), "R05"),
    StepKind.RECORD_QUESTION: Hint(("f3",), "edit('question')", N_("write down the question"), "R04"),
    StepKind.ADD_CONSULTATION: Hint(("escape", "a"), "add", N_("add a consultation for the other question"), "R21"),
    StepKind.REQUEST_DOCUMENTS: Hint(("f6",), "documents", N_("ask for the documents; the clock waits"), "R07"),
    StepKind.DOCUMENTS_RECEIVED: Hint(("escape", "b"), "received", N_("the documents are here: go on"), "R07"),
    StepKind.SWITCH: Hint(("escape", "m"), "do('switch')", N_("serve the next consultation of this visit"), "R21"),
    StepKind.RESOLVE: Hint(
        ("f4", "f5", "f9"), "resolve", N_("write the answer, cite a reference, resolve"), "R06, R08"
    ),
    StepKind.FOLLOW_UP: Hint(("f7",), "follow_up", N_("no answer yet: follow-up, with a contact"), "R11"),
    StepKind.ESCALATE: Hint(("f8",), "escalate", N_("ask the section head, with a contact"), "R10, R11"),
    StepKind.REFER: Hint(("escape", "x"), "leave_scope", N_("refer elsewhere: the office is not responsible"), "R09"),
    StepKind.CANCEL: Hint(("escape", "x"), "leave_scope", N_("cancel what was opened by mistake"), "R05"),
    StepKind.FINISH: Hint(("escape", "f"), "finish", N_("finish the visit"), "R23"),
    StepKind.DELIVER: Hint(("3", "f9"), "deliver", N_("deliver the answer and resolve"), "R12, R23"),
    StepKind.LOG_PROGRESS: Hint(("3", "p"), "progress", N_("tell the stakeholder how far it is"), "R20"),
    StepKind.CLARIFY: Hint(("3", "b"), "clarify", N_("reply to what the section head asks back"), "R10"),
    StepKind.ACCEPT: Hint(("4", "t"), "accept", N_("accept the question"), "R18"),
    StepKind.RETURN: Hint(("4", "b"), "ask_back", N_("ask the CSO officer back"), "R18"),
    StepKind.ANSWER: Hint(("4", "f9"), "answer", N_("answer the question"), "R18"),
}

_KEY_NAMES = {"escape": "Esc"}
#: How long a caller who is back with a document waits at most until it is taken.
SOON = timedelta(seconds=20)
#: Steps on the queue screen, and the keys of the queue and the visit; other hints begin with the key of their screen.
_ON_QUEUE = (
    StepKind.CALL_NEXT,
    StepKind.CALL,
    StepKind.RECALL,
    StepKind.ABSENT,
    StepKind.REQUEUE,
    StepKind.START,
)
_QUEUE_KEY, _VISIT_KEY = "1", "2"


#: Steps by which a taught action is done, where it is not the one of the same name.
_STEPS_OF_ACTION: dict[str, tuple[StepKind, ...]] = {
    Action.CALL: (StepKind.CALL_NEXT,),
    Action.RECORD: (StepKind.RECORD_TOPIC, StepKind.RECORD_QUESTION),
}


def hints_for(action: str) -> tuple[Hint, ...]:
    """Return the hints for an action that a scenario teaches; none for one that no scripted officer does."""
    kinds = _STEPS_OF_ACTION.get(action) or tuple(kind for kind in StepKind if kind == action)
    return tuple(HINTS[kind] for kind in kinds)


def hint_sentence(step: Step, screen_key: str = "", now: datetime | None = None) -> str:
    """Return one translated sentence: the keys, what they do, and the requirement served.

    `screen_key` is the key of the screen in front, where it is known: from another one the step's screen comes first.
    `now` (UTC) tells whether a document that was asked for can be there already.
    """
    if step.kind is StepKind.DOCUMENTS_RECEIVED and now is not None and now < step.at - SOON:
        return _("The document is being fetched: until it comes the clock of the service stands still (R07).")
    hint = HINTS[step.kind]
    sentence = N_("Press {keys}: {deed} ({requirement}).")
    pressed = hint.keys
    default_screen = _QUEUE_KEY if step.kind in _ON_QUEUE else _VISIT_KEY
    step_screen = hint.keys[0] if hint.keys[0].isdigit() else default_screen
    if screen_key and screen_key != step_screen:
        pressed = (step_screen, *(key for key in hint.keys if key not in ("escape", step_screen)))
    keys = ", ".join(_KEY_NAMES.get(key, key.upper() if len(key) > 1 else key) for key in pressed)
    return _(sentence).format(keys=keys, deed=_(hint.does), requirement=hint.serves)
