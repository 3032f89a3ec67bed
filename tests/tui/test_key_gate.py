"""Keys that come faster than they are heeded wait their turn, and refusals and forms lead to where the next belongs."""

import asyncio
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.events import Event, Key, Paste
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.tui.cases.forms import DeliverForm
from kppn_tui.tui.key_gate import KeyGate
from kppn_tui.tui.visit.identity import IdentityForm, TopicForm
from tests.conftest import HandClock, People
from tests.desk.kit import escalated, followed, items_of, now_of, rows, serve, ticket_of, visit
from tests.tui.desks import OfficerAtDesk, at_desk
from tests.tui.helpers import wait_until
from tests.tui.idle import messages_done
from tests.tui.test_bursts import Keys, at_once, pressed, single


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


# The gate ------------------------------------------------------------------------------------------------------------


class Line(ModalScreen[str]):
    """A field that opens with a delay and gives its text by Enter."""

    async def on_mount(self) -> None:
        for _round in range(50):
            await asyncio.sleep(0)
        self.set_focus(self.query_one(Input))

    def compose(self) -> ComposeResult:
        yield Input()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class Desks(App[None]):
    """`o` opens a line; `x` is noted by the app, and so is what a line gives."""

    BINDINGS: ClassVar[list[BindingType]] = [("o", "open"), ("x", "note")]

    def __init__(self) -> None:
        super().__init__()
        self.held = False
        self.noted: list[str] = []
        self.faults: list[BaseException] = []
        self.gate = KeyGate(self, self.keeps_waiting, self.faults.append)

    def keeps_waiting(self, key: str) -> bool:
        if key == "f5":
            raise ZeroDivisionError
        return self.held

    async def on_event(self, event: Event) -> None:
        if not isinstance(event, Key | Paste) or self.gate.lets_in(event):
            await super().on_event(event)

    def action_open(self) -> None:
        self.push_screen(Line(), lambda text: self.noted.append(text or ""))

    def action_note(self) -> None:
        self.noted.append("x was pressed")


async def test_keys_wait_for_what_the_key_before_them_opens_and_closes() -> None:
    app = Desks()
    async with app.run_test() as pilot:
        for key in ["x", "o", "x", "o", "1", "enter", "o", "b", "enter", "x"]:
            app.post_message(pressed(key))
        await pilot.pause()
        await wait_until(pilot, lambda: not app.gate.closed)
        assert app.noted == ["x was pressed", "xo1", "b", "x was pressed"]


async def test_keys_and_what_is_pasted_wait_in_their_order_while_they_are_held() -> None:
    app = Desks()
    async with app.run_test() as pilot:
        app.post_message(pressed("o"))
        await pilot.pause()
        app.held = True
        app.post_message(pressed("1"))
        app.post_message(Paste("23"))
        for key in ["4", "enter"]:
            app.post_message(pressed(key))
        await messages_done()
        assert app.gate.closed and app.noted == []
        app.held = False
        await wait_until(pilot, lambda: app.noted)
        assert app.noted == ["1234"] and not app.gate.closed


async def test_a_fault_in_what_says_whether_keys_wait_is_told() -> None:
    app = Desks()
    async with app.run_test() as pilot:
        app.held = True
        for key in ["x", "f5"]:
            app.post_message(pressed(key))
        await messages_done()
        app.held = False
        await wait_until(pilot, lambda: app.faults)
        assert app.noted == ["x was pressed"] and isinstance(app.faults[0], ZeroDivisionError)


# The desk ------------------------------------------------------------------------------------------------------------


async def burst(keyboard: OfficerAtDesk, *keys: str | Keys) -> None:
    """Keys in one write; a list of them is a text."""
    await at_once(keyboard, [one for key in keys for one in (key if isinstance(key, list) else [key])])


async def test_enter_on_a_field_of_several_values_is_decided_before_the_next_letter(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "a", "tab", single("retur"), "enter", "enter", single("tes maksud"), "f9", "3")
        (ticket,) = rows(desk, "SELECT id, purpose FROM ticket")
        assert ticket["purpose"] == "tes maksud"
        (item,) = rows(desk, "SELECT topic FROM consultation")
        assert item["topic"] == "RETUR"
        assert "Follow-ups" in keyboard.lines[0]


async def test_an_emptied_form_is_empty_when_it_opens_again(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(
            keyboard, "a", single("980101"), "enter", single("retur"), "enter", single("sup"), "tab", single("tes")
        )
        form = await keyboard.form()
        assert form.kept()["topics"] == "RETUR" and form.kept()["topics.text"] == "sup"
        await burst(keyboard, "f6")
        assert keyboard.app.focused is keyboard.typeahead("satker").input, "where the form begins"
        await burst(keyboard, "escape", "a")
        form = await keyboard.form()
        assert not any(form.kept()[name] for name in ("satker", "satker.text", "topics", "topics.text", "purpose"))
        # Pressed twice it is back, and so is the draft.
        await burst(keyboard, single("98"), "f6", "f6", "escape", "a")
        form = await keyboard.form()
        assert form.kept()["satker.text"] == "98"


async def test_a_refusal_names_the_field_and_puts_the_cursor_there(
    desk: Desk, people: People, clock: HandClock
) -> None:
    item = followed(desk, people, "SUPPLIER")
    async with at_desk(desk, people.ana, clock, (100, 40)) as keyboard:
        await burst(keyboard, "3", "e", "ctrl+u", "tab", single("sudah dicek"), "f9", single("arahan"))
        assert keyboard.complaint == "", "what is typed puts it right"
        assert keyboard.app.focused is not None and keyboard.app.focused.id == "question"
        await burst(keyboard, *["backspace"] * 6, "f9")
        assert keyboard.complaint == "Question to the section head: Write the text first."
        await burst(keyboard, single("arahan"), "f9")
        notes = rows(desk, "SELECT kind, text FROM escalation_note ORDER BY id")
        assert [(one["kind"], one["text"]) for one in notes] == [("question", "arahan"), ("tried", "sudah dicek")]
    assert now_of(desk, item).followed_up


async def test_a_text_that_is_too_long_is_pointed_out(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as keyboard:
        keys = "a", single("980101"), "tab", "tab", single("x " * 251), "shift+tab", "shift+tab", "f9"
        await burst(keyboard, *keys)
        assert keyboard.app.focused is not None and keyboard.app.focused.id == "purpose"
        assert keyboard.complaint.startswith("Rough purpose: This text has 501 characters")


async def test_the_way_goes_on_to_the_next_thing_that_is_missing(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.satpam)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "2", "f9")
        assert isinstance(keyboard.app.screen, IdentityForm)
        await burst(keyboard, single("Dewi"), "tab", "tab", single("980444 SMK"), "f9", single("kami fn"))
        assert (keyboard.area("question").text, keyboard.area("question").has_focus) == ("kami fn", True)
        assert ticket_of(desk, ticket).visitor_name == "Dewi"
        await burst(keyboard, "f9")
        assert isinstance(keyboard.app.screen, TopicForm)
        await burst(keyboard, single("retur"), "f9", single("jawab"), "f9", "enter", "f9", "1")
        (item,) = items_of(desk, ticket)
        assert (item.topic, item.question, item.answer, item.state) == ("RETUR", "kami fn", "jawab", "Resolved")
        assert item.cited or item.no_reference, "the first line of the list was taken by Enter"


async def test_a_form_that_was_left_leads_nowhere(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.satpam)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "2", "f9", "escape", "1")
        assert "Queue" in keyboard.lines[0] and not keyboard.app.keys_wait


async def test_to_refer_goes_on_after_the_identity(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = desk.take_ticket(people.satpam)
    desk.call(people.ana, ticket)
    desk.start(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "2", "x", "down", "enter", single("Dewi"), "tab", "tab", single("980444 SMK"), "f9",
                    single("KPP Seroja"), "f9")  # fmt: skip
        assert (items_of(desk, ticket)[0].state, items_of(desk, ticket)[0].end_reason) == ("referred", "KPP Seroja")


@pytest.mark.parametrize(
    "keys, cited", [(["enter"], True), (["down"], True), ([], False)], ids=["enter", "marked", "not"]
)
async def test_a_marked_reference_is_taken_by_enter_and_by_f9(
    desk: Desk, people: People, clock: HandClock, keys: Keys, cited: bool
) -> None:
    _ticket, (item,) = serve(desk, people)
    desk.record(people.ana, item, answer="sudah")
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "2", "f5")
        found = keyboard.typeahead("references").query_one(OptionList)
        first = keyboard.typeahead("references")._matches[0][0]
        assert found.highlighted == 0, "the line that Enter takes"
        await burst(keyboard, keys, "f9")
        now = now_of(desk, item)
        # A line that nobody has marked is no reference that was meant.
        assert (now.state, now.cited) == (("Resolved", first) if cited else ("serving", ""))


async def test_f9_takes_the_marked_line_of_a_form(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "a", single("pn"), "tab", single("retur"), "f9")
        assert [one["topic"] for one in rows(desk, "SELECT topic FROM consultation ORDER BY id")] == ["RETUR"] * 2
        # What comes with a line is there in time: the kind of the stakeholder.
        await burst(keyboard, "a", single("980101"), "f9")
        last = rows(desk, "SELECT satker_code, satker_name FROM ticket ORDER BY id")[-1]
        assert (last["satker_code"], last["satker_name"]) == ("980101", "PN")


async def test_references_are_waited_for_where_one_looks_for_them(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people)
    async with at_desk(desk, people.ana, clock) as keyboard:
        await burst(keyboard, "3", "s", single("jawab"), "tab", "enter", "f9")
        assert not isinstance(keyboard.app.screen, DeliverForm)
        assert now_of(desk, item).state == "Resolved" and now_of(desk, item).cited


async def test_a_key_of_a_form_that_is_being_saved_waits(desk: Desk, people: People, clock: HandClock) -> None:
    sent = escalated(desk, people)
    async with at_desk(desk, people.ana, clock) as keyboard:
        with desk.store.writing():
            for key in ["3", "w", *single("tidak perlu"), "f9", "p", *single("kabar"), "f9", "5"]:
                keyboard.app.post_message(pressed(key))
            await keyboard.see("Saving …")
            assert keyboard.app.keys_wait
        await keyboard.see("· Service standard ·")
        assert desk.consultation(sent.consultation_id).escalations[0].escalation.state == "withdrawn"
        assert [one["text"] for one in rows(desk, "SELECT text FROM progress")] == ["kabar"]
