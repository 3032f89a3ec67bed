"""What most commands begin with: the settings of the office, and a database that is there."""

import os

from kppn_tui.domain.errors import N_, DeskError, StoreUnavailable
from kppn_tui.office.places import Places, is_set_up
from kppn_tui.office.settings import Settings, load_settings


class NotSetUp(DeskError):
    """There is no office file yet."""

    msgid = N_(
        "There is no office file {file} yet: start kppn-tui once to set up the office, or name it with --office."
    )


def office_settings(places: Places) -> Settings:
    """The settings of an office that is set up.

    Raises:
        NotSetUp: it is not.
        BadOfficeFile: it is, with an error in its file.
    """
    if not is_set_up(places):
        raise NotSetUp(file=places.office_path)
    return load_settings(places)


def require_database(places: Places) -> None:
    """Refuse to begin a new database by mistake. Raises StoreUnavailable: the file is not there."""
    path = places.database_path
    if path is not None and not os.path.exists(path):
        raise StoreUnavailable(url=str(path), reason=N_("there is no such file"))
