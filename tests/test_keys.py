"""The action table is whole, and an office may give its actions other keys; what can't be is told with its line."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.binding import Binding

from kppn_tui import i18n
from kppn_tui.desk import PLAIN
from kppn_tui.domain.errors import BadOfficeFile
from kppn_tui.domain.lifecycle import RULE, Action, Compound
from kppn_tui.i18n import _
from kppn_tui.office.file.presets import preset_path
from kppn_tui.office.settings import Places, Settings, load_settings
from kppn_tui.training.exercises import KIND_TEXT
from kppn_tui.tui.action_lists import bindings, rows_by_action, rows_of
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.actions import ROW, ROWS
from kppn_tui.tui.keys import CHANGEABLE, Keys, check_keys, is_changeable, key_name
from tests.program import Program

SMALL = '[kantor]\nnama = "KPPN Tanah Seroja"\ntipe = "A2"\n'
ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tombol.md").read_text("utf-8")
#: Actions of the life cycle that no key of a full screen asks for: a form or a question does.
WITHOUT_KEY = {Action.REFER, Action.CANCEL}

Load = Callable[[str], Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Settings from a small office file with these lines below [tombol], which is line 4."""

    def read(keys: str) -> Settings:
        path = tmp_path / "kantor.toml"
        path.write_text(f"{SMALL}[tombol]\n{keys}\n", "utf-8")
        return load_settings(Places("sqlite:////nowhere/kppn.db", path))

    return read


# The table ----------------------------------------------------------------------------------------------------------


def test_every_id_is_there_once_and_every_place_has_rows() -> None:
    assert [name for name, count in Counter(row.id for row in ROWS).items() if count > 1] == []
    assert {row.place for row in ROWS} == set(Place)
    assert set(ROW) == {row.id for row in ROWS}


@pytest.mark.parametrize("place", Place)
def test_no_key_does_two_things_in_one_place(place: Place) -> None:
    keys = Counter(key for row in rows_of(place) for key in row.default_keys)
    assert [key for key, count in keys.items() if count > 1] == []


def test_what_is_in_the_footer_has_a_name_and_a_name_is_marked() -> None:
    for row in ROWS:
        assert row.label or not row.shown, row.id
    assert [row.label for row in ROWS if row.label and row.id.startswith("exercises.") and row.shown][2:] == list(
        KIND_TEXT.values()
    )


def test_every_action_of_the_life_cycle_has_a_key_or_a_form() -> None:
    asked = {row.ask for row in ROWS if row.ask is not None}
    assert {*RULE, *Compound} - asked == WITHOUT_KEY
    assert asked - {*RULE, *Compound} == {Action.SUBSTITUTE, Action.REVEAL_CONTACT}


def test_a_place_that_refines_another_takes_over_its_keys() -> None:
    rows = rows_of(Place.ENTRY, Place.SIGN_IN, Place.ROOM_SIGN_IN)
    assert [row.id for row in rows if row.shown] == ["sign_in.go_on", "entry.language", "room_sign_in.panel"]


def test_a_binding_says_what_its_row_says() -> None:
    declared = [one for one in bindings(Place.VISIT) if isinstance(one, Binding)]
    (found,) = (one for one in declared if one.id == "visit.follow_up_while_typing")
    assert (found.key, found.action, found.description, found.show, found.priority) == (
        "f7", "follow_up", "Follow up", True, True,
    )  # fmt: skip
    assert found.tooltip == ROW["visit.follow_up_while_typing"].tooltip


def test_what_every_screen_can_do_is_what_is_asked_and_takes_nothing_but_its_record() -> None:
    done = {row.ask: row.action for row in ROWS if row.action.startswith("do(")}
    assert done and done == {ask: f"do('{ask}')" for ask in done}
    assert set(done) <= set(PLAIN)


def test_one_line_of_a_list_has_all_keys_of_its_action() -> None:
    grouped = rows_by_action(rows_of(Place.VISIT))
    assert [key for row in grouped["follow_up"] for key in row.default_keys] == ["k", "f7"]


# Other keys ---------------------------------------------------------------------------------------------------------


def test_an_office_without_other_keys_has_those_of_the_table(load: Load) -> None:
    settings = load("")
    check_keys(settings)
    keys = Keys(settings.keys)
    assert settings.keys == {} and keys.keymap == {}
    assert keys.of(ROW["visit.escalate"]) == ("s", "f8")
    assert (keys.shown("visit.escalate"), keys.shown("visit.escalate", typing=True)) == ("s", "F8")
    assert (keys.shown("queue.open"), keys.shown("app.help"), keys.shown("cases.read_on")) == ("Enter", "?", "Spasi")


@pytest.mark.parametrize("line", ['"visit.escalate" = "w, F10"', 'visit.escalate = "w,f10"'])
def test_another_key_takes_the_place_of_all_of_them(line: str, load: Load) -> None:
    settings = load(line)
    check_keys(settings)
    keys = Keys(settings.keys)
    assert keys.of(ROW["visit.escalate"]) == ("w", "f10")
    assert (keys.shown("visit.escalate"), keys.shown("visit.escalate", typing=True)) == ("w", "F10")
    assert keys.keymap == {"visit.escalate": "w,f10"}


def test_two_keys_can_be_exchanged(load: Load) -> None:
    check_keys(load('"queue.call_next" = "r"\n"queue.recall" = "n"'))


def test_the_same_key_may_do_different_things_on_different_screens(load: Load) -> None:
    check_keys(load('"queue.call_next" = "m"\n"form.save" = "F3"\n"visit.question" = "e, F10"'))


#: What stands below [tombol], the line that is named, the sentence.
MISTAKES = [
    ('"queue.recal" = "g"', 5, "“queue.recal” is not known here; did you mean “queue.recall”?"),
    ('\n"abrakadabra" = "g"', 6, "“abrakadabra” is no action; docs/tombol.md lists them all."),
    ('queue.recal = "g"', 5, "“queue.recal” is not known here; did you mean “queue.recall”?"),
    ('"queue.recall" = 5', 5, "queue.recall must be text in quotation marks."),
    ('"queue.recall" = ""', 5, "queue.recall must not be empty."),
    ('"queue.recall" = ","', 5, "give “Call again” a key, for example “g” or “F8”, or take this line out."),
    ('"queue.open" = "g"', 5, "“queue.open” keeps its key, which is the same on every screen; take this line out."),
    ('"app.help" = "F3"', 5, "“app.help” keeps its key"),
    ('"sign_in.go_on" = "F3"', 5, "“sign_in.go_on” keeps its key"),
    ('"training.panel" = "j"', 5, "“training.panel” keeps its key"),
    ('"queue.recall" = "G"', 5, "“G” can't be a key here; use a small letter, a digit or F1 to F12."),
    ('"queue.recall" = "ctrl+r"', 5, "can't be a key here; use a small letter, a digit or F1 to F12."),
    ('"queue.recall" = "enter"', 5, "“Enter” can't be a key here"),
    ('"queue.recall" = "F13"', 5, "“F13” can't be a key here"),
    ('"form.save" = "g"', 5, "“g” would be typed as text; give “Save” one of the keys F2 to F11."),
    ('"deliver.insert" = "3"', 5, "“3” would be typed as text; give “Insert the head's answer” one of the keys"),
    ('"visit.documents_while_typing" = "w"', 5, "“w” would be typed as text; give “Documents” one of the keys"),
    ('"visit.resolve" = "F6"', 5, "F6 marks text in a field; give “Resolve” another key."),
    ('"form.save" = "F7"', 5, "F7 marks text in a field; give “Save” another key."),
    ('"queue.recall" = "t"', 5, "“t” is the key of “Absent” already; give one of the two another key."),
    ('"queue.recall" = "u"', 5, "“u” is the key of “Undo” already"),
    ('"queue.recall" = "F12"', 5, "“F12” is the key of “Light / dark” already"),
    ('"app.undo" = "m"', 5, "“m” is the key of “Serve this one” already"),
    ('"cases.filter" = "t"', 5, "“t” is the key of “Accept” already"),
    ('"inbox.accept" = "v"', 5, "“v” is the key of “Filter” already"),
    ('"form.save" = "F4"', 5, "“F4” is the key of “Insert the head's answer” already"),
    ('"form.save" = "F1"', 5, "“F1” is the key of “Help” already"),
    ('"queue.recall" = "n"\n"queue.absent" = "n"', 5, "“n” is the key of “Call next” already"),
    ('"queue.recall" = "g"\n\n"queue.absent" = "g"', 5, "“g” is the key of “Absent” already"),
]


@pytest.mark.parametrize(("lines", "line", "problem"), MISTAKES)
def test_a_key_that_cant_be_is_told_with_its_line(
    lines: str, line: int, problem: str, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_current", "en")
    with pytest.raises(BadOfficeFile) as refused:
        check_keys(load(lines))
    sentence = i18n.explain(refused.value)
    assert f"kantor.toml, line {line}: " in sentence
    assert problem in sentence


def test_the_names_in_a_sentence_are_translated(load: Load) -> None:
    with pytest.raises(BadOfficeFile) as refused:
        check_keys(load('"queue.recall" = "t"'))
    assert "“t” sudah menjadi tombol “Tidak hadir”" in i18n.explain(refused.value)


@pytest.mark.parametrize("kind", ["A2", "A1"])
def test_the_example_of_the_preset_can_be_taken_as_it_is(kind: str, load: Load) -> None:
    text = preset_path(kind).read_text("utf-8")
    example = text.partition("# [tombol]\n")[2]
    lines = [line.removeprefix("# ") for line in example.splitlines() if line.startswith('# "')]
    settings = load("\n".join(lines))
    assert len(settings.keys) == 2
    check_keys(settings)


@pytest.mark.usefixtures("desk")
def test_check_tells_of_a_wrong_key(program: Program, settings: Settings) -> None:
    path = settings.places.office_path
    path.write_text(path.read_text("utf-8") + '\n[tombol]\n"queue.recall" = "t"\n', "utf-8")
    done = program.run("check", "--office", str(path), "--lang", "en")
    assert done.code == 1
    assert "“t” is the key of “Absent” already" in done.out + done.err


# The page -----------------------------------------------------------------------------------------------------------


def test_the_page_lists_every_action_whose_key_can_be_changed() -> None:
    i18n.use("id")
    told = {row[0]: (row[1], row[2]) for row in re.findall(r"^\| `([a-z_.]+)` \| (.+) \| (.+) \|$", PAGE, re.M)}
    wanted = {row.id: (" ".join(map(_on_page, row.default_keys)), _(row.label)) for row in ROWS if is_changeable(row)}
    assert told == wanted
    assert {ROW[one].place for one in told} == set(CHANGEABLE)


def _on_page(key: str) -> str:
    return "`Ctrl+S`" if key == "ctrl+s" else f"`{key_name(key)}`"
