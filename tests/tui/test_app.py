"""What holds on every screen: footers, the palette, colours that can be read, leaving without a loss."""

from dataclasses import replace

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.domain.views import Counts
from kppn_tui.i18n import _
from kppn_tui.tui.dialogs.choose import Choose
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.visit.screen import SessionScreen
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.topbar import TopBar
from tests.conftest import HandClock, People
from tests.desk.kit import now_of, serve, ticket_of, visit
from tests.tui.desks import OfficerAtDesk, at_desk, colours


def keys(officer: OfficerAtDesk) -> list[str]:
    """The keys named in the footer."""
    bar, found, end = officer.app.screen.query_one(KeyBar).render(), [], 0
    for span in sorted(bar.spans, key=lambda span: (span.start, -span.end)):
        # The first span of an entry covers all of it, the second its description.
        if span.start >= end:
            end = span.end
            found.append(bar.plain[span.start : span.end].split()[0])
    return found


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36), (160, 45)])
async def test_the_footer_fits_and_names_f_keys_while_typing(
    desk: Desk, people: People, clock: HandClock, lang: str, size: tuple[int, int]
) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock, size=size, lang=lang) as officer:
        assert "Enter" in keys(officer) and keys(officer)[-1] == "?" and len(keys(officer)) <= 7
        await officer.press("2")
        await officer.session()
        bar = officer.app.screen.query_one(KeyBar)
        assert bar.render().cell_len <= size[0]
        assert 3 <= len(keys(officer)) <= 7
        await officer.press("f4")
        await officer.pilot.pause()
        assert all(key.startswith("F") for key in keys(officer)), officer.footer
        assert {"F9", "F1"} <= set(keys(officer))
        assert bar.render().cell_len <= size[0]


async def test_the_palette_finds_an_action_in_the_users_language_and_runs_it(
    desk: Desk, people: People, clock: HandClock
) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock, lang="id") as officer:
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.see(_("Call next"))
        # What is not possible says why; nothing of the library's English.
        assert "Focus" not in officer.text and "Copy" not in officer.text
        await officer.type(_("Register").lower()[:6])
        await officer.see(_("Register"))
        await officer.press("enter")
        await officer.form()


async def test_the_palette_says_why_an_action_is_not_possible(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.type("call next")
        await officer.see("n · Nobody is waiting.")


async def test_the_palette_says_in_the_users_language_that_nothing_fits(
    desk: Desk, people: People, clock: HandClock
) -> None:
    async with at_desk(desk, people.ana, clock, lang="id") as officer:
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.type("zzz")
        await officer.see(_("Nothing is found."))
        assert "No matches" not in officer.text


async def test_closing_the_palette_never_loses_text(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (item,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        await officer.press("f4")
        await officer.type("sedang")
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.press("escape")
        await officer.until(lambda: isinstance(officer.app.screen, SessionScreen))
        await officer.until(lambda: officer.area("answer").has_focus)
        await officer.type(" menulis")
        assert officer.area("answer").text == "sedang menulis"
        # An action from the palette, too.
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.type("documents")
        await officer.until(lambda: "Documents" in officer.text)
        await officer.press("enter")
        await officer.form()
        await officer.until(lambda: now_of(desk, item).answer == "sedang menulis")
        await officer.press("escape")
        await officer.closed()
        assert officer.area("answer").text == "sedang menulis"


async def test_the_palette_over_a_form_acts_on_the_form(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        form = await officer.form()
        await officer.write("CV SEROJA")
        await officer.press("ctrl+p")
        await officer.until(lambda: isinstance(officer.app.screen, CommandPalette))
        await officer.see("Back (text is kept)")
        await officer.press("escape")
        await officer.until(lambda: officer.app.screen is form)
        assert isinstance(officer.app.focused, Input) and officer.app.focused.value == "CV SEROJA"


def contrast(one: tuple[int, int, int], two: tuple[int, int, int]) -> float:
    """The ratio of WCAG, 1 to 21."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [True, False])
async def test_everything_can_be_read_in_both_themes(desk: Desk, people: People, clock: HandClock, dark: bool) -> None:
    serve(desk, people, "RETUR", "LPJ")
    visit(desk, people, priority_reason="lansia")
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as officer:
        if not dark:
            await officer.press("f12")
        for minutes in (0, 16, 5):
            clock.forward(minutes)
            for key in ("1", "2", "k"):
                await officer.press(key)
                await officer.tick()
                forms = officer.app.screen.query(".form")
                within = forms.first().region if forms else None
                faint = {
                    (text.strip(), round(contrast(ink, paper), 1))
                    for text, ink, paper in colours(officer.app, within)
                    if contrast(ink, paper) < 4.5 and any(char.isalnum() for char in text)
                }
                assert not faint
            await officer.press("escape")
            await officer.closed()


async def test_no_color_leaves_no_colour_and_the_cursor_visible(
    desk: Desk, people: People, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    first, second = visit(desk, people), visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.go_to(second)
        strips = officer.app.screen._compositor.render_strips()
        assert not any(part.style and (part.style.color or part.style.bgcolor) for strip in strips for part in strip)
        marked = [
            strip.text
            for strip in strips
            if any(part.style and part.style.reverse and part.text.strip() for part in strip)
        ]
        assert any(second.label in line for line in marked)
        assert not any(line.startswith(first.label) for line in marked)


async def test_the_clock_stays_in_the_same_corner(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, _items = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        for size in ((80, 24), (160, 45), (100, 30)):
            await officer.pilot.resize_terminal(*size)
            for key in ("1", "2", "3", "5"):
                await officer.press(key)
                await officer.quiet()
                assert officer.lines[1].rstrip().endswith(f"{ticket.label} 00:00/20:00"), (size, key)


async def test_a_long_office_name_gives_way_to_screen_and_officer(desk: Desk, people: People, clock: HandClock) -> None:
    office = replace(desk.settings.office, name="Kantor Pelayanan Perbendaharaan Negara tipe A2 Tanah Seroja")
    desk.settings = replace(desk.settings, office=office)
    async with at_desk(desk, people.ana, clock) as officer:
        assert officer.lines[0].startswith("KPPN tipe A2")
        assert "· Queue · Ana Seroja counter 1" in officer.lines[0]
        assert officer.lines[0].endswith("24-11 09:10 WITA")


async def test_quitting_asks_only_while_a_service_runs(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("q")
        await officer.until(lambda: isinstance(officer.app.screen, Choose))
        await officer.press("escape")
        await officer.closed()
        assert officer.app.is_running
    async with at_desk(desk, people.budi, clock) as officer:
        await officer.press("q")
        await officer.until(lambda: officer.app._exit)


async def test_signing_out_keeps_what_was_typed_for_its_officer(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        await officer.form()
        await officer.write("CV SEROJA")
        await officer.press("escape")
        await officer.closed()
        await officer.press("l")
        await officer.until(lambda: isinstance(officer.app.screen, SignInScreen))
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("a")
        assert (await officer.form()).kept()["satker.text"] == "CV SEROJA"


async def test_without_a_service_the_way_to_one_is_told(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.hear("You are serving nobody: call the next visitor with “n” on the queue.")
        assert isinstance(officer.app.screen, QueueScreen)


@pytest.mark.parametrize("attempt", range(3))
async def test_leaving_while_something_is_read_is_quiet(
    desk: Desk, people: People, clock: HandClock, attempt: int
) -> None:
    ticket, _items = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        for _n in range(attempt + 1):
            officer.app.client.refresh()
    assert ticket_of(desk, ticket).state == "serving"


async def test_quitting_asks_while_a_visitor_is_called(desk: Desk, people: People, clock: HandClock) -> None:
    ticket = visit(desk, people)
    desk.call(people.ana, ticket)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("q")
        await officer.see(f"{ticket.label} is called to your counter. Quit?")
        await officer.press("escape")
        await officer.closed()
        # The other ways to leave ask the same.
        await officer.press("ctrl+q")
        await officer.see(f"{ticket.label} is called to your counter. Quit?")
        await officer.press("escape")
        await officer.closed()
        await officer.press("l")
        await officer.see(f"{ticket.label} is called to your counter. Sign out?")
        await officer.press("escape")
        await officer.closed()
        assert officer.app.is_running
        await officer.press("q")
        await officer.see("Quit?")
        await officer.press("down", "enter")
        await officer.until(lambda: officer.app._exit)


async def test_what_is_said_to_one_officer_is_not_for_the_next(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        with desk.store.writing():
            # The database is busy: the call comes through only when somebody else sits here.
            officer.app.simulate_key("n")
            await officer.until(lambda: officer.app.client.busy, "the call under way")
            officer.app.action_sign_out()
            officer.app.signed_in(people.budi)
        await officer.quiet()
        await officer.tick()
        assert officer.app.client.officer is people.budi
        assert officer.line("A-001", "called 1×, counter 1")
        assert officer.toasts == []
        # Nor what was still on the screen.
        officer.app.say("for Budi")
        officer.app.signed_in(people.ana)
        assert officer.toasts == []


async def test_an_undo_says_what_it_took_back(desk: Desk, people: People, clock: HandClock) -> None:
    held, _items = serve(desk, people)
    waiting = visit(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("n")
        await officer.see("is still at your counter.")
        await officer.press("down", "enter")
        await officer.hear(f"Please call: {waiting.label} counter 1")
        await officer.quiet()
        await officer.press("u")
        await officer.hear(f"Undone: Call {waiting.label}. {held.label} is in service again.")
        assert ticket_of(desk, waiting).state == "waiting"


async def test_the_header_drops_whole_figures(desk: Desk, people: People, clock: HandClock) -> None:
    ticket, _items = serve(desk, people)
    figures = ["inbox 55", "waiting 0", "overdue 88", "answered 77", "on time 50% (60/120)", "follow-up 66"]
    counts = Counts(ended_today=120, on_time_today=60, follow_ups=66, overdue=88, answered=77, inbox=55)
    async with at_desk(desk, people.ana, clock) as officer:
        bar = officer.app.screen.query_one(TopBar)
        for width, whole in ((120, 6), (100, 5), (80, 4)):
            await officer.pilot.resize_terminal(width, 24)
            await officer.until(lambda: bar.size.width == width, f"{width} wide")  # noqa: B023
            officer.app.client._state.board = replace(officer.app.client.board, counts=counts)
            officer.app.listener.second()
            await officer.pilot.pause()
            left, minutes_seconds = officer.lines[1].split("▶")
            assert left.rstrip().split(" · ") == figures[:whole], width
            assert minutes_seconds.split() == [ticket.label, "00:00/20:00"]


async def test_a_sentence_stands_once_when_a_form_opens_over_it(desk: Desk, people: People, clock: HandClock) -> None:
    async with at_desk(desk, people.ana, clock, size=(120, 36)) as officer:
        officer.app.say("Queue number A-017")
        await officer.see("Queue number A-017")
        await officer.press("a")
        await officer.form()
        await officer.quiet()
        assert officer.text.count("Queue number A-017") == 1
        await officer.press("escape")
        await officer.closed()
        assert officer.text.count("Queue number A-017") == 1


async def test_the_first_line_names_each_screen(desk: Desk, people: People, clock: HandClock) -> None:
    serve(desk, people)
    names = {"1": "Antrean", "2": "Layanan", "3": "Tindak lanjut", "4": "Eskalasi", "5": "Standar"}
    async with at_desk(desk, people.ana, clock, lang="id") as officer:
        for key, name in names.items():
            await officer.press(key)
            await officer.until(lambda name=name: f"· {name}" in officer.lines[0], name)  # type: ignore[misc]
