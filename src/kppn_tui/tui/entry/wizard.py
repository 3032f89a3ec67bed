"""The first run: the office, its first officers, a summary; then the desk opens."""

from typing import ClassVar, Literal

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from kppn_tui.client.setup import is_empty, store_officers
from kppn_tui.domain.errors import BadInput, DeskError, OtherOffice
from kppn_tui.domain.people import PASSWORD_MIN, Officer
from kppn_tui.domain.states import ROLE_TEXT, Role
from kppn_tui.i18n import N_, _
from kppn_tui.office.file.parts import TYPES
from kppn_tui.office.file.presets import shipped_office
from kppn_tui.office.places import shown
from kppn_tui.office.settings import load_settings, write_office
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.actions import ROW
from kppn_tui.tui.entry.base import EntryScreen, hint_line
from kppn_tui.tui.entry.first_officers import ROLES, Person, missing_roles, named, problem
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.marks import Marks

Step = Literal["office", "officers", "summary"]
STEPS: tuple[tuple[Step, str], ...] = (
    ("office", N_("Office")),
    ("officers", N_("Officers")),
    ("summary", N_("Summary")),
)
TYPE_TEXT = {"A2": N_("A2 · three sections and general affairs"), "A1": N_("A1 · four sections and general affairs")}
ZONES = (
    ("Asia/Makassar", "WITA · Asia/Makassar"),
    ("Asia/Jakarta", "WIB · Asia/Jakarta"),
    ("Asia/Jayapura", "WIT · Asia/Jayapura"),
)
PERSON_FIELDS = ("login", "name", "roles", "sections", "password", "repeat")


class WizardScreen(EntryScreen):
    """Esc goes back a step and nothing typed is lost; officers are stored together, at the very end."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.ENTRY, Place.WIZARD)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.WIZARD)

    def __init__(self) -> None:
        super().__init__()
        self.step: Step | None = None
        self.people = [Person({"roles": f"{Role.CSO} {Role.ADMIN}"})]
        self.at = 0
        self._wrote: tuple[str, str, str] | None = None

    # Drawing ------------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        if self.step is None:
            # An office file that somebody prepared is taken as it is.
            self._given = self.client.is_open
            self.step = "officers" if self._given else "office"
        yield Static(self._crumbs(), classes="entry-title")
        yield from {"office": self._office, "officers": self._officers, "summary": self._summary}[self.step]()

    def _crumbs(self) -> Text:
        line = Text(_("Setting up"), style="bold")
        steps = [one for one in STEPS if not (self._given and one[0] == "office")]
        for number, (step, name) in enumerate(steps, 1):
            line.append(" › " if number > 1 else " · ", style="dim")
            line.append(f" {number} {_(name)} ", style="bold reverse" if step == self.step else "dim")
        return line

    def _office(self) -> ComposeResult:
        self.values.setdefault("type", "A2")
        self.values.setdefault("office-name", shipped_office(self.values["type"]).name)
        self.values.setdefault("zone", shipped_office(self.values["type"]).zone)
        yield hint_line(_("Welcome. Three short steps, then the desk opens. Enter goes on."))
        yield self.row(_("Office name"), self.line("office-name"))
        kinds = [(kind, _(TYPE_TEXT[kind])) for kind in TYPES]
        yield self.row(_("Type (← →)"), Choice(kinds, self.values["type"], id="type"))
        yield self.row(_("Time zone (← →)"), Choice(ZONES, self.values["zone"], id="zone"))
        yield hint_line(_("Sections, topics and hours follow the type; the office file changes them."))
        yield self._place()

    def _place(self) -> Static:
        places = self.host.places
        where = [str(places.office_path), str(places.database_path or shown(places.url))]
        return hint_line(_("Data are kept in:") + "\n" + "\n".join(where))

    def _officers(self) -> ComposeResult:
        person = self.people[self.at]
        self.values.update({name: person.values.get(name, "") for name in PERSON_FIELDS})
        yield self._counted()
        yield self.row(_("Sign-in name"), self.line("login", hint=_("short, e.g. a first name"), limit=40), tight=True)
        yield self.row(_("Full name"), self.line("name"))
        roles = [(str(role), f"{_(ROLE_TEXT[role])} — {_(does)}") for role, does in ROLES]
        yield self.row(_("Roles (space bar)"), Marks(roles, self.values["roles"], id="roles"), tight=True)
        led = [(section.code, section.short) for section in self.client.settings.sections]
        sections = Marks(led, self.values["sections"], across=True, id="sections")
        # Dimmed and passed over for the others: to hide it would send the cursor away again a moment later.
        sections.can_focus = Role.HEAD in person.roles
        leads = self.row(_("Leads (space bar)"), sections)
        leads.id = "leads"
        leads.set_class(not sections.can_focus, "-off")
        yield leads
        least = _("at least {n} characters").format(n=PASSWORD_MIN)
        yield self.row(_("Password"), self.line("password", secret=True, hint=least, limit=1000), tight=True)
        yield self.row(_("Once more"), self.line("repeat", secret=True, limit=1000))
        ways = [("more", _("next officer")), ("done", _("that is all: to the summary"))]
        yield self.row(_("Then (← →)"), Choice(ways, self._way_on(), id="then"))
        yield hint_line(_("At least one CSO officer and one administrator; one person may be both."))

    def _counted(self) -> Static:
        others = ", ".join(one.login for at, one in enumerate(self.people) if at != self.at)
        line = Text(_("Officer {n}").format(n=self.at + 1), style="bold", no_wrap=True, overflow="ellipsis")
        noted = " · " + _("noted: {names}").format(names=others) if others else ""
        return Static(line.append(noted, style="dim"), classes="entry-hint")

    def _way_on(self) -> str:
        last = self.at == len(self.people) - 1
        return "done" if last and not missing_roles(self.people) else "more"

    def _summary(self) -> ComposeResult:
        office, first = self.client.settings.office, self.people[0]
        yield Static(Text(office.name), classes="entry-hint -strong")
        yield hint_line(_("Type {type}, {zone}").format(type=office.type, zone=office.zone))
        with VerticalScroll(classes="entry-list", can_focus=False):
            yield Static(named(self.people))
        yield self._place()
        yield self.row(_("Counter"), self.line("counter", hint=_("empty if none"), limit=20))
        ways = [("desk", _("start as {name}").format(name=first.name)), ("signin", _("to the sign-in"))]
        yield self.row(_("Then (← →)"), Choice(ways, self.values.get("way", ""), id="way"))

    # Keys ---------------------------------------------------------------------------------------------------------

    def refusal(self, row: ActionRow) -> DeskError | None:
        """Return that nothing lies before the first step."""
        return self._no_way_back() if row is ROW["wizard.back"] else None

    def _no_way_back(self) -> DeskError | None:
        first = self.step == "office" or (self._given and self.step == "officers" and self.at == 0)
        return DeskError(N_("This is the first step.")) if first else None

    def keep(self) -> None:
        super().keep()
        if self.step == "officers":
            self.people[self.at].values = {name: self.values.get(name, "") for name in PERSON_FIELDS}

    async def action_back(self) -> None:
        """Go back a step; a blank officer page is given up."""
        if self.busy or self._no_way_back():
            return
        self.keep()
        if self.step == "summary":
            await self._turn("officers", len(self.people) - 1)
        elif self.at > 0:
            if self.people[self.at].blank:
                del self.people[self.at]
            await self._turn("officers", self.at - 1)
        else:
            await self._turn("office", 0)

    async def action_go_on(self) -> None:
        """Check this page and turn to the next one."""
        if self.busy:
            return
        self.keep()
        if self.step == "office":
            await self._leave_office()
        elif self.step == "officers":
            await self._leave_officer()
        else:
            self._finish()

    async def _turn(self, step: Step, at: int = 0) -> None:
        self.step, self.at = step, at
        await self.renew()

    @on(Choice.Changed, "#type")
    async def _type_changed(self, event: Choice.Changed) -> None:
        """Give the name that comes with the type, unless it was changed."""
        self.keep()
        if self.values["office-name"] in {shipped_office(kind).name for kind in TYPES}:
            self.values["office-name"] = shipped_office(event.value).name
            await self.renew("type")

    @on(Marks.Changed, "#roles")
    def _roles_changed(self, event: Marks.Changed) -> None:
        self.keep()
        self._show_leads(event.value)
        self.query_one("#then", Choice).value = self._way_on()

    def _show_leads(self, roles: str) -> None:
        """Ask a head for the sections; others are not asked."""
        head = Role.HEAD in roles.split()
        self.query_one("#sections").can_focus = head
        self.query_one("#leads").set_class(not head, "-off")

    def action_next_field(self) -> None:
        if isinstance(self.focused, Marks) and self.focused.id == "roles":
            self._show_leads(self.focused.value)
        super().action_next_field()

    # Steps --------------------------------------------------------------------------------------------------------

    async def _leave_office(self) -> None:
        self.busy = True
        try:
            empty = await self._write_office()
        except DeskError as error:
            self.complain(error, "office-name")
            return
        self.busy = False
        if not empty:
            # The database was there before its office file: its officers can sign in.
            self._open_signin()
            return
        known = {section.code for section in self.client.settings.sections}
        for person in self.people:
            led = [code for code in person.values.get("sections", "").split() if code in known]
            person.values["sections"] = " ".join(led)
        await self._turn("officers", 0)

    async def _write_office(self) -> bool:
        """Write the office file and open the desk; return whether it knows no officer yet.

        An own file of a moment ago makes way for a corrected one.
        """
        places = self.host.places
        wanted = (self.values["office-name"].strip(), self.values["type"], self.values["zone"])
        if not wanted[0]:
            raise BadInput(N_("Give the name of the office."))
        if self.client.is_open and wanted == self._wrote:
            return await is_empty(self.client)
        await self.client.release()
        if self._wrote is not None:
            places.office_path.unlink(missing_ok=True)
        kind = next(kind for kind in TYPES if kind == wanted[1])
        shared = places.database_path is None
        write_office(places.office_path, kind, wanted[0], wanted[2], shared=shared)
        self._wrote = wanted
        try:
            return await self.host.open_office(load_settings(places))
        except OtherOffice:
            places.office_path.unlink(missing_ok=True)  # it would be in the way of the right one
            self._wrote = None
            raise

    async def _leave_officer(self) -> None:
        others = [one for at, one in enumerate(self.people) if at != self.at]
        person, last = self.people[self.at], self.at == len(self.people) - 1
        done = self.values["then"] == "done"
        if person.blank and last and others and done:
            del self.people[self.at]
        elif found := problem(person, others):
            self.complain(found[1], found[0])
            return
        elif not done:
            if last:
                self.people.append(Person())
            await self._turn("officers", self.at + 1)
            return
        if missing := missing_roles(self.people):
            names = ", ".join(_(ROLE_TEXT[role]) for role in missing)
            self.at = min(self.at, len(self.people) - 1)
            self.complain(BadInput(N_("Still needed: {roles}."), roles=names), "then")
            return
        await self._turn("summary")

    def _finish(self) -> None:
        """Store the officers in the desk's thread, then the desk or the sign-in."""
        self.busy = True
        self.tell(_("Saving …"))
        counter = self.values["counter"] if self.values["way"] == "desk" else None
        call = store_officers([one.new_officer() for one in self.people], counter)
        self.client.act(call, self._finished, {DeskError: self.complain})

    def _open_signin(self) -> None:
        from kppn_tui.tui.entry.signin import SignInScreen

        self.app.switch_screen(SignInScreen())

    def _finished(self, officer: Officer | None) -> None:
        self.people = []
        self.values.clear()
        if officer is None:
            self._open_signin()
        else:
            self.host.signed_in(officer)
