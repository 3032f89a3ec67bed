"""The real demo at another time: `demo_at.py MOMENT`, an ISO time with its zone, in place of the machine's clock."""

import sys
from datetime import datetime

from kppn_tui import desk
from kppn_tui.cli import main

if __name__ == "__main__":
    moment = datetime.fromisoformat(sys.argv.pop(1))
    desk.system_clock = lambda: moment
    sys.exit(main(["demo"]))
