"""The desk in a room: the strip below the header, the room's time on every clock, and what covers the desk."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

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
from tests.tui.rooms import QUESTION, OfficerInRoom, at_room

SIZES = [(80, 24), (120, 36)]


# The strip


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
async def test_the_strip_below_the_header_has_pace_title_and_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_room(tmp_path, size) as officer:
        assert officer.app.badge == "TRAINING" and "TRAINING" in officer.lines[0]
        assert all(part in officer.lines[2] for part in ("‖ paused", "Pelajaran pertama", "50 min left", "F10 trainer"))
        assert "Nobody stands at your counter." in officer.lines[3]
        await officer.press("f11")
        await officer.until(lambda: "▶ 1×" in officer.lines[2] and "F11 pause" in officer.lines[2], officer.room_bar)


@pytest.mark.parametrize(("key", "title"), [("n", "Score card"), ("u", "Replay"), ("e", "Exercises")])
async def test_the_badge_is_on_every_screen(tmp_path: Path, key: str, title: str) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("f10", key)
        await officer.until(lambda: officer.line("TRAINING", title), officer.lines[0])


async def test_what_the_visitor_says_is_shown_whole_and_never_read_as_markup(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        officer.room.change_state(hints=False)
        ticket = await officer.serve()
        await officer.see("Visitor: “I am Bunga Seroja, bendahara. From 980113 PUSKESMAS SEROJA.” “Honor guru kami")
        app = officer.app
        assert desk_of(app) is not None and app.client.officer is not None
        desk_of(app).identify(app.client.officer, ticket.id, name="Bunga Seroja", satker_name="PUSKESMAS SEROJA")
        await officer.see(f"Bunga Seroja: “{QUESTION}”")
        header = officer.app.base_screen.query_one(TopBar)  # type: ignore[union-attr]
        assert "/20:00" in str(header.render()).splitlines()[1]


async def test_a_long_speech_ends_in_an_ellipsis_and_the_hint_keeps_its_line(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.serve(question="Kami bertanya panjang sekali. " * 40)
        await officer.until(lambda: "→" in officer.room_bar, "a hint")
        lines = officer.room_bar.splitlines()
        assert len(lines) == 4 and lines[2].endswith("…") and lines[3].startswith("→")
        assert all(len(line) <= 80 for line in lines)
        officer.room.change_state(hints=False)
        await officer.until(lambda: "→" not in officer.room_bar and len(officer.room_bar.splitlines()) == 3, "no hint")
        assert officer.room_bar.endswith("…")


@pytest.mark.parametrize("keys", [("a",), ("o",), ("2", "i")], ids=["visitor", "message", "identity"])
async def test_header_and_strip_stay_in_sight_while_a_form_is_open(tmp_path: Path, keys: tuple[str, ...]) -> None:
    async with at_room(tmp_path) as officer:
        await officer.serve()
        for key in keys:
            await officer.press(key)
            await officer.quiet()
        form = await officer.form()
        officer.app.clear_notifications()
        await officer.until(lambda: not form.query("Toast"), "no toasts")
        assert officer.app.base_screen is not None
        strip = officer.app.base_screen.query_one(RoomBar).region
        assert form.query_one(".form").region.y >= strip.bottom and strip.height == 4
        assert "Visitor: “I am Bunga Seroja" in officer.lines[3]
        assert form.query_one(".form-error").region.bottom < 24


async def test_the_one_at_the_counter_speaks_not_the_one_who_fetches_papers(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        app = officer.app
        first = await officer.serve(name="Pertama Seroja")
        assert desk_of(app) is not None and app.client.officer is not None
        item = desk_of(app).session(first.id).consultations[0].consultation.id
        desk_of(app).request_documents(app.client.officer, item, ["Surat"])
        second = officer.comes(name="Kedua Seroja")
        desk_of(app).call(app.client.officer, second.id)
        await officer.see(f"{second.label} comes to the counter.")
        await officer.press("2")
        await officer.until(lambda: app.listener.ticket_in_work == first.id, "the visit on hold")
        await officer.see("I left it behind: Surat.")


# Time


async def test_at_600_the_clocks_go_on_several_times_a_second_and_the_app_never_sweeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_room(tmp_path, speed=600) as officer:
        await officer.serve()
        assert TICK <= 1 / 4, "several times a second"
        # Whatever is shown anew from here on, is so without a second of the machine.
        monkeypatch.setattr(officer.app.listener, "second", lambda: None)
        bar = officer.app.base_screen.query_one(TopBar)  # type: ignore[union-attr]
        seen = {str(bar.render())}
        officer.room.clock.run()
        for _number in range(5):
            await officer.until(lambda: str(bar.render()) not in seen, "the clock in the corner goes on")
            seen.add(str(bar.render()))
        officer.room.clock.pause()
        assert desk_of(officer.app) is not None and desk_of(officer.app).board().swept_at is None


@pytest.mark.parametrize("running", [True, False], ids=["fast", "stepping"])
async def test_nobody_is_called_asleep_while_time_flies(tmp_path: Path, running: bool) -> None:
    async with at_room(tmp_path, speed=600) as officer:
        app, clock = officer.app, officer.room.clock
        assert desk_of(app) is not None
        for _number in range(3):
            desk_of(app).sweep("stage")
            if running:
                clock.run()
            clock.jump_to(app.client.now() + timedelta(minutes=5))
            swept = app.client.now()
            desk_of(app).sweep("stage")
            await officer.until(lambda: app.client.board.swept_at and app.client.board.swept_at >= swept, "read anew")  # noqa: B023
            assert not app.client.asleep and "not" not in officer.lines[22]
        clock.pause()


async def test_who_has_not_swept_for_long_is_asleep_in_a_room_too(tmp_path: Path) -> None:
    async with at_room(tmp_path, speed=600) as officer:
        assert desk_of(officer.app) is not None
        desk_of(officer.app).sweep("stage")
        officer.room.clock.jump_to(officer.app.client.now() + timedelta(minutes=31))
        await officer.until(lambda: officer.app.client.asleep, "asleep")


async def test_while_time_stands_the_hint_names_the_key_that_lets_it_go(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.see("→ Nothing to do while time stands: F11 lets it go on.")
        await officer.press("f11")
        await officer.see("→ Nothing to do right now.")


async def test_over_a_form_toasts_leave_the_strip_in_sight(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("a")
        form = await officer.form()
        officer.app.say("Something", "warning")
        await officer.until(lambda: form.query("Toast") and form.query_one("Toast").region, "a toast")
        assert officer.app.base_screen is not None
        assert form.query_one("Toast").region.bottom <= officer.app.base_screen.query_one(RoomBar).region.y


async def test_the_list_of_references_opens_again_by_its_key(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.serve()
        await officer.press("2")
        session = await officer.session()
        cited = session.query_one("#references", References).query_one(OptionList)
        for _number in range(2):
            await officer.press("f5")
            await officer.until(lambda: cited.has_class("-open"), "the list")
            await officer.press("escape")
            await officer.until(lambda: not cited.has_class("-open"), "no list")


async def test_while_time_stands_nothing_is_painted(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        strip = officer.app.base_screen.query_one(RoomBar)  # type: ignore[union-attr]
        painted: list[bool] = []
        strip.refresh = lambda *args, **kwargs: painted.append(True)  # type: ignore[method-assign]
        await officer.pilot.pause(0.8)
        assert painted == []


async def test_pause_and_run_over_a_form_keep_what_was_typed(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("a")
        form = await officer.form()
        await officer.write("yz")
        for running in (True, False):
            await officer.press("f11")
            await officer.until(lambda wanted=running: officer.room.clock.pace().running is wanted)  # type: ignore[misc]
        assert officer.app.screen is form
        assert "yz" in [field.value for field in form.query(Input)]


async def test_letters_pause_and_open_outside_fields_only(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("y")
        await officer.until(lambda: officer.room.clock.pace().running)
        await officer.press("z")
        await officer.until(lambda: isinstance(officer.app.screen, Panel))
        await officer.press("z")
        await officer.until(lambda: isinstance(officer.app.screen, QueueScreen))


async def test_what_the_stage_has_swept_is_told_once(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        ticket, desk = await officer.serve(), desk_of(officer.app)
        officer.room.clock.jump_to(officer.app.client.now() + timedelta(minutes=21))
        officer.app.told_by_leader(desk.sweep("leader"))
        await officer.hear(f"{ticket.label}: A service is over the standard time.")


# What covers the desk


async def test_frozen_no_key_does_anything_but_the_trainer_s(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("a")
        form = await officer.form()
        await officer.write("Sri")
        officer.room.change_state(frozen=True)
        await officer.until(lambda: isinstance(officer.app.screen, Frozen), "the cover")
        await officer.see("The trainer has frozen the room")
        await officer.press("x", "escape", "f9", "tab", "1", "ctrl+p", "f1")
        assert isinstance(officer.app.screen, Frozen)
        await officer.press("f11")
        await officer.hear("The room is frozen: let it go on first")
        assert not officer.room.clock.pace().running
        await officer.press("f10")
        await officer.until(lambda: isinstance(officer.app.screen, Panel), "the panel over it")
        await officer.see("Let the room go on")
        await officer.press("b")
        await officer.ordered(FreezeOrder(False))
        officer.room.change_state(frozen=False)
        await officer.until(lambda: officer.app.screen is form, "the form again")
        assert "Sri" in [field.value for field in form.query(Input)]


async def test_after_a_power_cut_the_first_screen_is_back_and_nothing_is_lost(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.serve()
        await officer.press("2")
        await officer.session()
        await officer.press("f3")
        await officer.type("Retur")
        officer.room.change_state(power_off_until=officer.app.client.now() + timedelta(minutes=5))
        await officer.until(lambda: isinstance(officer.app.screen, Blackout), "darkness")
        await officer.see("The power is out", "It is back at")
        await officer.press("x", "escape", "1", "f9", "ctrl+p")
        assert isinstance(officer.app.screen, Blackout)
        officer.room.clock.jump_to(officer.app.client.now() + timedelta(minutes=5))
        await officer.until(lambda: isinstance(officer.app.screen, QueueScreen), "the queue")
        await officer.hear("Everything is still there")
        await officer.press("2")
        await officer.session()
        assert officer.area("question").text == "Retur"


async def test_the_end_waits_for_a_form_and_for_a_field_and_is_deaf_at_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covers, "DEAF", 3600.0)
    async with at_room(tmp_path) as officer:
        await officer.press("a")
        await officer.form()
        officer.room.change_state(over=True)
        await officer.until(lambda: officer.app.view and officer.app.view.state.over, "the end is known")
        await officer.write("Honor")
        await officer.press("enter")
        assert isinstance(officer.app.screen, Form)
        await officer.press("escape")
        await officer.until(lambda: isinstance(officer.app.screen, Over), "the end")
        await officer.press("enter")
        assert isinstance(officer.app.screen, Over)


async def test_the_end_of_the_scenario_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covers, "DEAF", 0.0)
    async with at_room(tmp_path) as officer:
        officer.room.change_state(over=True)
        await officer.until(lambda: isinstance(officer.app.screen, Over), "the end")
        await officer.see("“Pelajaran pertama” is over.", "Score card")
        await officer.press("escape")
        await officer.until(lambda: isinstance(officer.app.screen, QueueScreen))
        officer.app.read_room()
        await officer.quiet()
        assert isinstance(officer.app.screen, QueueScreen) and "the scenario is over" in officer.room_bar


async def test_a_notice_is_told_once(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.until(lambda: officer.app.view is not None, "the room was looked at")
        for _again in range(2):
            officer.room.announce("SAKTI [/b] mati")
            await officer.hear("SAKTI [/b] mati")
            officer.app.clear_notifications()
            officer.app.read_room()
            await officer.quiet()
            assert officer.toasts == []


async def test_what_was_told_before_is_not_told_to_who_comes_later(tmp_path: Path) -> None:
    async with at_room(tmp_path, signed_in=False) as officer:
        await officer.until(lambda: not officer.app._watch._reading, "nobody looks")
        officer.app._response._notices = None
        officer.room.announce("SAKTI mati")
        officer.app.read_room()
        await officer.until(lambda: officer.app._response._notices == 1, "the room was looked at")
        assert officer.toasts == []


# Who sits here


async def signs_in(officer: OfficerInRoom, login: str) -> None:
    """At the sign-in, by name and password; the room lets go of the role."""
    for field, text in (("login", login), ("password", "demo-demo")):
        officer.app.screen.query_one(f"#{field}", Input).value = text
    await officer.press("f9")
    await officer.until(lambda: isinstance(officer.app.screen, QueueScreen), "the queue")
    await officer.ordered(TakeRoleOrder(login))


async def test_whoever_signs_in_at_another_terminal_is_no_longer_played(tmp_path: Path) -> None:
    async with at_room(tmp_path, signed_in=False) as officer:
        await officer.until(lambda: isinstance(officer.app.screen, SignInScreen), "the sign-in")
        await officer.see("TRAINING", "F10 Trainer's panel")
        await signs_in(officer, "cso2")
        await officer.press("l")
        await officer.ordered(GiveRoleBackOrder("cso2"))


async def test_whoever_stays_after_all_is_not_given_back(tmp_path: Path) -> None:
    async with at_room(tmp_path, signed_in=False) as officer:
        await officer.until(lambda: isinstance(officer.app.screen, SignInScreen), "the sign-in")
        await signs_in(officer, "cso2")
        officer.comes()
        await officer.fresh()
        await officer.press("n")
        await officer.quiet()
        await officer.press("l")
        await officer.see("Sign out?")
        await officer.press("escape")
        await officer.quiet()
        assert officer.orders() == [], "cso2 is still here"
        await officer.press("l", "down", "enter")
        await officer.ordered(GiveRoleBackOrder("cso2"))


async def test_a_role_is_taken_without_a_password_and_given_back(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("f10", "p")
        await officer.see("Hendra Seroja")
        await officer.press(key_of(officer, "Hendra Seroja"))
        await officer.until(lambda: isinstance(officer.app.screen, InboxScreen), "the head's inbox")
        await officer.hear("You are Hendra Seroja now")
        assert len(officer.toasts) == 1 and officer.room_bar.splitlines()[1:2] != ["Nobody stands at your counter."]
        await officer.ordered(TakeRoleOrder("kasi.pdms"))
        officer.room.change_state(played_by={"cso1": "person", "kasi.pdms": "person"})
        officer.app.read_room()
        await officer.quiet()
        await officer.press("f10", "k")
        await officer.see("section head PDMS · you")
        await officer.press(key_of(officer, "Hendra Seroja"))
        await officer.until(lambda: officer.app.client.signed_in.login == "cso1", "the own officer")
        await officer.ordered(GiveRoleBackOrder("kasi.pdms"))


def key_of(officer: OfficerInRoom, name: str) -> str:
    """The letter of a line of the panel."""
    panel = officer.app.screen
    assert isinstance(panel, Panel)
    return next(item.key for item in panel.page.items if item.label == name)


async def test_after_a_reset_the_trainee_begins_anew_without_half_typed_text(tmp_path: Path) -> None:
    async with at_room(tmp_path) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write("Sri")
        old = desk_of(officer.app)
        officer.room.change_state(generation=2)
        await officer.until(
            lambda: desk_of(officer.app) is not old and isinstance(officer.app.screen, QueueScreen), "the queue"
        )
        await officer.hear("The room begins anew.")
        await officer.press("a")
        form = await officer.form()
        assert "Sri" not in [field.value for field in form.query(Input)]


async def test_the_help_names_the_trainer_s_keys(tmp_path: Path) -> None:
    async with at_room(tmp_path, (120, 60)) as officer:
        await officer.press("f1")
        await officer.see("TRAINING · Help", "F10 z Trainer's panel", "F11 y Pause / run the room")


async def test_a_demo_says_so(tmp_path: Path) -> None:
    async with at_room(tmp_path, demo=True) as officer:
        await officer.see("DEMO")
