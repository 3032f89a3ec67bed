"""`kppn-tui board`: the display for the hall on a second monitor, read only, with nobody signed in."""

import sys
from argparse import Namespace

from kppn_tui.commands import WrongUsage
from kppn_tui.commands.office import existing_desk, office_settings
from kppn_tui.domain.errors import N_
from kppn_tui.office.places import Places


def run(options: Namespace, places: Places) -> int:
    """Show the display until it is left; return the exit code."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        raise WrongUsage(N_("The display of the hall needs a terminal."))
    settings = office_settings(places)
    desk = existing_desk(settings)
    from kppn_tui.board.app import BoardApp

    app = BoardApp()
    app.client.attach(desk)
    return app.run_to_end(mouse=False)
