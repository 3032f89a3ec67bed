"""Undo at the keyboard: step by step, and each text waits in the form that it was typed in."""

import pytest

from kppn_tui import i18n
from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, now_of, rows, serve
from tests.tui.desks import at_cases, at_desk


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


async def test_an_undone_note_waits_in_the_form_of_the_case(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    clock.forward(60)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("no progress today")
        for text in ("satu", "dua"):
            await officer.press("p")
            await officer.form()
            await officer.write(text)
            await officer.press("f9")
            await officer.closed()
            await officer.until(lambda: not officer.app.client.busy)
        assert [row["text"] for row in rows(desk, "SELECT text FROM progress ORDER BY id")] == ["satu", "dua"]
        await officer.press("u")
        told = "Undone: Log progress A-001. What was typed is in its form again."
        await officer.until(lambda: told in officer.toasts, "the undo is told")
        await officer.until(lambda: not officer.app.client.busy)
        await officer.press("u")
        await officer.until(lambda: not rows(desk, "SELECT text FROM progress"), "the first one is taken back as well")
        await officer.until(lambda: not officer.app.client.busy)
        await officer.press("p")
        await officer.form()
        await officer.see("satu", "dua")
        await officer.press("f9")
        await officer.closed()
        await officer.until(lambda: rows(desk, "SELECT text FROM progress") == [{"text": "satu\ndua"}], "sent anew")
        kept = f"progress:{item.id}:"
        await officer.until(lambda: not desk.drafts.load(people.ana.id, kept), "the draft went with it")


async def test_the_answer_of_a_head_waits_on_the_desk_of_the_head(desk: Desk, people: People, clock: HandClock) -> None:
    escalated(desk, people)
    async with at_cases(desk, people.kasi, clock, "4") as officer:
        await officer.see("PDMS (1)")
        await officer.press("j")
        await officer.form()
        await officer.write("Cukup surat ralat")
        await officer.press("f9")
        await officer.closed()
        await officer.see("PDMS (0)")
        await officer.press("u")
        await officer.see("PDMS (1)")
        await officer.until(lambda: not officer.app.client.busy)
        await officer.press("j")
        await officer.see("Cukup surat ralat")


async def test_what_stands_in_the_way_is_said(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    desk.accept(people.kasi, sent)
    async with at_cases(desk, people.ana, clock, "3") as officer:
        await officer.see("at PDMS")
        await officer.press("u")
        told = "Something has followed on “Escalate” A-001, so it can't be undone: “Accept”, Citra Seroja, 09:10."
        await officer.until(lambda: officer.toasts == [told], "the colleague is named")


async def test_an_undone_answer_of_a_visit_is_a_draft_that_saving_another_field_keeps(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    key = f"item:{item.id}:answer"
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("f4")
        await officer.type("panjang")
        await officer.press("escape")
        await officer.until(lambda: now_of(desk, item).answer == "panjang")
        await officer.quiet()
        await officer.press("u")
        await officer.until(lambda: officer.area("answer").text == "")
        await officer.quiet()
        assert officer.app.client.drafts.of(key) == {key: "panjang"}
        await officer.press("f3")
        await officer.type(" Kapan?")
        await officer.press("escape")
        await officer.until(lambda: now_of(desk, item).question == "Bagaimana? Kapan?")
        await officer.quiet()
        assert officer.app.client.drafts.of(key) == {key: "panjang"}
        assert now_of(desk, item).answer == "", "it is not sent again by itself"
        await officer.press("1", "2")
        await officer.session()
        await officer.until(lambda: officer.area("answer").text == "panjang", "the draft of the field")
