"""Every scenario through the real program in a real terminal, at 600×, with nobody at the keyboard but its trainee.

What the keys have brought about is held against the same scenario played by verbs, without a screen and in hops: the
same seed gives the same event log and the same score.
"""

import sys
import time
from datetime import datetime
from datetime import time as time_of_day
from itertools import cycle
from pathlib import Path

import pytest

from kppn_tui.desk import open_desk
from kppn_tui.i18n import _
from kppn_tui.office.places import room_folder
from kppn_tui.training.headless import run_headless
from kppn_tui.training.room import Room, open_room
from kppn_tui.training.room_creation import create_room
from kppn_tui.training.scenario import scenario_codes, scenario_path
from kppn_tui.training.score.export import to_csv
from kppn_tui.training.score.score_card import ScoreCard
from kppn_tui.training.scripted_officer import Manner
from tests.e2e.desktop import Desktop
from tests.invariants import check
from tests.soak import in_soak
from tests.training.test_headless import Log, card_of, log_of

#: How long a scenario may take, in seconds; the longest, a flood of messages, needs one on an idle machine.
PATIENCE = 900.0
#: By keys always; another crowd of visitors in tests/tui/test_key_steps.py.
LESSON = "pelajaran-pertama"
BY_VERBS = "played by verbs in tests/training/test_headless.py; by keys it takes half a minute"
RUNS = [
    (LESSON, Manner.GOOD),
    in_soak(BY_VERBS, "tamu-sulit", Manner.CARELESS),
    *(in_soak(BY_VERBS, code, Manner.GOOD) for code in scenario_codes() if code != LESSON),
]


@pytest.mark.timeout(PATIENCE + 60)
@pytest.mark.parametrize(("code", "manner"), RUNS)
def test_a_scenario_runs_to_its_end_unattended(tmp_path: Path, code: str, manner: Manner) -> None:
    room = played(tmp_path, code, manner)
    book = check(room.settings.url, room.settings.office.code)
    assert {row["label"] for row in book["ticket"]}
    with open_desk(room.settings.url, room.settings, room.clock) as desk:
        assert desk.now() == room.plan.end
        log, card = log_of(desk), card_of(room, desk)
    again, same = rehearsal(tmp_path, room, manner)
    assert log == again
    assert card.marks == same.marks
    assert (card.percent == 100) is (manner is Manner.GOOD)
    (sheet,) = (room.folder / "kartu").iterdir()
    assert points(sheet.read_text("utf-8-sig")) == points(to_csv(card).removeprefix("\ufeff"))


@pytest.mark.soak(reason="the lesson by keys once more, at every moment of which somebody interferes")
@pytest.mark.timeout(PATIENCE + 60)
def test_a_person_may_press_keys_while_the_trainee_plays(tmp_path: Path) -> None:
    desktop, path = Desktop(tmp_path / "home"), tmp_path / "latihan.db"
    try:
        desktop.start(*command(path, "pelajaran-pertama", Manner.GOOD))
        desktop.wait_for("Ratna Seroja", PATIENCE)
        room = open_room(path, "id")
        # The panel open and closed, pause and run, at every moment: also in the middle of what is typed.
        fidget = cycle(("F10", "Down", "F10", "F11", "F11"))

        def over() -> bool:
            desktop.send(next(fidget))
            return room.state().over

        # As quick as fingers are: a key is heeded when all that the one before has begun is shown.
        desktop.wait(over, "the end", PATIENCE, look=0.2)
        with open_desk(room.settings.url, room.settings, room.clock) as desk:
            log = log_of(desk)
    finally:
        desktop.end()
    assert log == rehearsal(tmp_path, room, Manner.GOOD)[0]


def command(path: Path, code: str, manner: Manner) -> list[str]:
    program = [sys.executable, "-m", "kppn_tui", "demo", "--db", str(path), "--scenario", code, "--seed", "1"]
    return [*program, "--speed", "600", "--play", str(manner)]


def played(folder: Path, code: str, manner: Manner) -> Room:
    """The room after the program has played it; its score card is saved by keys."""
    desktop = Desktop(folder / "home")
    path = folder / "latihan.db"
    try:
        desktop.start(*command(path, code, manner))
        desktop.wait_for(_("Score card"), PATIENCE)
        press_until(desktop, "Enter", "CSV")
        press_until(desktop, "c", str(room_folder(path) / "kartu")[:30])
        desktop.send("Enter")
        desktop.wait(lambda: list((room_folder(path) / "kartu").glob("*.csv")), "the saved card")
        return open_room(path, "id")
    finally:
        desktop.end()


def press_until(desktop: Desktop, key: str, text: str) -> None:
    """Press `key` until it is heeded: a card that has just come up takes none."""
    pressed = time.monotonic() - 1

    def seen() -> bool:
        nonlocal pressed
        if text in desktop.words():
            return True
        if time.monotonic() - pressed > 1:
            desktop.send(key)
            pressed = time.monotonic()
        return False

    desktop.wait(seen, f"“{text}” after “{key}”")


def rehearsal(folder: Path, room: Room, manner: Manner) -> tuple[Log, ScoreCard]:
    """The same by verbs."""
    (folder / "twin").mkdir()
    day = datetime.combine(room.today, time_of_day(9), room.settings.calendar().zone)
    path = folder / "twin" / "latihan.db"
    twin = create_room(path, scenario_path(room.plan.scenario.code), room.plan.seed, day, "id")
    with run_headless(twin, manner) as desk:
        return log_of(desk), card_of(twin, desk)


def points(sheet: str) -> list[str]:
    """The lines of a CSV without when it was saved."""
    return sheet.splitlines()
