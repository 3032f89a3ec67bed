"""What an officer's hands do at the keyboard; every step waits for what the eyes would wait for."""

from dataclasses import dataclass

from kppn_tui.i18n import _
from tests.conftest import PASSWORD
from tests.e2e.desktop import Desktop

OFFICE = "KPPN Serojabaru"


@dataclass(frozen=True)
class Person:
    """An officer as signed in at a counter."""

    login: str
    name: str
    counter: str = ""
    password: str = PASSWORD


ANA = Person("ana", "Ana Seroja", "1")
CITRA = Person("citra", "Citra Seroja")


def fill(desktop: Desktop, *texts: str) -> None:
    """Type into one field after the other; "" leaves one as it is."""
    for at, text in enumerate(texts):
        if at:
            desktop.press("Tab")
        if text:
            desktop.type(text)


def set_up(desktop: Desktop) -> None:
    """The wizard on an empty home: an A2 office; Ana as CSO and administrator, Citra as head of the Seksi Bank."""
    desktop.wait_for(_("Office name"))
    desktop.press("C-u")
    desktop.type(OFFICE)
    desktop.press("F9")
    desktop.wait_for(_("Officer {n}").format(n=1))
    fill(desktop, ANA.login, ANA.name, "", ANA.password, ANA.password, "")
    desktop.press("Left", "F9")
    desktop.wait_for(_("Officer {n}").format(n=2))
    # Head of a section is the second role, Bank the second section; then "that is all" is chosen already.
    fill(desktop, CITRA.login, CITRA.name)
    desktop.press("Tab", "Down", "Space", "Tab", "Right", "Space", "Tab")
    fill(desktop, CITRA.password, CITRA.password)
    desktop.press("F9")
    desktop.wait_for(_("start as {name}").format(name=ANA.name))
    desktop.type(ANA.counter)
    desktop.press("F9")
    on_screen(desktop, _("Queue"), ANA)


def sign_in(desktop: Desktop, person: Person, screen: str) -> None:
    """From the sign-in to the first screen, whose title is `screen`."""
    desktop.wait_for(_("Password"))
    fill(desktop, person.login, person.password, person.counter)
    desktop.press("F9")
    on_screen(desktop, screen, person)


def sign_out(desktop: Desktop) -> None:
    """Back to the sign-in."""
    desktop.press("l")
    desktop.wait_for(_("Password"))


def on_screen(desktop: Desktop, title: str, person: Person) -> None:
    """Wait until the screen with that title is in front."""
    desktop.wait_for(f"· {title} · {person.name}")


def take(desktop: Desktop, *texts: str) -> None:
    """Type each text into a field that finds, and take the first match with Enter."""
    for text in texts:
        desktop.type(text)
        desktop.press("Enter")


def save(desktop: Desktop, heading: str) -> None:
    """F9, and the form with that heading closes."""
    desktop.press("F9")
    desktop.wait_gone(heading)


def is_told(desktop: Desktop, sentence: str) -> None:
    """Wait until the desk says the whole `sentence` in a toast, however it is wrapped there."""

    def told() -> bool:
        lines = [line.partition("▌")[2].partition("│")[0] for line in desktop.screen().splitlines() if "▌" in line]
        return sentence in " ".join(" ".join(lines).split())

    desktop.wait(told, f"the desk says: {sentence}")
