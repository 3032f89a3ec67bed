"""`python -m kppn_tui` and the `kppn-tui` command."""

import sys

from kppn_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
