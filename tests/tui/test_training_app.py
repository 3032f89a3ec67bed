"""The desk in a room: the strip below the header, the room's time on every clock, and what covers the desk."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from kppn_tui.domain.deadlines import Level
from kppn_tui.domain.records import Deadline, DeadlineKind
from kppn_tui.domain.sweep import Raised, Sweep
from kppn_tui.training.orders import FreezeOrder, GiveRoleBackOrder, TakeRoleOrder
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training import covers
from kppn_tui.tui.training.app import TICK
from kppn_tui.tui.training.covers import Blackout, Frozen, Over
from kppn_tui.tui.training.panel import Panel
from kppn_tui.tui.training.room_bar import RoomBar
from kppn_tui.tui.widgets.references import References
from kppn_tui.tui.widgets.topbar import TopBar
from tests.tui.helpers import desk_of
from tests.tui.rooms import QUESTION, RoomSeat, at_room

SIZES = [(80, 24), (120, 36)]


# The strip


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_the_strip_below_the_header_has_pace_title_and_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_room(tmp_path, size) as seat:
        assert seat.app.badge == "TRAINING" and "TRAINING" in seat.lines[0]
        assert all(part in seat.lines[2] for part in ("‖ paused", "Pelajaran pertama", "50 min left", "F10 trainer"))
        assert "Nobody stands at your counter." in seat.lines[3]
        await seat.press("f11")
        await seat.until(lambda: "▶ 1×" in seat.lines[2] and "F11 pause" in seat.lines[2], seat.room_bar)


@pytest.mark.parametrize(("key", "title"), [("n", "Score card"), ("u", "Replay"), ("e", "Exercises")])
async def test_the_badge_is_on_every_screen(tmp_path: Path, key: str, title: str) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("f10", key)
        await seat.until(lambda: seat.line("TRAINING", title), seat.lines[0])


async def test_what_the_visitor_says_is_shown_whole_and_never_read_as_markup(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        seat.room.change_state(hints=False)
        ticket = await seat.serve()
        await seat.see("Visitor: “I am Bunga Seroja, bendahara. From 980113 PUSKESMAS SEROJA.” “Honor guru kami")
        app = seat.app
        assert desk_of(app) is not None and app.client.officer is not None
        desk_of(app).identify(app.client.officer, ticket.id, name="Bunga Seroja", satker_name="PUSKESMAS SEROJA")
        await seat.see(f"Bunga Seroja: “{QUESTION}”")
        header = seat.app.base_screen.query_one(TopBar)  # type: ignore[union-attr]
        assert "/20:00" in str(header.render()).splitlines()[1]


async def test_a_long_speech_ends_in_an_ellipsis_and_the_hint_keeps_its_line(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.serve(question="Kami bertanya panjang sekali. " * 40)
        await seat.until(lambda: "→" in seat.room_bar, "a hint")
        lines = seat.room_bar.splitlines()
        assert len(lines) == 4 and lines[2].endswith("…") and lines[3].startswith("→")
        assert all(len(line) <= 80 for line in lines)
        seat.room.change_state(hints=False)
        await seat.until(lambda: "→" not in seat.room_bar and len(seat.room_bar.splitlines()) == 3, "no hint")
        assert seat.room_bar.endswith("…")


@pytest.mark.parametrize("keys", [("a",), ("o",), ("2", "i")], ids=["visitor", "message", "identity"])
async def test_header_and_strip_stay_in_sight_while_a_form_is_open(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with at_room(tmp_path) as seat:
        await seat.serve()
        for key in keys:
            await seat.press(key)
            await seat.settle()
        form = await seat.form()
        seat.app.clear_notifications()
        await seat.until(lambda: not form.query("Toast"), "no toasts")
        assert seat.app.base_screen is not None
        strip = seat.app.base_screen.query_one(RoomBar).region
        assert form.query_one(".form").region.y >= strip.bottom and strip.height == 4
        assert "Visitor: “I am Bunga Seroja" in seat.lines[3]
        assert form.query_one(".form-error").region.bottom < 24


async def test_the_one_at_the_counter_speaks_not_the_one_who_fetches_papers(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        app = seat.app
        first = await seat.serve(name="Pertama Seroja")
        assert desk_of(app) is not None and app.client.officer is not None
        item = desk_of(app).session(first.id).consultations[0].consultation.id
        desk_of(app).request_documents(app.client.officer, item, ["Surat"])
        second = seat.comes(name="Kedua Seroja")
        desk_of(app).call(app.client.officer, second.id)
        await seat.see(f"{second.label} comes to the counter.")
        await seat.press("2")
        await seat.until(lambda: app.ticket_in_work == first.id, "the visit on hold")
        await seat.see("I left it behind: Surat.")


# Time


async def test_at_600_the_clocks_go_on_several_times_a_second_and_the_app_never_sweeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_room(tmp_path, speed=600) as seat:
        await seat.serve()
        assert TICK <= 1 / 4, "several times a second"
        # Whatever is shown anew from here on, is so without a second of the machine.
        monkeypatch.setattr(seat.app, "second", lambda: None)
        bar = seat.app.base_screen.query_one(TopBar)  # type: ignore[union-attr]
        seen = {str(bar.render())}
        seat.room.clock.run()
        for _number in range(5):
            await seat.until(lambda: str(bar.render()) not in seen, "the clock in the corner goes on")
            seen.add(str(bar.render()))
        seat.room.clock.pause()
        assert desk_of(seat.app) is not None and desk_of(seat.app).board().swept_at is None


@pytest.mark.parametrize("running", [True, False], ids=["fast", "stepping"])
async def test_nobody_is_called_asleep_while_time_flies(tmp_path: Path, running: bool) -> None:
    async with at_room(tmp_path, speed=600) as seat:
        app, clock = seat.app, seat.room.clock
        assert desk_of(app) is not None
        for _number in range(3):
            desk_of(app).sweep("stage")
            if running:
                clock.run()
            clock.jump_to(app.client.now() + timedelta(minutes=5))
            swept = app.client.now()
            desk_of(app).sweep("stage")
            await seat.until(lambda: app.client.board.swept_at and app.client.board.swept_at >= swept, "read anew")  # noqa: B023
            assert not app.client.asleep and "not" not in seat.lines[22]
        clock.pause()


async def test_who_has_not_swept_for_long_is_asleep_in_a_room_too(tmp_path: Path) -> None:
    async with at_room(tmp_path, speed=600) as seat:
        assert desk_of(seat.app) is not None
        desk_of(seat.app).sweep("stage")
        seat.room.clock.jump_to(seat.app.client.now() + timedelta(minutes=31))
        await seat.until(lambda: seat.app.client.asleep, "asleep")


async def test_while_time_stands_the_hint_names_the_key_that_lets_it_go(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.see("→ Nothing to do while time stands: F11 lets it go on.")
        await seat.press("f11")
        await seat.see("→ Nothing to do right now.")


async def test_over_a_form_toasts_leave_the_strip_in_sight(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("a")
        form = await seat.form()
        seat.app.say("Something", "warning")
        await seat.until(lambda: form.query("Toast") and form.query_one("Toast").region, "a toast")
        assert seat.app.base_screen is not None
        assert form.query_one("Toast").region.bottom <= seat.app.base_screen.query_one(RoomBar).region.y


async def test_the_list_of_references_opens_again_by_its_key(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.serve()
        await seat.press("2")
        session = await seat.session()
        cited = session.query_one("#references", References).query_one(OptionList)
        for _number in range(2):
            await seat.press("f5")
            await seat.until(lambda: cited.has_class("-open"), "the list")
            await seat.press("escape")
            await seat.until(lambda: not cited.has_class("-open"), "no list")


async def test_while_time_stands_nothing_is_painted(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        strip = seat.app.base_screen.query_one(RoomBar)  # type: ignore[union-attr]
        painted: list[bool] = []
        strip.refresh = lambda *args, **kwargs: painted.append(True)  # type: ignore[method-assign]
        await seat.pilot.pause(0.8)
        assert painted == []


async def test_pause_and_run_over_a_form_keep_what_was_typed(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("a")
        form = await seat.form()
        await seat.write("yz")
        for running in (True, False):
            await seat.press("f11")
            await seat.until(lambda wanted=running: seat.room.clock.pace().running is wanted)  # type: ignore[misc]
        assert seat.app.screen is form
        assert "yz" in [field.value for field in form.query(Input)]


async def test_letters_pause_and_open_outside_fields_only(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("y")
        await seat.until(lambda: seat.room.clock.pace().running)
        await seat.press("z")
        await seat.until(lambda: isinstance(seat.app.screen, Panel))
        await seat.press("z")
        await seat.until(lambda: isinstance(seat.app.screen, QueueScreen))


async def test_what_the_stage_has_swept_is_told_once(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        now = seat.app.client.now()
        late = Deadline(
            id=1, office="", consultation_id=1, kind=DeadlineKind.SOLUTION, started_at=now, warn_at=now, due_at=now
        )
        seat.app.told_by_leader(Sweep((Raised(late, Level.BREACH, "A-001 RETUR"),), None))
        await seat.hear("A-001 RETUR: A solution is overdue.")


# What covers the desk


async def test_frozen_no_key_does_anything_but_the_trainer_s(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("a")
        form = await seat.form()
        await seat.write("Sri")
        seat.room.change_state(frozen=True)
        await seat.until(lambda: isinstance(seat.app.screen, Frozen), "the cover")
        await seat.see("The trainer has frozen the room")
        await seat.press("x", "escape", "f9", "tab", "1", "ctrl+p", "f1")
        assert isinstance(seat.app.screen, Frozen)
        await seat.press("f11")
        await seat.hear("The room is frozen: let it go on first")
        assert not seat.room.clock.pace().running
        await seat.press("f10")
        await seat.until(lambda: isinstance(seat.app.screen, Panel), "the panel over it")
        await seat.see("Let the room go on")
        await seat.press("b")
        await seat.ordered(FreezeOrder(False))
        seat.room.change_state(frozen=False)
        await seat.until(lambda: seat.app.screen is form, "the form again")
        assert "Sri" in [field.value for field in form.query(Input)]


async def test_after_a_power_cut_the_first_screen_is_back_and_nothing_is_lost(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.serve()
        await seat.press("2")
        await seat.session()
        await seat.press("f3")
        await seat.type("Retur")
        seat.room.change_state(power_off_until=seat.app.client.now() + timedelta(minutes=5))
        await seat.until(lambda: isinstance(seat.app.screen, Blackout), "darkness")
        await seat.see("The power is out", "It is back at")
        await seat.press("x", "escape", "1", "f9", "ctrl+p")
        assert isinstance(seat.app.screen, Blackout)
        seat.room.clock.jump_to(seat.app.client.now() + timedelta(minutes=5))
        await seat.until(lambda: isinstance(seat.app.screen, QueueScreen), "the queue")
        await seat.hear("Everything is still there")
        await seat.press("2")
        await seat.session()
        assert seat.area("question").text == "Retur"


async def test_the_end_waits_for_a_form_and_for_a_field_and_is_deaf_at_first(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("a")
        await seat.form()
        seat.room.change_state(over=True)
        await seat.until(lambda: seat.app.view and seat.app.view.state.over, "the end is known")
        await seat.write("Honor")
        await seat.press("enter")
        assert isinstance(seat.app.screen, Form)
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, Over), "the end")
        await seat.press("enter")
        assert isinstance(seat.app.screen, Over)


async def test_the_end_of_the_scenario_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covers, "DEAF", 0.0)
    async with at_room(tmp_path) as seat:
        seat.room.change_state(over=True)
        await seat.until(lambda: isinstance(seat.app.screen, Over), "the end")
        await seat.see("“Pelajaran pertama” is over.", "Score card")
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, QueueScreen))
        seat.app.read_room()
        await seat.settle()
        assert isinstance(seat.app.screen, QueueScreen) and "the scenario is over" in seat.room_bar


async def test_a_notice_is_told_once(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.until(lambda: seat.app.view is not None, "the room was looked at")
        for _again in range(2):
            seat.room.announce("SAKTI [/b] mati")
            await seat.hear("SAKTI [/b] mati")
            seat.app.clear_notifications()
            seat.app.read_room()
            await seat.settle()
            assert seat.toasts == []


async def test_what_was_told_before_is_not_told_to_who_comes_later(tmp_path: Path) -> None:
    async with at_room(tmp_path, signed_in=False) as seat:
        await seat.until(lambda: not seat.app._watch._reading, "nobody looks")
        seat.app._response._notices = None
        seat.room.announce("SAKTI mati")
        seat.app.read_room()
        await seat.until(lambda: seat.app._response._notices == 1, "the room was looked at")
        assert seat.toasts == []


# Who sits here


async def test_whoever_signs_in_at_another_terminal_is_no_longer_played(tmp_path: Path) -> None:
    async with at_room(tmp_path, signed_in=False) as seat:
        await seat.until(lambda: isinstance(seat.app.screen, SignInScreen), "the sign-in")
        await seat.see("TRAINING", "F10 Trainer's panel")
        for field, text in (("login", "cso2"), ("password", "demo-demo")):
            seat.app.screen.query_one(f"#{field}", Input).value = text
        await seat.press("f9")
        await seat.until(lambda: isinstance(seat.app.screen, QueueScreen), "the queue")
        await seat.ordered(TakeRoleOrder("cso2"))
        await seat.press("l")
        await seat.ordered(GiveRoleBackOrder("cso2"))


async def test_a_role_is_taken_without_a_password_and_given_back(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("f10", "p")
        await seat.see("Hendra Seroja")
        await seat.press(key_of(seat, "Hendra Seroja"))
        await seat.until(lambda: isinstance(seat.app.screen, InboxScreen), "the head's inbox")
        await seat.hear("You are Hendra Seroja now")
        assert len(seat.toasts) == 1 and seat.room_bar.splitlines()[1:2] != ["Nobody stands at your counter."]
        await seat.ordered(TakeRoleOrder("kasi.pdms"))
        seat.room.change_state(played_by={"cso1": "person", "kasi.pdms": "person"})
        seat.app.read_room()
        await seat.settle()
        await seat.press("f10", "k")
        await seat.see("section head PDMS · you")
        await seat.press(key_of(seat, "Hendra Seroja"))
        await seat.until(lambda: seat.app.client.signed_in.login == "cso1", "the own seat")
        await seat.ordered(GiveRoleBackOrder("kasi.pdms"))


def key_of(seat: RoomSeat, name: str) -> str:
    """The letter of a line of the panel."""
    panel = seat.app.screen
    assert isinstance(panel, Panel)
    return next(item.key for item in panel.page.items if item.label == name)


async def test_after_a_reset_the_seat_begins_anew_without_half_typed_text(tmp_path: Path) -> None:
    async with at_room(tmp_path) as seat:
        await seat.press("a")
        await seat.form()
        await seat.write("Sri")
        old = desk_of(seat.app)
        seat.room.change_state(generation=2)
        await seat.until(lambda: desk_of(seat.app) is not old and isinstance(seat.app.screen, QueueScreen), "the queue")
        await seat.hear("The room begins anew.")
        await seat.press("a")
        form = await seat.form()
        assert "Sri" not in [field.value for field in form.query(Input)]


async def test_the_help_names_the_trainer_s_keys(tmp_path: Path) -> None:
    async with at_room(tmp_path, (120, 60)) as seat:
        await seat.press("f1")
        await seat.see("TRAINING · Help", "F10 z Trainer's panel", "F11 y Pause / run the room")


async def test_a_demo_says_so(tmp_path: Path) -> None:
    async with at_room(tmp_path, demo=True) as seat:
        await seat.see("DEMO")
