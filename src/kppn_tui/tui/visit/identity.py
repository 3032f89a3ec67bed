"""Forms of identity and topic: who asks, and what about."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import BadInput, DeskError
from kppn_tui.domain.people import STAKEHOLDER_KIND_TEXT
from kppn_tui.domain.records import Ticket
from kppn_tui.i18n import N_, _
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.queue.register import SATKER_LABEL
from kppn_tui.tui.queue.stakeholder_field import StakeholderField
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.call import Call


class IdentityForm(Form):
    """Form of step a.1: name, institution and role, or "declines"; no NIK, no NIP (domain.md 6.4)."""

    title_msgid = N_("Identity of the stakeholder (a.1)")
    AT_FAULT: ClassVar[Mapping[str, str]] = {"satker_name": "satker"}

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(DraftForm.IDENTITY.about(ticket.id))
        self.ticket = ticket

    def fields(self) -> ComposeResult:
        ticket = self.ticket
        self.stakeholder = StakeholderField(self.client)
        institution = f"{ticket.satker_code} {ticket.satker_name}".strip()
        yield from self.labelled(N_("Name"), Input(ticket.visitor_name, id="name", compact=True))
        yield from self.labelled(
            N_("Role (treasurer, PPK, SAKTI operator …)"), Input(ticket.visitor_role, id="role", compact=True)
        )
        yield from self.labelled(SATKER_LABEL, self.stakeholder.field(institution))
        kinds = [(str(code), _(label)) for code, label in STAKEHOLDER_KIND_TEXT.items()]
        yield from self.labelled(N_("Kind of stakeholder (← →)"), Choice(kinds, ticket.stakeholder_kind, id="kind"))
        answers = [("gives", _("gives the identity")), ("declines", _("declines"))]
        start = "declines" if ticket.identity_declined else "gives"
        yield from self.labelled(N_("The stakeholder (← →)"), Choice(answers, start, id="declined"))

    def ready(self) -> None:
        self.go_to("name")

    def _saved(self, result: Any) -> None:
        # The next form finds who was new in this one.
        self.client.learn_stakeholders()
        super()._saved(result)

    @on(Typeahead.Undecided, "#satker")
    def _undecided(self, event: Typeahead.Undecided) -> None:
        self.complain(self.stakeholder.several(event.value))

    @on(Typeahead.Picked, "#satker")
    def _picked(self) -> None:
        self.query_one("#kind", Choice).choose(self.stakeholder.kind(self.query_one("#satker", Typeahead)))

    def save(self) -> "Call[Ticket]":
        satker = self.query_one("#satker", Typeahead)
        code, name = self.stakeholder.read(satker)
        return self.client.verbs.identify(
            self.ticket.id,
            name=self.text_of("name"),
            role=self.text_of("role"),
            satker_code=code,
            satker_name=name,
            stakeholder_kind=self.text_of("kind"),
            declined=self.text_of("declined") == "declines",
            typed=self.stakeholder.typed(satker),
        )


class TopicForm(Form):
    """Form of one topic by two or three letters; with `split` also why it is a second consultation on it (A4)."""

    def __init__(
        self, verb: "Callable[[str, str], Call[Any]]", title_msgid: str, *, split: bool = False, draft_key: str = ""
    ) -> None:
        super().__init__(draft_key)
        self._verb = verb
        self._title_msgid = title_msgid
        self.split = split

    def heading(self) -> str:
        return _(self._title_msgid)

    def fields(self) -> ComposeResult:
        field = Typeahead(self._topics, open_empty=True, limit=8, id="topic")
        yield from self.labelled(N_("Topic: 2–3 letters, Enter takes one"), field)
        if self.split:
            label = N_("Why this topic is a second consultation")
            yield from self.labelled(label, Input(id="reason", compact=True))

    def _topics(self, text: str) -> list[tuple[str, str]]:
        settings = self.client.settings
        return [
            (topic.code, f"{topic.code} · {topic.name} → {settings.section(topic.section).short}")
            for topic in settings.find_topics(text)
        ]

    def ready(self) -> None:
        if self.split:
            self._ask_reason(bool(self.text_of("reason")))
        self.go_to("topic")

    def _ask_reason(self, asked: bool) -> None:
        """Show the field of the reason once the desk has asked for it, else hide it."""
        self.query_one("#reason").display = asked
        self.label("reason").display = asked

    def save(self) -> "Call[Any]":
        field = self.query_one("#topic", Typeahead)
        if not field.values:
            raise BadInput(N_("Take a topic from the list with Enter."), argument="topic")
        return self._verb(field.values[-1], self.text_of("reason") if self.split else "")

    def _refused(self, error: DeskError) -> None:
        super()._refused(error)
        if self.split and isinstance(error, BadInput):
            self._ask_reason(True)
            self.go_to("reason")
