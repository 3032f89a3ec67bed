"""What is installed works from any folder; the lock files say nothing about the machine they come from."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest

import kppn_tui

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-postgres.lock", "requirements-dev.lock")

USE = """
from pathlib import Path
import kppn_tui
from kppn_tui.office.settings import Places, load_settings, write_office
from kppn_tui.i18n import _
from kppn_tui.office.standard import load_standard
assert Path(kppn_tui.__file__).is_relative_to(Path("lib").resolve()), kppn_tui.__file__
write_office(Path("kantor.toml"), "A2")
settings = load_settings(Places("", Path("kantor.toml")))
settings.calendar()
print(len(settings.topics), load_standard()[1].lines[0].id, _("Nobody is waiting."))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_asset_and_module(wheel: Path) -> None:
    with ZipFile(wheel) as file:
        names = set(file.namelist())
    assets = {f"kppn_tui/{path.relative_to(ROOT)}" for path in (ROOT / "assets").rglob("*") if path.is_file()}
    modules = {str(path.relative_to(ROOT / "src")) for path in (ROOT / "src").rglob("*.py")}
    assert assets | modules <= names


def test_the_installed_wheel_works_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    options = ["--quiet", "--no-deps", "--no-index", "--no-compile", "--target", "lib"]
    run(tmp_path, "-m", "pip", "install", *options, str(wheel))
    topics, step, sentence = run(tmp_path, "-c", USE).split(maxsplit=2)
    assert (topics, step, sentence.strip()) == ("38", "a.1", "Tidak ada yang menunggu.")
    assert kppn_tui.__version__ in run(tmp_path, "lib/bin/kppn-tui", "--version")


def run(folder: Path, *arguments: str) -> str:
    """What Python prints when it is run in `folder` with the packages in lib/ first."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "lib"},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_versions_and_hashes_and_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"://|/|\\\\|--index|--find-links|localhost", text)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert all(re.match(r"[a-z0-9-]+==\S+", entry) and "--hash=sha256:" in entry for entry in entries)


def test_the_locks_agree_and_hold_the_pinned_toolkit() -> None:
    runtime, postgres, development = (set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(), re.M)) for name in LOCKS)
    assert runtime | postgres <= development
    assert not runtime & postgres, "a desk on a file goes without the driver of a server"
    assert "textual==8.2.8" in runtime
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    assert names(wanted) <= names(runtime)
    assert names(project["optional-dependencies"]["postgres"]) == names(postgres)


def names(requirements: Iterable[str]) -> set[str]:
    """The names of the packages, without their versions."""
    return {re.split(r"[=~><]", line)[0] for line in requirements}


def test_settings_are_read_without_the_heavy_packages() -> None:
    code = "import sys, kppn_tui.office.settings; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True, cwd=ROOT)
    assert not {"pendulum", "peewee", "textual", "platformdirs", "secrets", "csv"} & set(done.stdout.split())


def test_a_server_checks_everything_and_the_tests_last() -> None:
    asked = (ROOT / ".ci" / "run").read_text().splitlines()
    assert asked[-2:] == ["make static", "make test"]
    recipe = (ROOT / "Makefile").read_text().partition("\nstatic:")[2].partition("\n\n")[0]
    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports", "catalogue.py --check"):
        assert tool in recipe
