"""A password, typed without being shown or read from standard input."""

import sys
from argparse import Namespace

from kppn_tui.commands import WrongUsage
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.i18n import _


def read_password(options: Namespace, *, twice: bool) -> str:
    """Return the first line of standard input with --password-stdin, else what is typed: `twice` where it is new.

    Raises:
        WrongUsage: there is no terminal to ask at.
        BadInput: none was given, or the two differ.
    """
    if options.password_stdin:
        return (sys.stdin.readline() if sys.stdin else "").rstrip("\r\n")
    if not (sys.stdin and sys.stdin.isatty()):
        raise WrongUsage(N_("A password is asked for at a terminal; a script gives it with --password-stdin."))
    from getpass import getpass

    try:
        first = getpass(_("Password") + ": ")
        again = getpass(_("Once more") + ": ") if twice else first
    except EOFError:
        raise BadInput(N_("No password was given; nothing was changed.")) from None
    if first != again:
        raise BadInput(N_("The two passwords differ; nothing was changed."))
    return first
