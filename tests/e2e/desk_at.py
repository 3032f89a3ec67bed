"""The real program at another time: `desk_at.py FILE`, where the file holds the seconds to add to the machine's clock.

The clock runs on and follows the file, so that a test can let a day pass under a running desk. A server that does not
answer is not cut off: who waits for it at all, waits for hours. All else is as in `python -m kppn_tui`.
"""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

from kppn_tui import i18n
from kppn_tui.commands.desk import open_desk_at
from kppn_tui.desk import Desk, system_clock
from kppn_tui.office.places import is_set_up, locate
from kppn_tui.store.backends import answer_timeout
from kppn_tui.tui.app import KppnApp


def main() -> int:
    answer_timeout.ANSWER_SECONDS = 36_000.0
    offset, places = Path(sys.argv[1]), locate(env=os.environ)
    i18n.use(places.language)

    def clock() -> datetime:
        return system_clock() + timedelta(seconds=int(offset.read_text()))

    def opening() -> Desk:
        desk = open_desk_at(places)
        desk.clock = clock
        return desk

    app = KppnApp(places, clock=clock, opening=opening if is_set_up(places) else None)
    app.run()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main())
