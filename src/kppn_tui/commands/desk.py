"""`kppn-tui` alone: the desk; the set-up wizard where there is no office yet."""

import gc
import os
import sys
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kppn_tui.commands import WrongUsage
from kppn_tui.domain.errors import N_, OtherOffice, StoreUnavailable
from kppn_tui.office.places import Places, is_set_up, shown

if TYPE_CHECKING:
    from kppn_tui.desk import Desk


def run(options: Namespace, places: Places) -> int:
    """Open the desk and wait until it is left; return the exit code."""
    require_terminal()
    opening = partial(open_after_paint, places) if is_set_up(places) else None
    if opening is None:
        require_writable(places)
        require_server(places)
        require_no_officers(places)
    else:
        # Nothing made for the first paint is garbage; looking for it would take a tenth of the time.
        gc.disable()
    from kppn_tui.tui.app import KppnApp

    app = KppnApp(places, opening=opening)
    code = app.run_to_end()
    if app.failure is not None:
        raise app.failure
    return code


def open_after_paint(places: Places) -> "Desk":
    """Open the desk as `open_desk_at` does, then begin to collect garbage.

    What the program has made for good until then is not looked through again.
    """
    try:
        return open_desk_at(places)
    finally:
        gc.freeze()
        gc.enable()


def open_desk_at(places: Places) -> "Desk":
    """Open the desk of the office at `places`, after reading all its files.

    An error in one of them is told here, not later at the counter.

    Raises:
        DeskError: a file has an error, or the database can't be opened.
    """
    from kppn_tui.desk import connect
    from kppn_tui.office.settings import load_settings
    from kppn_tui.tui.keys import check_keys

    settings = load_settings(places)
    settings.calendar()
    settings.satker_list()
    check_keys(settings)
    return connect(settings.url, settings)


def require_terminal() -> None:
    """Raise WrongUsage where there is nobody to look and to type."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stdout and sys.stdout.isatty()):
        raise WrongUsage(N_("The desk needs a terminal; for scripts there are the commands in kppn-tui --help."))


def require_writable(places: Places) -> None:
    """Raise StoreUnavailable before the wizard asks anything, where its answers could not be kept."""
    for path in (places.database_path, places.office_path):
        if path is not None and not _could_write(path.parent):
            raise StoreUnavailable(
                url=str(path), reason=N_("no permission to write there; choose another place with --db")
            )


def require_server(places: Places) -> None:
    """Raise StoreUnavailable before the wizard asks anything, where a database server can't be used."""
    if places.database_path is None:
        from kppn_tui.store.health import require_reachable

        require_reachable(places.url)


def require_no_officers(places: Places) -> None:
    """Raise OtherOffice before the wizard asks anything, where the database has officers that it would not let in.

    The office that the wizard begins in a file has the code of the presets; on a server it has one of its own.
    """
    from kppn_tui.domain.office import others_only
    from kppn_tui.office.file.presets import shipped_office
    from kppn_tui.store.health import held_offices

    try:
        held = held_offices(places.url)
    except StoreUnavailable:
        return  # the wizard tells it, where another place can be chosen
    code = shipped_office("A2").code if places.database_path is not None else ""
    if others := others_only(held, code):
        raise OtherOffice(
            N_(
                "The database {url} belongs to {offices}, and there is no office file {file} yet. Put that office's "
                "file there or name it with --office; for another office write one with a kode of its own, then "
                "kppn-tui officer add begins it."
            ),
            url=places.database_path or shown(places.url), offices=others, file=places.office_path,
        )  # fmt: skip


def _could_write(folder: Path) -> bool:
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
