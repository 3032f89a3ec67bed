"""The search of stakeholders: everyday spellings, one slip, and nothing taken unasked where several are as near."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kppn_tui.domain.people import Stakeholder, StakeholderKind
from kppn_tui.domain.spelling import is_one_slip, is_syllabic, words
from kppn_tui.domain.stakeholders import Abbreviations, StakeholderSearch
from kppn_tui.office.abbreviations import load_abbreviations
from kppn_tui.resources import asset

SPELLINGS = Path(__file__).resolve().parents[1] / "data" / "satker_spellings.csv"
SHIPPED = load_abbreviations({})
DEMO = [Stakeholder(one["code"], one["name"]) for one in json.loads(asset("demo.json").read_text("utf-8"))["satker"]]
SEARCH = StakeholderSearch(DEMO, SHIPPED)


def spellings() -> Iterator[tuple[str, set[str]]]:
    """What officers type, with the codes that they may mean."""
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["typed"], set(row["codes"].split())


def codes(query: str, search: StakeholderSearch = SEARCH) -> list[str]:
    return [one.code for one in search.find(query).stakeholders]


def test_everyday_spellings_find_the_right_satker_first() -> None:
    meant = [(typed, right) for typed, right in spellings() if typed not in SHIPPED.meanings]
    assert len(meant) >= 150 and set.union(*(right for _, right in meant)) == {one.code for one in DEMO}
    missed = [typed for typed, right in meant if not right & set(codes(typed)[:1])]
    assert len(missed) <= 0.05 * len(meant), missed


def test_enter_takes_none_of_several_that_are_as_near() -> None:
    wrong = []
    for typed, right in spellings():
        found = SEARCH.find(typed)
        if found.sure and (len(right) != 1 or found.stakeholders[0].code not in right):
            wrong.append((typed, found.stakeholders[0].name))
    assert wrong == []


def test_all_shipped_abbreviations_that_mean_one_satker_here_find_it() -> None:
    """The list itself: what it says of the region is found, and nothing else first."""
    for short in SHIPPED.meanings:
        found = SEARCH.find(short)
        fits = [
            one for one in DEMO if any(set(words(phrase)) <= set(words(one.name)) for phrase in SHIPPED.meanings[short])
        ]
        if fits:
            assert found.stakeholders[0] in fits, short
            assert found.sure is (len(fits) == 1), short


@pytest.mark.parametrize(
    "typed",
    [
        "bank seroja", "pemda", "rsud seroja", "sman 1 seroja", "dinas kesehatan seroja", "cv seroja jaya", "pak budi",
        "kecamatan tanah seroja", "universitas seroja", "koperasi pegawai", "pt seroja abadi", "desa serojabaru",
        "puskesmas seroja", "bupati tanah seroja", "man 4", "polsek seroja", "korem", "x", "...", "🙂", "'",
    ],
)  # fmt: skip
def test_who_is_not_in_the_list_is_never_taken_for_somebody_else(typed: str) -> None:
    assert not SEARCH.find(typed).sure


def test_a_known_abbreviation_is_not_the_beginning_of_another_name() -> None:
    without_court = StakeholderSearch([one for one in DEMO if "AGAMA SEROJABARU" not in one.name], SHIPPED)
    assert codes("pa", without_court)[0] == "980108" and not without_court.find("pa").sure
    assert codes("paj", without_court)[0] == "980108" and without_court.find("paj").sure


def test_official_codes_come_before_names_that_were_only_typed() -> None:
    typed = [Stakeholder("", "POLRES"), Stakeholder("", "BANK SEROJA", StakeholderKind.BANK)]
    search = StakeholderSearch([*typed, *DEMO], SHIPPED)
    assert codes("polres", search)[:2] == ["980125", ""]
    assert search.find("bank seroja").stakeholders[0].name == "BANK SEROJA" and search.find("bank seroja").sure


def test_a_learned_alias_finds_its_satker_and_breaks_no_tie() -> None:
    aliases = [("kampus", "980113"), ("gedung putih", "980124"), ("pn", "980102"), ("pengadilan", "980104"), ("x", "1")]
    search = StakeholderSearch(DEMO, SHIPPED, aliases)
    assert codes("kampus", search) == ["980113"] and search.find("kampus").sure
    assert codes("Gedung Putih", search) == ["980124"]
    assert codes("kampus seroja", search) == ["980113"]
    assert codes("kmpus", search) == ["980113"]
    assert codes("pn", search)[0] == "980102" and not search.find("pn").sure
    assert codes("pengadilan", search)[0] == "980104" and search.find("pengadilan").nearest == 4


def test_an_office_adds_changes_and_takes_away() -> None:
    own = load_abbreviations({"kampus": ("politeknik negeri",), "bps": ("980124",), "lapas": ()})
    search = StakeholderSearch(DEMO, own)
    assert codes("kampus", search)[0] == "980113"
    assert codes("bps", search)[0] == "980124"
    assert "lapas" not in own.meanings and "polres" in own.meanings


def test_codes_with_and_without_leading_zeros() -> None:
    search = StakeholderSearch([*DEMO, Stakeholder("004321", "BALAI SEROJA"), Stakeholder("012345", "MAN 2 SEROJA")])
    assert codes("004321", search) == codes("4321", search) == ["004321"] and search.find("4321").sure
    assert codes("0043", search) == ["004321"] and codes("43", search) == ["004321"]
    # The figure of a name is no beginning of a code.
    assert codes("man 1", StakeholderSearch([Stakeholder("123456", "MAN 2"), Stakeholder("900000", "MAN 1")])) == [
        "900000"
    ]


def test_the_whole_name_is_nearer_than_a_longer_one() -> None:
    search = StakeholderSearch([Stakeholder("1", "MAN 1 SEROJA (PENDIS)"), Stakeholder("2", "MAN 1 SEROJA")])
    assert codes("man 1 seroja", search) == ["2", "1"] and search.find("MAN 1 Seroja").sure


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jum'at Qur’an", ("jumat", "quran")), ("K.U.A. kec", ("kua", "kec")), ("ATR/BPN", ("atr", "bpn")),
        ("Café-1999", ("cafe", "1999")), ("Kab.Tanah", ("kab", "tanah")), ("", ()), ("…", ()),
    ],
)  # fmt: skip
def test_words_as_people_type_them(text: str, found: tuple[str, ...]) -> None:
    assert words(text) == found


@given(st.text("abc", min_size=1, max_size=6), st.text("abc", min_size=1, max_size=6))
def test_one_slip_is_one_letter_wrong_missing_added_or_swapped(typed: str, meant: str) -> None:
    near = {typed[:at] + typed[at + 1 :] for at in range(len(typed))}
    near |= {typed[:at] + letter + typed[at:] for at in range(len(typed) + 1) for letter in "abc"}
    near |= {typed[:at] + letter + typed[at + 1 :] for at in range(len(typed)) for letter in "abc"}
    near |= {typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :] for at in range(len(typed) - 1)}
    assert is_one_slip(typed, meant) is (meant in near - {typed})


def test_first_syllables() -> None:
    name = ("stasiun", "klimatologi", "tanah")
    assert is_syllabic("staklim", name) and is_syllabic("stklta", name)
    assert not is_syllabic("stasiun", name) and not is_syllabic("klim", name) and not is_syllabic("staxlim", name)


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_the_search(query: str) -> None:
    found = SEARCH.find(query)
    assert len(set(found.stakeholders)) == len(found.stakeholders)
    assert not found.sure or found.nearest == 1


def test_an_empty_list_finds_nothing() -> None:
    assert StakeholderSearch([], Abbreviations()).find("pn").stakeholders == ()
