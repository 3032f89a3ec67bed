"""What the database has to say after the main path: what happened, in order, by whom, and how long it took."""

import json
import re
from collections.abc import Callable

from tests.e2e.books import Books, local, states, unbroken
from tests.e2e.script import HEAD_ANSWER, NOTES, PHONE, QUESTION_TO_HEAD, REFERENCE, TRIED, TYPED

#: What ends the service of each topic.
OUTCOME = {"SPM": "resolve", "RETUR": "escalate", "LPJ": "follow_up"}


def the_events_tell_it_in_order(books: Books) -> None:
    """Every action once, by whom, on what, from which state to which."""
    told = [event for event in books.story() if event[0] not in ("sweep", "record", "officer")]
    assert told == [
        ("sign_in", "ana", "", "", ""),
        ("take_ticket", "ana", "", "", "waiting"),
        ("call", "ana", "", "waiting", "called"),
        ("start", "ana", "", "called", "serving"),
        ("identify", "ana", "", "", ""),
        ("request_documents", "ana", "SPM", "serving", "on_hold"),
        ("documents_received", "ana", "SPM", "on_hold", "serving"),
        ("resolve", "ana", "SPM", "serving", "Resolved"),
        ("switch", "ana", "RETUR", "open", "serving"),
        ("escalate", "ana", "RETUR", "serving", "follow_up"),
        ("finish", "ana", "", "serving", "closed"),
        ("sign_out", "ana", "", "", ""),
        ("sign_in", "citra", "", "", ""),
        ("accept", "citra", "RETUR", "", ""),
        ("answer", "citra", "RETUR", "", ""),
        ("sign_out", "citra", "", "", ""),
        ("sign_in", "ana", "", "", ""),
        ("resolve", "ana", "RETUR", "follow_up", "Resolved"),
        ("take_ticket", "ana", "", "", "waiting"),
        ("start", "ana", "", "waiting", "serving"),
        ("follow_up", "ana", "LPJ", "serving", "follow_up"),
        ("finish", "ana", "", "serving", "closed"),
        ("log_progress", "ana", "LPJ", "", ""),
        ("log_progress", "ana", "LPJ", "", ""),
        ("resolve", "ana", "LPJ", "follow_up", "Resolved"),
        ("sign_out", "ana", "", "", ""),
    ]
    assert {event[1:3] for event in books.story("record")} == {("ana", "SPM"), ("ana", "RETUR"), ("ana", "LPJ")}
    moments = [row["at"] for row in books.rows("SELECT at FROM event ORDER BY id")]
    assert moments == sorted(moments)


def no_event_holds_what_was_typed(books: Books) -> None:
    """The trail is kept for long: no contact, no name, no question or answer is in it."""
    trail = "\n".join(row["data"] for row in books.rows("SELECT data FROM event"))
    digits = re.sub(r"\D", "", PHONE).lstrip("0")
    assert digits not in re.sub(r"\D", "", trail) and REFERENCE not in trail
    assert [text for text in TYPED if text in trail] == []
    assert books.item("RETUR")["contact_value"] == f"+62{digits}"


def the_visit_is_told_by_its_intervals(books: Books) -> None:
    """Ticket and consultations: states without a gap, their ends at the moments of the events."""
    tickets = books.rows("SELECT * FROM ticket ORDER BY id")
    assert [(one["label"], one["state"], one["calls"]) for one in tickets] == [
        ("A-001", "closed", 1),
        ("B-001", "closed", 0),
    ]
    visit, message = (
        books.rows("SELECT * FROM interval WHERE ticket_id = ? AND consultation_id IS NULL ORDER BY id", one["id"])
        for one in tickets
    )
    assert (states(visit), states(message)) == (["waiting", "called", "serving"], ["waiting", "serving"])
    assert unbroken(visit) and unbroken(message)
    assert tickets[0]["started_at"] - tickets[0]["arrived_at"] >= 7 * 60, "the wait before the service"
    expected = {
        "SPM": ["open", "serving", "on_hold", "serving"],
        "RETUR": ["open", "serving", "follow_up"],
        "LPJ": ["open", "serving", "follow_up"],
    }
    for topic, wanted in expected.items():
        item = books.item(topic)
        story = books.rows("SELECT * FROM interval WHERE consultation_id = ? ORDER BY id", item["id"])
        assert states(story) == wanted and unbroken(story)
        assert item["state"] == "Resolved" and item["officer_id"] == 1
        assert story[-1]["ended_at"] == item["ended_at"] == books.moment("resolve", item)
        assert item["session_ended_at"] == books.moment(OUTCOME[topic], item)


def net_and_gross_are_what_they_say(books: Books) -> None:
    """Net is the time in service, gross that and the time on hold; both as long as the clock was moved, hardly more."""
    for topic, net, held in (("SPM", 3, 3), ("RETUR", 16, 0), ("LPJ", 5, 0)):
        item = books.item(topic)
        assert item["net_seconds"] == books.spent(item, "serving")
        assert item["gross_seconds"] == books.spent(item, "serving", "on_hold")
        assert item["gross_seconds"] == item["session_ended_at"] - item["started_at"]
        clock = books.row("SELECT * FROM deadline WHERE kind = 'service' AND consultation_id = ?", item["id"])
        assert clock["paused_seconds"] == item["gross_seconds"] - item["net_seconds"] == books.spent(item, "on_hold")
        assert clock["due_at"] == item["started_at"] + 20 * 60 + clock["paused_seconds"]
        assert (clock["stopped_at"], clock["met"]) == (item["session_ended_at"], 1)
        assert net * 60 <= item["net_seconds"] < (net + 1) * 60
        assert held * 60 <= clock["paused_seconds"] < (held + 1) * 60
    document = books.row("SELECT * FROM document")
    spm = books.item("SPM")
    assert document["name"] == "BAST/BAP"
    assert document["requested_at"] == books.moment("request_documents", spm)
    assert document["received_at"] == books.moment("documents_received", spm)


def the_escalation_has_its_protocol(books: Books) -> None:
    """Sent, accepted, answered, and who wrote what (R18)."""
    retur, one = books.item("RETUR"), books.row("SELECT * FROM escalation")
    assert (one["section"], one["state"]) == ("BANK", "answered")
    assert [one["sent_at"], one["accepted_at"], one["ended_at"]] == [
        books.moment(action, retur) for action in ("escalate", "accept", "answer")
    ]
    notes = books.rows("SELECT kind, text, officer_id FROM escalation_note ORDER BY id")
    assert [tuple(note.values()) for note in notes] == [
        ("question", QUESTION_TO_HEAD, 1),
        ("tried", TRIED, 1),
        ("answer", HEAD_ANSWER, 2),
    ]
    assert (retur["answer"], retur["cited"], retur["delivery"]) == (HEAD_ANSWER, "PER-9/PB/2018", "whatsapp")


def every_promise_is_the_worked_example(books: Books) -> None:
    """Tuesday morning: Friday 16.30; Friday evening, online: Wednesday 16.00; each kept (R12, R19)."""
    question = (
        "SELECT topic, kind, due_at, met FROM deadline JOIN consultation ON consultation.id = consultation_id"
        " WHERE kind <> 'service' ORDER BY topic, kind, due_at"
    )
    told = [(row["topic"], row["kind"], local(row["due_at"]), row["met"]) for row in books.rows(question)]
    assert told == [
        ("LPJ", "progress", "2026-11-30 16:00", 1),
        ("LPJ", "progress", "2026-12-01 16:00", 1),
        ("LPJ", "solution", "2026-12-02 16:00", 1),
        ("RETUR", "progress", "2026-11-25 16:00", None),
        ("RETUR", "reply", "2026-11-26 16:00", 1),
        ("RETUR", "solution", "2026-11-27 16:30", 1),
    ]
    for topic in ("RETUR", "LPJ"):
        item = books.item(topic)
        clock = books.row("SELECT * FROM deadline WHERE kind = 'solution' AND consultation_id = ?", item["id"])
        assert item["solution_due_at"] == clock["due_at"] and clock["stopped_at"] == item["ended_at"]
    trail = [json.loads(row["data"]) for row in books.rows("SELECT data FROM event ORDER BY id")]
    promised = [data["due"] for data in trail if "due" in data]
    assert promised == ["2026-11-27T16:30:00+08:00", "2026-12-02T16:00:00+08:00"]


def the_message_has_its_two_notes(books: Books) -> None:
    """Reference; received apart from entered; a delivered note on each of two working days (R13, R20)."""
    ticket, lpj = books.row("SELECT * FROM ticket WHERE channel = 'hai_cso'"), books.item("LPJ")
    assert (ticket["reference_number"], local(ticket["arrived_at"])) == (REFERENCE, "2026-11-27 19:40")
    assert local(ticket["entered_at"])[:10] == "2026-11-30" and 0 <= ticket["started_at"] - ticket["entered_at"] < 60
    notes = books.rows("SELECT * FROM progress ORDER BY id")
    assert [
        (one["consultation_id"], one["kind"], one["channel"], one["text"], local(one["at"])[:10]) for one in notes
    ] == [
        (lpj["id"], "delivered", "hai_cso", NOTES[0], "2026-11-30"),
        (lpj["id"], "delivered", "hai_cso", NOTES[1], "2026-12-01"),
    ]


def each_alert_is_there_once(books: Books) -> None:
    """The second service came near its 20 minutes, and the last working day of the message began."""
    question = (
        "SELECT kind, topic, level FROM alert JOIN deadline ON deadline.id = deadline_id"
        " JOIN consultation ON consultation.id = consultation_id ORDER BY alert.id"
    )
    assert [tuple(row.values()) for row in books.rows(question)] == [
        ("service", "RETUR", "warn"),
        ("solution", "LPJ", "warn"),
    ]


ALL: tuple[Callable[[Books], None], ...] = (
    the_events_tell_it_in_order,
    no_event_holds_what_was_typed,
    the_visit_is_told_by_its_intervals,
    net_and_gross_are_what_they_say,
    the_escalation_has_its_protocol,
    every_promise_is_the_worked_example,
    the_message_has_its_two_notes,
    each_alert_is_there_once,
)
