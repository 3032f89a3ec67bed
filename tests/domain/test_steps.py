"""The steps of the standard in their order, and what each says of a consultation (R03–R20)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kppn_tui.domain.records import Channel, Consultation, Document, Ticket
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.steps import steps
from kppn_tui.domain.views import ConsultationView

AT = datetime(2026, 11, 24, 1, 10, tzinfo=UTC)
TICKET = Ticket(
    id=1, office="kppn", day="2026-11-24", series="A", number=1, label="A-001", channel=Channel.FACE_TO_FACE,
    arrived_at=AT, entered_at=AT, queue_key=1, state=TicketState.SERVING,
)  # fmt: skip
NEW = Consultation(id=1, office="kppn", ticket_id=1, seq=1, created_at=AT, state=ConsultationState.SERVING)
ASKED = {"question": "Mengapa diretur?", "topic": "RETUR"}
FOUND = ASKED | {"answer": "Rekening pasif.", "cited": "PER-9/PB/2018"}
PAPER = Document(id=1, consultation_id=1, name="SPTJM", requested_at=AT, requested_by=1)

#: What is recorded of the consultation, the documents asked for, and the marks of a.2 to a.7 (b.1 to b.6).
SITUATIONS: dict[str, tuple[dict[str, Any], tuple[Document, ...], str]] = {
    "nothing yet": ({}, (), "○○○·○·"),
    "asked": (ASKED, (), "✓✓○·○·"),
    "waits for a document": (ASKED, (PAPER,), "✓✓○○○·"),
    "the document is here": (ASKED, (replace(PAPER, received_at=AT, received_by=1),), "✓✓○✓○·"),
    "found, not delivered": (FOUND, (), "✓✓✓·○·"),
    "explicitly without reference": (FOUND | {"cited": "", "no_reference": True}, (), "✓✓✓·○·"),
    "answered without a reference": (FOUND | {"cited": ""}, (), "✓✓○·○·"),
    "resolved at once": (FOUND | {"state": ConsultationState.RESOLVED}, (), "✓✓✓·✓·"),
    "followed up": (ASKED | {"state": ConsultationState.FOLLOW_UP, "follow_up_at": AT}, (), "✓✓···○"),
    "resolved later": (FOUND | {"state": ConsultationState.RESOLVED, "follow_up_at": AT}, (), "✓✓✓··✓"),
    "referred later": (ASKED | {"state": ConsultationState.REFERRED, "follow_up_at": AT}, (), "✓✓···✓"),
}
MARK = {"done": "✓", "missing": "○", "optional": "·"}


@pytest.mark.parametrize("name", SITUATIONS)
@pytest.mark.parametrize("channel", Channel)
def test_each_step_says_how_far_it_is(channel: Channel, name: str) -> None:
    recorded, documents, marks = SITUATIONS[name]
    view = ConsultationView(replace(NEW, **recorded), replace(TICKET, channel=channel), documents=documents)
    found = list(steps(view))
    if channel is Channel.FACE_TO_FACE:
        identity = found.pop(0)
        assert (identity.number, identity.mark) == ("a.1", "missing")
    letter, first = ("a", 2) if channel is Channel.FACE_TO_FACE else ("b", 1)
    assert [step.number for step in found] == [f"{letter}.{n}" for n in range(first, first + 6)]
    assert "".join(MARK[step.mark] for step in found) == marks


def test_the_order_is_the_standards() -> None:
    names = ["Question", "Identified: topic", "Answer and reference", "Documents, if needed", "Resolved at once"]
    for channel, before in ((Channel.FACE_TO_FACE, ["Identity / profile"]), (Channel.HAI_CSO, [])):
        found = [step.name for step in steps(ConsultationView(NEW, replace(TICKET, channel=channel)))]
        assert found == [*before, *names, "Follow-up, escalation"]


def test_identity_is_there_when_recorded_or_declined() -> None:
    for declined in (False, True):
        known = replace(TICKET, identity_at=AT, identity_declined=declined)
        assert steps(ConsultationView(NEW, known))[0].mark == "done"
