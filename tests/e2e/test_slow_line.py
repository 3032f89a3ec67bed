"""A morning at a desk that is far away: keys and pictures take 300 ms each way, and no hand waits for them."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from kppn_tui.i18n import _
from tests.e2e.books import Books
from tests.e2e.conftest import Home, OfficeClock, Open
from tests.e2e.hands import ANA
from tests.e2e.office import make_office
from tests.soak import in_soak

pytestmark = [pytest.mark.xdist_group("e2e-slow-line"), pytest.mark.timeout(600)]
SLOW_LINE = Path(__file__).with_name("slow_line.py")
SECONDS = 0.3
ENDINGS = ("answered", "followed up", "escalated", "out of scope", "left", "two questions")


@dataclass(frozen=True)
class Visitor:
    """What one visitor brings, and how it ends."""

    number: int
    ending: str

    def text(self, of: str) -> str:
        """What is typed into one field; no other field has it."""
        return f"{of} f{self.number} ank3"

    @property
    def topics(self) -> tuple[str, ...]:
        return ("SPM", "RETUR") if self.ending == "two questions" else ("SPM",)

    def keys(self) -> list[str]:
        """From the door to the end of the visit."""
        taken = [part for topic in self.topics for part in (topic.lower(), "Enter")]
        register = ["a", f"9801{self.number:02}", "Enter", *taken, "Tab", self.text("maksud"), "F9"]
        if self.ending == "left":
            return [*register, "x", self.text("pulang"), "F9"]
        begin = ["n", "Enter", "F2", self.text("nama"), "F9", self.text("tanya")]
        return [*register, *begin, *self._end(), "f"]

    def _end(self) -> list[str]:
        match self.ending:
            case "followed up":
                return ["F7", self.text("alasan"), "Tab", "Tab", "0813-7766-4083", "F9"]
            case "escalated":
                asked = [self.text("kasi"), "Tab", self.text("sudah"), "Tab", "Tab", "0813-7766-4083", "F9"]
                return ["F8", *asked]
            case "out of scope":
                return ["Escape", "x", "Down", "Enter", self.text("luar"), "F9"]
            case "two questions":
                return [*self._answer("jawab"), "F3", self.text("lagi"), *self._answer("sahut")]
            case _:
                return self._answer("jawab")

    def expected(self) -> dict[str, object]:
        """What the database has to say of it."""
        first, *more = self.topics
        question, answer = self.text("tanya"), self.text("jawab")
        came = self.ending != "left"
        match self.ending:
            case "left":
                rows = [(first, "cancelled", "", "", self.text("pulang"))]
            case "followed up":
                rows = [(first, "follow_up", question, "", self.text("alasan"))]
            case "escalated":
                rows = [(first, "follow_up", question, "", "eskalasi")]
            case "out of scope":
                rows = [(first, "referred", question, "", self.text("luar"))]
            case _:
                rows = [(first, "Resolved", question, answer, "")]
        rows += [(topic, "Resolved", self.text("lagi"), self.text("sahut"), "") for topic in more]
        return {
            "satker": f"9801{self.number:02}",
            "state": "closed" if came else "cancelled",
            "purpose": self.text("maksud"),
            "name": self.text("nama") if came else "",
            "left": "" if came else self.text("pulang"),
            "consultations": rows,
            "asked": [question + self.text("kasi"), self.text("sudah")] if self.ending == "escalated" else [],
        }

    def _answer(self, name: str) -> list[str]:
        return ["Tab", self.text(name), "Tab", "-", "F9"]


def told(books: Books) -> list[dict[str, object]]:
    """What the database says of each visit, in the order in which they came."""
    return [
        {
            "satker": ticket["satker_code"],
            "state": ticket["state"],
            "purpose": ticket["purpose"],
            "name": ticket["visitor_name"],
            "left": ticket["close_reason"],
            "consultations": [
                (
                    one["topic"],
                    one["state"],
                    one["question"],
                    one["answer"],
                    one["follow_up_reason"] or one["end_reason"],
                )
                for one in books.rows("SELECT * FROM consultation WHERE ticket_id = ? ORDER BY seq", ticket["id"])
            ],
            "asked": [
                note["text"]
                for note in books.rows(
                    "SELECT text FROM escalation_note AS note JOIN escalation ON escalation.id = escalation_id"
                    " WHERE ticket_id = ? ORDER BY note.id",
                    ticket["id"],
                )
            ],
        }
        for ticket in books.rows("SELECT * FROM ticket ORDER BY id")
    ]


def in_pieces(keys: list[str], chance: random.Random) -> list[list[str]]:
    """The same keys as hands give them: some at once, some one by one, a text often letter by letter."""
    pieces: list[list[str]] = [[]]
    for key in keys:
        pieces[-1].append(key)
        if chance.random() < 0.3:
            pieces.append([])
    return [piece for piece in pieces if piece]


@pytest.mark.parametrize("visitors", [3, in_soak("a whole morning", 20)])
def test_no_key_of_a_morning_lands_in_a_wrong_place(
    terminal: Open, home: Home, office_clock: OfficeClock, visitors: int
) -> None:
    make_office(home.database)
    desktop, books = terminal(), Books(home.database)
    desktop.start(sys.executable, str(SLOW_LINE), str(SECONDS), *office_clock.program)
    desktop.wait_for(_("Password"))
    desktop.send(ANA.login, "Tab", ANA.password, "Tab", ANA.counter, "F9")
    morning = [Visitor(number, ENDINGS[(number - 1) % len(ENDINGS)]) for number in range(1, visitors + 1)]
    hands = random.Random(visitors)
    for visitor in morning:
        for piece in in_pieces(visitor.keys(), hands):
            desktop.send(*piece)
    ended = "SELECT 1 FROM ticket WHERE closed_at IS NOT NULL"
    desktop.wait(lambda: len(books.rows(ended)) == visitors, "every visit has ended", seconds=100)
    assert told(books) == [visitor.expected() for visitor in morning]
