"""A case that ends while somebody types for it: who ended it and why is said, and the text can still be read."""

import pytest
from textual.command import CommandPalette
from textual.widgets import Static, TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.tui.dialogs.kept import KeptTexts
from tests.conftest import HandClock, People
from tests.desk.kit import PHONE, escalated, followed, now_of, serve
from tests.tui.cases import Seat, seated
from tests.tui.desks import at_desk


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def complaint(seat: Seat) -> str:
    """What the form says at its foot."""
    found = seat.app.screen.query(".form-error")
    return str(found.first(Static).render()) if found else ""


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_question_is_withdrawn_while_its_head_types(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    sent = escalated(desk, people)
    async with seated(desk, people.kasi, clock, "4", size) as seat:
        await seat.see("PDMS (1)")
        await seat.press("j")
        await seat.form()
        await seat.write("Cukup surat [ralat]")
        desk.withdraw(people.ana, sent, "sudah dijawab [b]Kanwil")
        told = "Meanwhile Ana Seroja: “Withdraw the escalation”, 09:10, “sudah dijawab [b]Kanwil”."
        await seat.until(lambda: told in complaint(seat), "who ended it, and why")
        await seat.see("Cukup surat [ralat]", "texts”).")
        await seat.press("f9")
        first = "Ana Seroja was first: “Withdraw the escalation”, 09:10, “sudah dijawab [b]Kanwil”."
        await seat.until(lambda: first in complaint(seat), "it is said again when it is saved all the same")
        await seat.press("escape")
        await seat.no_form()
        await seat.see("PDMS (0)")
        await seat.press("ctrl+p")
        await seat.until(lambda: isinstance(seat.app.screen, CommandPalette))
        await seat.write("kept")
        await seat.see("Kept texts")
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, KeptTexts), "the kept texts")
        await seat.see("A-001 SUPPLIER Answer. Meanwhile Ana Seroja", "Cukup surat [ralat]")
        await seat.write("x")
        assert "Cukup surat [ralat]x" not in seat.app.screen.query_one(TextArea).text, "it is to be read only"
        await seat.press("escape")
        await seat.no_form()
        assert seat.app.client.drafts.kept()
        seat.app.push_screen(KeptTexts())
        await seat.until(lambda: isinstance(seat.app.screen, KeptTexts), "the kept texts again")
        await seat.press("f6")
        await seat.no_form()
        assert seat.app.client.drafts.kept() == {}


async def test_a_case_is_resolved_while_a_note_and_a_contact_are_typed(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("A-001")
        await seat.press("p")
        await seat.form()
        await seat.write("masih ditelaah")
        desk.resolve(people.budi, item, answer="Sudah", no_reference=True)
        told = "Meanwhile Budi Seroja: “Answer and resolve”, 09:10. What you typed is kept until the day ends"
        await seat.until(lambda: told in complaint(seat), "who ended it")
        await seat.press("escape")
        await seat.no_form()
        assert list(seat.app.client.drafts.kept().values()) == ["masih ditelaah"]


async def test_a_contact_left_by_esc_is_gone_when_the_visit_ends_otherwise(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.session()
        await seat.press("k")
        await seat.form()
        await seat.type("telaah")
        await seat.press("tab", "tab")
        await seat.type(PHONE)
        await seat.press("escape")
        await seat.closed()
        kept = f"followup:{item.id}:"
        await seat.until(lambda: desk.drafts.load(people.ana.id, kept).get(f"{kept}contact") == PHONE)
        await seat.press("x")
        await seat.until(lambda: seat.app.screen is not seat.app.base_screen)
        await seat.press("down", "down", "enter")
        await seat.form()
        await seat.type("salah buka")
        await seat.press("f9")
        await seat.until(lambda: now_of(desk, item).state == "cancelled")
        await seat.until(lambda: desk.drafts.dated() == [], "nothing half typed is left")
        assert seat.app.client.drafts.of("") == {}


async def test_the_answer_being_typed_in_a_visit_that_a_colleague_ends_is_kept(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.session()
        await seat.press("f4")
        await seat.type("masih saya tulis")
        desk.cancel(people.budi, item, "salah buka")
        await seat.hear("“Cancel the consultation”, 09:10, “salah buka”.")
        assert seat.area("answer").text == "masih saya tulis"
        await seat.press("escape", "1")
        await seat.settle()
        assert seat.app.client.drafts.kept() == {f"item:{item.id}:answer": "masih saya tulis"}
