"""The forms of follow-ups and inbox: progress, delivery, passing on, naming a substitute."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static, TextArea

from kppn_tui.client.queries import references as known_references
from kppn_tui.domain.availability import insert_refusal
from kppn_tui.domain.contact import CONTACT_CHANNELS
from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.lifecycle import NEED_TEXT, Compound, Need
from kppn_tui.domain.records import Channel, ProgressKind
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.i18n import N_, _
from kppn_tui.presentation import words
from kppn_tui.presentation.case import PROGRESS_TEXT, progress_sentence
from kppn_tui.presentation.case_row import Lens, asked_back
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.dialogs.ask_text import AskText
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.visit.identity import IdentityForm
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.hint import Hint
from kppn_tui.tui.widgets.references import References

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.client.session import Client
    from kppn_tui.domain.records import Consultation, Escalation, Progress


def _ways() -> list[tuple[str, str]]:
    """Return the ways to reach the stakeholder, as code and word: those of a contact, and at the counter."""
    codes = (*CONTACT_CHANNELS, str(Channel.FACE_TO_FACE))
    return [(code, words.channel_word(code)) for code in codes]


def _usual_way(view: ConsultationView) -> str:
    """Return the contact's own channel; without a contact HAI CSO if the question came by it, else the counter."""
    if view.consultation.contact_channel:
        return view.consultation.contact_channel
    return str(Channel.HAI_CSO if view.ticket.channel == Channel.HAI_CSO else Channel.FACE_TO_FACE)


class ProgressForm(Form):
    """Form of a progress note; only a delivered one meets the day's checkpoint (R20, A14)."""

    title_msgid = N_("Log progress")

    def __init__(self, view: ConsultationView, lens: Lens) -> None:
        super().__init__(DraftForm.PROGRESS.about(view.consultation.id))
        self.view = view
        self.lens = lens

    def heading(self) -> str:
        name = self.lens.name(self.view.ticket)
        return _("Log progress for {label} {topic}").format(label=name, topic=self.view.consultation.topic)

    def fields(self) -> ComposeResult:
        yield Static(progress_sentence(self.view, self.lens), classes="form-hint", markup=False)
        yield from self.labelled(N_("What the stakeholder is told"), _area("text", 4))
        kinds = [(str(kind), _(label)) for kind, label in PROGRESS_TEXT.items()]
        yield from self.labelled(N_("The note was (← →); only a delivered one counts"), Choice(kinds, id="kind"))
        ways = Choice(_ways(), _usual_way(self.view), id="channel")
        yield from self.labelled(N_("Through (← →); an internal note goes nowhere"), ways)

    def ready(self) -> None:
        self.go_to("text")

    def save(self) -> "Call[Progress]":
        kind = self.text_of("kind")
        channel = "" if kind == ProgressKind.INTERNAL else self.text_of("channel")
        log = self.client.verbs.log_progress
        return log(self.view.consultation.id, self.text_of("text"), kind=kind, channel=channel)


class DeliverForm(Form):
    """Form of the delivered answer: text, references and way; the consultation is then `Resolved` (R23, R24, A22)."""

    title_msgid = N_("Deliver the answer and resolve")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.FORM, Place.DELIVER)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.DELIVER)

    def __init__(self, view: ConsultationView, lens: Lens) -> None:
        super().__init__(DraftForm.DELIVER.about(view.consultation.id))
        self.view = view
        self.lens = lens
        self.prefill = view.head_answer or view.consultation.answer
        #: What may be cited; None until it is read.
        self._known: list[str] | None = None

    def heading(self) -> str:
        name = self.lens.name(self.view.ticket)
        return _("Deliver {label} {topic} and resolve").format(label=name, topic=self.view.consultation.topic)

    def fields(self) -> ComposeResult:
        yield Hint("", id="head-answer")
        area = _area("answer", 6)
        area.text = self.prefill
        yield from self.labelled(N_("Answer to the stakeholder"), area)
        # They are suggestions only: nobody waits for them but who looks for one.
        self.client.ask(known_references(self.view.consultation.topic), self._learn, lambda _error: self._learn([]))
        references = References(lambda: self._known or [], id="references")
        yield from self.labelled(N_("References: Enter takes one, “-” for none"), references)
        yield from self.labelled(N_("Delivered through (← →)"), Choice(_ways(), _usual_way(self.view), id="delivery"))

    def _learn(self, known: list[str]) -> None:
        self._known = known
        for field in self.query(References):
            if field.has_focus_within:
                field.go_in()

    def keeps_waiting(self, key: str) -> bool:
        looked_for = self._known is None and key != "escape"
        return super().keeps_waiting(key) or (looked_for and self.query_one("#references").has_focus_within)

    def on_mount(self) -> None:
        # Before the drafts, which Form puts over it.
        self.query_one("#references", References).put(
            self.view.consultation.references, self.view.consultation.no_reference
        )

    def ready(self) -> None:
        told = self.view.head_answer and self.text_of("answer").strip() != self.view.head_answer
        hint = self.query_one("#head-answer", Hint)
        hint.display = bool(told)
        key = self.host.keys.shown("deliver.insert")
        hint.say(_("The head answered ({key} inserts it): {text}").format(key=key, text=self.view.head_answer))
        area = self.query_one("#answer", TextArea)
        area.move_cursor(area.document.end)
        self.go_to("answer")

    def refusal(self, row: ActionRow) -> DeskError | None:
        return insert_refusal(self.view) if row.ask is Compound.INSERT_ANSWER else None

    def _keep(self, field: str | None, text: str) -> None:
        # What was only filled in is no draft: a newer answer of the head must not hide behind it.
        super()._keep(field, "" if field == "answer" and text == self.prefill else text)

    def action_insert(self) -> None:
        """Insert the head's answer at the end of the text."""
        area = self.query_one("#answer", TextArea)
        area.insert(("\n" if area.text.strip() else "") + self.view.head_answer, area.document.end)

    def save(self) -> "Call[Consultation]":
        references = self.query_one("#references", References)
        typed = references.text.strip()
        return self.client.verbs.resolve(
            self.view.consultation.id,
            answer=self.text_of("answer"),
            references=[*references.references, typed] if typed else references.references,
            no_reference=references.none and not typed,
            delivery=self.text_of("delivery"),
        )


class PassOnForm(Form):
    """Form that passes the question with all its notes to another section, for a reason (A15)."""

    title_msgid = N_("Pass on to another section")

    def __init__(self, view: ConsultationView, escalation: EscalationView, sections: list[tuple[str, str]]) -> None:
        super().__init__(DraftForm.PASS_ON.about(escalation.escalation.id))
        self.view = view
        self.escalation = escalation
        self.sections = sections

    def fields(self) -> ComposeResult:
        yield from self.labelled(N_("To (← →)"), Choice(self.sections, id="section"))
        yield from self.labelled(N_("Reason"), Input(id="reason", compact=True))

    def ready(self) -> None:
        self.go_to("section")

    def save(self) -> "Call[Escalation]":
        section, reason = self.text_of("section"), self.text_of("reason")
        return self.client.verbs.pass_on(self.escalation.escalation.id, section, reason)


def overdue_form(client: "Client", view: ConsultationView, lens: Lens) -> AskText:
    """Return the form that asks why the solution is late (A21)."""
    title = _("Why is {label} overdue?").format(label=lens.name(view.ticket))
    verb = partial(client.verbs.explain_overdue, view.consultation.id)
    return AskText(title, _("Reason:"), verb, draft_key=DraftForm.OVERDUE.about(view.consultation.id), lines=3)


def clarify_form(client: "Client", one: EscalationView) -> AskText:
    """Return the form of the reply to a head's question back, which stands above it."""
    key, verb = DraftForm.CLARIFY.about(one.escalation.id), partial(client.verbs.clarify, one.escalation.id)
    return AskText(_("Reply to the question back"), _("Reply:"), verb, draft_key=key, hint=asked_back(one))


def withdraw_form(client: "Client", one: EscalationView) -> AskText:
    """Return the form that asks why the head's answer is not needed any more."""
    key, verb = DraftForm.WITHDRAW.about(one.escalation.id), partial(client.verbs.withdraw, one.escalation.id)
    return AskText(_("Withdraw the escalation"), _("Reason:"), verb, draft_key=key, lines=1)


def leave_scope(screen: DeskScreen[Any], view: ConsultationView, left: Callable[[Any], None] | None = None) -> None:
    """Ask how else the case ends, refer or cancel, and for what reason (A24); `left` hears how the form was left."""
    verbs, consultation = screen.client.verbs, view.consultation

    def chosen(how: str | None) -> None:
        if how == "refer" and not view.ticket.identified:
            # Before the form is filled in: a case is referred with its sender.
            screen.host.say(_(NEED_TEXT[Need.IDENTITY]), "warning")
            screen.app.push_screen(IdentityForm(view.ticket), lambda saved: ask(how) if saved is not None else None)
        elif how is not None:
            ask(how)

    def ask(how: str) -> None:
        if how == "refer":
            title, label = _("Refer {topic} elsewhere"), _("Where to (KPP, Kanwil, HAI DJPb, satker …):")
            verb: Callable[[str], Call[Any]] = partial(verbs.refer, consultation.id)
            form = DraftForm.REFER
        elif how == "cancel":
            title, label, verb = _("Cancel {topic}"), _("Reason:"), partial(verbs.cancel, consultation.id)
            form = DraftForm.CANCEL
        else:
            return
        heading = title.format(topic=consultation.topic or _("no topic yet"))
        screen.app.push_screen(AskText(heading, label, verb, draft_key=form.about(consultation.id), lines=1), left)

    options = [
        Option("stay", _("Go on with this consultation")),
        Option("refer", _("Refer elsewhere (outside the office's scope)")),
        Option("cancel", _("Cancel (withdrawn, or opened by mistake)")),
    ]
    screen.app.push_screen(Choose(_("How does this consultation end?"), options), chosen)


def _area(name: str, lines: int) -> TextArea:
    area = TextArea(id=name, compact=True, soft_wrap=True, tab_behavior="focus")
    area.styles.height = lines
    return area
