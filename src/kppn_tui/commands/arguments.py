"""The arguments of every command, with their help in the user's language."""

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from kppn_tui import __version__
from kppn_tui.commands import WrongUsage
from kppn_tui.i18n import LANGUAGES, N_, _, ngettext

#: argparse's own sentences that a user meets, marked here so that they are translated.
_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("not allowed with argument %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("ignored explicit argument %r"),
)


class Parser(argparse.ArgumentParser):
    """Parser that says in one sentence what is wrong.

    It never abbreviates: an option added later must not change a script.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise WrongUsage(N_("{problem} (help: {command} --help)"), problem=message, command=self.prog)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; `run` of its result names the module of the command."""
    vars(argparse).update(_=_, ngettext=ngettext)
    parser = Parser(prog="kppn-tui", description=_("The desk of the consultation service, in the terminal."))
    parser.add_argument("--version", action="version", version=f"kppn-tui {__version__}",
                        help=_("show program's version number and exit"))  # fmt: skip
    parser.set_defaults(run="desk")
    _add_places(parser, None)
    everywhere = argparse.ArgumentParser(add_help=False)
    # Before or after the command: what is not said after it must not wipe out what was said before it.
    _add_places(everywhere, argparse.SUPPRESS)
    commands = parser.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), help=_("without one: the desk"), prog="kppn-tui"
    )
    for add in (_add_due, _add_worker, _add_officer, _add_check, _add_list, _add_board, _add_copies, _add_demo):
        add(commands, [everywhere])
    return parser


def _add_places(parser: argparse.ArgumentParser, default: Any) -> None:
    group = parser.add_argument_group(_("everywhere"))
    group.add_argument(
        "--db",
        metavar="URL",
        default=default,
        help=_("the database: a file, sqlite:///file or postgresql://user@server/name"),
    )
    group.add_argument("--office", metavar=_("FILE"), default=default, help=_("the office file (kantor.toml)"))
    group.add_argument("--lang", choices=LANGUAGES, default=default, help=_("the language"))


def _add(commands: Any, name: str, parents: Sequence[Any], run: str, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, parents=parents, help=about, description=f"{about[:1].upper()}{about[1:]}."
    )
    parser.set_defaults(run=run)
    return parser


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("as JSON, for scripts"))


def _add_due(commands: Any, parents: Sequence[Any]) -> None:
    due = _add(commands, "due", parents, "due", _("when a solution is due, and why"))
    due.add_argument("start", metavar="START", help=_("when it began: 2026-11-24T09:10, in the office's time"))
    due.add_argument("--days", type=_number, metavar="N", help=_("working days; those of the standard if left out"))
    due.add_argument("--explain", action="store_true", help=_("day by day, with the progress that is owed"))
    _add_json(due)


def _add_worker(commands: Any, parents: Sequence[Any]) -> None:
    worker = _add(commands, "worker", parents, "worker", _("watch the clocks and raise each alert once"))
    worker.add_argument("--once", action="store_true", help=_("look once, then end"))
    _add_json(worker)


def _add_officer(commands: Any, parents: Sequence[Any]) -> None:
    officer = _add(commands, "officer", parents, "officer", _("add and list officers, change passwords"))
    does = officer.add_subparsers(dest="does", title=_("commands"), metavar=_("COMMAND"), required=True)
    add = _add(does, "add", parents, "officer", _("a new officer; the password is asked for"))
    add.add_argument("login", metavar=_("LOGIN"), help=_("the sign-in name"))
    add.add_argument("name", metavar=_("NAME"), help=_("the officer's name"))
    add.add_argument("--role", nargs="+", action="extend", metavar=_("ROLE"), required=True,
                     help=_("one or more: {roles}").format(roles=", ".join(ROLES)), choices=ROLES)  # fmt: skip
    add.add_argument("--section", nargs="+", action="extend", metavar=_("CODE"), default=[],
                     help=_("the sections that a section head leads"))  # fmt: skip
    _add_json(_add(does, "list", parents, "officer", _("all officers")))
    change = _add(does, "change", parents, "officer", _("other roles, sections, counter or name"))
    change.add_argument("--role", nargs="+", action="extend", metavar=_("ROLE"), choices=ROLES,
                        help=_("all roles from now on: {roles}").format(roles=", ".join(ROLES)))  # fmt: skip
    change.add_argument("--section", nargs="+", action="extend", metavar=_("CODE"),
                        help=_("all sections from now on that a section head leads"))  # fmt: skip
    change.add_argument("--counter", metavar=_("COUNTER"), help=_("the counter, “” for none"))
    change.add_argument("--name", metavar=_("NAME"), help=_("the officer's name"))
    enable = _add(does, "enable", parents, "officer", _("an officer who may sign in again"))
    disable = _add(does, "disable", parents, "officer", _("an officer who may not sign in any more"))
    passwd = _add(does, "passwd", parents, "officer", _("a new password"))
    for parser in (change, disable, enable, passwd):
        parser.add_argument("login", metavar=_("LOGIN"), help=_("the sign-in name"))
    for parser in (add, passwd):
        parser.add_argument("--password-stdin", action="store_true", help=_("read the password from standard input"))


def _add_check(commands: Any, parents: Sequence[Any]) -> None:
    _add_json(_add(commands, "check", parents, "check", _("the health of database, calendar and worker")))


def _add_list(commands: Any, parents: Sequence[Any]) -> None:
    lists = _add(commands, "list", parents, "list", _("queue, follow-ups or escalations as plain lines"))
    lists.add_argument("list", choices=LISTS, metavar=_("LIST"), help=", ".join(LISTS))
    lists.add_argument(
        "--officer", metavar=_("LOGIN"), required=True, help=_("who signs in; the password is asked for")
    )
    lists.add_argument("--password-stdin", action="store_true", help=_("read the password from standard input"))
    lists.add_argument("--watch", action="store_true", help=_("then a line for each change, until it is ended"))
    _add_json(lists)


def _add_board(commands: Any, parents: Sequence[Any]) -> None:
    _add(commands, "board", parents, "board", _("the display for the hall: which number is called to which counter"))


def _add_copies(commands: Any, parents: Sequence[Any]) -> None:
    backup = _add(commands, "backup", parents, "backup", _("copy the database and the office file, while desks work"))
    restore = _add(commands, "restore", parents, "restore", _("put a backup in the place of the database"))
    for parser in (backup, restore):
        parser.add_argument("file", metavar=_("FILE"), help=_("the backup"))
    restore.add_argument("--other-office", action="store_true", help=_("also a backup that holds another office"))


def _add_demo(commands: Any, parents: Sequence[Any]) -> None:
    about = _("a training room with a clock of its own, in a throw-away file or the one named with --db")
    demo = _add(commands, "demo", parents, "demo", about)
    demo.add_argument("--scenario", metavar="S", help=_("which scenario: one of --list, or a file of your own"))
    demo.add_argument("--speed", type=_speed, metavar="N", help=_("how many times as fast as real time, 1 to 600"))
    demo.add_argument("--seed", type=_number, metavar="N", help=_("another number, another day"))
    demo.add_argument("--play", choices=MANNERS, help=_("watch an officer of the program do it, well or carelessly"))
    demo.add_argument("--list", action="store_true", help=_("the scenarios that there are"))


#: As in `domain.lifecycle.Role`, which is not imported here: reading the arguments must stay quick.
ROLES = ("resepsionis", "cso", "kepala_seksi", "kepala_kantor", "admin", "pelatih")

#: As in `client.lists.ListName`, for the same reason.
LISTS = ("queue", "followups", "escalations")

#: As in `training.scripted_officer.Manner`, for the same reason.
MANNERS = ("teladan", "ceroboh")


def _speed(text: str) -> int:
    speed = _number(text)
    if not 1 <= speed <= 600:
        raise argparse.ArgumentTypeError(_("“{text}” is not between 1 and 600").format(text=text[:40]))
    return speed


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise argparse.ArgumentTypeError(_("“{text}” is not a whole number").format(text=text[:40]))
    return int(text)
