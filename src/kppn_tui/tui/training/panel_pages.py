"""Pages of the trainer's panel: what each letter asks of the room, and how things stand."""

import shlex
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from kppn_tui.client.queries import officers
from kppn_tui.domain.states import ROLE_TEXT
from kppn_tui.i18n import N_, _, clock_time
from kppn_tui.presentation import words
from kppn_tui.training.clock import SPEEDS
from kppn_tui.training.orders import FreezeOrder, HintsOrder, InjectOrder, JumpOrder, ResetOrder
from kppn_tui.training.simulation.injects import Inject
from kppn_tui.training.time_jumps import TimeJump
from kppn_tui.tui.training.host import TrainingHost
from kppn_tui.tui.training.panel import Item, Page, Panel
from kppn_tui.tui.training.roles import give_back, take_role
from kppn_tui.tui.training.room_bar import pace_word

if TYPE_CHECKING:
    from kppn_tui.domain.people import Officer

#: Letter, what is asked of the room, its words on the list, and what is said when it was asked.
STEPS = (
    ("k", TimeJump.EVENT, N_("The next event"), N_("On to the next event.")),
    ("p", TimeJump.WARNING, N_("A service's {warn} minutes"), N_("On to the {warn}-minute warning.")),
    ("b", TimeJump.BREACH, N_("A service's {limit} minutes"), N_("On to the {limit}-minute limit.")),
    ("s", TimeJump.QUARTER, N_("A quarter of an hour later"), N_("On by 15 minutes.")),
    ("t", TimeJump.CLOSING, N_("Closing time"), N_("On to closing time.")),
    ("h", TimeJump.NEXT_DAY, N_("The next working day"), N_("On to the next working day.")),
    (
        "l",
        TimeJump.AFTER_HOLIDAYS,
        N_("The first day after the next holidays"),
        N_("On to the day after the next holidays."),
    ),
)
INJECTED = (
    ("p", Inject.VISITOR, N_("A visitor"), N_("A visitor comes.")),
    ("u", Inject.PRIORITY, N_("A visitor with priority"), N_("A visitor with priority comes.")),
    ("o", Inject.ONLINE, N_("An online message"), N_("A message comes in.")),
    ("t", Inject.ABSENT, N_("One who will not come when called"), N_("Somebody comes who will not hear the call.")),
    ("x", Inject.IMPATIENT, N_("An impatient visitor"), N_("An impatient visitor comes.")),
    ("k", Inject.REFUSES_CONTACT, N_("One who refuses to give a contact"), N_("Somebody comes who gives no contact.")),
    ("j", Inject.HEAD_ANSWERS, N_("The section head's answer"), N_("The section heads answer what waits for them.")),
    ("l", Inject.POWER_CUT, N_("A power cut"), N_("The power goes out.")),
)


def title_text(app: TrainingHost, title: str) -> Text:
    """Return the line over each list: its title, how the room's time goes, and which moment it shows."""
    now = app.client.local_now()
    told = Text(no_wrap=True).append(title, style="bold").append(f"  ·  {pace_word(app)}  ·  ")
    return told.append(f"{words.short_day(now)} {clock_time(now)} {now.tzname()}")


def main_page(panel: Panel) -> Page:
    """Return the first list."""
    app = panel.training
    state = app.view.state if app.view is not None else None
    hints, frozen = state is not None and state.hints, state is not None and state.frozen
    me = app.client.officer
    return Page(
        _("Trainer's panel"),
        (
            *_time_items(panel),
            Item("s", _("Inject now …"), partial(panel.open, partial(_injected, app)), stays=True),
            Item("p", _("Take over a role …"), partial(_open_roles, panel, False), me.name if me else "", stays=True),
            Item("k", _("Give a role back …"), partial(_open_roles, panel, True), stays=True),
            Item("h", _("Hints"), partial(_hints, app, not hints), _("shown") if hints else _("hidden"), stays=True),
            Item("b", _("Let the room go on") if frozen else _("Freeze the room"), partial(_freeze, app, not frozen)),
            Item("n", _("Score card"), app.show_scores),
            Item("u", _("Replay"), partial(_replay, app)),
            Item("e", _("Exercises"), partial(_exercises, app)),
            Item("r", _("Reset to the start …"), partial(panel.open, partial(_reset_page, panel)), stays=True),
            Item("g", _("How others join …"), partial(panel.open, partial(_join_page, app)), stays=True),
            Item("i", _("About this scenario"), app.action_brief, app.room.plan.scenario.title),
            Item("t", _("Short tour"), app.action_tour),
        ),
    )


def _time_items(panel: Panel) -> tuple[Item, ...]:
    app = panel.training
    pace = app.room.clock.pace()
    direct = f"1–{len(SPEEDS)}: {' '.join(map(str, SPEEDS))}×"
    at = SPEEDS.index(pace.speed) if pace.speed in SPEEDS else 0
    faster, slower = min(at + 1, len(SPEEDS) - 1), max(at - 1, 0)
    return (
        Item("j", _("Pause") if pace.running else _("Run"), app.action_pause, f"{pace_word(app)} (F11)"),
        Item("+", _("Faster"), partial(app.let_run, SPEEDS[faster]), direct, stays=True),
        Item("-", _("Slower"), partial(app.let_run, SPEEDS[slower]), stays=True),
        Item("l", _("Step to …"), partial(panel.open, partial(_steps, app)), stays=True),
    )


def _steps(app: TrainingHost) -> Page:
    limits = app.room.settings.limits
    numbers = {"warn": limits.warn_minutes, "limit": limits.service_minutes}
    return Page(
        _("Step to"),
        tuple(
            Item(key, _(label).format(**numbers), partial(app.order, JumpOrder(to), _(told).format(**numbers)))
            for key, to, label, told in STEPS
        ),
    )


def _injected(app: TrainingHost) -> Page:
    return Page(
        _("Inject now"),
        tuple(
            Item(key, _(label), partial(app.order, InjectOrder(what), _(told))) for key, what, label, told in INJECTED
        ),
    )


def _hints(app: TrainingHost, on: bool) -> None:
    app.order(HintsOrder(on), _("Hints are shown.") if on else _("Hints are hidden."))


def _freeze(app: TrainingHost, on: bool) -> None:
    app.order(FreezeOrder(on), _("The room is frozen.") if on else _("The room goes on."))


# Roles


def _open_roles(panel: Panel, back: bool) -> None:
    """Read the officers, then show them; `back` for those who may be given back."""
    panel.client.ask(officers(), lambda known: panel.open(partial(_roles, panel, tuple(known), back)))


def _roles(panel: Panel, known: "tuple[Officer, ...]", back: bool) -> Page:
    app = panel.training
    state = app.view.state if app.view is not None else None
    played = {} if state is None else state.played_by
    known = tuple(one for one in known if one.active and (not back or played.get(one.login) == "person"))
    does = give_back if back else take_role
    items = tuple(
        Item(key, one.name, partial(does, app, one), _who_plays(app, one, played.get(one.login, "")))
        for key, one in zip("123456789abcdefghijkl", known, strict=False)
    )
    if back:
        told = "" if items else _("Nobody has taken over a role.")
        return Page(_("Give a role back"), items, told)
    return Page(_("Take over a role"), items, _("No password is asked for. The room no longer plays whom you take."))


def _who_plays(app: TrainingHost, officer: "Officer", played: str) -> str:
    """Return the officer's roles, and who plays them now."""
    role = ", ".join(_(text) for code, text in ROLE_TEXT.items() if code in officer.role_set)
    names = [one.short for one in app.room.settings.sections if one.code in officer.section_set]
    role = " ".join((role, *names))
    me = app.client.officer
    # Whom nobody else plays, the room does: not worth a word on each line.
    who = _("a person") if played == "person" else ""
    if me is not None and me.login == officer.login:
        who = _("you")
    return " · ".join(part for part in (role, who) if part)


# Behind it


def _replay(app: TrainingHost) -> None:
    from kppn_tui.tui.training.replay import RunsScreen

    app.open_dialog(RunsScreen(app.room))


def _exercises(app: TrainingHost) -> None:
    from kppn_tui.tui.training.exercises import ExercisesScreen

    app.open_dialog(ExercisesScreen(app.room.settings, app.client.calendar, app.room.plan.seed))


def _reset_page(panel: Panel) -> Page:
    told = _("Everything done in this room is lost. Save the run first: “Score card”.")
    return Page(
        _("Reset the room to its start?"),
        (
            Item("t", _("No, back"), panel.action_back, stays=True),
            Item("y", _("Yes, reset"), partial(panel.training.order, ResetOrder(), _("The room begins anew."))),
        ),
        told,
    )


def _join_page(app: TrainingHost) -> Page:
    told = _("On another terminal of this computer, for each trainee:")
    end = _("Everybody signs in as another officer; the password of all is demo-demo.")
    return Page(_("How others join"), (), f"{told}\n\n  kppn-tui demo --db {shlex.quote(str(app.room.path))}\n\n{end}")
