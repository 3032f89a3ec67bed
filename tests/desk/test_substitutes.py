"""Substitutes of heads (Plh.): who may, for how long, one at a time, changed and ended; and who is behind a section."""

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput, DeskError, NotAllowed, NotFound
from kppn_tui.domain.people import Substitute
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import escalated, events, followed

#: Within the first week of the test office's Tuesday, 24-11-2026.
FIRST, LAST = "2026-11-25", "2026-12-01"


def named(desk: Desk, people: People, login: str = "budi", first: str = FIRST, last: str = LAST) -> Substitute:
    return desk.name_substitute(people.kasi, "PDMS", login, first, last)


@pytest.mark.parametrize(
    ("login", "sentence"),
    [
        ("satpam", "neither section head nor CSO"),
        ("admin", "neither section head nor CSO"),
        ("kasi", "Nobody stands in for themself"),
        ("", "Choose who stands in"),
    ],
)
def test_who_can_t_stand_in(desk: Desk, people: People, login: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        named(desk, people, login)
    assert desk.substitutes() == []


def test_a_head_of_the_section_is_no_substitute_whoever_names(desk: Desk, people: People) -> None:
    desk.add_officer(None, "indra", "Indra Seroja", ["kepala_seksi"], PASSWORD, sections=["PDMS"])
    with pytest.raises(BadInput, match="leads PDMS already"):
        desk.name_substitute(people.kasi, "PDMS", "indra", FIRST, LAST)
    both = desk.add_officer(None, "hana", "Hana Seroja", ["admin", "cso"], PASSWORD)
    with pytest.raises(BadInput, match="themself"):
        desk.name_substitute(both, "PDMS", "hana", FIRST, LAST)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-11-23", "2026-11-25", "has passed"),
        ("2026-11-24", "2027-01-23", "at most 60 days"),
        ("2028-01-01", "2028-01-02", "more than a year ahead"),
        ("2026-11-26", "2026-11-25", "before the first"),
        ("2020-01-01", "2099-12-31", "has passed"),
    ],
)
def test_how_long_and_when(desk: Desk, people: People, first: str, last: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        named(desk, people, first=first, last=last)


def test_sixty_days_from_today_are_possible(desk: Desk, people: People) -> None:
    assert named(desk, people, first="2026-11-24", last="2027-01-22").covers("2027-01-22")


def test_one_stands_in_at_a_time(desk: Desk, people: People) -> None:
    named(desk, people)
    for first, last in ((FIRST, LAST), ("2026-12-01", "2026-12-03"), ("2026-11-24", "2026-11-25")):
        with pytest.raises(BadInput, match="Budi Seroja stands in for PDMS from 25-11-2026 to 01-12-2026"):
            named(desk, people, "kasibank", first, last)
    named(desk, people, "kasibank", "2026-12-02", "2026-12-03")
    assert [one.first for one in desk.substitutes()] == [FIRST, "2026-12-02"]


def test_there_is_no_chain_of_substitutes(desk: Desk, people: People) -> None:
    desk.name_substitute(people.kasi_bank, "BANK", "ana", "2026-11-26", "2026-11-27")
    with pytest.raises(BadInput, match="is away then"):
        named(desk, people, "kasibank")
    named(desk, people, "kasibank", "2026-11-28", "2026-11-29")
    with pytest.raises(BadInput, match="stands in for PDMS from 28-11-2026"):
        desk.name_substitute(people.kasi_bank, "BANK", "ana", "2026-11-29", "2026-11-30")


def test_it_is_shortened_lengthened_and_ended(desk: Desk, people: People, clock: HandClock) -> None:
    one = named(desk, people)
    clock.to("2026-11-25T08:00")
    assert desk.change_substitute(people.kasi, one, "2026-11-26").last == "2026-11-26"
    with pytest.raises(BadInput, match=r"lies in the past|before the first"):
        desk.change_substitute(people.kasi, one, "2026-11-24")
    with pytest.raises(BadInput, match="at most 60"):
        desk.change_substitute(people.kasi, one, "2027-02-24")
    with pytest.raises(NotAllowed):
        desk.change_substitute(people.kasi_bank, one, "2026-11-27")
    desk.change_substitute(people.admin, one, "2026-11-30")
    clock.to("2026-11-27T08:00")
    assert desk.sections_of(people.budi) == {"PDMS": True}
    desk.end_substitute(people.kasi, one)
    assert (desk.sections_of(people.budi), desk.substitutes()) == ({}, [])
    with pytest.raises(NotFound):
        desk.end_substitute(people.kasi, one)
    assert [data["did"] for action, data in events(desk) if action == "substitute"] == [
        "name", "change", "change", "end",
    ]  # fmt: skip


def test_one_that_has_not_begun_is_taken_back(desk: Desk, people: People, clock: HandClock) -> None:
    desk.end_substitute(people.kasi, named(desk, people))
    assert desk.substitutes() == []
    named(desk, people, "kasibank")


def test_both_are_told(desk: Desk, people: People) -> None:
    one = desk.name_substitute(people.admin, "PDMS", "budi", FIRST, LAST)
    desk.change_substitute(people.kasi, one, "2026-11-30")
    desk.end_substitute(people.admin, one)
    for officer, count in ((people.budi, 3), (people.kasi, 2), (people.admin, 0), (people.ana, 0)):
        found = desk.tell(officer)
        assert len(found) == count and {notice.about for notice in found} <= {"Budi Seroja"}, officer.login


def test_who_asked_does_not_answer_as_substitute(desk: Desk, people: People, clock: HandClock) -> None:
    own = escalated(desk, people)
    ticket = followed(desk, people, "SUPPLIER")
    other = desk.escalate(people.budi, ticket.id, "Mohon arahan")
    named(desk, people, "ana", "2026-11-24", "2026-11-26")
    assert desk.inbox(people.ana) == [], "the second one is a case of hers as well"
    assert desk.board(people.ana).counts.inbox == 0
    with pytest.raises(NotAllowed, match="asked this question yourself"):
        desk.accept(people.ana, own)
    with pytest.raises(NotAllowed, match="asked this question yourself"):
        desk.answer(people.ana, own, "Ya")
    assert not [one for one in desk.tell(people.ana) if one.section == "PDMS" and one.escalation_id == own.id]
    assert len(desk.inbox(people.kasi)) == 2 and other.id != own.id


def test_behind_a_section_are_its_heads_and_who_stands_in(desk: Desk, people: People, clock: HandClock) -> None:
    named(desk, people, first="2026-11-24")
    found = desk.behind()
    assert (found["PDMS"].heads, found["PDMS"].acting) == (("Citra Seroja",), ("Budi Seroja",))
    assert found["VERAKI"].ids == frozenset()
    desk.disable_officer(people.admin, "kasi")
    assert desk.behind()["PDMS"].ids == {people.budi.id}


# Officers ------------------------------------------------------------------------------------------------------------


def test_what_a_disabled_officer_held_is_said(desk: Desk, people: People) -> None:
    followed(desk, people)
    named(desk, people)
    assert (desk.holdings("ana").follow_ups, desk.holdings("kasi").sections) == (1, ("PDMS",))
    assert [one.section for one in desk.holdings("budi").substitutions] == ["PDMS"]
    desk.disable_officer(people.admin, "kasi")
    assert desk.enable_officer(people.admin, "kasi").active
    assert desk.sign_in("kasi", PASSWORD).section_set == {"PDMS"}


def test_the_last_administrator_and_the_last_cso_stay(desk: Desk, people: People) -> None:
    with pytest.raises(BadInput, match="last administrator"):
        desk.disable_officer(people.admin, "admin")
    with pytest.raises(BadInput, match="last administrator"):
        desk.change_officer(None, "admin", roles=["resepsionis"])
    desk.disable_officer(people.admin, "ana")
    for who in (people.admin, None):
        with pytest.raises(BadInput, match="last CSO"):
            desk.disable_officer(who, "budi")
    desk.enable_officer(people.admin, "ana")
    desk.disable_officer(people.admin, "budi")


def test_an_officer_is_changed(desk: Desk, people: People) -> None:
    changed = desk.change_officer(people.admin, "budi", roles=["cso", "kepala_seksi"], sections=["BANK"], counter="7",
                                  name="Budi  Baru")  # fmt: skip
    assert (changed.roles, changed.sections, changed.counter, changed.name) == (
        "cso kepala_seksi", "BANK", "7", "Budi Baru",
    )  # fmt: skip
    assert desk.sections_of(changed) == {"BANK": False}
    assert desk.change_officer(people.admin, "budi", roles=["cso"]).sections == ""
    refusals: list[tuple[dict[str, object], str]] = [
        ({}, "what to change"),
        ({"roles": ["kepala_seksi", "cso"]}, "which section"),
        ({"roles": ["raja"]}, "at least one role"),
        ({"name": " "}, "name"),
        ({"sections": ["KANWIL"]}, "no section"),
    ]
    for given, sentence in refusals:
        with pytest.raises(BadInput, match=sentence):
            desk.change_officer(people.admin, "budi", **given)  # type: ignore[arg-type]
    with pytest.raises(DeskError):
        desk.change_officer(people.ana, "budi", counter="1")
