"""Criteria of a score card, with their words and the requirements behind them."""

from enum import StrEnum

from kppn_tui.i18n import N_


class Criterion(StrEnum):
    """Criterion by which a trainee is judged, in the order of the card."""

    SERVICE_TIME = "service_time"
    TOPIC = "topic"
    SECTION = "section"
    IDENTITY = "identity"
    REFERENCE = "reference"
    CONTACT = "contact"
    PROGRESS = "progress"
    SOLUTION = "solution"
    ORDER = "order"
    CALLS = "calls"
    ACTIONS = "actions"


CRITERION_TEXT: dict[Criterion, str] = {
    Criterion.SERVICE_TIME: N_("Service within the standard time"),
    Criterion.TOPIC: N_("Right topic"),
    Criterion.SECTION: N_("Right section"),
    Criterion.IDENTITY: N_("Identity before the answer"),
    Criterion.REFERENCE: N_("Reference cited"),
    Criterion.CONTACT: N_("Contact asked only when due"),
    Criterion.PROGRESS: N_("Progress each working day"),
    Criterion.SOLUTION: N_("Solution in time"),
    Criterion.ORDER: N_("Order of the queue"),
    Criterion.CALLS: N_("Calls handled"),
    Criterion.ACTIONS: N_("Actions practised"),
}

#: The requirement behind each criterion; a practised action names its own.
REQUIREMENT: dict[Criterion, str] = {
    Criterion.SERVICE_TIME: "R21",
    Criterion.TOPIC: "R05",
    Criterion.SECTION: "R18",
    Criterion.IDENTITY: "R03",
    Criterion.REFERENCE: "R06",
    Criterion.CONTACT: "R11",
    Criterion.PROGRESS: "R20",
    Criterion.SOLUTION: "R12",
    Criterion.ORDER: "A24b",
    Criterion.CALLS: "A24",
    Criterion.ACTIONS: "",
}

#: The requirements that a card may name, in plain words.
REQUIREMENT_TEXT: dict[str, str] = {
    "R01": N_("A question is brought in person: nothing else is needed to register."),
    "R03": N_("The officer asks who the stakeholder is before anything else."),
    "R04": N_("The question is written down during the session."),
    "R05": N_("The question is identified: one topic for each matter."),
    "R06": N_("The answer rests on a regulation or guideline."),
    "R07": N_("Supporting documents are asked for only where necessary."),
    "R08": N_("What can be answered is settled at once."),
    "R09": N_("What can't be answered yet is followed up or escalated."),
    "R10": N_("What needs confirmation is escalated to the section head."),
    "R11": N_("The contact is asked for when the answer comes later."),
    "R12": N_("The solution comes within three working days of the consultation."),
    "R18": N_("The escalation goes to the section that the problem belongs to."),
    "R19": N_("Online too, the solution comes within three working days."),
    "R20": N_("While it is open, the stakeholder hears of the progress each working day."),
    "R21": N_("One type of service takes no longer than the standard time."),
    "R23": N_("What is settled has the status “Resolved”."),
    "A7": N_("Only one consultation of an officer runs; the others are on hold."),
    "A21": N_("An overdue solution stays open and gets a reason."),
    "A23": N_("A slip is corrected within the grace period, visibly."),
    "A24": N_("A visitor who does not come is called three times before being marked absent."),
    "A24b": N_("Service follows the order of arrival; priority has a reason."),
}
