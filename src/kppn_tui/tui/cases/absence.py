"""Absence of a head: a substitute (Plh.) is named, and one who is named is changed or taken back (A17)."""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widgets import Input

from kppn_tui.client.queries import absences
from kppn_tui.domain.people import Officer, Substitute
from kppn_tui.domain.substitutes import STANDS_IN, typed_day
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.alerts import section_names
from kppn_tui.tui.dialogs.ask_text import AskText
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.widgets.choice import Choice

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.tui.base import DeskScreen

_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


class SubstituteForm(Form):
    """Form that names the Plh. of a section while its head is away, from the first day to the last (A17)."""

    title_msgid = N_("Name a substitute (Plh.)")

    def __init__(self, sections: list[tuple[str, str]], officers: list[Officer], today: date) -> None:
        super().__init__("substitute:")
        self.sections = sections
        self.officers = officers
        self.today = f"{today:%d-%m-%Y}"

    def fields(self) -> ComposeResult:
        choice = Choice(self.sections, id="section")
        choice.disabled = len(self.sections) == 1
        yield from self.labelled(N_("Section"), choice)
        # Nobody is named by saving alone.
        people = [("", _("choose …")), *((one.login, f"{one.name} ({one.login})") for one in self.officers)]
        yield from self.labelled(N_("Substitute (← →)"), Choice(people, id="login"))
        yield from self.labelled(N_("First day (day-month-year)"), Input(self.today, id="first", compact=True))
        yield from self.labelled(N_("Last day, included"), Input(self.today, id="last", compact=True))

    def ready(self) -> None:
        self.go_to("login")

    def save(self) -> "Call[Substitute]":
        first, last = _iso_day(self.text_of("first")), _iso_day(self.text_of("last"))
        return self.client.verbs.name_substitute(self.text_of("section"), self.text_of("login"), first, last)


def arrange_absence(screen: "DeskScreen[Any]", sections: list[tuple[str, str]]) -> None:
    """Name a substitute for one of `sections` (code and name); those who are named already can be changed first."""
    client = screen.client

    def found(known: tuple[list[Officer], list[Substitute]]) -> None:
        officers, substitutes = known
        codes = {code for code, _name in sections}
        mine = [one for one in substitutes if one.section in codes]
        if mine:
            _choose(screen, sections, officers, mine)
        else:
            _name(screen, sections, officers)

    client.act(absences(), found)


def _name(screen: "DeskScreen[Any]", sections: list[tuple[str, str]], officers: Sequence[Officer]) -> None:
    client, own = screen.client, screen.client.signed_in
    others = {one.id: one for one in officers if one.active and one.id != own.id and one.role_set & STANDS_IN}

    def named(done: Substitute | None) -> None:
        if done is not None:
            who, section = others[done.officer_id].name, section_names([done.section], client.settings)
            screen.host.say(_("{name} stands in for {section}.").format(name=who, section=section))

    if not others:
        screen.host.say(_("There is no other active officer."), "warning")
        return
    screen.app.push_screen(SubstituteForm(sections, list(others.values()), client.local_now().date()), named)


def _choose(
    screen: "DeskScreen[Any]", sections: list[tuple[str, str]], officers: Sequence[Officer], mine: Sequence[Substitute]
) -> None:
    """Ask whether another substitute is named, or one of `mine` is changed."""
    names, settings = {one.id: one.name for one in officers}, screen.client.settings
    told = {str(one.id): one for one in mine}

    def line(one: Substitute) -> str:
        return _("{section}: {name}, {first} to {last}").format(
            section=section_names([one.section], settings), name=names.get(one.officer_id, ""),
            first=typed_day(one.first), last=typed_day(one.last),
        )  # fmt: skip

    def chosen(key: str | None) -> None:
        if key == "new":
            _name(screen, sections, officers)
        elif key in told:
            _change(screen, told[key], line(told[key]))

    options = [Option("", _("Back")), Option("new", _("Name another one"))]
    options += [Option(key, line(one)) for key, one in told.items()]
    screen.app.push_screen(Choose(_("Substitutes (Plh.)"), options), chosen)


def _change(screen: "DeskScreen[Any]", one: Substitute, line: str) -> None:
    """Ask what becomes of a substitution: another last day, or its end."""
    client, host = screen.client, screen.host
    begun = one.first <= client.local_now().date().isoformat()

    def changed(done: Substitute | None) -> None:
        if done is not None:
            host.say(_("The substitution ends on {day}.").format(day=typed_day(done.last)))

    def chosen(key: str | None) -> None:
        if key == "last":
            verb = partial(client.verbs.change_substitute, one.id)
            form = AskText(line, _("Last day, included (day-month-year):"), lambda text: verb(_iso_day(text)), lines=1)
            screen.app.push_screen(form, changed)
        elif key == "end":
            client.act(client.verbs.end_substitute(one.id), lambda _done: host.say(_("The substitution is over.")))

    options = [
        Option("", _("Back")),
        Option("last", _("Another last day")),
        Option("end", _("End it now") if begun else _("Take it back")),
    ]
    screen.app.push_screen(Choose(line, options), chosen)


def _iso_day(text: str) -> str:
    """Return `01-12-2026` as `2026-12-01`; anything else as it is, for the desk to judge."""
    match = _DAY.fullmatch(text.strip())
    return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}" if match else text
