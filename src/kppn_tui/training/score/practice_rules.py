"""Rule about practice: which of the actions that the scenario teaches were used."""

from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.i18n import N_
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.marks import LostPoint
from kppn_tui.training.score.timeline import Points, Timeline

#: The requirement that each action serves; R08 and R09 are where a consultation leaves the session.
SERVES: dict[Action, str] = {
    Action.TAKE_TICKET: "R01",
    Action.CALL: "A24b",
    Action.RECALL: "A24",
    Action.ABSENT: "A24",
    Action.REQUEUE: "A24",
    Action.REJOIN: "A24",
    Action.START: "R21",
    Action.IDENTIFY: "R03",
    Action.PRIORITISE: "A24b",
    Action.FINISH: "R23",
    Action.DISMISS: "A24",
    Action.CANCEL_TICKET: "A24",
    Action.ADD_CONSULTATION: "R05",
    Action.RECORD: "R04",
    Action.SWITCH: "A7",
    Action.END_SERVICE: "R21",
    Action.HOLD_FOR_OUTAGE: "R21",
    Action.REQUEST_DOCUMENTS: "R07",
    Action.DOCUMENTS_RECEIVED: "R07",
    Action.RESOLVE: "R08",
    Action.FOLLOW_UP: "R09",
    Action.ESCALATE: "R10",
    Action.REFER: "A24",
    Action.CANCEL: "A24",
    Action.LOG_PROGRESS: "R20",
    Action.EXPLAIN_OVERDUE: "A21",
    Action.CLARIFY: "R10",
    Action.WITHDRAW: "R10",
    Action.UNDO: "A23",
}


def actions(timeline: Timeline) -> Points:
    """Judge each action that the scenario teaches: was it used? What the events can't show is not judged."""
    used = {entry.action for entry in timeline.entries if timeline.is_trainees(entry)}
    if timeline.corrected:
        used.add(Action.UNDO)
    for name in dict.fromkeys(timeline.run.taught_actions):
        if name not in SERVES:
            continue
        action = Action(name)
        if action in used:
            yield None
            continue
        label = RULE[action].label if action in RULE else N_("Undo")
        at = timeline.run.ended_at
        reason = N_("“{action}” was not used in this run.")
        last = timeline.last_event(at)
        yield LostPoint(Criterion.ACTIONS, SERVES[action], at, last, "", "", reason, {"action": label})
