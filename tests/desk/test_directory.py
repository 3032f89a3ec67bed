"""The directory: what registrations teach and what not, shorthands, and what officers put right."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kppn_tui.desk import Desk, connect
from kppn_tui.domain.errors import BadInput, DeskError, NotAllowed, NotFound
from kppn_tui.domain.people import Alias, Officer, StakeholderKind
from kppn_tui.domain.records import Ticket
from tests.conftest import HandClock, People
from tests.desk.kit import dump, rows
from tests.raw import run

LIST = """Kode Satker;Nama Satker
980108;KANTOR PELAYANAN PAJAK PRATAMA SEROJABARU
980113;POLITEKNIK NEGERI TANAH SEROJA
980125;KEPOLISIAN RESOR TANAH SEROJA
12345;NOL HILANG
"""


@pytest.fixture
def office(desk: Desk, clock: HandClock, tmp_path: Path) -> Iterator[Desk]:
    """A desk of an office that has a satker list, with one bad line."""
    path = tmp_path / "satker.csv"
    path.write_text(LIST)
    other = connect(desk.settings.url, replace(desk.settings, stakeholder_path=path), clock)
    yield other
    other.close()


def names(desk: Desk) -> list[str]:
    """What the directory has beside the list."""
    return [entry.name for entry in desk.directory().entries]


def aliases(desk: Desk) -> list[tuple[str, str]]:
    return [(one.short, one.code) for one in desk.directory().aliases]


def serve(desk: Desk, officer: Officer, ticket: Ticket) -> Ticket:
    return desk.start(officer, desk.call(officer, ticket))


def finish(desk: Desk, officer: Officer, ticket: Ticket) -> None:
    for view in desk.session(ticket).consultations:
        desk.cancel(officer, view.consultation, "selesai")
    desk.finish(officer, ticket)


def test_the_list_of_the_office_comes_first_and_its_bad_line_is_told(office: Desk, people: People) -> None:
    office.take_ticket(people.ana, satker_name="POLRES")
    directory = office.directory()
    assert [one.code for one in directory.listed] == ["980108", "980113", "980125"]
    assert [error.parameters["line"] for error in directory.skipped] == [5]
    found = office.stakeholder_search().find("polres")
    assert [one.code for one in found.stakeholders] == ["980125", ""] and found.sure


def test_a_code_of_the_list_is_no_entry_of_its_own(office: Desk, people: People) -> None:
    office.take_ticket(people.ana, satker_code="980125", satker_name="polres lama")
    office.take_ticket(people.ana, satker_code="980199", satker_name="SATKER JAUH")
    assert names(office) == ["SATKER JAUH"]


@pytest.mark.parametrize("how", ["cancel", "undo"])
def test_a_cancelled_or_undone_registration_teaches_nothing(office: Desk, people: People, how: str) -> None:
    ticket = office.take_ticket(people.ana, satker_name="SALAH KETIK")
    other = office.take_ticket(people.ana, satker_code="980113", satker_name="POLITEKNIK", typed=["kampus"])
    assert (names(office), aliases(office)) == (["SALAH KETIK"], [("kampus", "980113")])
    if how == "cancel":
        office.cancel_ticket(people.ana, other, "salah")
        office.cancel_ticket(people.ana, ticket, "salah")
    else:
        assert office.undo(people.ana).ticket_id == other.id
        assert rows(office, "SELECT * FROM stakeholder_alias") == []
        office.cancel_ticket(people.ana, ticket, "salah")
    assert (names(office), aliases(office)) == ([], [])


def test_what_two_have_taught_stays_when_one_of_them_is_cancelled(office: Desk, people: People) -> None:
    first, second = (
        office.take_ticket(people.ana, satker_code="980199", satker_name="SATKER JAUH", typed=["jauh"]) for _ in "ab"
    )
    office.cancel_ticket(people.ana, first, "salah")
    assert (names(office), aliases(office)) == (["SATKER JAUH"], [("jauh", "980199")])
    finish(office, people.ana, serve(office, people.ana, second))
    for _ in range(3):
        office.take_ticket(people.ana, satker_code="980199", satker_name="SATKER JAUH", typed=["Jauh!"])
    assert len(rows(office, "SELECT * FROM stakeholder")) == len(rows(office, "SELECT * FROM stakeholder_alias")) == 2


def test_private_persons_are_not_learned(office: Desk, people: People) -> None:
    for kind in StakeholderKind:
        office.take_ticket(people.ana, satker_name=f"SEROJA {kind}", stakeholder_kind=kind)
    assert names(office) == ["SEROJA bank", "SEROJA pemda", "SEROJA satker"]
    assert len(rows(office, "SELECT * FROM stakeholder")) == 3


def test_a_name_without_a_code_that_becomes_a_satker_was_a_shorthand(office: Desk, people: People) -> None:
    ticket = serve(office, people.ana, office.take_ticket(people.ana, satker_name="Kampus"))
    full = "POLITEKNIK NEGERI TANAH SEROJA"
    office.identify(people.ana, ticket, name="Dewi", satker_code="980113", satker_name=full)
    assert (names(office), aliases(office)) == ([], [("kampus", "980113")])
    assert office.stakeholder_search().find("kampus").stakeholders[0].code == "980113"
    # An undo puts both back.
    office.undo(people.ana)
    assert (names(office), aliases(office)) == (["Kampus"], [])


def test_an_institution_that_is_corrected_takes_its_shorthand_along(office: Desk, people: People) -> None:
    ticket = office.take_ticket(people.ana, satker_code="980108", satker_name="PAJAK", typed=["gedung baru"])
    assert aliases(office) == [("gedung baru", "980108")]
    office.identify(people.ana, serve(office, people.ana, ticket), name="D", satker_code="980113", satker_name="POLTEK")
    assert aliases(office) == []


def test_not_everything_is_a_shorthand(office: Desk, people: People) -> None:
    texts = ["", "  ", "12", "980113", "...", "x", "a" * 41, "satu dua tiga empat lima", "🙂", "a" * 10_000]
    for text in [*texts, "POLITEKNIK"]:
        office.take_ticket(people.ana, satker_code="980113", satker_name="POLITEKNIK", typed=[text])
    assert aliases(office) == []
    for text in texts:
        with pytest.raises(BadInput):
            office.add_alias(people.ana, "980113", text)
    with pytest.raises(BadInput, match="980999"):
        office.add_alias(people.ana, "980999", "kampus")


def test_an_entry_is_renamed_and_removed_with_an_event_and_without_its_name(office: Desk, people: People) -> None:
    office.take_ticket(people.satpam, satker_name="Bapak Budi")
    office.take_ticket(people.satpam, satker_name="BPKAD SEROJA")
    first, second = office.directory().entries
    renamed = office.rename_stakeholder(people.ana, first, " BPKAD   Kabupaten ")
    assert names(office) == ["BPKAD Kabupaten", "BPKAD SEROJA"]
    office.rename_stakeholder(people.admin, renamed, "BPKAD SEROJA")
    assert names(office) == ["BPKAD SEROJA"]
    office.remove_stakeholder(people.ana, office.directory().entries[0])
    assert names(office) == [] and rows(office, "SELECT * FROM stakeholder") == []
    told = [json.loads(one["data"]) for one in rows(office, "SELECT data FROM event WHERE action = 'directory'")]
    assert [one["did"] for one in told] == ["rename", "rename", "remove"]
    assert "BPKAD" not in str(told) and "Budi" not in str(told)
    # The registrations keep what they say, and the next one teaches it again.
    assert [one["satker_name"] for one in rows(office, "SELECT satker_name FROM ticket")] == [
        "Bapak Budi", "BPKAD SEROJA",
    ]  # fmt: skip
    for gone in (second, first.id):
        with pytest.raises(NotFound):
            office.remove_stakeholder(people.ana, gone)
    with pytest.raises(BadInput):
        office.rename_stakeholder(people.ana, renamed, "  ")


def test_a_shorthand_is_written_down_once_and_taken_away(office: Desk, people: People) -> None:
    office.take_ticket(people.ana, satker_code="980113", satker_name="POLTEK", typed=["kampus"])
    office.add_alias(people.ana, "980113", "K.A.M.P.U.S")
    office.add_alias(people.ana, "980125", "kampus")
    assert aliases(office) == [("kampus", "980113"), ("kampus", "980125")]
    assert not office.stakeholder_search().find("kampus").sure
    office.remove_alias(people.ana, office.directory().aliases[1])
    assert aliases(office) == [("kampus", "980113")]
    with pytest.raises(NotFound):
        office.remove_alias(people.ana, Alias(0, "kppn", "kampus", "980125"))


def test_only_cso_and_administrator_put_right_and_the_list_only_in_its_file(office: Desk, people: People) -> None:
    office.take_ticket(people.ana, satker_code="980125", satker_name="polres lama")
    office.take_ticket(people.ana, satker_name="X BEBAS")
    (hidden,) = rows(office, "SELECT id FROM stakeholder WHERE code = '980125'")
    (entry,) = office.directory().entries
    before = dump(office)
    for officer in (people.satpam, people.kasi):
        with pytest.raises(NotAllowed):
            office.rename_stakeholder(officer, entry, "Y")
        with pytest.raises(NotAllowed):
            office.remove_stakeholder(officer, entry)
        with pytest.raises(NotAllowed):
            office.add_alias(officer, "980113", "kampus")
        with pytest.raises(NotAllowed):
            office.remove_alias(officer, Alias(0, "kppn", "kampus", "980113"))
    with pytest.raises(DeskError, match="office's own list"):
        office.remove_stakeholder(people.ana, hidden["id"])
    assert dump(office) == before


def test_a_directory_change_does_not_stand_in_the_way_of_an_undo(office: Desk, people: People) -> None:
    ticket = office.take_ticket(people.ana, satker_name="SALAH")
    office.remove_stakeholder(people.ana, office.directory().entries[0])
    assert office.undo(people.ana).ticket_id == ticket.id


def test_another_office_neither_sees_nor_changes_the_directory(office: Desk, people: People) -> None:
    run(office.settings.url, "INSERT INTO stakeholder (office, kind, code, name) VALUES ('lain', 'satker', '', 'LAIN')")
    run(office.settings.url, "INSERT INTO stakeholder_alias (office, short, code) VALUES ('lain', 'kampus', '980113')")
    (row,) = rows(office, "SELECT id FROM stakeholder")
    assert (names(office), aliases(office)) == ([], [])
    with pytest.raises(NotFound):
        office.remove_stakeholder(people.ana, row["id"])
    with pytest.raises(NotFound):
        office.remove_alias(people.ana, Alias(0, "lain", "kampus", "980113"))


def test_the_search_is_prepared_anew_only_when_something_was_learned(office: Desk, people: People) -> None:
    search = office.stakeholder_search()
    assert office.stakeholder_search() is search
    office.take_ticket(people.ana, satker_code="980113", satker_name="POLITEKNIK NEGERI TANAH SEROJA")
    assert office.stakeholder_search() is search
    office.take_ticket(people.ana, satker_code="980113", satker_name="POLITEKNIK NEGERI TANAH SEROJA", typed=["kampus"])
    assert office.stakeholder_search() is not search
