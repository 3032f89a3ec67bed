"""A run saved and read again."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import BadInput
from kppn_tui.i18n import _, explain
from kppn_tui.training.score.export import to_csv, to_html
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.replay import frames
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.run_file import load_run, save_run
from kppn_tui.training.score.score_card import score
from tests.conftest import PASSWORD, HandClock, People
from tests.training.lesson import Lesson
from tests.training.test_score_card import careless_day, good_day


@pytest.fixture
def lesson(desk: Desk, people: People, clock: HandClock) -> Lesson:
    lesson = Lesson(desk, people, clock)
    careless_day(lesson)
    return lesson


def test_a_run_comes_back_as_it_was_without_the_database(lesson: Lesson, tmp_path: Path) -> None:
    run, facts = lesson.run("recall"), OfficeFacts.of(lesson.desk.settings)
    save_run(run, tmp_path / "run.json")
    lesson.desk.close()
    for database in tmp_path.glob("kppn.db*"):
        database.unlink()
    again = load_run(tmp_path / "run.json")
    assert again == run
    assert score(again, lesson.ana.id, facts).marks == score(run, lesson.ana.id, facts).marks


def test_a_good_day_comes_back_too(desk: Desk, people: People, clock: HandClock, tmp_path: Path) -> None:
    lesson = Lesson(desk, people, clock)
    good_day(lesson, people)
    save_run(lesson.run(), tmp_path / "run.json")
    assert load_run(tmp_path / "run.json") == lesson.run()


def test_no_password_is_saved_and_the_file_is_the_owners_alone(lesson: Lesson, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    save_run(lesson.run(), path)
    text = path.read_text("utf-8")
    assert PASSWORD not in text and "argon2" not in text and "password" not in text
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_run_is_never_written_over_another(lesson: Lesson, tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("milik orang")
    with pytest.raises(BadInput):
        save_run(lesson.run(), path)
    assert path.read_text() == "milik orang"


def saved(lesson: Lesson, tmp_path: Path) -> dict[str, Any]:
    save_run(lesson.run("recall"), tmp_path / "run.json")
    told: dict[str, Any] = json.loads((tmp_path / "run.json").read_bytes())
    return told


def refused(path: Path) -> str:
    """The one sentence with which the file is refused."""
    with pytest.raises(BadInput) as caught:
        load_run(path)
    sentence = explain(caught.value)
    assert str(path) in sentence and "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1"),
        (b'{"format": "kppn-tui run",\n "version": 1,\n "title": "Ha', "3"),
        (b"[]", ""),
        (b"{}", ""),
        (b"\xff\xfe{", ""),
        (b"NaN", ""),
        (b"[" * 200_000, ""),
        (b"1" * 10_000, ""),
        (b'{"format": "kppn-tui run", "version": 2}', ""),
        (b'{"format": "kppn-tui run", "version": 1}', "scenario"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "run.json"
    path.write_bytes(content)
    assert said in refused(path).replace(str(path), "")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    refused(tmp_path / "nowhere.json")
    refused(tmp_path)


def test_a_file_without_end_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    assert refused(path) == _("{file} is too large for a saved run.").format(file=path)


Change = Callable[[dict[str, Any]], object]
CHANGES: list[tuple[str, Change]] = [
    ("ended_at", lambda run: run.update(ended_at=run["started_at"][:-6])),
    ("ended_at", lambda run: run.update(ended_at="2001-01-01T00:00:00+00:00")),
    ("zone", lambda run: run.update(zone="Asia/Serojabaru")),
    ("zone", lambda run: run.update(zone="../../etc/passwd")),
    ("seed", lambda run: run.update(seed=True)),
    ("title", lambda run: run.update(title=None)),
    ("title", lambda run: run.update(title="x" * 20_001)),
    ("keys[0]", lambda run: run.update(keys=[1])),
    ("keys", lambda run: run.update(keys="recall")),
    ("events", lambda run: run.update(events={})),
    ("events[0].data.topics", lambda run: run["events"][0]["data"].update(topics="RETUR")),
    ("events[0].data.arrived", lambda run: run["events"][0]["data"].update(arrived="kemarin")),
    ("officers.ana", lambda run: run["officers"].update(ana="Ana")),
    ("officers.²", lambda run: run["officers"].update({"²": "Ana"})),
    ("officers.1", lambda run: run["officers"].update({"1": 5})),
    ("events[1].id", lambda run: run["events"][1].update(id="1")),
    ("events: id 1", lambda run: run["events"][1].update(id=1)),
    ("events[0].at", lambda run: run["events"][0].update(at="2026-11-24T09:00:00")),
    ("events[0].at", lambda run: run["events"][0].update(at="9999-12-31T23:59:59-12:00")),
    ("events[0].action", lambda run: run["events"][0].update(action="delete_everything")),
    ("events[0].data", lambda run: run["events"][0].update(data="{}")),
    ("events[0].ticket", lambda run: run["events"][0].update(ticket=1.5)),
    ("events[0].ticket", lambda run: run["events"].insert(0, {"id": 0} | _bare(run["events"][0]))),
    ("callers.1.matters", lambda run: run["callers"]["1"].update(matters=5)),
    ("callers.1.name", lambda run: run["callers"]["1"].update(name=5)),
    ("callers.1.hears", lambda run: run["callers"]["1"].update(hears=True)),
    ("callers.1.at", lambda run: run["callers"]["1"].update(at="2026-11-24T09:00:00")),
    ("callers.1", lambda run: run["callers"]["1"].update(unheard=1)),
    ("callers.1.matters[0].outcome", lambda run: run["callers"]["1"]["matters"][0].update(outcome="maybe")),
]


def _bare(event: dict[str, Any]) -> dict[str, Any]:
    return {"at": event["at"], "action": "take_ticket", "data": {}}


@pytest.mark.parametrize(("where", "change"), CHANGES)
def test_a_wrong_value_is_named(lesson: Lesson, tmp_path: Path, where: str, change: Change) -> None:
    told = saved(lesson, tmp_path)
    change(told)
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(told), "utf-8")
    assert f"“{where}”" in refused(path)


def test_text_from_outside_is_made_harmless(lesson: Lesson, tmp_path: Path) -> None:
    told = saved(lesson, tmp_path)
    told["title"] = "Hari\x1b[2J biasa\u202e"
    told["callers"]["1"]["name"] = "Ana\x07"
    told["events"][-1]["data"]["unknown"] = [{"x": "\x1b]0;\x07"}]
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(told), "utf-8")
    run = load_run(path)
    assert run.title == "Hari[2J biasa" and run.callers[1].name == "Ana"
    assert "\\u001b" not in run.events[-1].data


def places(told: Any) -> Iterator[tuple[Any, Any]]:
    """Every value of `told` with what holds it."""
    keys = list(told) if isinstance(told, dict) else range(len(told)) if isinstance(told, list) else ()
    for key in keys:
        yield told, key
        yield from places(told[key])


def test_whatever_is_changed_a_run_that_is_taken_can_be_scored_and_replayed(lesson: Lesson, tmp_path: Path) -> None:
    original = json.dumps(saved(lesson, tmp_path))
    facts, random_for, path = OfficeFacts.of(lesson.desk.settings), Random(4), tmp_path / "changed.json"
    taken = 0
    for _turn in range(400):
        told = json.loads(original)
        for _change in range(random_for.randint(1, 3)):
            holder, key = random_for.choice(list(places(told)))
            if random_for.random() < 0.3:
                del holder[key]
            else:
                holder[key] = random_for.choice([None, -1, 0, 7, 10**30, "", "x", "resolve", [], {}, [5], True, 1.5])
        path.write_text(json.dumps(told), "utf-8")
        try:
            run = load_run(path)
        except BadInput:
            continue
        taken += 1
        assert use(run, lesson.ana.id, facts)
    assert taken > 20


def use(run: Run, officer_id: int, facts: OfficeFacts) -> bool:
    card = score(run, officer_id, facts)
    return bool(to_html(card) and to_csv(card) and len(frames(run)) == len(run.events))


def test_a_run_without_events_is_a_run(lesson: Lesson, tmp_path: Path) -> None:
    run = replace(lesson.run(), events=(), callers={})
    save_run(run, tmp_path / "empty.json")
    assert load_run(tmp_path / "empty.json") == run
    assert use(run, lesson.ana.id, OfficeFacts.of(lesson.desk.settings))
