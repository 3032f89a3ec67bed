"""The exercises: what is drawn, what is right, and what is said of an answer that is not."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from kppn_tui import i18n
from kppn_tui.domain.errors import BadInput, CalendarMissing
from kppn_tui.domain.office import Limits
from kppn_tui.domain.promise import solution_promise
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.office.calendar import load_calendar
from kppn_tui.office.settings import Settings
from kppn_tui.office.standard import load_standard
from kppn_tui.training.exercises import KIND_TEXT, ExerciseKind, ExerciseSet, SectionExercise, Tally
from kppn_tui.training.exercises.date_input import read_date
from kppn_tui.training.exercises.due_date import DueDateExercise
from kppn_tui.training.exercises.exercise_set import DRAWERS
from kppn_tui.training.exercises.missing_step import FACE_TO_FACE, ONLINE, MissingStepExercise
from kppn_tui.training.exercises.moments import INSTRUCTIVE_MOMENTS
from tests.conftest import ROOT, WITA, wita

SEED = 4
MANY = 300


@pytest.fixture
def calendar(settings: Settings) -> WorkCalendar:
    return settings.calendar()


@pytest.fixture
def exercises(settings: Settings, calendar: WorkCalendar) -> ExerciseSet:
    return ExerciseSet(settings, calendar, SEED)


@pytest.fixture
def asked(calendar: WorkCalendar) -> Callable[..., DueDateExercise]:
    """An exercise of a given moment, face to face unless it says when it was taken up."""

    def ask(arrived: str, taken_up: str = "", **readings: str) -> DueDateExercise:
        limits = replace(Limits(), **readings)  # type: ignore[arg-type]
        return DueDateExercise(calendar, limits, wita(arrived), wita(taken_up) if taken_up else None)

    return ask


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


def due_exercises(exercises: ExerciseSet) -> list[DueDateExercise]:
    drawn = [exercises.draw(ExerciseKind.DUE, n) for n in range(MANY)]
    assert all(isinstance(one, DueDateExercise) for one in drawn)
    return drawn  # type: ignore[return-value]


# Drawing


def test_every_kind_is_drawn_and_named() -> None:
    assert set(DRAWERS) == set(KIND_TEXT) == set(ExerciseKind)


@pytest.mark.parametrize("kind", ExerciseKind)
def test_a_seed_draws_the_same_again(settings: Settings, exercises: ExerciseSet, kind: ExerciseKind) -> None:
    again, other = (ExerciseSet(settings, settings.calendar(), seed) for seed in (SEED, SEED + 1))
    first = [exercises.draw(kind, n).paragraphs for n in range(20)]
    assert [again.draw(kind, n).paragraphs for n in range(20)] == first
    assert [other.draw(kind, n).paragraphs for n in range(20)] != first
    assert exercises.draw(kind, 7).paragraphs == first[7], "whatever was drawn before"


def test_what_is_hard_comes_up_often(exercises: ExerciseSet, calendar: WorkCalendar) -> None:
    drawn = due_exercises(exercises)
    starts = [one.arrived for one in drawn]
    kinds = [{skipped.kind for skipped in one.due.skipped} for one in drawn]
    worked = {wita(text) for text in INSTRUCTIVE_MOMENTS}
    often = {
        "weekend": sum(one.start.isocalendar()[:2] != one.due.due.isocalendar()[:2] for one in drawn),
        "holiday": sum("libur_nasional" in found for found in kinds),
        "collective leave": sum("cuti_bersama" in found for found in kinds),
        "closed day": sum(not calendar.serves_on(one.date()) for one in starts),
        "after closing": sum(calendar.serves_on(one.date()) and one > calendar.closing(one.date()) for one in starts),
        "Ramadan": sum(one.due.due.hour == 15 for one in drawn),
        "turn of the year": sum(one.start.year != one.due.due.year for one in drawn),
        "worked examples": len(worked.intersection(starts)),
    }
    assert {name: n for name, n in often.items() if n < MANY // 25} == {}, often


def test_nobody_comes_face_to_face_to_a_closed_office(exercises: ExerciseSet, calendar: WorkCalendar) -> None:
    for one in due_exercises(exercises):
        if one.taken_up is None:
            assert calendar.is_open(one.arrived), one.paragraphs
        else:
            assert one.taken_up > one.arrived and calendar.is_open(one.taken_up), one.paragraphs


def test_the_worked_examples_are_the_documented_ones() -> None:
    rows = json.loads((ROOT / "data" / "due_examples.json").read_text())
    assert [wita(text).isoformat() for text in INSTRUCTIVE_MOMENTS] == [row["start"] for row in rows]


def test_a_calendar_of_one_year_still_gives_exercises(settings: Settings, exercises: ExerciseSet) -> None:
    whole = settings.calendar()
    short = load_calendar()
    short.years = frozenset({2026})
    for n in range(MANY):
        drawn = ExerciseSet(settings, short, SEED).draw(ExerciseKind.DUE, n)
        assert isinstance(drawn, DueDateExercise)
        assert drawn.due.due == solution_promise(whole, settings.limits, drawn.start).due
        drawn.check("27-11-2026")


def test_a_calendar_of_no_year_says_so(settings: Settings) -> None:
    empty = load_calendar()
    empty.years = frozenset()
    with pytest.raises(CalendarMissing):
        ExerciseSet(settings, empty, SEED).draw(ExerciseKind.DUE, 0)


# The due date


@pytest.mark.parametrize(
    "row", json.loads((ROOT / "data" / "due_examples.json").read_text()), ids=lambda row: row["id"]
)
def test_the_worked_examples_come_out(row: dict[str, str], asked: Callable[..., DueDateExercise]) -> None:
    start = datetime.fromisoformat(row["start"]).astimezone(WITA).replace(tzinfo=None).isoformat()
    due = datetime.fromisoformat(row["due_default"])
    exercise = asked(start)
    verdict = exercise.check(f"{due:%d/%m/%Y}")
    assert verdict.right and verdict.mistakes == ()
    wrong = exercise.check(f"{due + timedelta(days=1):%d-%m-%Y}")
    assert not wrong.right and wrong.answer == verdict.answer
    inclusive = datetime.fromisoformat(row["due_inclusive"])
    if inclusive != due:
        found = exercise.check(f"{inclusive:%d %m %Y}")
        assert not found.right and "day 0 (A8)" in found.mistakes[0]


def test_each_day_is_told_with_its_reason(asked: Callable[..., DueDateExercise]) -> None:
    verdict = asked("2026-03-16T09:00").check("26 Maret 2026")
    assert verdict.right
    assert verdict.facts == (
        ("Monday, 16 March 2026", "day 0"),
        ("Tuesday, 17 March 2026", "day 1, progress is owed by 15:00"),
        ("Wednesday, 18 March 2026", "collective leave (Cuti Bersama Hari Suci Nyepi)"),
        ("Thursday, 19 March 2026", "national holiday (Hari Suci Nyepi)"),
        ("Friday, 20 March 2026", "collective leave (Cuti Bersama Hari Raya Idul Fitri)"),
        ("Saturday, 21 March 2026", "weekend"),
        ("Sunday, 22 March 2026", "weekend"),
        ("Monday, 23 March 2026", "collective leave (Cuti Bersama Hari Raya Idul Fitri)"),
        ("Tuesday, 24 March 2026", "collective leave (Cuti Bersama Hari Raya Idul Fitri)"),
        ("Wednesday, 25 March 2026", "day 2, progress is owed by 16:00"),
        ("Thursday, 26 March 2026", "day 3, the solution is due by 16:00"),
    )
    assert [number for number, _text in verdict.rules] == ["R12", "A8", "A11", "R20, A13"]


def test_a_date_that_may_still_move_is_marked(asked: Callable[..., DueDateExercise]) -> None:
    verdict = asked("2027-03-23T10:00").check("30-3-2027")
    assert verdict.right
    assert (
        "Thursday, 25 March 2027",
        "collective leave (Cuti Bersama Wafat Yesus Kristus), provisional",
    ) in verdict.facts
    assert verdict.rules[-1][0] == "!"


def test_a_message_counts_from_its_receipt(asked: Callable[..., DueDateExercise]) -> None:
    exercise = asked("2026-11-27T19:40", "2026-11-30T08:05")
    assert exercise.check("2 des").right
    assert [number for number, _text in exercise.check("2 des").rules] == ["R19", "A8", "A9", "A10", "A11", "R20, A13"]
    late = exercise.check("3 des")
    assert [mistake[-5:] for mistake in late.mistakes] == ["(A9).", "(A10)."[-5:]]


@pytest.mark.parametrize(
    ("arrived", "given", "named"),
    [
        ("2026-12-22T11:00", "25-12-2026", "Thursday, 24 December 2026 (collective leave"),
        ("2026-12-22T11:00", "28-12-2026", "day 0 (A8)"),
        ("2026-04-02T11:00", "7 April 2026", "Friday, 3 April 2026 (national holiday"),
        ("2026-11-26T10:00", "30-11-2026", "Saturday, 28 November 2026 (weekend)"),
        ("2026-11-26T10:00", "29-11-2026", "Sunday, 29 November 2026 (weekend)"),
        ("2026-11-26T10:00", "02-12-2026", "One working day too late: day 3"),
        ("2026-11-26T10:00", "26-11-2026", "not after the consultation"),
        ("2026-11-26T10:00", "25-11-2026", "not after the consultation"),
        ("2026-11-26T10:00", "12-12-2026", "Saturday, 12 December 2026 is no working day: weekend."),
    ],
)
def test_the_likely_mistake_is_named(
    asked: Callable[..., DueDateExercise], arrived: str, given: str, named: str
) -> None:
    verdict = asked(arrived).check(given)
    assert not verdict.right
    assert named in " / ".join(verdict.mistakes)


def test_an_office_that_reads_otherwise_is_asked_by_its_own_reading(asked: Callable[..., DueDateExercise]) -> None:
    inclusive = asked("2026-11-26T10:00", first_day="hari_konsultasi")
    assert inclusive.check("30-11-2026").right
    assert "in this office it is day 1" in inclusive.check("1-12-2026").mistakes[0]
    assert inclusive.check("30-11-2026").facts[0] == ("Thursday, 26 November 2026", "day 1")
    evening = asked("2026-11-27T19:40", "2026-11-30T08:05", after_hours="hari_kerja_berikutnya")
    verdict = evening.check("3-12-2026")
    assert verdict.right
    assert verdict.facts[0][1] == "received" and verdict.facts[3] == ("Monday, 30 November 2026", "day 0")
    taken_up = asked("2026-11-27T19:40", "2026-11-30T08:05", online_start="mulai_layani")
    assert taken_up.check("3-12-2026").right
    assert "from the taking up (A9)" in taken_up.check("2-12-2026").mistakes[1]


# Typed dates


@pytest.mark.parametrize(
    "text",
    ["27-11-2026", "27/11/2026", "27 11 2026", "27.11.2026", "27 Nov", "27 november 2026", "27 NOP 2026", "27-11",
     "2026-11-27", "Jumat, 27 November 2026", "jum 27 nov", "Friday 27 November 2026", "  27-11-26 "],
)  # fmt: skip
def test_a_date_is_understood_as_people_write_it(text: str) -> None:
    assert read_date(text, date(2026, 11, 24)) == date(2026, 11, 27)


def test_without_a_year_the_next_such_date_is_meant() -> None:
    assert read_date("6 jan", date(2026, 12, 30)) == date(2027, 1, 6)
    assert read_date("30 des", date(2026, 12, 30)) == date(2026, 12, 30)
    assert read_date("29 feb", date(2026, 12, 30)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "text",
    ["", "besok", "27", "31-02-2026", "31 feb", "27 foo 2026", "27-13-2026", "27-11-202", "٢٧-١١-٢٠٢٦", "²7-11-2026",
     "[/b]", "27-11-2026; 1", "0-0-0000", "2026-13-40", "9" * 40],
)  # fmt: skip
def test_what_is_no_date_gets_one_sentence(text: str, asked: Callable[..., DueDateExercise]) -> None:
    with pytest.raises(BadInput) as refused:
        asked("2026-11-24T09:10").check(text)
    assert "is not a date; write day, month and year" in i18n.explain(refused.value)


# The section


def test_each_section_is_asked_for(settings: Settings, exercises: ExerciseSet) -> None:
    sections = [exercises.draw(ExerciseKind.SECTION, n) for n in range(MANY)]
    found = {one.topic.section for one in sections if isinstance(one, SectionExercise)}
    assert found == {"PDMS", "BANK", "VERAKI", "UMUM"} == {one.code for one in settings.sections}
    for one in sections:
        right = [option.value for option in one.options if one.check(option.value).right]
        assert right == [one.topic.section]  # type: ignore[attr-defined]


def section_exercise(settings: Settings, topic: str) -> SectionExercise:
    return SectionExercise("Bagaimana caranya?", settings.topic(topic), settings.sections)


def test_the_verdict_names_topic_section_and_head(settings: Settings) -> None:
    verdict = section_exercise(settings, "RETUR").check("BANK")
    assert verdict.right
    assert ("Topic", "RETUR – Retur SP2D") in verdict.facts
    assert ("Section", "Seksi Bank") in verdict.facts and ("Escalate to", "Kepala Seksi Bank") in verdict.facts
    assert [number for number, _text in verdict.rules] == ["R05", "R18"]


def test_the_head_of_the_subbagian_keeps_the_own_title(settings: Settings) -> None:
    verdict = section_exercise(settings, "SAKTI-USER").check("PDMS")
    assert not verdict.right
    assert ("Escalate to", "Kepala Subbagian Umum") in verdict.facts
    assert [number for number, _text in verdict.rules] == ["R05", "R18", "A16"]


def test_a_supporting_section_is_told_apart(settings: Settings) -> None:
    exercise = section_exercise(settings, "RETUR")
    assert "(A15)" in exercise.check("PDMS").mistakes[0]
    assert "another field" in exercise.check("UMUM").mistakes[0]


def test_topics_that_the_office_has_switched_off_are_not_asked(settings: Settings, calendar: WorkCalendar) -> None:
    few = replace(settings, topics=tuple(topic for topic in settings.topics if topic.code in ("LPJ", "HAL3")))
    asked = [ExerciseSet(few, calendar, SEED).draw(ExerciseKind.SECTION, n) for n in range(20)]
    assert {one.topic.code for one in asked} == {"LPJ"}  # type: ignore[attr-defined]
    none = replace(settings, topics=(settings.topic("HAL3"),))
    drawn = ExerciseSet(none, calendar, SEED)
    assert settings.topic("HAL3").name in drawn.draw(ExerciseKind.SECTION, 0).paragraphs[0]
    assert drawn.draw(ExerciseKind.STEP, 0).paragraphs


# The missing step


def test_every_step_is_left_out_sooner_or_later(exercises: ExerciseSet) -> None:
    missing = {exercises.draw(ExerciseKind.STEP, n).missing for n in range(MANY)}  # type: ignore[attr-defined]
    assert missing == {step.number for step in (*FACE_TO_FACE, *ONLINE)}


def test_a_story_tells_every_step_but_one_and_quotes_that_line(exercises: ExerciseSet) -> None:
    lines = {line.id: line for part in load_standard("id") for line in part.lines}
    i18n.use("id")
    for n in range(MANY):
        story = exercises.draw(ExerciseKind.STEP, n)
        assert isinstance(story, MissingStepExercise)
        assert [option.value for option in story.options if story.check(option.value).right] == [story.missing]
        verdict = story.check(story.missing)
        line = lines[story.missing]
        assert verdict.facts[0] == (line.id, f"“{line.text}”")
        assert [text for _mark, text in verdict.facts[1 : len(line.points) + 1]] == list(line.points)
        for step in story.steps:
            text = i18n._(step.text).format(**story.facts, channel=i18n._("HAI CSO"))
            if step.number == story.missing or step.number in story.not_needed:
                assert text not in story.paragraphs[0]
        assert "{" not in " ".join(story.paragraphs)


@pytest.mark.parametrize("steps", [FACE_TO_FACE, ONLINE], ids=["face to face", "online"])
def test_a_step_that_is_told_is_quoted_back(exercises: ExerciseSet, steps: object) -> None:
    story = next(
        one
        for n in range(MANY)
        if isinstance(one := exercises.draw(ExerciseKind.STEP, n), MissingStepExercise)
        and one.steps is steps
        and len(one.not_needed) > 1
    )
    for step in story.steps:
        if step.number == story.missing:
            continue
        mistake = story.check(step.number).mistakes[0]
        if step.number in story.not_needed:
            assert mistake == f"{step.number} is not needed in this story."
        else:
            assert mistake.partition(": ")[2] in story.paragraphs[0]


# The tally


def test_the_tally_is_kept_per_kind(exercises: ExerciseSet) -> None:
    tally = Tally()
    exercise = exercises.draw(ExerciseKind.SECTION, 0)
    for option in exercise.options:
        tally.add(ExerciseKind.SECTION, exercise.check(option.value))
    assert tally.sentence(ExerciseKind.SECTION) == "1 right of 4"
    assert tally.sentence(ExerciseKind.DUE) == "0 right of 0"
