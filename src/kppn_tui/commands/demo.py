"""`kppn-tui demo`: the desk on a filled day of an invented office; nothing of it stays."""

import signal
from argparse import Namespace

from kppn_tui.commands.desk import require_terminal
from kppn_tui.training.filled import open_demo
from kppn_tui.desk import system_clock
from kppn_tui.places import Places


def run(options: Namespace, places: Places) -> int:
    """Open the demo and wait until it is left; the exit code."""
    require_terminal()
    with open_demo(options.seed, system_clock(), places.language) as demo:
        from kppn_tui.tui.app import KppnApp

        app = KppnApp(demo.places, demo.settings, demo.desk, demo.clock, badge="DEMO", officer=demo.officer)
        for ending in (signal.SIGTERM, signal.SIGHUP):  # a closed window must not leave the folder behind
            signal.signal(ending, lambda *_: app.exit())
        app.run()
        return app.return_code or 0
