"""Whose a record is: every verb and question by every role, on the own office's, another one's and a colleague's."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.desk.unit_of_work import UnitOfWork
from kppn_tui.domain.errors import BadInput, DeskError, LostRace, NotAllowed, NotFound
from kppn_tui.domain.lifecycle import RULES
from kppn_tui.domain.people import Officer
from kppn_tui.office.settings import Settings
from tests.conftest import HandClock
from tests.desk.kit import Rows, dump
from tests.desk.whose import ABOUT_NO_RECORD, CASES, NO_OFFICER, OTHER_CODE, Bureau, two_offices


class Done(Exception):
    """The verb was not refused; its transaction is rolled back."""


@pytest.fixture
def offices(desk: Desk, settings: Settings, clock: HandClock) -> Iterator[tuple[Bureau, Bureau]]:
    with two_offices(desk, settings, clock) as both:
        yield both


@pytest.fixture
def trying(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """While the last one is True, a verb is undone at its end: nothing that is tried is kept."""
    real, is_on = UnitOfWork.finish, [False]

    def finish(work: UnitOfWork) -> Any:
        if is_on[-1]:
            raise Done
        return real(work)

    monkeypatch.setattr(UnitOfWork, "finish", finish)
    return is_on


def told(call: Callable[..., object], *args: object, **more: object) -> str:
    """What became of `call`: done, or the name of the refusal."""
    try:
        call(*args, **more)
    except Done:
        pass
    except DeskError as error:
        return type(error).__name__
    return "done"


def everybody(office: Bureau) -> dict[str, Officer]:
    return {"ana": office.ana, "budi": office.budi, **office.staff}


def test_every_public_name_of_the_desk_has_its_row() -> None:
    public = {name for name in dir(Desk) if not name.startswith("_")}
    # What an instance has besides are its parts, not verbs.
    assert public == set(CASES) | ABOUT_NO_RECORD, "a new verb needs its row in CASES or ABOUT_NO_RECORD"
    assert not set(CASES) & ABOUT_NO_RECORD
    meant = {name for name, case in CASES.items() if case.takes_over} - {"perform"}
    assert meant == {str(rule.action) for rule in RULES if rule.takes_over}


def test_every_verb_by_every_role_of_the_own_office(offices: tuple[Bureau, Bureau], trying: list[bool]) -> None:
    here, _ = offices
    wrong = []
    for name, case in CASES.items():
        here.new_counters()
        key = case.situation(here).id
        trying.append(True)
        for who, officer in everybody(here).items():
            over = {"take_over": True} if case.takes_over else {}
            got = told(case.act, here.desk, officer, key, **over)
            if got != ("done" if who in case.allowed else "NotAllowed"):
                wrong.append((name, who, got))
        trying.append(False)
    assert wrong == []


def test_a_record_of_another_office_is_not_there_for_any_verb_by_any_role(offices: tuple[Bureau, Bureau]) -> None:
    here, there = offices
    here.new_counters()
    there.new_counters()
    records = {}
    for name, case in CASES.items():
        there.new_counters()
        records[name] = case.situation(there).id
    before, wrong = rows_of_offices(here.desk), []
    for name, case in CASES.items():
        for who, officer in everybody(here).items():
            over = {"take_over": True} if case.takes_over else {}
            got = told(case.act, here.desk, officer, records[name], **over)
            if got != NotFound.__name__:
                wrong.append((name, who, got))
    assert wrong == []
    assert rows_of_offices(here.desk) == before, "nothing is written"


def test_an_officer_of_another_office_does_nothing_here(offices: tuple[Bureau, Bureau]) -> None:
    here, there = offices
    there.new_counters()
    wrong = []
    for name, case in CASES.items():
        if name in NO_OFFICER:
            continue
        here.new_counters()
        key = case.situation(here).id
        before = rows_of_offices(here.desk)
        for who, officer in everybody(there).items():
            got = told(case.act, here.desk, officer, key)
            if got != NotAllowed.__name__:
                wrong.append((name, who, got))
        if rows_of_offices(here.desk) != before:
            wrong.append((name, "somebody", "wrote"))
    assert wrong == []


def test_what_a_colleague_serves_is_acted_on_only_when_that_is_meant(
    offices: tuple[Bureau, Bureau], trying: list[bool]
) -> None:
    here, _ = offices
    wrong = []
    for name, case in CASES.items():
        if "budi" not in case.allowed:
            continue
        here.new_counters()
        key = case.situation(here).id
        trying.append(True)
        over = {"take_over": True} if case.takes_over else {}
        owner = told(case.act, here.desk, here.ana, key)
        colleague = told(case.act, here.desk, here.budi, key)
        meant = told(case.act, here.desk, here.budi, key, **over)
        trying.append(False)
        if (owner, colleague, meant) != ("done", LostRace.__name__ if case.takes_over else "done", "done"):
            wrong.append((name, owner, colleague, meant))
    assert wrong == []


def test_who_takes_over_is_told_in_the_trail_and_a_visit_that_rests_is_free(offices: tuple[Bureau, Bureau]) -> None:
    here, _ = offices
    here.new_counters()
    first, second = here.desk.session(here.visit("SUPPLIER", "RETUR")).consultations
    with pytest.raises(LostRace, match=here.ana.name) as refused:
        here.desk.switch(here.budi, second.consultation)
    assert refused.value.parameters["label"] == first.ticket.label
    here.desk.switch(here.budi, second.consultation, take_over=True)
    states = [one.consultation.state for one in here.desk.session(first.ticket).consultations]
    assert states == ["on_hold", "serving"], "what the colleague served goes on hold"
    assert '"taken_over": true' in here.desk.trail(first.ticket)[-1].data
    here.desk.request_documents(here.budi, second.consultation, ["SK"])
    assert here.desk.switch(here.ana, first.consultation).officer_id == here.ana.id


def test_a_consultation_that_came_back_is_one_of_the_own_office(offices: tuple[Bureau, Bureau]) -> None:
    here, there = offices
    here.new_counters()
    there.new_counters()
    theirs, ticket = there.followed(), here.visit()
    with pytest.raises(NotFound):
        here.desk.add_consultation(here.ana, ticket, "LPJ", previous=theirs.id)
    with pytest.raises(NotFound):
        here.desk.trail(10**6)


def test_no_list_and_no_figure_has_anything_of_another_office(offices: tuple[Bureau, Bureau]) -> None:
    here, there = offices
    for office in (there, here):
        office.new_counters()
    there.escalated()
    there.new_counters()
    there.waiting()
    desk, mine = here.desk, set(everybody(here).values())
    assert desk.board(here.ana).rows == () and desk.board().counts.follow_ups == 0
    assert desk.follow_ups() == [] and desk.inbox(here.staff["kasi"]) == []
    assert desk.hall().waiting == 0 and desk.hall().calls == ()
    assert {officer.id for officer in desk.officers()} == {officer.id for officer in mine}
    assert {event.office for event in desk.log()} == {here.desk.office}
    assert desk.told_today(here.ana) == []
    assert desk.last_action(there.ana) is None
    for question in (desk.sections_of, desk.inbox, desk.board):
        with pytest.raises(NotAllowed):
            question(there.staff["kasi"])
    with pytest.raises(BadInput):
        desk.name_substitute(here.staff["kasi"], "PDMS", there.ana.login + "x", "2026-11-24", "2026-11-25")
    assert desk.others_here() and there.desk.office == OTHER_CODE


def rows_of_offices(desk: Desk) -> Rows:
    """Every row but the signs of life."""
    return {table: rows for table, rows in dump(desk).items() if table != "presence"}
