"""The commands, one module each: `run(options, places)` does it and returns the exit code."""

from kppn_tui.domain.errors import DeskError


class WrongUsage(DeskError):
    """The command line can't be understood."""
