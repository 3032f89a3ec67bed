"""The beginning of most commands: the settings of the office, and a database that is there."""

import os
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import N_, DeskError, RuleRefused, StoreUnavailable
from kppn_tui.office.places import Places, is_set_up
from kppn_tui.office.settings import Settings, load_settings

if TYPE_CHECKING:
    from kppn_tui.desk import Desk


class NotSetUp(DeskError):
    """There is no office file yet."""

    msgid = N_(
        "There is no office file {file} yet: start kppn-tui once to set up the office, or name it with --office."
    )


def office_settings(places: Places) -> Settings:
    """Return the settings of an office that is set up.

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


class NoOfficers(RuleRefused):
    """The database is no desk of this office yet: nobody could sign in."""

    msgid = N_(
        "The database {url} knows no officer of {office} (kode {code}): start kppn-tui once to set it up, or name"
        " another office file with --office."
    )


def existing_desk(settings: Settings) -> "Desk":
    """Open the desk of an office that works already, for a front end that only looks; the caller closes it.

    Raises:
        StoreUnavailable: there is no database, or it can't be opened; none is begun.
        OtherOffice: it has officers of other offices only.
        NoOfficers: it has no officers at all.
    """
    from kppn_tui.desk import connect
    from kppn_tui.office.places import shown
    from kppn_tui.store.health import require_set_up

    require_set_up(settings.url)
    desk = connect(settings.url, settings)
    try:
        if not desk.officers():
            desk.require_not_others()
            office = settings.office
            place = settings.places.database_path or shown(settings.url)
            raise NoOfficers(url=place, office=office.name, code=office.code)
        _ = desk.calendar
    except DeskError:
        desk.close()
        raise
    return desk
