"""What the documents name is there: paths, names, tests, keys, commands, defaults; no host but the standard's own."""

import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding

from kppn_tui.commands.arguments import make_parser
from kppn_tui.officefile.presets import preset_path
from kppn_tui.tui.app import KppnApp
from kppn_tui.tui.screens.followups import FollowUpScreen
from kppn_tui.tui.screens.inbox import InboxScreen
from kppn_tui.tui.screens.queue import QueueScreen
from kppn_tui.tui.screens.session import SessionScreen

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "kppn_tui"
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
POINTING = [ROOT / "CONTRIBUTING.md", ROOT / "docs" / "readings.md"]
README = (ROOT / "README.md").read_text("utf-8")
READINGS = (ROOT / "docs" / "readings.md").read_text("utf-8")
#: Bold lines above the key tables of the README, Indonesian and English, and whose keys they are.
TABLES: dict[tuple[str, str], Any] = {
    ("Di mana saja", "Everywhere"): KppnApp,
    ("Antrean", "Queue"): QueueScreen,
    ("Layanan", "Service"): SessionScreen,
    ("Tindak lanjut", "Follow-ups"): FollowUpScreen,
    ("Eskalasi", "Escalations"): InboxScreen,
}
KEY_NAMES = {"question_mark": "?", "enter": "Enter"}
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
    rooms = [ROOT, ROOT / "tests", PACKAGE, *(one for one in PACKAGE.iterdir() if one.is_dir())]
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


def test_every_room_of_the_layers_below_the_screens_is_on_the_plan() -> None:
    plan = ticked((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    rooms = [one for layer in ("domain", "store", "desk") for one in (PACKAGE / layer).glob("*.py")]
    missing = [one.name for one in rooms if one.stem != "__init__" and one.name not in plan]
    assert rooms and missing == []


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


@pytest.mark.parametrize("doc", [*DOCS, ROOT / "docs" / "antrean.svg"], ids=lambda doc: doc.name)
def test_no_host_is_named_but_those_of_the_standard(doc: Path) -> None:
    text = doc.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    hosts = set(re.findall(r"https?://([^/\s)>\"']+)", text))
    assert [host for host in hosts if not HOSTS.fullmatch(host)] == []
    assert "@font-face" not in text


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


def test_every_command_line_of_the_readme_is_understood() -> None:
    lines = re.findall(r"^ {4}kppn-tui (.+?)(?:\s+#.*)?$", README, re.MULTILINE)
    inline = [token.removeprefix("kppn-tui ") for token in ticked(README) if token.startswith("kppn-tui ")]
    lines += [line for line in inline if line != "officer"]  # a whole family
    assert len(lines) > 10
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
