"""The main path, keys only: a visit with two topics and a HAI CSO case, each from its number to `Resolved`."""

import json
import re

import pytest

from kppn_tui.i18n import _
from tests.e2e import hands
from tests.e2e.books import Books, local, states, unbroken
from tests.e2e.conftest import Home, OfficeClock, Open
from tests.e2e.desktop import Desktop
from tests.e2e.hands import ANA, CITRA

pytestmark = [pytest.mark.xdist_group("e2e-main"), pytest.mark.timeout(240)]

PHONE, REFERENCE = "0812-3456-7890", "HAI-2026-0042"
QUESTION_TO_HEAD, TRIED = "Bank belum mengirim konfirmasi; apa langkahnya?", "Sudah dicek di SAKTI dan OM SPAN."
HEAD_ANSWER = "Salurkan kembali setelah ralat rekening."
NOTES = ("Rekening koran sudah diminta.", "Saldo sedang dicocokkan.")
TYPED = ("Mengapa SPM kontraktual ditolak?", "Mengapa retur belum disalurkan?", "LPJ ditolak karena beda saldo.",
         QUESTION_TO_HEAD, TRIED, HEAD_ANSWER, *NOTES, "Dewi Lestari")  # fmt: skip


def test_from_the_queue_number_to_resolved(terminal: Open, office_clock: OfficeClock, home: Home) -> None:
    desktop = terminal()
    desktop.start(*office_clock.program)
    hands.set_up(desktop)

    register_a_visit(desktop)
    office_clock.forward(7)
    serve_the_first(desktop, office_clock)
    serve_and_escalate_the_second(desktop, office_clock)
    answer_as_the_head(desktop, office_clock)
    deliver(desktop, office_clock)

    register_a_message(desktop, office_clock)
    follow_it_up(desktop, office_clock)
    resolve_it(desktop, office_clock)
    desktop.press("q")
    assert desktop.wait_ended() == 0

    books = Books(home.database)
    the_events_tell_it_in_order(books)
    no_event_holds_what_was_typed(books)
    the_visit_is_told_by_its_intervals(books)
    net_and_gross_are_what_they_say(books)
    the_escalation_has_its_protocol(books)
    every_promise_is_the_worked_example(books)
    the_message_has_its_two_notes(books)
    each_alert_is_there_once(books)


# At the keyboard ------------------------------------------------------------------------------------------------------


def register_a_visit(desktop: Desktop) -> None:
    """A walk-in with two topics."""
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    hands.take(desktop, "980118", "spm", "retur")
    desktop.press("Tab")
    desktop.type("SPM ditolak dan retur")
    hands.save(desktop, _("Register a visitor"))
    desktop.wait_for("A-001 980118")


def serve_the_first(desktop: Desktop, clock: OfficeClock) -> None:
    """Called, identified, a document asked for and received, answered with a reference, resolved."""
    desktop.press("n")
    desktop.wait_for(_("called {n}×").format(n=1))
    desktop.press("Enter")
    desktop.wait_for("a.1")
    desktop.press("F2")
    desktop.wait_for(_("Identity of the stakeholder (a.1)"))
    hands.fill(desktop, "Dewi Lestari", "Bendahara")
    hands.save(desktop, _("Identity of the stakeholder (a.1)"))
    desktop.press("F3")
    desktop.type(TYPED[0])
    clock.forward(2)
    desktop.press("F6")
    desktop.wait_for(_("Ask for supporting documents (a.5)"))
    hands.take(desktop, "BAST")
    hands.save(desktop, _("Ask for supporting documents (a.5)"))
    desktop.wait_for("‖ A-001")
    clock.forward(3)
    desktop.escape()
    desktop.press("b")
    desktop.wait_for("▶ A-001")
    desktop.press("F4")
    desktop.type("Lampirkan BAST.")
    desktop.press("Tab")
    hands.take(desktop, "PMK 62")
    clock.forward(1)
    desktop.press("F9")
    desktop.wait_for(re.compile(r"1 SPM +Resolved"))


def serve_and_escalate_the_second(desktop: Desktop, clock: OfficeClock) -> None:
    """Past the warning without an answer; to the head of the topic's section, with a contact."""
    desktop.press("Enter")
    desktop.wait_for(re.compile(r"2 RETUR +▶"))
    desktop.press("F3")
    desktop.type(TYPED[1])
    clock.forward(16)
    desktop.wait_for("! A-001 16:0")
    hands.is_told(desktop, _("A service nears the 20-minute standard."))
    desktop.press("F8")
    heading = _("Escalate {topic}").format(topic="RETUR")
    desktop.wait_for(heading)
    desktop.wait_for("27 November 2026, 16.30 WITA")
    hands.fill(desktop, QUESTION_TO_HEAD, TRIED, "", PHONE)
    hands.save(desktop, heading)
    desktop.wait_for("A-001 ✓")
    desktop.press("f")
    hands.on_screen(desktop, _("Queue"), ANA)
    hands.sign_out(desktop)


def answer_as_the_head(desktop: Desktop, clock: OfficeClock) -> None:
    """The head of the Seksi Bank, ten minutes later."""
    clock.forward(10)
    hands.sign_in(desktop, CITRA, _("Escalations"))
    desktop.wait_for(TRIED)
    desktop.press("t")
    desktop.wait_for(re.compile(rf"A-001 .*{_('accepted')}"))
    desktop.press("F9")
    heading = _("Answer {label} {topic}: it goes to the CSO officer").format(label="A-001", topic="RETUR")
    desktop.wait_for(heading)
    desktop.type(HEAD_ANSWER)
    hands.save(desktop, heading)
    desktop.wait_gone("980118 RETUR")
    hands.sign_out(desktop)


def deliver(desktop: Desktop, clock: OfficeClock) -> None:
    """The next morning the CSO officer brings the answer to the stakeholder."""
    clock.to("2026-11-25 08:30")
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("3")
    desktop.wait_for(HEAD_ANSWER)
    desktop.press("F9")
    heading = _("Deliver {label} {topic} and resolve").format(label="A-001", topic="RETUR")
    desktop.wait_for(heading)
    desktop.press("Tab")
    hands.take(desktop, "PER-9")
    hands.save(desktop, heading)
    desktop.wait_for("RETUR: Resolved")


def register_a_message(desktop: Desktop, clock: OfficeClock) -> None:
    """Received on a Friday evening, entered on Monday morning (worked example 5)."""
    clock.to("2026-11-30 08:05")
    desktop.press("1")
    hands.on_screen(desktop, _("Queue"), ANA)
    desktop.press("o")
    desktop.wait_for(_("Register an online case"))
    hands.fill(desktop, REFERENCE, "27-11-2026 19.40", "")
    hands.take(desktop, "980107", "lpj")
    hands.save(desktop, _("Register an online case"))
    desktop.wait_for("B-001 980107")


def follow_it_up(desktop: Desktop, clock: OfficeClock) -> None:
    """No answer at once: follow-up through HAI CSO, and a delivered note on each of two working days."""
    desktop.press("Enter")
    desktop.wait_for("b.1")
    desktop.press("F3")
    desktop.type(TYPED[2])
    clock.forward(5)
    desktop.press("F7")
    desktop.wait_for(_("Why is there no answer yet?"))
    desktop.wait_for("2 Desember 2026, 16.00 WITA")
    desktop.type("Menunggu rekening koran.")
    hands.save(desktop, _("Why is there no answer yet?"))
    desktop.wait_for("B-001 ✓")
    desktop.press("f")
    hands.on_screen(desktop, _("Queue"), ANA)
    desktop.press("3")
    desktop.wait_for("B-001")
    for day, note in zip(("2026-11-30 13:30", "2026-12-01 11:00"), NOTES, strict=True):
        clock.to(day)
        desktop.press("p")
        desktop.wait_for(_("What the stakeholder is told"))
        desktop.type(note)
        hands.save(desktop, _("What the stakeholder is told"))
        desktop.wait_for(note)


def resolve_it(desktop: Desktop, clock: OfficeClock) -> None:
    """On the last day, two hours before the promise ends."""
    clock.to("2026-12-02 14:00")
    hands.is_told(desktop, _("A solution is due today."))
    desktop.press("F9")
    heading = _("Deliver {label} {topic} and resolve").format(label="B-001", topic="LPJ")
    desktop.wait_for(heading)
    desktop.type("Kirim ulang LPJ dengan saldo yang sama.")
    desktop.press("Tab")
    hands.take(desktop, "PMK 162")
    hands.save(desktop, heading)
    desktop.wait_for("LPJ: Resolved")


# In the database ------------------------------------------------------------------------------------------------------


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
    assert [(one["label"], one["state"], one["calls"]) for one in tickets] == [("A-001", "closed", 1), ("B-001", "closed", 0)]
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
        left = item["session_ended_at"] == books.moment({"SPM": "resolve", "RETUR": "escalate", "LPJ": "follow_up"}[topic], item)
        assert left, f"the service of {topic} ends with its outcome"


def net_and_gross_are_what_they_say(books: Books) -> None:
    """Net is the time in service, gross that and the time on hold; both as long as the clock was moved, and little more."""
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
    promised = [json.loads(row["data"])["due"] for row in books.rows("SELECT data FROM event WHERE data LIKE '%\"due\"%'")]
    assert promised == ["2026-11-27T16:30:00+08:00", "2026-12-02T16:00:00+08:00"]


def the_message_has_its_two_notes(books: Books) -> None:
    """Reference and received time apart from the entered one; a delivered note on each of two working days (R13, R20)."""
    ticket, lpj = books.row("SELECT * FROM ticket WHERE channel = 'hai_cso'"), books.item("LPJ")
    assert (ticket["reference_number"], local(ticket["arrived_at"])) == (REFERENCE, "2026-11-27 19:40")
    assert local(ticket["entered_at"])[:10] == "2026-11-30" and 0 <= ticket["started_at"] - ticket["entered_at"] < 60
    notes = books.rows("SELECT * FROM progress ORDER BY id")
    assert [(one["consultation_id"], one["kind"], one["channel"], one["text"], local(one["at"])[:10]) for one in notes] == [
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
