"""A case that ends while somebody types for it: who ended it and why is said, and the text can still be read."""

import pytest
from textual.command import CommandPalette
from textual.widgets import Static, TextArea

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.tui.dialogs.kept import KeptTexts
from tests.conftest import HandClock, People
from tests.desk.kit import PHONE, escalated, followed, now_of, serve
from tests.tui.desks import OfficerAtDesk, at_cases, at_desk


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def complaint(officer: OfficerAtDesk) -> str:
    """What the form says at its foot."""
    found = officer.app.screen.query(".form-error")
    return str(found.first(Static).render()) if found else ""


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_question_is_withdrawn_while_its_head_types(
    desk: Desk, people: People, clock: HandClock, size: tuple[int, int]
) -> None:
    sent = escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4", size) as officer:
        await officer.see("PDMS (1)")
        await officer.press("j")
        await officer.form()
        await officer.write("Cukup surat [ralat]")
        desk.withdraw(people.ana, sent, "sudah dijawab [b]Kanwil")
        told = "Meanwhile Ana Seroja: “Withdraw the escalation”, 09:10, “sudah dijawab [b]Kanwil”."
        await officer.until(lambda: told in complaint(officer), "who ended it, and why")
        await officer.see("Cukup surat [ralat]", "texts”).")
        await officer.press("f9")
        first = "Ana Seroja was first: “Withdraw the escalation”, 09:10, “sudah dijawab [b]Kanwil”."
        await officer.until(lambda: first in complaint(officer), "it is said again when it is saved all the same")
        await officer.press("escape")
        await officer.closed()
        await officer.see("PDMS (0)")
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.write("kept")
        await officer.see("Kept texts")
        await officer.press("enter")
        await officer.until(lambda: isinstance(officer.app.screen, KeptTexts), "the kept texts")
        await officer.see("A-001 SUPPLIER Answer. Meanwhile Ana Seroja", "Cukup surat [ralat]")
        await officer.press("x")
        assert "Cukup surat [ralat]x" not in officer.app.screen.query_one(TextArea).text, "it is to be read only"
        await officer.press("escape")
        await officer.closed()
        assert officer.app.client.drafts.kept()
        officer.app.push_screen(KeptTexts())
        await officer.until(lambda: isinstance(officer.app.screen, KeptTexts), "the kept texts again")
        await officer.press("f6")
        await officer.closed()
        assert officer.app.client.drafts.kept() == {}


async def test_a_case_is_resolved_while_a_note_and_a_contact_are_typed(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("A-001")
        await officer.press("p")
        await officer.form()
        await officer.write("masih ditelaah")
        desk.resolve(people.budi, item, answer="Sudah", no_reference=True)
        told = "Meanwhile Budi Seroja: “Answer and resolve”, 09:10. What you typed is kept until the day ends"
        await officer.until(lambda: told in complaint(officer), "who ended it")
        await officer.press("escape")
        await officer.closed()
        assert list(officer.app.client.drafts.kept().values()) == ["masih ditelaah"]


async def test_a_contact_left_by_esc_is_gone_when_the_visit_ends_otherwise(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("k")
        await officer.form()
        await officer.type("telaah")
        await officer.press("tab", "tab")
        await officer.type(PHONE)
        await officer.press("escape")
        await officer.closed()
        kept = f"followup:{item.id}:"
        await officer.until(lambda: desk.drafts.load(people.ana.id, kept).get(f"{kept}contact") == PHONE)
        await officer.press("x")
        await officer.until(lambda: officer.app.screen is not officer.app.base_screen)
        await officer.press("down", "down", "enter")
        await officer.form()
        await officer.type("salah buka")
        await officer.press("f9")
        await officer.until(lambda: now_of(desk, item).state == "cancelled")
        await officer.until(lambda: desk.drafts.dated() == [], "nothing half typed is left")
        assert officer.app.client.drafts.of("") == {}


async def test_the_answer_being_typed_in_a_visit_that_a_colleague_ends_is_kept(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("f4")
        await officer.type("masih saya tulis")
        desk.cancel(people.budi, item, "salah buka", take_over=True)
        await officer.hear("“Cancel the consultation”, 09:10, “salah buka”.")
        assert officer.area("answer").text == "masih saya tulis"
        await officer.press("escape", "1")
        await officer.quiet()
        assert officer.app.client.drafts.kept() == {f"item:{item.id}:answer": "masih saya tulis"}
