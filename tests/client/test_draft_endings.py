"""Half-typed text ends with what it belongs to, on whatever desk; what is being typed then can still be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.draft_forms import KEPT, DraftForm
from kppn_tui.domain.ending import Ending
from kppn_tui.domain.records import Consultation
from kppn_tui.office.places import drafts_file
from tests.client.test_session import Session, at_work
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import PHONE, absent, escalated, followed, message, now_of, serve, visit


def on_disk(desk: Desk) -> set[str]:
    """The fields that the drafts file holds, whoever typed them."""
    return {field for _officer, field, _at in desk.drafts.dated()}


def in_the_bytes(desk: Desk, text: str) -> bool:
    """Whether any file of the drafts still has `text` in it."""
    file = drafts_file(desk.settings.url, desk.settings.office.code)
    return any(text.encode() in path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


def half_typed(item: Consultation) -> dict[str, str]:
    """A follow-up form that was left by Esc."""
    start = DraftForm.FOLLOW_UP.about(item.id)
    return {f"{start}reason": "perlu telaah", f"{start}way": "whatsapp", f"{start}contact": PHONE}


def type_in(session: Session, texts: dict[str, str]) -> None:
    for field, text in texts.items():
        session.client.drafts.keep(field, text)


#: Budi means each of them: it is Ana who serves the visitor.
ENDS: dict[str, Callable[[Desk, People, Consultation], Any]] = {
    "resolved": lambda desk, people, item: desk.resolve(
        people.budi, item, answer="Sudah", no_reference=True, take_over=True
    ),
    "referred": lambda desk, people, item: desk.refer(people.budi, item, "Kanwil", take_over=True),
    "cancelled": lambda desk, people, item: desk.cancel(people.budi, item, "salah buka", take_over=True),
    "followed up": lambda desk, people, item: desk.follow_up(
        people.budi, item, reason="lain", contact=Contact("whatsapp", "081299990000"), take_over=True
    ),
}


@pytest.mark.parametrize("end", ENDS)
async def test_a_half_typed_contact_goes_when_a_colleague_ends_the_case(
    desk: Desk, people: People, clock: HandClock, end: str
) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_work(desk, clock, people.ana) as session:
        type_in(session, half_typed(item))
        await session.client.drafts.settle()
        assert on_disk(desk) == set(half_typed(item)) and in_the_bytes(desk, PHONE)
        ENDS[end](desk, people, item)
        reason = DraftForm.FOLLOW_UP.about(item.id) + "reason"
        await session.until(lambda: session.client.drafts.of("") == {KEPT + reason: "perlu telaah"})
        await session.client.drafts.settle()
        assert on_disk(desk) == {KEPT + reason}
        assert not in_the_bytes(desk, PHONE)
    clock.forward(days=1)
    async with at_work(desk, clock, people.ana):
        assert on_disk(desk) == set()


async def test_it_goes_when_the_officer_ends_the_case_another_way(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_work(desk, clock, people.ana) as session:
        type_in(session, half_typed(item))
        await session.client.drafts.settle()
        client, done = session.client, list[object]()
        client.act(client.verbs.resolve(item.id, answer="Sudah", no_reference=True), done.append)
        await session.until(lambda: done and not client.busy)
        assert client.drafts.of("") == {}
        await client.drafts.settle()
        assert on_disk(desk) == set()


def test_it_goes_from_the_file_at_once_when_its_officer_is_not_here(desk: Desk, people: People) -> None:
    _ticket, (item,) = serve(desk, people)
    _other, (stays,) = serve(desk, people, by=people.budi)
    for field, text in (half_typed(item) | half_typed(stays)).items():
        desk.drafts.save(people.ana.id, field, text)
    desk.cancel(people.ana, item, "salah buka")
    assert on_disk(desk) == set(half_typed(stays))
    assert desk.drafts.load(people.ana.id, "") == half_typed(stays)


async def test_what_ended_while_this_machine_was_away_goes_at_the_next_sign_in_of_anybody(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    desk.cancel(people.budi, item, "salah buka", take_over=True)
    for field, text in half_typed(item).items():
        desk.drafts.save(people.ana.id, field, text)
    async with at_work(desk, clock, people.satpam):
        assert on_disk(desk) == {KEPT + DraftForm.FOLLOW_UP.about(item.id) + "reason"}
        assert not in_the_bytes(desk, PHONE)
    clock.forward(days=1)
    async with at_work(desk, clock, people.satpam):
        assert on_disk(desk) == set()


async def test_forms_of_tickets_end_with_the_ticket_and_with_the_day(
    desk: Desk, people: People, clock: HandClock
) -> None:
    gone, away, waits = visit(desk, people), absent(desk, people, clock), visit(desk, people)
    fields = {ticket.id: DraftForm.CANCEL_TICKET.about(ticket.id) + "text" for ticket in (gone, away, waits)}
    for field in fields.values():
        desk.drafts.save(people.satpam.id, field, "pulang")
    desk.cancel_ticket(people.satpam, gone, "dua kali daftar")
    assert on_disk(desk) == {fields[away.id], fields[waits.id]}
    desk.dismiss(people.ana, away)
    assert on_disk(desk) == {KEPT + fields[away.id], fields[waits.id]}
    clock.forward(days=1)
    desk.sweep()
    assert on_disk(desk) == {KEPT + fields[waits.id]}, "it was there when the day ended"
    clock.forward(days=1)
    desk.sweep_drafts()
    assert on_disk(desk) == set()


async def test_an_undone_registration_takes_what_was_typed_for_its_ticket_along(desk: Desk, people: People) -> None:
    ticket = visit(desk, people)
    field = DraftForm.PRIORITY.about(ticket.id) + "text"
    desk.drafts.save(people.satpam.id, field, "lansia")
    desk.undo(people.satpam)
    desk.sweep_drafts()
    assert {KEPT + field} == {kept for kept in on_disk(desk) if "priority" in kept and ":" in kept} - {
        DraftForm.REGISTER.about("tatap_muka") + "priority"
    }


async def test_a_registration_is_kept_for_its_day(desk: Desk, people: People, clock: HandClock) -> None:
    field = DraftForm.REGISTER.about("tatap_muka") + "purpose"
    desk.drafts.save(people.satpam.id, field, "tanya retur")
    async with at_work(desk, clock, people.satpam) as session:
        assert session.client.drafts.of(field) == {field: "tanya retur"}
    clock.to("2026-11-24T23:59:00")
    async with at_work(desk, clock, people.satpam) as session:
        assert session.client.drafts.of(field) == {field: "tanya retur"}
    clock.to("2026-11-25T00:01:00")
    async with at_work(desk, clock, people.satpam) as session:
        assert session.client.drafts.of("") == {}


def test_identity_may_be_recorded_as_long_as_a_case_of_the_visit_goes_on(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    field = DraftForm.IDENTITY.about(item.ticket_id) + "name"
    desk.drafts.save(people.ana.id, field, "Dewi")
    desk.sweep_drafts()
    assert on_disk(desk) == {field}
    desk.resolve(people.ana, item, answer="Sudah", no_reference=True)
    assert on_disk(desk) == set()


def test_the_drafts_of_another_office_in_the_same_file_are_left_alone(
    desk: Desk, people: People, clock: HandClock
) -> None:
    settings = replace(desk.settings, office=replace(desk.settings.office, code="kppn-lain"))
    other = connect(settings.url, settings, clock)
    try:
        dewi = other.add_officer(None, "dewi", "Dewi", ["cso"], PASSWORD)
        other.drafts.save(dewi.id, "item:999:answer", "milik kantor lain")
        desk.sweep_drafts()
        assert other.drafts.load(dewi.id, "") == {"item:999:answer": "milik kantor lain"}
        other.sweep_drafts()
        assert other.drafts.load(dewi.id, "item:") == {}, "a record that is not there has ended"
    finally:
        other.close()


async def test_an_undo_brings_back_what_was_half_typed_for_the_case(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people)
    clock.forward(11)
    field = DraftForm.PROGRESS.about(item.id) + "text"
    async with at_work(desk, clock, people.ana) as session:
        client, done = session.client, list[Any]()
        type_in(session, {field: "setengah kal"})
        client.act(client.verbs.resolve(item.id, answer="Sudah", no_reference=True), done.append)
        await session.until(lambda: done and not client.busy)
        assert client.drafts.of("") == {}
        client.act(client.verbs.undo(), lambda undone: client.drafts.give_back(undone.texts))
        await session.until(lambda: client.drafts.of(field) == {field: "setengah kal"})
        await client.drafts.settle()
        assert desk.drafts.load(people.ana.id, field) == {field: "setengah kal"}
        answer = DraftForm.DELIVER.about(item.id) + "answer"
        assert client.drafts.of(answer) == {answer: "Sudah"}


# What is being typed meanwhile ---------------------------------------------------------------------------------------


async def test_a_head_is_told_who_withdrew_the_question_and_why_and_the_text_can_be_read_until_the_day_ends(
    desk: Desk, people: People, clock: HandClock
) -> None:
    sent = escalated(desk, people)
    prefix, told = DraftForm.ANSWER.about(sent.id), list[Ending]()
    async with at_work(desk, clock, people.kasi) as session:
        drafts = session.client.drafts
        drafts.show(prefix, told.append)
        type_in(session, {f"{prefix}text": "Cukup surat"})
        desk.withdraw(people.ana, sent, "sudah terjawab")
        await session.until(lambda: told)
        (ending,) = told
        assert (ending.label, ending.topic, ending.who, ending.reason) == (
            "A-001", "SUPPLIER", "Ana Seroja", "sudah terjawab"
        )  # fmt: skip
        type_in(session, {f"{prefix}text": "Cukup surat ralat"})
        drafts.hide(prefix)
        assert drafts.kept() == {f"{prefix}text": "Cukup surat ralat"} and drafts.of(prefix) == {}
        await drafts.settle()
        assert on_disk(desk) == {f"{KEPT}{prefix}text"}
    async with at_work(desk, clock, people.kasi) as session:
        assert session.client.drafts.kept() == {f"{prefix}text": "Cukup surat ralat"}
    clock.to("2026-11-25T08:00:00")
    async with at_work(desk, clock, people.kasi) as session:
        assert session.client.drafts.kept() == {} and on_disk(desk) == set()


async def test_of_a_form_on_the_screen_the_sentences_are_kept_and_the_contact_is_not(
    desk: Desk, people: People, clock: HandClock
) -> None:
    _ticket, (item,) = serve(desk, people)
    prefix, told = DraftForm.FOLLOW_UP.about(item.id), list[Ending]()
    async with at_work(desk, clock, people.ana) as session:
        session.client.drafts.show(prefix, told.append)
        type_in(session, half_typed(item))
        desk.refer(people.budi, item, "KPP Kenanga", take_over=True)
        await session.until(lambda: told)
        type_in(session, {f"{prefix}contact": PHONE + "1"})
        await session.client.drafts.settle()
        assert session.client.drafts.kept() == {f"{prefix}reason": "perlu telaah"}
        assert told[0].reason == "KPP Kenanga"
        assert not in_the_bytes(desk, PHONE)


async def test_a_form_is_told_once_and_nothing_of_a_case_that_goes_on(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = message(desk, people, clock)
    prefix, told = DraftForm.VISIT.about(item.id), list[Ending]()
    async with at_work(desk, clock, people.budi) as session:
        session.client.drafts.show(prefix, told.append)
        desk.record(people.ana, item, answer="Hampir")
        await session.until(lambda: len(session.ear.heard) > 1 and not session.client.busy)
        assert told == []
        desk.cancel(people.ana, item, "salah buka")
        await session.until(lambda: told)
        count = len(session.ear.heard)
        session.client.refresh()
        await session.until(lambda: len(session.ear.heard) > count and not session.client.busy)
        assert len(told) == 1
    assert now_of(desk, item).end_reason == "salah buka"
