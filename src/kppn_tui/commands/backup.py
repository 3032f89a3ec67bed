"""`kppn-tui backup F`: the database and the office file, while desks work."""

from argparse import Namespace
from pathlib import Path

from kppn_tui.backup import make_backup
from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, ngettext
from kppn_tui.namedfile import named_path
from kppn_tui.office.settings import Places, load_settings


def run(options: Namespace, places: Places) -> int:
    """Make the copy and say what is in it; return the exit code."""
    target = named_path(options.file)
    made = make_backup(places, target)
    print(ngettext("{file}: {n} ticket, checked.", "{file}: {n} tickets, checked.", made.tickets)
          .format(file=target, n=made.tickets))  # fmt: skip
    if made.office_path is None:
        print(_("There is no office file {file}; only the database was copied.").format(file=places.office_path))
        return 0
    print(_("{file}: the office file.").format(file=made.office_path))
    for path in _also_named(places):
        print(_("Copy {file} too: the office file names it.").format(file=path))
    return 0


def _also_named(places: Places) -> list[Path]:
    """Return the files that the office file names.

    There are none when it has an error, which must not stop a backup.
    """
    try:
        settings = load_settings(places)
    except DeskError:
        return []
    return [path for path in (settings.calendar_path, settings.stakeholder_path) if path is not None]
