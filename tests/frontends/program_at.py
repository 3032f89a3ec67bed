"""The real program at another moment: `program_at.py FILE ARGUMENTS…`, where the file holds an ISO instant.

Its time stands still but for the file, so that what it prints is known to the letter. With MODULES in the environment
it says on stderr which modules it has loaded when it ends.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from kppn_tui import desk
from kppn_tui.cli import main


def run() -> int:
    moment = Path(sys.argv[1])
    # Whoever runs the tests in the background has Ctrl+C ignored; a terminal has not.
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def clock() -> datetime:
        return datetime.fromisoformat(moment.read_text()).astimezone(UTC)

    desk.connect.__defaults__ = (clock,)
    try:
        return main(sys.argv[2:])
    finally:
        if "MODULES" in os.environ:
            print("|".join(sorted(sys.modules)), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(run())
