"""Undo at the keyboard: step by step, and each text waits in the form that it was typed in."""

import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, now_of, rows, serve
from tests.tui.cases import seated
from tests.tui.desks import at_desk


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


async def test_an_undone_note_waits_in_the_form_of_the_case(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    clock.forward(60)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("no progress today")
        for text in ("satu", "dua"):
            await seat.press("p")
            await seat.form()
            await seat.write(text)
            await seat.press("f9")
            await seat.no_form()
            await seat.until(lambda: not seat.app.client.busy)
        assert [row["text"] for row in rows(desk, "SELECT text FROM progress ORDER BY id")] == ["satu", "dua"]
        await seat.press("u")
        told = "Undone: Log progress A-001. What was typed is in its form again."
        await seat.until(lambda: told in seat.toasts, "the undo is told")
        await seat.until(lambda: not seat.app.client.busy)
        await seat.press("u")
        await seat.until(lambda: not rows(desk, "SELECT text FROM progress"), "the first one is taken back as well")
        await seat.until(lambda: not seat.app.client.busy)
        await seat.press("p")
        await seat.form()
        await seat.see("satu", "dua")
        await seat.press("f9")
        await seat.no_form()
        await seat.until(lambda: rows(desk, "SELECT text FROM progress") == [{"text": "satu\ndua"}], "sent anew")
        kept = f"progress:{item.id}:"
        await seat.until(lambda: not desk.drafts.load(people.ana.id, kept), "the draft went with it")


async def test_the_answer_of_a_head_waits_on_the_desk_of_the_head(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people)
    async with seated(desk, people.kasi, clock, "4") as seat:
        await seat.see("PDMS (1)")
        await seat.press("j")
        await seat.form()
        await seat.write("Cukup surat ralat")
        await seat.press("f9")
        await seat.no_form()
        await seat.see("PDMS (0)")
        await seat.press("u")
        await seat.see("PDMS (1)")
        await seat.until(lambda: not seat.app.client.busy)
        await seat.press("j")
        await seat.see("Cukup surat ralat")


async def test_what_stands_in_the_way_is_said(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    desk.accept(people.kasi, sent)
    async with seated(desk, people.ana, clock, "3") as seat:
        await seat.see("at PDMS")
        await seat.press("u")
        told = "Something has followed on “Escalate” A-001, so it can't be undone: “Accept”, Citra Seroja, 09:10."
        await seat.until(lambda: seat.toasts == [told], "the colleague is named")


async def test_an_undone_answer_of_a_visit_is_a_draft_that_saving_another_field_keeps(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    key = f"item:{item.id}:answer"
    async with at_desk(desk, people.ana, clock) as seat:
        await seat.press("2")
        await seat.session()
        await seat.press("f4")
        await seat.type("panjang")
        await seat.press("escape")
        await seat.until(lambda: now_of(desk, item).answer == "panjang")
        await seat.settle()
        await seat.press("u")
        await seat.until(lambda: seat.area("answer").text == "")
        await seat.settle()
        assert seat.app.client.drafts.of(key) == {key: "panjang"}
        await seat.press("f3")
        await seat.type(" Kapan?")
        await seat.press("escape")
        await seat.until(lambda: now_of(desk, item).question == "Bagaimana? Kapan?")
        await seat.settle()
        assert seat.app.client.drafts.of(key) == {key: "panjang"}
        assert now_of(desk, item).answer == "", "it is not sent again by itself"
        await seat.press("1", "2")
        await seat.session()
        await seat.until(lambda: seat.area("answer").text == "panjang", "the draft of the field")
