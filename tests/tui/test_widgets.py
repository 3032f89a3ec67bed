"""The parts of the screens: a list that paints only what changed, fields that find, a footer that fits."""

from typing import Any

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Input

from kppn_tui import i18n
from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.text import TEXT_MAX
from kppn_tui.presentation.rows import Column, Row
from kppn_tui.tui.keys import key_name
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.paste import LINE, pasted
from kppn_tui.tui.widgets.references import NONE, References
from kppn_tui.tui.widgets.rowlist import RowList
from kppn_tui.tui.widgets.told import Told
from kppn_tui.tui.widgets.typeahead import Typeahead
from tests.tui.helpers import screen_text, wait_until


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


class Bench(App[None]):
    """One widget on a screen."""

    def __init__(self, *widgets: Any) -> None:
        super().__init__()
        self._widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self._widgets


def row(key: int, *cells: str | Text) -> Row:
    return Row(key, tuple(cell if isinstance(cell, Text) else Text(cell) for cell in cells))


class Painted(RowList):
    """Remembers what it was asked to paint."""

    def on_mount(self) -> None:
        self.painted: list[Region | None] = []

    def refresh(self, *regions: Region, **more: Any) -> Any:
        if hasattr(self, "painted"):
            self.painted += list(regions) or [None]
        return super().refresh(*regions, **more)


async def test_only_the_lines_that_changed_are_painted() -> None:
    rows = Painted((Column("A", 5), Column("B")))
    app = Bench(rows)
    async with app.run_test(size=(40, 12)) as pilot:
        first = [row(n, str(n), "x") for n in range(8)]
        rows.show_rows(first)
        await pilot.pause()
        rows.painted.clear()
        rows.show_rows([row(n, str(n), "x") for n in range(8)])
        assert rows.painted == []
        rows.show_rows([row(n, str(n), "y" if n in (2, 5) else "x") for n in range(8)])
        assert [region.y for region in rows.painted if region] == [3, 6]
        assert all(region and region.height == 1 for region in rows.painted)
        rows.painted.clear()
        # A change of style alone is a change: equality of Text forgets it.
        rows.show_rows([row(n, Text(str(n), "bold" if n == 4 else ""), "x") for n in range(8)])
        assert {region.y for region in rows.painted if region} == {3, 5, 6}


async def test_one_that_leaves_from_the_end_leaves_a_cursor_that_is_painted() -> None:
    rows = Painted((Column("A"),))
    app = Bench(rows)
    async with app.run_test(size=(40, 12)) as pilot:
        rows.show_rows([row(1, "one"), row(2, "two")])
        rows.move_to(2)
        await pilot.pause()
        rows.painted.clear()
        rows.show_rows([row(1, "one"), row(3, "three")])
        assert rows.key == 1
        assert {region.y for region in rows.painted if region} == {1, 2}


async def test_the_cursor_goes_to_an_awaited_row_when_it_comes() -> None:
    rows = RowList((Column("A"),))
    async with Bench(rows).run_test(size=(40, 12)) as pilot:
        rows.show_rows([row(1, "one"), row(2, "two")])
        rows.move_to(9)
        assert rows.key == 1
        rows.show_rows([row(1, "one"), row(2, "two"), row(9, "nine")])
        assert rows.key == 9
        rows.move_to(10)
        await pilot.press("up")
        rows.show_rows([row(1, "one"), row(2, "two"), row(9, "nine"), row(10, "ten")])
        assert rows.key == 2


async def test_columns_share_by_weight_and_give_way_when_it_is_narrow() -> None:
    columns = (Column("No.", 4), Column("Wide", weight=3), Column("Less", weight=1), Column("Extra", 6, from_width=50))
    rows = RowList(columns)
    async with Bench(rows).run_test(size=(45, 5)) as pilot:
        rows.show_rows([row(1, "1", "w" * 60, "l" * 60, "extra"), row(2, "2", "漢字" * 30, "é" * 60, "extra")])
        await pilot.pause()
        lines = screen_text(pilot.app).splitlines()
        assert "Extra" not in lines[0]
        assert lines[1].startswith("1    " + "w" * 27 + "… llllllll…")
        assert all(Text(line).cell_len <= 45 for line in lines)
        await pilot.resize_terminal(60, 5)
        await wait_until(pilot, lambda: "Extra" in screen_text(pilot.app))


async def test_lines_drawn_before_are_drawn_anew_when_they_look_otherwise() -> None:
    rows, other = RowList((Column("A", 8),)), Input()
    app = Bench(rows, other)

    def looks(y: int) -> tuple[str, Any]:
        strip = app.screen._compositor.render_strips()[y]
        return strip.text.strip(), next(iter(strip)).style

    async with app.run_test(size=(40, 12)) as pilot:
        one, two = row(1, "one"), row(2, "two")
        rows.show_rows([one, two])
        other.focus()
        await pilot.pause()
        resting = looks(1)
        rows.focus()
        await pilot.pause()
        focused = looks(1)
        assert focused != resting and focused[1].reverse
        rows.move_to(2)
        await pilot.pause()
        assert looks(1) != focused and looks(2)[1] == focused[1]
        rows.move_to(1)
        await pilot.pause()
        assert looks(1) == focused
        app.theme = "textual-light"
        await pilot.pause()
        assert looks(1) != focused
        rows.show_columns((Column("A", 3), Column("B", 4)))
        rows.show_rows([row(1, "one", "1"), two])
        await pilot.pause()
        assert looks(1)[0] == "one 1" and looks(2)[0] == "two"
        rows.show_rows([row(1, "ein", "1"), two])
        await pilot.pause()
        assert looks(1)[0] == "ein 1"


async def test_a_click_and_the_page_keys_move_the_cursor() -> None:
    rows = RowList((Column("A"),))
    async with Bench(rows).run_test(size=(40, 6)) as pilot:
        rows.show_rows([Row(None, (Text("Group"),)), *(row(n, f"row {n}") for n in range(1, 21))])
        rows.focus()
        await pilot.press("pagedown")
        assert rows.key == 5
        await pilot.press("end")
        assert rows.key == 20 and "row 20" in screen_text(pilot.app)
        await pilot.press("home")
        assert rows.key == 1 and "Group" in screen_text(pilot.app)
        await pilot.click(rows, offset=(2, 3))
        assert rows.key == 2


# Fields --------------------------------------------------------------------------------------------------------------


def finder(*labels: str) -> Any:
    return lambda text: [(label.upper(), label) for label in labels if text.casefold() in label.casefold()]


async def test_a_typeahead_takes_the_marked_line_and_the_first_letter_typed_after_it() -> None:
    field = Typeahead(finder("alpha", "beta", "gamma"), many=True, open_empty=True)
    async with Bench(field).run_test() as pilot:
        field.input.focus()
        await pilot.press("down", "down", "enter")
        assert field.values == ["BETA"]
        # Taken from an empty field: what is typed next is looked for at once.
        await pilot.press("g", "enter")
        assert field.values == ["BETA", "GAMMA"]
        await pilot.press("b", "enter", "enter")
        assert field.values == ["BETA", "GAMMA"]


async def test_a_single_value_is_given_up_when_its_text_is_changed() -> None:
    field = Typeahead(finder("alpha", "beta"))
    async with Bench(field).run_test() as pilot:
        field.input.focus()
        await pilot.press("a", "enter")
        assert (field.values, field.text) == (["ALPHA"], "alpha")
        await pilot.press("x")
        assert field.values == []
        await pilot.press("backspace")
        assert field.values == []
        # What is found for the changed text may be taken, the same again too.
        await pilot.press("enter")
        assert field.values == ["ALPHA"]
        # As a draft comes back: the text that stood there belongs to the value.
        field.set_values(["BETA"])
        field.set_text("beta, the second")
        assert field.values == ["BETA"]
        await pilot.press("backspace")
        assert field.values == []


async def test_enter_without_a_row_is_left_to_the_screen() -> None:
    rows = RowList((Column("A"),))
    pressed: list[str] = []

    class Empty(Screen[None]):
        BINDINGS = [("enter", "open", "Open")]  # noqa: RUF012

        def compose(self) -> ComposeResult:
            yield rows

        def action_open(self) -> None:
            pressed.append("open")

    app = Bench()
    async with app.run_test() as pilot:
        await app.push_screen(Empty())
        rows.focus()
        await pilot.press("enter")
        assert pressed == ["open"]


async def test_arrow_keys_leave_a_field_without_an_open_list() -> None:
    first, second = Typeahead(finder("alpha"), id="first"), Input(id="second")

    class Walk(Screen[None]):
        BINDINGS = [("down", "app.focus_next", "Down")]  # noqa: RUF012

        def compose(self) -> ComposeResult:
            yield from (first, second)

    app = Bench()
    async with app.run_test() as pilot:
        await app.push_screen(Walk())
        first.input.focus()
        await pilot.press("a", "down")
        assert app.focused is first.input
        await pilot.press("z", "down")
        assert app.focused is second


async def test_a_typed_reference_replaces_without_reference() -> None:
    field = References(lambda: ["PMK 62/2023"])
    async with Bench(field).run_test() as pilot:
        field.put([], True)
        assert field.values == [NONE] and field.references == []
        field.input.focus()
        await pilot.press(*"per-1", "enter")
        assert field.references == ["per-1"] and not field.none
        assert NONE not in field.values


async def test_a_choice_goes_round_and_letters_do_nothing() -> None:
    choice = Choice([("a", "apple"), ("b", "banana"), ("c", "cherry " * 6)], "b")
    async with Bench(choice).run_test(size=(60, 5)) as pilot:
        choice.focus()
        await pilot.press("c", "a", "x")
        assert "‹ banana ›" in screen_text(pilot.app)
        await pilot.press("right")
        assert "cherry" in screen_text(pilot.app) and "› 3/3" in screen_text(pilot.app)
        await pilot.press("space")
        choice.choose("nothing like that")
        assert choice.value == "a"
    few = Choice([("a", "apple"), ("b", "banana")])
    async with Bench(few).run_test(size=(60, 5)) as pilot:
        assert "‹apple› banana" in screen_text(pilot.app)


async def test_told_paints_only_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    updates: list[bool] = []
    async with Bench(told).run_test():
        monkeypatch.setattr(told, "update", lambda _text, layout: updates.append(layout))
        for text in (Text("one"), Text("one"), Text("two"), Text("three"), Text("three", "bold")):
            told.tell(text)
    assert updates == [True, False, True, False]


@pytest.mark.parametrize(
    ("key", "name"),
    [("question_mark", "?"), ("f9", "F9"), ("ctrl+p", "^P"), ("escape", "Esc"), ("n", "n"), ("f", "f")],
)
def test_keys_are_named_as_on_the_keyboard(key: str, name: str) -> None:
    assert key_name(key) == name


# Pasting -------------------------------------------------------------------------------------------------------------


NASTY = (
    ("\x1b]0;title\x07red\x1b[31m", "]0;titlered[31m", "]0;titlered[31m"),
    ("a\r\nb\tc", "a\nb c", "a b c"),
    ("a\u202eb\u200bc\x00d\ud800e", "abcde", "abcde"),
    ("[/x] [red]y[/]", "[/x] [red]y[/]", "[/x] [red]y[/]"),
)


@pytest.mark.parametrize(("text", "many", "one"), NASTY)
def test_a_paste_brings_no_control_characters(text: str, many: str, one: str) -> None:
    assert pasted(text, one_line=False) == many
    assert pasted(text, one_line=True) == one


@pytest.mark.parametrize(("length", "one_line"), [(LINE + 1, True), (TEXT_MAX + 1, False), (1_000_000, True)])
def test_a_paste_that_is_too_long_is_refused_whole(length: int, one_line: bool) -> None:
    with pytest.raises(BadInput, match=str(length)):
        pasted("a" * length, one_line=one_line)
