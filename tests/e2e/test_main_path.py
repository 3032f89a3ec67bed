"""The main path, keys only: a visit with two topics and a HAI CSO case, each from its number to `Resolved`."""

import re

import pytest

from kppn_tui.i18n import _
from tests.e2e import hands, proofs
from tests.e2e.books import Books
from tests.e2e.conftest import REAL, Home, OfficeClock, Open
from tests.e2e.desktop import Desktop, isolated
from tests.e2e.hands import ANA, CITRA
from tests.e2e.office import make_office
from tests.e2e.script import HEAD_ANSWER, NOTES, PHONE, QUESTION_TO_HEAD, REFERENCE, TRIED, TYPED
from tests.terminal import Terminal

pytestmark = [pytest.mark.xdist_group("e2e-main"), pytest.mark.timeout(240)]


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
    for prove in proofs.ALL:
        prove(books)


def test_keys_pressed_before_the_first_screen_wait_for_it(home: Home) -> None:
    make_office(home.database)
    with Terminal(REAL, isolated(home.path), (80, 24)) as screen:
        screen.type(f"{ANA.login}\t{ANA.password}\t{ANA.counter}\x1b[20~".encode())  # F9
        screen.until(f"· {_('Queue')} · {ANA.name}")


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
    desktop.wait_for(re.compile(r"6 SPM +Resolved"))


def serve_and_escalate_the_second(desktop: Desktop, clock: OfficeClock) -> None:
    """Past the warning without an answer; to the head of the topic's section, with a contact."""
    desktop.press("Enter")
    desktop.wait_for(re.compile(r"7 RETUR +▶"))
    desktop.press("F3")
    desktop.type(TYPED[1])
    clock.forward(16)
    desktop.wait_for(re.compile(r"! A-001 16:\d\d"))
    hands.is_told(desktop, _("A service nears the standard time."))
    desktop.press("F8")
    heading = _("Escalate {topic}").format(topic="RETUR")
    desktop.wait_for(heading)
    desktop.wait_for("27 November 2026, 16.30 WITA")
    # The stakeholder's question stands there already; the head is asked another one.
    desktop.wait_for(TYPED[1])
    desktop.press("C-u")
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
    heading = _("Deliver {label} {topic} and resolve").format(label="24-11 A-001", topic="RETUR")
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
    heading = _("Deliver {label} {topic} and resolve").format(label="30-11 B-001", topic="LPJ")
    desktop.wait_for(heading)
    desktop.type("Kirim ulang LPJ dengan saldo yang sama.")
    desktop.press("Tab")
    hands.take(desktop, "PMK 162")
    hands.save(desktop, heading)
    desktop.wait_for("LPJ: Resolved")
