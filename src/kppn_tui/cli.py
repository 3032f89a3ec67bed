"""The command line: the arguments in, an exit code out; what a command needs is imported only when it runs.

0 done, 1 refused by a rule or a bad file, 2 wrong usage, 3 the database is not reachable, 70 a fault that nobody
foresaw. Errors are one sentence.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from io import TextIOWrapper

from kppn_tui import __version__, i18n
from kppn_tui.commands import WrongUsage
from kppn_tui.domain.errors import N_, DeskError, RuleRefused, StoreUnavailable
from kppn_tui.i18n import _, explain
from kppn_tui.namedfile import NoSuchHome

DONE, REFUSED, USAGE, UNREACHABLE, FAULT, INTERRUPTED = 0, 1, 2, 3, 70, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that can't show a letter gets "?" for it
            stream.reconfigure(errors="replace")
    i18n.use(_language(arguments, os.environ))
    if arguments == ["--version"]:  # what scripts ask, without the parser of all commands
        print(f"kppn-tui {__version__}")
        return DONE
    from kppn_tui.plain_stream import plain_streams

    try:
        with plain_streams():
            return _exit_code(arguments)
    except KeyboardInterrupt:
        # Also while an error was being told.
        return INTERRUPTED


def _exit_code(arguments: Sequence[str]) -> int:
    """Run a command; return its exit code, an error told."""
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        _leave_stdout()
        return DONE
    except DeskError as error:
        _complain(explain(error))
        return _code_of(error)
    except OSError as error:
        _leave_stdout()
        reason = os.strerror(error.errno) if error.errno else str(error)
        _complain(_("This can't be done: {reason}").format(reason=reason))
        return REFUSED
    except Exception as error:
        from kppn_tui.crash_report import write_report

        file = write_report(error)
        _complain(_("The program ended by a fault; what was saved is safe."))
        if file is not None:
            _complain(_("Give this file to whoever looks after the program: {file}").format(file=file))
        return FAULT


def _run(arguments: Sequence[str]) -> int:
    from kppn_tui.commands.arguments import make_parser

    try:
        options = make_parser().parse_args(arguments)
    except SystemExit as left:  # --help, --version
        return left.code if isinstance(left.code, int) else DONE
    from kppn_tui.office.places import locate, room_folder

    places = locate(options.db, options.office, os.environ, options.lang)
    database = places.database_path
    if options.run != "demo" and database is not None and os.path.lexists(room_folder(database)):
        raise RuleRefused(N_("{file} belongs to a training room: kppn-tui demo --db {file}"), file=database)
    code: int = import_module(f"kppn_tui.commands.{options.run}").run(options, places)
    return code


def _code_of(error: DeskError) -> int:
    if isinstance(error, WrongUsage | NoSuchHome):
        return USAGE
    return UNREACHABLE if isinstance(error, StoreUnavailable) else REFUSED


def _language(arguments: Sequence[str], env: Mapping[str, str]) -> str:
    """Return the code of the language asked for, "" for none.

    It is needed before the arguments are read, since their help is in that language.
    """
    chosen = env.get("KPPN_TUI_LANG", "")
    for at, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            chosen = argument.partition("=")[2]
        elif argument == "--lang":
            chosen = next(iter(arguments[at + 1 : at + 2]), "")
    return chosen[:2].lower()


def _complain(sentence: str) -> None:
    """Print one line to stderr."""
    if sys.stderr is not None:
        print(f"kppn-tui: {' '.join(sentence.splitlines())}", file=sys.stderr)


def _leave_stdout() -> None:
    """Point stdout at the null device when nobody reads on.

    The interpreter's own flush at the end then goes nowhere.
    """
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, sys.stdout.fileno())
        os.close(sink)
    except (OSError, ValueError, AttributeError):
        return
