"""The shortest way of a service, and of a visit with several: seven keys besides text, the next one by itself."""

import pytest

from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import now_of, serve, visit
from tests.tui.desks import OfficerAtDesk, at_desk


async def count(officer: OfficerAtDesk, *keys: str | tuple[str]) -> int:
    """Press keys and type texts, which stand in tuples; return how many keys that were."""
    for key in keys:
        if isinstance(key, tuple):
            await officer.type(*key)
        else:
            await officer.press(key)
    return sum(isinstance(key, str) for key in keys)


async def test_seven_keys_from_the_call_to_resolved_without_reference(
    desk: Desk, people: People, clock: HandClock
) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        keys = await count(
            officer, "enter", "f2", ("Sri",), "f9", ("Mengapa diretur?",), "tab", ("Rekening tidak aktif.",), "tab",
            "minus", "f9",
        )  # fmt: skip
        await officer.quiet()
    (one,) = desk.session(ticket).consultations
    assert one.consultation.state == "Resolved"
    assert (one.consultation.question, one.consultation.answer) == ("Mengapa diretur?", "Rekening tidak aktif.")
    assert (one.consultation.no_reference, keys) == (True, 7)


@pytest.mark.parametrize("outcome", ["resolve", "follow up", "cancel"])
async def test_after_an_outcome_the_next_one_starts(desk: Desk, people: People, clock: HandClock, outcome: str) -> None:
    _ticket, items = serve(desk, people, "RETUR", "SPM", "LPJ")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        match outcome:
            case "resolve":
                await officer.press("f4")
                await officer.type("Sudah.")
                await officer.press("tab", "minus", "f9")
            case "follow up":
                await officer.press("f7")
                await officer.form()
                await officer.type("telaah")
                await officer.press("tab", "tab")
                await officer.type("081377664083")
                await officer.press("f9")
            case _:
                await officer.press("x", "down", "down", "enter")
                await officer.form()
                await officer.type("salah buka")
                await officer.press("f9")
        await officer.until(lambda: now_of(desk, items[1]).state == "serving", "the second one runs")
        await officer.quiet()
        assert (await officer.session()).consultation_id == items[1].id
        assert now_of(desk, items[2]).state == "open"


async def test_each_consultation_of_a_visit_has_a_key(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, items = serve(desk, people, "RETUR", "SPM", "LPJ")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.see("6 RETUR", "7 SPM", "8 LPJ")
        await officer.press("8")
        await officer.until(lambda: now_of(desk, items[2]).state == "serving", "the third one runs")
        assert now_of(desk, items[0]).state == "on_hold"
        await officer.press("f3")
        await officer.type("88")
        await officer.press("escape", "6")
        await officer.until(lambda: now_of(desk, items[0]).state == "serving", "the first one goes on")
        await officer.press("9")
        assert officer.toasts[-1] == "This visit has no consultation 4."
    assert now_of(desk, items[2]).question.endswith("88")


async def cancel_the_second(officer: OfficerAtDesk) -> None:
    """Cancel the second consultation of the visit on the screen, which was opened by mistake."""
    await officer.press("down", "x", "down", "down", "enter")
    await officer.form()
    await officer.type("salah buka")
    await officer.press("f9")
    await officer.closed()
    await officer.quiet()


async def test_what_runs_goes_on_when_another_one_is_left(desk: Desk, people: People, clock: HandClock) -> None:
    """One that was opened by mistake is cancelled while its neighbour is served; no third one starts."""
    _ticket, items = serve(desk, people, "RETUR", "SPM", "LPJ")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await cancel_the_second(officer)
        assert now_of(desk, items[1]).state == "cancelled"
        assert (await officer.session()).consultation_id == items[0].id, "the cursor is back on what runs"
    assert [now_of(desk, item).state for item in items] == ["serving", "cancelled", "open"]


async def test_no_other_visitor_is_put_on_hold_for_the_next_one(desk: Desk, people: People, clock: HandClock) -> None:
    parked, items = serve(desk, people, "RETUR", "SPM")
    desk.request_documents(people.ana, items[0], ["SK"])
    _ticket, (running,) = serve(desk, people, "LPJ")
    desk.add_consultation(people.ana, parked, "TUP")
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(parked)
        await officer.press("enter")
        await officer.session()
        await cancel_the_second(officer)
        assert now_of(desk, items[1]).state == "cancelled"
    assert now_of(desk, running).state == "serving", "who sits at the counter is served on"
