"""`kppn-tui restore F`: a backup in the place of the database; what was there is set aside."""

from argparse import Namespace

from kppn_tui.backup import restore_backup
from kppn_tui.desk import system_clock
from kppn_tui.i18n import _, ngettext
from kppn_tui.namedfile import named_path
from kppn_tui.office.settings import Places


def run(options: Namespace, places: Places) -> int:
    """Restore the backup and say what was done; return the exit code."""
    source = named_path(options.file)
    done = restore_backup(places, source, system_clock(), other_office=options.other_office)
    print(ngettext("{file}: {n} ticket restored.", "{file}: {n} tickets restored.", done.tickets)
          .format(file=places.database_path, n=done.tickets))  # fmt: skip
    if done.offices:
        print(_("It holds {offices}.").format(offices=", ".join(map(str, done.offices))))
    if done.aside is not None:
        print(_("What was there is kept as {file}.").format(file=done.aside))
    if done.office_path is not None:
        print(_("The office file was restored as {file}.").format(file=done.office_path))
    else:
        print(_("The office file {file} was left as it is.").format(file=places.office_path))
    return 0
