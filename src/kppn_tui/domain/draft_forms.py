"""The forms whose half-typed text is kept, what each is about, and how their fields are named and written."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kppn_tui.domain.lifecycle import Subject

#: The value of a choice for a stakeholder who gives no contact.
REFUSES = "menolak"
#: The line of a reference field that says “without reference”.
NO_REFERENCE = "\x00"
#: What a type-ahead adds to its own name for the text in it that is not taken from the list.
TYPED_TEXT = ".text"


class DraftForm(StrEnum):
    """The forms; the value is how the names of the kept fields of one begin, `{}` for the record it is about."""

    REGISTER = "register:{}:"
    PRIORITY = "priority:{}:"
    CANCEL_TICKET = "cancel:{}:"
    IDENTITY = "ticket:{}:"
    ADD = "add:{}:"
    TOPIC = "topic:{}:"
    VISIT = "item:{}:"
    DOCUMENTS = "documents:{}:"
    FOLLOW_UP = "followup:{}:"
    ESCALATE = "escalate:{}:"
    REFER = "leave:{}:refer:"
    CANCEL = "leave:{}:cancel:"
    ENDED = "ended:{}:"
    OUTAGE = "outage:{}:"
    PROGRESS = "progress:{}:"
    OVERDUE = "overdue:{}:"
    DELIVER = "deliver:{}:"
    ANSWER = "escalation:{}:answer:"
    ASK_BACK = "escalation:{}:ask_back:"
    PASS_ON = "escalation:{}:pass_on:"
    CLARIFY = "escalation:{}:clarify:"
    WITHDRAW = "escalation:{}:withdraw:"
    SUBSTITUTE = "substitute:"

    def about(self, record: int | str = "") -> str:
        """Return how the names of the fields begin when the form is about `record`."""
        return self.value.format(record)


#: What a form is about; its text ends with that. None: it is about no record, and its text ends with the day.
ABOUT: Mapping[DraftForm, Subject | None] = {
    DraftForm.REGISTER: None,
    DraftForm.SUBSTITUTE: None,
    **dict.fromkeys(
        (DraftForm.PRIORITY, DraftForm.CANCEL_TICKET, DraftForm.IDENTITY, DraftForm.ADD), Subject.TICKET
    ),
    **dict.fromkeys(
        (
            DraftForm.TOPIC, DraftForm.VISIT, DraftForm.DOCUMENTS, DraftForm.FOLLOW_UP, DraftForm.ESCALATE,
            DraftForm.REFER, DraftForm.CANCEL, DraftForm.PROGRESS, DraftForm.OVERDUE, DraftForm.DELIVER,
            DraftForm.ENDED, DraftForm.OUTAGE,
        ),
        Subject.CONSULTATION,
    ),
    **dict.fromkeys(
        (DraftForm.ANSWER, DraftForm.ASK_BACK, DraftForm.PASS_ON, DraftForm.CLARIFY, DraftForm.WITHDRAW),
        Subject.ESCALATION,
    ),
}  # fmt: skip
_PATTERN = {form: re.compile(re.escape(form.value).replace(r"\{\}", "(\\w+)")) for form in DraftForm}


@dataclass(frozen=True, slots=True)
class DraftOwner:
    """The form that a kept field belongs to, and the record that the form is about; 0 for none."""

    form: DraftForm
    record_id: int

    @property
    def subject(self) -> Subject | None:
        """Return what kind of record it is."""
        return ABOUT[self.form]


def owner_of(field: str) -> DraftOwner | None:
    """Return what the kept `field` belongs to; None for a name that no form has."""
    for form, pattern in _PATTERN.items():
        if match := pattern.match(field):
            record = match[1] if match.groups() else ""
            if ABOUT[form] is None:
                return DraftOwner(form, 0)
            return DraftOwner(form, int(record)) if record.isdecimal() else None
    return None


#: How the name of a text begins that somebody typed for a record while that ended: it can be read until the day ends.
KEPT = "kept:"
#: The fields whose text is worth reading then; contacts and names of people are forgotten at once.
KEPT_FIELDS = frozenset({
    "text", "question", "tried", "answer", "reason", "section_reason", "references", f"references{TYPED_TEXT}", "names",
    f"names{TYPED_TEXT}",
})  # fmt: skip


class FieldKind(StrEnum):
    """The kinds of fields, by how two texts of one become one."""

    AREA = "area"
    LINE = "line"
    LIST = "list"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class ReturnedText:
    """The text of a field that comes back as a draft."""

    field: str
    text: str
    kind: FieldKind

    def joined(self, kept: str) -> str:
        """Return the text together with what is `kept` in the field already: neither of both is lost."""
        if not kept or self.kind is FieldKind.CHOICE:
            return self.text
        if self.kind is FieldKind.LIST:
            return "\n".join(dict.fromkeys([*self.text.split("\n"), *kept.split("\n")]))
        if self.text in kept:
            return kept
        if kept in self.text:
            return self.text
        return self.text + ("\n" if self.kind is FieldKind.AREA else " / ") + kept


def joined_fields(returned: Collection[ReturnedText], kept: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of `returned` as they are to be kept, given what is `kept`."""
    return {one.field: one.joined(kept.get(one.field, "")) for one in returned}
