"""What the documents name is there: paths, names, keys, commands, defaults, pictures; no foreign host."""

import ast
import importlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding

import picture
from kppn_tui import i18n
from kppn_tui.commands.arguments import make_parser
from kppn_tui.i18n import _
from kppn_tui.office.file.presets import preset_path
from kppn_tui.training.exercises import KIND_TEXT
from kppn_tui.training.scenario import scenario_codes, shipped
from kppn_tui.training.score.criteria import CRITERION_TEXT, REQUIREMENT
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.cases.followups import FollowUpScreen
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.app import TrainingApp
from kppn_tui.tui.training.panel import Panel
from kppn_tui.tui.training.panel_pages import INJECTED, STEPS
from kppn_tui.tui.visit.screen import SessionScreen
from tests.soak import in_soak
from tests.tui.rooms import at_room

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kppn_tui"
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
POINTING = [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "readings.md"]
README = (ROOT / "README.md").read_text("utf-8")
READINGS = (ROOT / "docs" / "readings.md").read_text("utf-8")
TRAINER = (ROOT / "docs" / "trainer.md").read_text("utf-8")
PICTURES = sorted((ROOT / "docs").glob("*.svg"))
#: Bold lines above the key tables of the README, Indonesian and English, and whose keys they are.
TABLES: dict[tuple[str, str], Any] = {
    ("Di mana saja", "Everywhere"): KppnApp,
    ("Antrean", "Queue"): QueueScreen,
    ("Layanan", "Service"): SessionScreen,
    ("Tindak lanjut", "Follow-ups"): FollowUpScreen,
    ("Eskalasi", "Escalations"): InboxScreen,
    ("Di ruang latihan", "In a training room"): TrainingApp,
}
KEY_NAMES = {"question_mark": "?", "enter": "Enter", "full_stop": ".", "comma": ","}
HOSTS = re.compile(r"(?:[\w-]+\.)*kemenkeu\.go\.id|keepachangelog\.com|semver\.org")


def ticked(text: str) -> list[str]:
    """What stands in backticks, code blocks aside."""
    return re.findall(r"`([^`\n]+)`", text)


def found(name: str) -> bool:
    """Whether `name`, dotted below the package, is a module or something in one."""
    parts = name.split(".")
    for at in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(["kppn_tui", *parts[:at]]))
        except ModuleNotFoundError:
            continue
        for part in parts[at:]:
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


def is_name(token: str) -> bool:
    """Something dotted that begins with a room or a module of the package."""
    first = PACKAGE / token.partition(".")[0]
    dotted = re.fullmatch(r"\w+(\.\w+)+", token)
    return bool(dotted) and (first.is_dir() or first.with_suffix(".py").exists())


def is_file(token: str) -> bool:
    """A path of the project: with a slash, or a file alone."""
    return bool(re.fullmatch(r"[\w.-]+(/[\w.-]*)+|[\w-]+\.(py|toml|md|json|po)", token))


def there(path: str) -> bool:
    """Below the root, or below the package or one of its rooms, as the table of the house shortens it."""
    rooms = [ROOT, ROOT / "tests", PACKAGE, *(one for one in PACKAGE.rglob("*") if one.is_dir())]
    return any((room / path).exists() for room in rooms)


@pytest.mark.parametrize("doc", POINTING, ids=lambda doc: doc.name)
def test_every_path_name_and_test_is_there(doc: Path) -> None:
    tokens = ticked(doc.read_text("utf-8"))
    tests = [token for token in tokens if "::" in token]
    names = [token for token in tokens if is_name(token) and not there(token)]
    paths = [token for token in tokens if is_file(token) and token != "kantor.toml"]
    assert names and paths
    assert [name for name in names if not found(name)] == []
    assert [path for path in paths if not there(path)] == []
    for test in tests:
        path, _, name = test.partition("::")
        assert re.search(rf"^(async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), test


def test_every_folder_is_on_the_plan_and_every_module_says_what_it_is() -> None:
    plan = ticked((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    folders = [one.parent for one in PACKAGE.rglob("__init__.py") if one.parent != PACKAGE]
    told = {f"src/kppn_tui/{token}" if not token.startswith("src/") else token for token in plan}
    assert [one for one in folders if f"{one.relative_to(ROOT)}/" not in told] == []
    modules = [one for one in PACKAGE.rglob("*.py") if not ast.get_docstring(ast.parse(one.read_text("utf-8")))]
    assert folders and modules == []


def test_what_is_named_short_was_named_whole_before() -> None:
    tokens = ticked((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    names = [token for token in tokens if is_name(token)]
    names += [name.rpartition(".")[0] for name in names]
    whole = {name.rpartition(".")[2]: name for name in names}
    short = [token for token in tokens if re.fullmatch(r"[A-Z][a-z]\w+\.\w+", token)]
    assert short
    for token in short:
        owner, _, name = token.partition(".")
        assert owner in whole and found(f"{whole[owner]}.{name}"), token


@pytest.mark.parametrize("doc", DOCS, ids=lambda doc: doc.name)
def test_links_and_make_targets_lead_somewhere(doc: Path) -> None:
    text = doc.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (doc.parent / link).exists(), link
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", text, re.MULTILINE)) <= targets


@pytest.mark.parametrize("doc", [*DOCS, *PICTURES], ids=lambda doc: doc.name)
def test_no_host_is_named_but_those_of_the_standard(doc: Path) -> None:
    text = doc.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    hosts = set(re.findall(r"https?://([^/\s)>\"']+)", text))
    assert [host for host in hosts if not HOSTS.fullmatch(host)] == []
    assert "@font-face" not in text


#: The picture of the desk itself.
PAINTED = ("antrean",)
PLAYED = "a scenario is played before it is painted"

# Pictures -----------------------------------------------------------------------------------------------------------


def test_the_pictures_are_those_that_are_made_and_each_is_shown_somewhere() -> None:
    made = sorted(one.name for one in picture.PICTURES)
    shown = {Path(link).name for doc in DOCS for link in re.findall(r"!\[[^\]]+\]\((\S+)\)", doc.read_text("utf-8"))}
    assert [one.stem for one in PICTURES] == made
    assert shown == {one.name for one in PICTURES}


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=one.name) if one.name in PAINTED else in_soak(PLAYED, one, name=one.name)
        for one in picture.PICTURES
    ],
)
def test_a_picture_is_what_the_app_paints_now(one: picture.Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    kept = (ROOT / "docs" / f"{one.name}.svg").read_text("utf-8")
    assert picture.paint(one) == kept, "make picture paints it anew"


# Keys ---------------------------------------------------------------------------------------------------------------


def tables() -> dict[str, dict[tuple[str, ...], str]]:
    """The key tables of the README by the bold line above them: keys → second column."""
    known: dict[str, dict[tuple[str, ...], str]] = {}
    title = ""
    for line in README.splitlines():
        if heading := re.fullmatch(r"\*\*([^*]+)\*\*", line):
            title = heading[1]
        elif row := re.fullmatch(r"\| ((?:`[^`]+` )+)\| (.+) \|", line):
            known.setdefault(title, {})[tuple(ticked(row[1]))] = row[2]
        elif line and not line.startswith("|"):
            title = ""
    return known


def keys_of(screen: Any) -> dict[frozenset[str], str]:
    """The named keys of a screen, those of one action together; scrolling is as everywhere and not in the tables."""
    keys: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for binding in screen.BINDINGS:
        if isinstance(binding, Binding) and binding.description and not binding.action.startswith("page("):
            names.setdefault(binding.action, binding.description)
            keys.setdefault(binding.action, []).extend(key.strip() for key in binding.key.split(","))
    return {frozenset(KEY_NAMES.get(key, shown(key)) for key in keys[action]): name for action, name in names.items()}


def shown(key: str) -> str:
    return "+".join(part.capitalize() for part in key.split("+")) if len(key) > 1 else key


@pytest.mark.parametrize("titles", TABLES, ids=lambda titles: titles[1])
def test_the_keys_of_the_readme_are_those_of_the_screens(titles: tuple[str, str]) -> None:
    indonesian, english = (tables()[title] for title in titles)
    wanted = keys_of(TABLES[titles])
    assert {frozenset(keys): name for keys, name in english.items()} == wanted
    assert {frozenset(keys) for keys in indonesian} == set(wanted)


# Commands and settings ------------------------------------------------------------------------------------------------


def test_every_command_line_is_understood() -> None:
    text = "\n".join(doc.read_text("utf-8") for doc in DOCS)
    lines = re.findall(r"^ {4}kppn-tui (.+?)(?:\s+#.*)?$", text, re.MULTILINE)
    inline = [token.removeprefix("kppn-tui ") for token in ticked(text) if token.startswith("kppn-tui ")]
    lines += [line for line in inline if line != "officer"]  # a whole family
    assert len(lines) > 20
    for line in lines:
        make_parser().parse_args(re.findall(r'"[^"]*"|\S+', line))


def test_every_reading_has_its_line() -> None:
    numbers = re.findall(r"^\| (A\d+b?) \|", READINGS, re.MULTILINE)
    assert numbers == [f"A{n}" for n in range(1, 25)] + ["A24b"] + [f"A{n}" for n in range(25, 30)]


@pytest.mark.parametrize("kind", ["A2", "A1"])
def test_the_defaults_of_the_readings_are_those_of_the_office_file(kind: str) -> None:
    office = tomllib.loads(preset_path(kind).read_text("utf-8"))
    told = [token for token in ticked(READINGS) if token.startswith(("batas.", "aturan."))]
    assert len(told) == 14
    for line in told:
        ((table, settings),) = tomllib.loads(line).items()
        ((key, value),) = settings.items()
        assert office[table][key] == value, line


# For trainers -------------------------------------------------------------------------------------------------------


def rows_below(heading: str) -> list[list[str]]:
    """The cells of each line of the table in docs/trainer.md whose head begins with `heading`, without the ticks."""
    table = TRAINER.partition(f"\n| {heading} |")[2].partition("\n\n")[0].splitlines()[2:]
    assert table, heading
    return [[cell.strip(" `") for cell in line.strip("|").split(" |")] for line in table]


@pytest.fixture
def indonesian() -> None:
    """The trainer reads what an Indonesian screen says."""
    i18n.use("id")


def test_the_scenarios_are_told_as_their_files_have_them() -> None:
    told = {row[0]: (row[1], row[3].split(), *row[4:]) for row in rows_below("Kode")}
    scenarios = {code: shipped(code).scenario for code in scenario_codes()}
    assert list(told) == list(scenarios)
    for code, one in scenarios.items():
        days = f", {one.days + 1} hari" if one.days else ""  # `days` more after the first
        seats = f"1–{len(one.colleagues) + 1}" if one.colleagues else "1"
        hours = f"{one.starts:%H.%M}–{one.ends:%H.%M}{days}"
        assert told[code] == (one.title, list(one.teaches), hours, seats), code


def test_the_trainer_knows_everybody_who_can_sign_in() -> None:
    cast = json.loads((ROOT / "assets" / "demo.json").read_text("utf-8"))
    told = {login: who.partition(",")[0] for login, who in rows_below("Nama masuk")}
    assert told == {one["login"]: one["name"] for one in cast["officers"]}


@pytest.mark.usefixtures("indonesian")
def test_the_criteria_are_told_with_their_requirements() -> None:
    told = [(words, requirement.partition(",")[0]) for words, requirement, _when in rows_below("Kriteria")]
    wanted = [(_(text), REQUIREMENT[one] or "menurut tindakannya") for one, text in CRITERION_TEXT.items()]
    assert told == wanted


async def test_the_panel_is_told_letter_by_letter(tmp_path: Path) -> None:
    async with at_room(tmp_path, lang="id") as officer:
        limits = officer.room.settings.limits
        await officer.press("f10")
        await officer.until(
            lambda: isinstance(officer.app.screen, Panel) and officer.app.screen.is_mounted, "the panel"
        )
        panel = officer.app.screen
        assert isinstance(panel, Panel)
        shown = [(item.key, item.label) for item in panel.page.items]
        numbers = {"warn": limits.warn_minutes, "limit": limits.service_minutes}
        steps = [(key, _(label).format(**numbers)) for key, _to, label, _told in STEPS]
        told = [(row[0], row[1].partition(" / ")[0]) for row in rows_below("Tombol | Panel")]
        assert told == shown
        assert [tuple(row[:2]) for row in rows_below("Tombol | Lompat ke")] == steps
        injected = [(key, _(label)) for key, _what, label, _told in INJECTED]
        assert [tuple(row[:2]) for row in rows_below("Tombol | Sisipkan")] == injected
        exercises = [(str(number), _(text)) for number, text in enumerate(KIND_TEXT.values(), start=1)]
        assert [tuple(row[:2]) for row in rows_below("Tombol | Soal")] == exercises
