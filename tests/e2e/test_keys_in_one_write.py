"""Keys that come in one reading of the terminal: each acts on what the key before it has made."""

import pytest

from kppn_tui.i18n import _
from tests.e2e.books import Books
from tests.e2e.conftest import Home, OfficeClock, Open
from tests.e2e.desktop import isolated
from tests.e2e.hands import ANA, Person
from tests.e2e.office import fill_the_day, make_office
from tests.terminal import Terminal

pytestmark = [pytest.mark.xdist_group("e2e-keys"), pytest.mark.timeout(240)]


@pytest.fixture
def office(home: Home, office_clock: OfficeClock) -> Books:
    make_office(home.database)
    fill_the_day(home.database)
    return Books(home.database)


def signing_in(person: Person) -> list[str]:
    return [person.login, "Tab", person.password, "Tab", person.counter, "F9"]


def test_f9_and_a_figure_save_what_was_typed_before(terminal: Open, office: Books, office_clock: OfficeClock) -> None:
    """The whole way in one write: sign in, answer the first question, go to another screen."""
    desktop = terminal()
    desktop.start(*office_clock.program)
    desktop.wait_for(_("Password"))
    desktop.send(*signing_in(ANA), "4", "F9", "NTPN", "Space", "0042", "Space", "ada", "F9", "3")
    desktop.wait_for(f"· {_('Follow-ups')} ·")
    note = office.row("SELECT text FROM escalation_note WHERE kind = 'answer'")
    assert note == {"text": "NTPN 0042 ada"}


def test_a_field_that_a_key_goes_into_has_the_letters_after_it(
    terminal: Open, office: Books, office_clock: OfficeClock
) -> None:
    desktop = terminal()
    desktop.start(*office_clock.program)
    desktop.wait_for(_("Password"))
    desktop.send(*signing_in(ANA), "2", "F3", "kami", "Space", "siap", "F4", "ya", "Escape", "5")
    desktop.wait_for(f"· {_('Service standard')} ·")
    found = office.row("SELECT question, answer FROM consultation WHERE state = 'serving'")
    assert found == {"question": "kami siap", "answer": "ya"}


def test_esc_and_what_follows_it_in_one_reading(office: Books, home: Home, office_clock: OfficeClock) -> None:
    with Terminal(office_clock.program, isolated(home.path), (80, 24)) as screen:
        screen.type(f"{ANA.login}\t{ANA.password}\t{ANA.counter}\x1b[20~".encode())  # F9
        screen.until(f"· {_('Queue')} · {ANA.name}")
        # The form of a visitor, left by Esc, and the standard; nothing is typed in between.
        screen.type(b"abaru\x1b5")
        screen.until(f"· {_('Service standard')} ·")
        screen.type(b"\x1b1abaru\x1b4" + b"3" * 40)
        screen.until(f"· {_('Follow-ups')} ·")
