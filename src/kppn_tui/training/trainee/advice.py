"""The hint of a step: the key that does it on its screen, what it does, and which requirement it serves."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.domain.lifecycle import Action
from kppn_tui.i18n import N_, _
from kppn_tui.training.trainee.seat import CALL_NEXT, Step


@dataclass(frozen=True, slots=True)
class Hint:
    """`keys` are pressed one after the other; the last one is the key of `action`, those before lead there."""

    keys: tuple[str, ...]
    action: str
    does: str
    serves: str


#: By `Step.do`, or that and the field of a record. Letters are keys outside a field only.
HINTS: dict[str, Hint] = {
    CALL_NEXT: Hint(("n",), "next", N_("call the next visitor"), "A24b"),
    Action.CALL: Hint(("c",), "call", N_("call the visitor under the cursor, out of turn"), "A24b"),
    Action.RECALL: Hint(("r",), "do('recall')", N_("call the visitor again"), "A24"),
    Action.ABSENT: Hint(("t",), "do('absent')", N_("nobody came: mark as absent"), "A24"),
    Action.REQUEUE: Hint(("k",), "do('requeue')", N_("put the visitor back in the queue"), "A24"),
    Action.START: Hint(("s",), "start", N_("start the service; the 20 minutes begin"), "R21"),
    Action.IDENTIFY: Hint(("f2",), "identify", N_("ask who it is and write it down"), "R03"),
    "record topic": Hint(("escape", "t"), "topic", N_("choose the topic that fits the question"), "R05"),
    "record question": Hint(("f3",), "edit('question')", N_("write down the question"), "R04"),
    Action.ADD_CONSULTATION: Hint(("escape", "a"), "add", N_("add a consultation for the other question"), "R21"),
    Action.REQUEST_DOCUMENTS: Hint(("f6",), "documents", N_("ask for the documents; the clock waits"), "R07"),
    Action.DOCUMENTS_RECEIVED: Hint(("escape", "b"), "received", N_("the documents are here: go on"), "R07"),
    Action.SWITCH: Hint(("escape", "m"), "do('switch')", N_("serve the next consultation of this visit"), "R21"),
    Action.RESOLVE: Hint(("f4", "f5", "f9"), "resolve", N_("write the answer, cite a reference, resolve"), "R06, R08"),
    Action.FOLLOW_UP: Hint(("f7",), "follow_up", N_("no answer yet: follow-up, with a contact"), "R11"),
    Action.ESCALATE: Hint(("f8",), "escalate", N_("ask the section head, with a contact"), "R10, R11"),
    Action.REFER: Hint(("escape", "x"), "leave_scope", N_("refer elsewhere: the office is not responsible"), "R09"),
    Action.CANCEL: Hint(("escape", "x"), "leave_scope", N_("cancel what was opened by mistake"), "R05"),
    Action.FINISH: Hint(("escape", "f"), "finish", N_("finish the visit"), "R23"),
    "deliver": Hint(("3", "f9"), "deliver", N_("deliver the answer and resolve"), "R12, R23"),
    Action.LOG_PROGRESS: Hint(("3", "p"), "progress", N_("tell the stakeholder how far it is"), "R20"),
    Action.CLARIFY: Hint(("3", "b"), "clarify", N_("reply to what the section head asks back"), "R10"),
    Action.ACCEPT: Hint(("4", "t"), "accept", N_("accept the question"), "R18"),
    Action.RETURN: Hint(("4", "b"), "ask_back", N_("ask the CSO officer back"), "R18"),
    Action.ANSWER: Hint(("4", "f9"), "answer", N_("answer the question"), "R18"),
}

_NAMES = {"escape": "Esc"}
#: Who has come back with a document waits so long at most until it is taken.
SOON = timedelta(seconds=20)


#: What is done on the queue, and the key to get there; every other hint without a way of its own is of the visit.
QUEUE = (CALL_NEXT, Action.CALL, Action.RECALL, Action.ABSENT, Action.REQUEUE, Action.START)
TO_QUEUE, TO_VISIT = "1", "2"


def advice(step: Step, at: str = "", now: datetime | None = None) -> str:
    """One translated sentence: the keys, what they do, and the requirement served.

    `at` is the key of the screen in front, where it is known: from another one its key comes first. `now` (UTC) tells
    whether a document that was asked for can be there already.
    """
    if step.do == Action.DOCUMENTS_RECEIVED and now is not None and now < step.at - SOON:
        return _("The document is being fetched: until it comes the clock of the service stands still (R07).")
    hint = HINTS[name_of(step)]
    sentence = N_("Press {keys}: {deed} ({requirement}).")
    pressed = hint.keys
    there = hint.keys[0] if hint.keys[0].isdigit() else TO_QUEUE if name_of(step) in QUEUE else TO_VISIT
    if at and at != there:
        pressed = (there, *(key for key in hint.keys if key not in ("escape", there)))
    keys = ", ".join(_NAMES.get(key, key.upper() if len(key) > 1 else key) for key in pressed)
    return _(sentence).format(keys=keys, deed=_(hint.does), requirement=hint.serves)


def name_of(step: Step) -> str:
    """The name under which HINTS and the keys know `step`."""
    if step.do == Action.RECORD:
        return "record topic" if "topic" in step.values else "record question"
    return "deliver" if step.do == Action.RESOLVE and "delivery" in step.values else str(step.do)
