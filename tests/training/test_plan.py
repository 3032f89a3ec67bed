"""The plan of a scenario: the same for the same seed, another for another, and nobody in it could be real."""

import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from kppn_tui.domain.contact import checked_contact
from kppn_tui.office.places import Places
from kppn_tui.office.settings import Settings, load_settings, write_office
from kppn_tui.training.demo_data import load_demo_data
from kppn_tui.training.plan import Caller, Outcome, Plan
from kppn_tui.training.scenario import read_scenario, scenario_codes, shipped
from kppn_tui.training.scenario.drawing import draw
from kppn_tui.training.scenario.fields import day_after
from tests.conftest import wita

TUESDAY = date(2026, 11, 24)
SEEDS = (1, 7, 2026)
HEAD = 'judul = "Uji"\ntentang = "Uji."\nmengajarkan = ["R03"]\n'
FIXED = HEAD + 'hari = 2026-11-24\nmulai = "08.00"\nselesai = "12.00"\n'
#: The plan of akhir-tahun, printed by another process.
PRINTS = """
import sys
from datetime import date
from pathlib import Path
from kppn_tui.office.settings import load_settings
from kppn_tui.office.places import Places
from kppn_tui.training.scenario.drawing import draw
from kppn_tui.training.scenario import shipped
settings = load_settings(Places("sqlite:////nowhere/kppn.db", Path(sys.argv[1])))
print(draw(shipped("akhir-tahun"), 5, settings, date(2026, 11, 24)))
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "kantor.toml"
    write_office(path, "A2", name="KPPN Serojabaru")
    return load_settings(Places("sqlite:////nowhere/kppn.db", path))


@pytest.fixture
def written(tmp_path: Path, settings: Settings) -> "Written":
    return Written(tmp_path / "uji.toml", settings)


class Written:
    """Draws scenarios from their text."""

    def __init__(self, path: Path, settings: Settings) -> None:
        self.path = path
        self.settings = settings

    def __call__(self, text: str, seed: int = 1, today: date = TUESDAY) -> Plan:
        self.path.write_text(text, "utf-8")
        return draw(read_scenario(self.path), seed, self.settings, today)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("code", scenario_codes())
def test_a_shipped_scenario_makes_a_whole_plan(code: str, seed: int, settings: Settings) -> None:
    plan = draw(shipped(code), seed, settings, TUESDAY)
    calendar = settings.calendar()
    assert plan.seed == seed and plan.scenario.code == code
    assert plan.start < plan.end and {plan.start.tzinfo, plan.end.tzinfo} == {UTC}
    assert list(plan.callers) == sorted(plan.callers, key=lambda one: (one.at, one.key))
    assert len({one.key for one in plan.callers}) == len(plan.callers)
    for caller in plan.callers:
        assert caller.at.tzinfo is UTC and caller.at < plan.end
        assert caller.online or (plan.start <= caller.at and calendar.is_open(caller.at))
        check_caller(caller, settings)
    references = [one.reference for one in plan.callers if one.reference]
    assert len(set(references)) == len(references)
    on_day = Counter((calendar.local(one.at).date(), one.name) for one in plan.callers)
    assert set(on_day.values()) == {1}, "nobody comes twice on a day"
    assert all(plan.start <= surprise.at <= plan.end for surprise in plan.surprises)
    assert {rule.login for rule in plan.scenario.colleagues} <= {"cso2", "cso3"}
    assert plan.sections["LPJ"] == "VERAKI"


def check_caller(caller: Caller, settings: Settings) -> None:
    """Everything is there, and nothing of it could be somebody's."""
    demo = load_demo_data()
    assert caller.name.removesuffix(" Seroja") in demo.visitors
    assert caller.role and caller.matters
    assert caller.origin in (*demo.satker, *demo.others)
    assert (caller.contact is None) == (caller.refusal is not None)
    if caller.contact:
        value = checked_contact(caller.contact).value
        assert re.fullmatch(r"\+628120000[0-9]{4}|[a-z.]+@seroja\.example|HAI[ -].+", value)
    assert bool(caller.reference) == (caller.channel == "hai_cso")
    assert bool(caller.detail) == (caller.channel == "kontak_resmi")
    assert not (caller.online and (caller.priority or caller.declines_identity or caller.patience))
    topics = [matter.topic for matter in caller.matters]
    assert len(set(topics)) == len(topics) and 1 <= len(caller.registered) <= len(topics)
    questions = {question.id: question for question in demo.questions}
    for matter in caller.matters:
        assert matter.topic == questions[matter.question].topic == settings.topic(matter.topic).code
        assert matter.text.startswith(questions[matter.question].text)
        assert matter.answer and matter.references
        assert bool(matter.documents) == bool(matter.fetch)
        assert not matter.asks_back or matter.outcome is Outcome.ESCALATE


@pytest.mark.parametrize("code", scenario_codes())
def test_same_seed_same_plan_other_seed_other_plan(code: str, settings: Settings) -> None:
    file = shipped(code)
    first = draw(file, 7, settings, TUESDAY)
    assert draw(shipped(code), 7, settings, TUESDAY) == first
    assert draw(file, 8, settings, TUESDAY).callers != first.callers


def test_the_plan_does_not_hang_on_how_python_hashes(settings: Settings) -> None:
    told = {
        subprocess.run(
            [sys.executable, "-c", PRINTS, str(settings.places.office_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1 and "LLAT" in told.pop()


def test_one_more_visitor_leaves_the_others_as_they_were(settings: Settings) -> None:
    file = shipped("minggu-gaji")
    more = replace(
        file.arrivals[0], key="tamu-900", when=replace(file.arrivals[0].when, time=datetime(1, 1, 1, 9, 59).time())
    )
    before = draw(file, 3, settings, TUESDAY).callers
    after = draw(replace(file, arrivals=(*file.arrivals, more)), 3, settings, TUESDAY).callers
    assert tuple(one for one in after if one.key != "tamu-900") == before


def test_what_the_file_says_is_what_comes(written: Written, settings: Settings) -> None:
    plan = written(
        FIXED
        + """
[[tamu]]
jam = "08.05"
nama = "Bunga"
peran = "PPK"
satker = "980113"
didaftarkan = ["SPM"]
prioritas = "lansia"
tolak_identitas = true
tolak_kontak = "tidak mau"
cara_lain = "datang lagi"
datang_pada_panggilan = 0
kembali_menit = 9
sabar_menit = 30

[[tamu.urusan]]
soal = "Q25"
tambahan = "Dan bulan ini?"
jawaban = "Begini."
hasil = "eskalasi"
rujukan = []
dokumen = ["LPJ"]
ambil_menit = 4
tanya_balik = true
"""
    )
    (caller,) = plan.callers
    (matter,) = caller.matters
    assert (plan.start, plan.end) == (wita("2026-11-24T08:00"), wita("2026-11-24T12:00"))
    assert (caller.at, caller.name, caller.role) == (wita("2026-11-24T08:05"), "Bunga Seroja", "PPK")
    assert (caller.origin.code, caller.registered, caller.priority) == ("980113", ("SPM",), "lansia")
    assert caller.declines_identity and caller.contact is None
    assert caller.refusal and caller.refusal.agreed_way == "datang lagi"
    assert (caller.hears, caller.returns, caller.patience) == (0, timedelta(minutes=9), timedelta(minutes=30))
    assert (matter.topic, matter.answer, matter.references) == ("LPJ", "Begini.", ())
    assert matter.text.endswith("Dan bulan ini?")
    assert (matter.outcome, matter.asks_back) == (Outcome.ESCALATE, True)
    assert (matter.documents, matter.fetch) == (("LPJ",), timedelta(minutes=4))


def test_a_left_out_reference_is_the_first_of_the_offices_topic(written: Written, settings: Settings) -> None:
    (caller,) = written(FIXED + '[[tamu]]\njam = "08.05"\nsoal = ["Q25"]\n').callers
    assert caller.matters[0].references == settings.topic("LPJ").basis[:1]


def test_shares_of_a_hundred_and_of_none(written: Written) -> None:
    stream = '[[arus]]\ndari = "08.10"\nsampai = "11.50"\nbanyak = 20\npersen_tindak_lanjut = 0\npersen_eskalasi = {}\n'
    names = ("tanya_balik", "lupa_dokumen", "salah_topik", "tolak_kontak", "tolak_identitas", "prioritas",
             "tidak_hadir", "kembali", "tidak_sabar", "dua_urusan")  # fmt: skip
    none = written(FIXED + stream.format(0) + "".join(f"persen_{name} = 0\n" for name in names)).callers
    every = written(FIXED + stream.format(100) + "".join(f"persen_{name} = 100\n" for name in names)).callers
    assert len(none) == len(every) == 20
    for one in none:
        assert (one.hears, one.patience, one.refusal, one.priority, len(one.matters)) == (1, None, None, "", 1)
        assert one.matters[0].outcome is Outcome.ANSWER and not one.matters[0].documents
        assert one.registered == (one.matters[0].topic,) and not one.declines_identity
    for one in every:
        assert one.hears == 0 and one.returns and one.patience and one.refusal and one.priority
        assert len(one.matters) == 2 and one.declines_identity
        assert all(matter.outcome is Outcome.ESCALATE and matter.asks_back for matter in one.matters)
        assert all(matter.documents and matter.fetch for matter in one.matters)
        assert one.registered[0] not in {matter.topic for matter in one.matters}
    gaps = [later.at - earlier.at for earlier, later in pairwise(none)]
    assert timedelta(0) < min(gaps) and max(gaps) < timedelta(minutes=23), "spread over the time, each in its part"
    assert len({one.matters[0].question for one in none}) == 20, "questions go round"


def test_messages_of_the_holidays_were_received_on_those_dates(settings: Settings) -> None:
    plan = draw(shipped("banjir-lebaran"), 1, settings, TUESDAY)
    calendar = settings.calendar()
    received = [calendar.local(one.at) for one in plan.callers if one.online]
    assert received[0] == wita("2026-03-17T16:40")
    days = {at.date() for at in received if at < plan.start}
    assert all(date(2026, 3, 17) <= day <= date(2026, 3, 24) for day in days) and len(days) >= 5
    assert {calendar.is_working_day(day) for day in days} == {True, False}
    assert calendar.local(plan.end) == wita("2026-03-30T12:00")


TODAY = HEAD + 'mulai = "07.40"\nselesai = "12.00"\n[[tamu]]\njam = "07.45"\nsoal = ["Q02"]\n'


@pytest.mark.parametrize(
    ("today", "start", "came"),
    [
        ("2026-11-24", "2026-11-24T07:40", ["07:45", "11:45"]),
        ("2026-11-28", "2026-11-30T07:40", ["07:45", "11:45"]),  # Saturday: the Monday after
        ("2026-11-27", "2026-11-27T07:40", ["07:45"]),  # Friday closes at 11.30
        ("2026-02-24", "2026-02-24T08:00", ["08:05"]),  # in Ramadan everything is as much later as the opening
    ],
)
def test_today_keeps_to_the_hours_of_the_day(today: str, start: str, came: list[str], written: Written) -> None:
    text = TODAY + '[[tamu]]\njam = "11.45"\nsoal = ["Q03"]\n'
    plan = written(text, today=date.fromisoformat(today))
    calendar = written.settings.calendar()
    assert plan.start == wita(start)
    assert [f"{calendar.local(one.at):%H:%M}" for one in plan.callers] == came


def test_a_filled_room_starts_when_its_morning_is_over(settings: Settings) -> None:
    ordinary = draw(shipped("hari-biasa"), 1, settings, TUESDAY)
    ramadan = draw(shipped("hari-biasa"), 1, settings, date(2026, 2, 24))
    assert (ordinary.start, ordinary.end) == (wita("2026-11-24T10:15"), wita("2026-11-24T12:00"))
    assert (ramadan.start, ramadan.end) == (wita("2026-02-24T10:45"), wita("2026-02-24T12:30"))
    assert ramadan.callers[0].at - ramadan.start == ordinary.callers[0].at - ordinary.start


def test_some_questions_are_asked_by_some_only(written: Written) -> None:
    plan = written(FIXED + '[[arus]]\ndari = "08.10"\nsampai = "11.50"\nbanyak = 9\nsoal = ["Q40", "Q42"]\n')
    asked = {one.matters[0].topic: (one.origin.code or one.origin.kind) for one in plan.callers}
    assert asked == {"BLU": "980126", "DAKF": "pemda"}


def test_a_name_that_is_given_is_not_drawn_for_another(written: Written) -> None:
    stream = '[[arus]]\ndari = "08.10"\nsampai = "11.30"\nbanyak = 24\n'
    plan = written(FIXED + stream + '[[tamu]]\njam = "11.40"\nnama = "Bunga"\nsatker = "980101"\nsoal = ["Q02"]\n')
    assert len({one.name for one in plan.callers}) == len({one.origin for one in plan.callers}) == 25


def test_more_visitors_than_names(written: Written) -> None:
    stream = '[[arus]]\ndari = "08.10"\nsampai = "11.50"\nbanyak = 60\n'
    assert len(written(FIXED + stream).callers) == 60


def test_days_are_working_days(settings: Settings) -> None:
    calendar = settings.calendar()
    assert day_after(calendar, date(2026, 3, 25), -1) == date(2026, 3, 17)
    assert day_after(calendar, date(2026, 3, 25), 3) == date(2026, 3, 30)
    assert day_after(calendar, date(2026, 3, 25), 0) == date(2026, 3, 25)
