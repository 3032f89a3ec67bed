"""`kppn-tui officer …`: whoever may use the machine's account looks after the officers."""

import json
import sys
from argparse import Namespace
from collections.abc import Callable

from kppn_tui.commands.office import office_settings, require_database
from kppn_tui.commands.password import read_password
from kppn_tui.desk import Desk, open_desk
from kppn_tui.domain.errors import OtherOffice
from kppn_tui.domain.people import Officer
from kppn_tui.domain.states import ROLE_TEXT
from kppn_tui.i18n import _
from kppn_tui.office.places import Places
from kppn_tui.presentation.officers import holdings_sentences


def run(options: Namespace, places: Places) -> int:
    """Do what the command says and print it; return the exit code."""
    settings = office_settings(places)
    if options.does != "add":
        require_database(places)
    does: dict[str, Callable[[Desk, Namespace], None]] = {
        "add": _add, "list": _list, "change": _change, "disable": _disable, "enable": _enable,
        "passwd": _change_password,
    }  # fmt: skip
    with open_desk(settings.url, settings) as desk:
        if options.does == "add":
            _tell_others(desk)
        else:
            desk.require_not_others()
        does[options.does](desk, options)
    return 0


def _tell_others(desk: Desk) -> None:
    """Say whose database this is, where the first officer of another office begins that one in it."""
    try:
        desk.require_not_others()
    except OtherOffice as error:
        told = _("Attention: {url} belongs to {offices}; {office} (kode {code}) begins in it with this officer.")
        print(told.format(**error.parameters), file=sys.stderr)


def _add(desk: Desk, options: Namespace) -> None:
    officer = desk.add_officer(
        None, options.login, options.name, options.role, read_password(options, twice=True), sections=options.section
    )
    print(_("{login} may sign in: {roles}.").format(login=officer.login, roles=_roles(officer)))


def _list(desk: Desk, options: Namespace) -> None:
    officers = desk.officers()
    if options.json:
        print(json.dumps([_as_json(officer) for officer in officers], ensure_ascii=False))
        return
    width = max((len(officer.login) for officer in officers), default=0)
    for officer in officers:
        gone = "" if officer.active else " — " + _("may not sign in")
        print(f"{officer.login:{width}}  {officer.name} — {_roles(officer)}{gone}")


def _change(desk: Desk, options: Namespace) -> None:
    officer = desk.change_officer(
        None, options.login, roles=options.role, sections=options.section, counter=options.counter, name=options.name
    )
    print(f"{officer.login}: {officer.name} — {_roles(officer)}")


def _disable(desk: Desk, options: Namespace) -> None:
    held = desk.holdings(options.login)
    officer = desk.disable_officer(None, options.login)
    print(_("{login} may not sign in any more; the history stays.").format(login=officer.login))
    for told in holdings_sentences(held, desk.settings):
        print(told)


def _enable(desk: Desk, options: Namespace) -> None:
    officer = desk.enable_officer(None, options.login)
    print(_("{login} may sign in again: {roles}.").format(login=officer.login, roles=_roles(officer)))


def _change_password(desk: Desk, options: Namespace) -> None:
    officer = desk.set_password(None, options.login, read_password(options, twice=True))
    print(_("{login} has a new password.").format(login=officer.login))


def _roles(officer: Officer) -> str:
    words = ", ".join(_(ROLE_TEXT[role]) for role in officer.roles.split())
    return f"{words} ({', '.join(officer.sections.split())})" if officer.sections else words


def _as_json(officer: Officer) -> dict[str, object]:
    return {
        "login": officer.login,
        "name": officer.name,
        "roles": officer.roles.split(),
        "sections": officer.sections.split(),
        "counter": officer.counter,
        "active": officer.active,
    }
