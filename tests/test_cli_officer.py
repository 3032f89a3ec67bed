"""`kppn-tui officer`: whoever looks after the machine looks after the officers."""

import json
import subprocess

import pytest

from kppn_tui.desk import open_desk
from kppn_tui.domain.errors import SignInRefused
from kppn_tui.office.settings import load_settings, locate
from tests.conftest import PASSWORD
from tests.program import Program, command
from tests.terminal import Terminal

pytestmark = pytest.mark.usefixtures("settings")


def add(program: Program, *options: object) -> None:
    done = program.run("officer", "add", *options, "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (done.code, done.err) == (0, "")


def sign_in(program: Program, login: str, password: str) -> str:
    settings = load_settings(locate(db=program.more["KPPN_TUI_DB"]))
    with open_desk(settings.url, settings) as desk:
        return desk.sign_in(login, password).name


def test_an_officer_from_the_first_day_to_the_last(program: Program) -> None:
    add(program, "Ana", "Ana Seroja", "--role", "cso", "admin")
    add(program, "kasi", "Citra Seroja", "--role", "kepala_seksi", "--section", "PDMS", "--section", "BANK")
    add(program, "budi", "Budi Seroja", "--role", "cso", "admin")
    listed = json.loads(program.run("officer", "list", "--json").out)
    assert listed == [
        {"login": "ana", "name": "Ana Seroja", "roles": ["cso", "admin"], "sections": [],
         "counter": "", "active": True},
        {"login": "kasi", "name": "Citra Seroja", "roles": ["kepala_seksi"], "sections": ["PDMS", "BANK"],
         "counter": "", "active": True},
        {"login": "budi", "name": "Budi Seroja", "roles": ["cso", "admin"], "sections": [],
         "counter": "", "active": True},
    ]  # fmt: skip
    assert sign_in(program, "ana", PASSWORD) == "Ana Seroja"
    assert program.run("officer", "passwd", "ana", "--password-stdin", stdin="sandi-yang-baru\n").code == 0
    assert sign_in(program, "ana", "sandi-yang-baru") == "Ana Seroja"
    with pytest.raises(SignInRefused):
        sign_in(program, "ana", PASSWORD)
    assert program.run("officer", "disable", "ana").code == 0
    with pytest.raises(SignInRefused):
        sign_in(program, "ana", "sandi-yang-baru")
    told = program.run("officer", "list").out.splitlines()
    assert told[0].startswith("ana ") and told[0].endswith("tidak dapat masuk")
    assert "PDMS, BANK" in told[1]


def test_what_a_rule_refuses_is_1(program: Program) -> None:
    add(program, "ana", "Ana Seroja", "--role", "cso")

    def refused(*options: object, password: str = PASSWORD) -> str:
        return program.fails(1, "officer", *options, stdin=f"{password}\n")

    assert "ana" in refused("add", "ana", "Ana Lain", "--role", "cso", "--password-stdin")
    assert "8" in refused("add", "budi", "Budi Seroja", "--role", "cso", "--password-stdin", password="pendek")
    assert "XYZ" in refused("add", "c", "C", "--role", "kepala_seksi", "--section", "XYZ", "--password-stdin")
    refused("add", "d", "D", "--role", "kepala_seksi", "--password-stdin")
    assert "siapa" in refused("passwd", "siapa", "--password-stdin")
    assert "siapa" in refused("disable", "siapa")
    assert [one["login"] for one in json.loads(program.run("officer", "list", "--json").out)] == ["ana"]


def test_without_a_terminal_the_password_comes_from_standard_input(program: Program) -> None:
    assert "--password-stdin" in program.fails(2, "officer", "add", "ana", "Ana", "--role", "cso", stdin=PASSWORD)


def test_text_that_is_no_text_does_no_harm(program: Program) -> None:
    done = subprocess.run(
        [*command("officer", "add"), b"ana\xff", b"A\xffna\x1b[31m", "--role", "cso", "--password-stdin"],
        env=program.env,
        input=PASSWORD.encode() + b"\xff\n",
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == 1 and done.stderr.startswith(b"kppn-tui: ")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ((f"{PASSWORD}\n", f"{PASSWORD}\n"), 0),
        ((f"{PASSWORD}\n", "lain-sekali\n"), 1),
        (("\x04",), 1),
        (("\x03",), 130),
    ],
    ids=["twice", "differently", "ctrl-d", "ctrl-c"],
)
def test_a_terminal_asks_for_it_twice_and_never_shows_it(program: Program, typed: tuple[str, ...], code: int) -> None:
    with Terminal(command("officer", "add", "ana", "Ana Seroja", "--role", "cso"), program.env) as terminal:
        for keys in typed:
            terminal.until(": ")
            terminal.type(keys.encode())
        try:
            ended = terminal.end(10) if "\x03" in typed else terminal.end()
        except subprocess.TimeoutExpired:
            # Once in hundreds of runs the terminal has not let the first one through.
            terminal.type(b"\x03")
            ended = terminal.end()
        assert ended == code
    shown = terminal.shown
    assert shown.startswith("Kata sandi: ") and "Traceback" not in shown
    assert not [keys for keys in typed if keys.strip().isprintable() and keys.strip() in shown]
    assert len(json.loads(program.run("officer", "list", "--json").out)) == (code == 0)
