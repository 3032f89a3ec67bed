"""Forms that lead out of a service: documents, follow-up, escalation."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static, TextArea

from kppn_tui.client.queries import behind, promise
from kppn_tui.domain.contact import CONTACT_CHANNELS, Contact, Refusal
from kppn_tui.domain.draft_forms import REFUSES, DraftForm
from kppn_tui.domain.errors import BadContact, DeskError
from kppn_tui.domain.lifecycle import Action, Need
from kppn_tui.domain.records import Channel, Consultation, Escalation
from kppn_tui.domain.views import ConsultationView
from kppn_tui.i18n import N_, _, explain
from kppn_tui.presentation.case import behind_text
from kppn_tui.presentation.case_row import Lens
from kppn_tui.presentation.due import due_sentence
from kppn_tui.presentation.sentences import handed_sentence
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kppn_tui.client.call import Call
    from kppn_tui.domain.duedates import DueDate
    from kppn_tui.domain.people import SectionDesk


class DocumentsForm(Form):
    """Form of step a.5: documents asked for by name; the service deadline pauses until they come (R07, A6)."""

    title_msgid = N_("Ask for supporting documents (a.5)")

    def __init__(self, consultation: Consultation, usual: Sequence[str]) -> None:
        super().__init__(DraftForm.DOCUMENTS.about(consultation.id))
        self.consultation = consultation
        self.usual = list(usual)

    def fields(self) -> ComposeResult:
        if not self.consultation.followed_up:
            hint = _("The time of the service pauses while a named document is awaited; the three working days do not.")
            yield Static(hint, classes="form-hint", markup=False)
        field = Typeahead(self._find, many=True, free=True, open_empty=True, limit=6, id="names")
        yield from self.labelled(
            N_("Documents: Enter takes one, several are possible; {save} saves"), field, **self.saving
        )

    def _find(self, text: str) -> list[tuple[str, str]]:
        wanted = text.casefold().split()
        return [(name, name) for name in self.usual if all(word in name.casefold() for word in wanted)]

    def ready(self) -> None:
        self.go_to("names")

    def save(self) -> "Call[Consultation]":
        field = self.query_one("#names", Typeahead)
        return self.client.verbs.request_documents(self.consultation.id, [*field.values, field.text])


def receive_documents(screen: DeskScreen[Any], view: ConsultationView) -> None:
    """Take the awaited documents as received: the only one at once, of several the chosen one or all."""
    client, receive = screen.client, partial(screen.client.verbs.documents_received, view.consultation.id)
    if len(view.awaited) <= 1:
        client.act(receive())
        return
    options = [
        Option("none", _("None yet")),
        Option("all", _("All of them")),
        *(Option(document.name, document.name) for document in view.awaited),
    ]

    def chosen(name: str | None) -> None:
        if name == "all":
            client.act(receive())
        elif name is not None and name != "none":
            client.act(receive([name]))

    screen.app.push_screen(Choose(_("Which document has come?"), options), chosen)


class ContactFields(Form):
    """Base of follow-up and escalation: contact or refusal, and the due date spelt out before saving."""

    view: ConsultationView
    AT_FAULT: ClassVar[Mapping[str, str]] = {"agreed_way": "agreed"}

    def contact_fields(self) -> ComposeResult:
        """Yield the fields of how to reach the stakeholder; asked only now, when it is needed (R11)."""
        ways = [(code, _(label)) for code, label in CONTACT_CHANNELS.items()]
        ways.append((REFUSES, _("gives no contact")))
        ticket = self.view.ticket
        start = "hai_cso" if ticket.channel == Channel.HAI_CSO else "whatsapp"
        yield from self.labelled(N_("Contact (← →)"), Choice(ways, start, id="way"))
        value = ticket.reference_number if ticket.channel == Channel.HAI_CSO else ""
        yield from self.labelled(N_("Number or address"), Input(value, id="contact", compact=True))
        agreed = Input(id="agreed", compact=True, placeholder=_("returns on …, answer via HAI CSO …"))
        yield from self.labelled(N_("Agreed way instead"), agreed)

    def contact(self) -> tuple[Contact | None, Refusal | None]:
        """Return the contact or the refusal; the reason of a refusal is the stakeholder's own."""
        way = self.text_of("way")
        if way == REFUSES:
            return None, Refusal(self.text_of("contact") or _("gives no contact"), self.text_of("agreed"))
        return Contact(way, self.text_of("contact")), None

    def field_at_fault(self, error: DeskError) -> str:
        return "contact" if isinstance(error, BadContact) else super().field_at_fault(error)

    @on(Choice.Changed, "#way")
    def _way_changed(self) -> None:
        self.show_way()

    def show_way(self) -> None:
        """Show the agreed way for a refusal, for which the contact field asks for the reason; else hide it."""
        refused = self.text_of("way") == REFUSES
        asked = _("Reason for giving no contact") if refused else _("Number or address")
        self.label("contact").update(asked)
        for widget in (self.query_one("#agreed"), self.label("agreed")):
            widget.display = refused

    def due_field(self) -> ComposeResult:
        """Yield the field for the due date of a follow-up begun now, with the days that are skipped and why (R12)."""
        yield Static(Text("…"), id="due", classes="form-hint")

    def ask_due(self) -> None:
        """Ask the desk for the due date, and show it above the fields when it has come."""
        due = self.query_one("#due", Static)

        def promised(date: "DueDate") -> None:
            due.update(due_sentence(date))

        def failed(error: DeskError) -> None:
            due.update(Text(explain(error), style="bold"))

        self.client.ask(promise(self.view.consultation.id), promised, failed)


class FollowUpForm(ContactFields):
    """Form of step a.7: no answer yet; the solution within three working days (R09, R11, R12)."""

    title_msgid = N_("Move to follow-up (a.7)")

    def __init__(self, view: ConsultationView) -> None:
        super().__init__(DraftForm.FOLLOW_UP.about(view.consultation.id))
        self.view = view

    def fields(self) -> ComposeResult:
        yield from self.due_field()
        yield from self.labelled(N_("Why is there no answer yet?"), Input(id="reason", compact=True))
        yield from self.contact_fields()

    def ready(self) -> None:
        self.ask_due()
        self.show_way()
        self.go_to("reason")

    def save(self) -> "Call[Consultation]":
        contact, refusal = self.contact()
        return self.client.verbs.follow_up(
            self.view.consultation.id, contact=contact, refusal=refusal, reason=self.text_of("reason")
        )


class EscalateForm(ContactFields):
    """Form of the question to the head of the topic's section, with what was tried (R10, R18)."""

    title_msgid = N_("Escalate")
    AT_FAULT: ClassVar[Mapping[str, str]] = {**ContactFields.AT_FAULT, Need.TEXT: "question"}

    def __init__(self, view: ConsultationView) -> None:
        super().__init__(DraftForm.ESCALATE.about(view.consultation.id))
        self.view = view
        #: What is recorded already is offered, and is no draft of its own.
        self.prefill = {"question": view.consultation.question, "tried": view.consultation.answer}
        self._behind: Mapping[str, SectionDesk] = {}

    def heading(self) -> str:
        return _("Escalate {topic}").format(topic=self.view.consultation.topic)

    def fields(self) -> ComposeResult:
        if not self.view.consultation.followed_up:
            yield from self.due_field()
        options = [(one.code, f"{one.head_title} ({one.short})") for one in self.client.settings.sections]
        yield from self.labelled(N_("To (← →)"), Choice(options, self.view.consultation.section, id="section"))
        yield Static("", id="behind", classes="form-hint", markup=False)
        yield from self.labelled(
            N_("Reason, only if another section than the topic's"), Input(id="section_reason", compact=True)
        )
        question = TextArea(self.prefill["question"], id="question", compact=True, soft_wrap=True, tab_behavior="focus")
        yield from self.labelled(N_("Question to the section head"), question)
        tried = TextArea(self.prefill["tried"], id="tried", compact=True, soft_wrap=True, tab_behavior="focus")
        yield from self.labelled(N_("What was looked up and tried"), tried)
        if not self.view.consultation.followed_up:
            yield from self.contact_fields()

    def ready(self) -> None:
        if not self.view.consultation.followed_up:
            self.ask_due()
            self.show_way()
        self._show_reason()
        self.client.ask(behind(), self._know_behind)
        question = self.query_one("#question", TextArea)
        question.move_cursor(question.document.end)
        self.go_to("question")

    def _saved(self, result: Escalation) -> None:
        client = self.client
        lens = Lens(client.now(), client.calendar, client.settings)
        key = self.host.keys.shown("app.undo")
        self.host.say(handed_sentence(Action.ESCALATE, self.view, result, lens, key, self.behind))
        super()._saved(result)

    def _keep(self, field: str | None, text: str) -> None:
        super()._keep(field, "" if field in self.prefill and text == self.prefill[field] else text)

    def _know_behind(self, found: "Mapping[str, SectionDesk]") -> None:
        self._behind = found
        if self.is_attached:
            self._show_behind()

    @property
    def behind(self) -> str:
        """Return who answers for the chosen section, by name; "" while that is not known."""
        if not self._behind:
            return ""
        return behind_text(self._behind.get(self.text_of("section")), self.client.signed_in.id)

    def _show_behind(self) -> None:
        told = _("Answers today: {names}").format(names=self.behind) if self._behind else ""
        self.query_one("#behind", Static).update(told)

    @on(Choice.Changed, "#section")
    def _section_changed(self) -> None:
        self._show_reason()
        self._show_behind()

    def _show_reason(self) -> None:
        other = self.text_of("section") != self.view.consultation.section
        for widget in (self.query_one("#section_reason"), self.label("section_reason")):
            widget.display = other

    def save(self) -> "Call[Escalation]":
        contact, refusal = (None, None) if self.view.consultation.followed_up else self.contact()
        return self.client.verbs.escalate(
            self.view.consultation.id,
            self.text_of("question"),
            tried=self.text_of("tried"),
            section=self.text_of("section"),
            section_reason=self.text_of("section_reason"),
            contact=contact,
            refusal=refusal,
        )
