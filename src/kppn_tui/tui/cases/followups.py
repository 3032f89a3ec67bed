"""Follow-ups: consultations not resolved at the counter, by due date, progress and solution side by side."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import BindingType

from kppn_tui.client.queries import follow_ups
from kppn_tui.domain.availability import Availability, escalations_for, of_follow_up
from kppn_tui.domain.conditions import is_overdue
from kppn_tui.domain.lifecycle import Action, Ask, Compound, Subject
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.i18n import N_, _
from kppn_tui.presentation import case as caseview
from kppn_tui.presentation import case_row as caserow
from kppn_tui.presentation.case import Block
from kppn_tui.presentation.case_row import Case, Lens
from kppn_tui.presentation.rows import Column
from kppn_tui.presentation.sentences import resolved_sentence
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.cases.base import CaseScreen
from kppn_tui.tui.dialogs.ask_text import AskText
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.host import ScreenName

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.records import Consultation
#: So long a contact is in clear: to dial a number or to copy an address.
IN_SIGHT = timedelta(seconds=60)


class FollowUpScreen(CaseScreen[list[ConsultationView]]):
    """Screen of the consultations whose stakeholder still waits for an answer (R11, R12, R20)."""

    NAME = ScreenName.FOLLOW_UPS
    TITLE_MSGID = N_("Follow-ups")
    SUBJECTS = (Subject.CONSULTATION,)
    FILTERS: ClassVar[dict[str, str]] = {
        "all": N_("all"),
        "no_progress": N_("no progress today"),
        "overdue": N_("overdue"),
        "answered": N_("to deliver"),
        "mine": N_("mine"),
        "asked_back": N_("to reply"),
        "missed": N_("missed days"),
    }
    RARE_FILTERS = frozenset({"missed"})
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN, Place.FOLLOW_UPS, Place.CASES)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.FOLLOW_UPS, Place.CASES)

    def __init__(self) -> None:
        super().__init__()
        self._revealed = ""
        self._hidden_at: datetime | None = None

    def wanted(self) -> "Call[list[ConsultationView]]":
        return follow_ups()

    def show(self, data: list[ConsultationView]) -> None:
        self._read = True
        self.cases = [Case(view) for view in data]
        self.draw()

    # Drawing ------------------------------------------------------------------------------------------------------

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("No."), 11),
            Column(_("Progress due"), 9),
            Column(_("Solution due"), 9),
            Column(_("Days left"), 10),
            Column(_("State"), 18),
            Column(_("Satker, topic")),
            Column(_("Officer"), 16, from_width=105),
        )

    def cells(self, case: Case, lens: Lens) -> tuple[Text, ...]:
        view = case.view
        return (
            Text(lens.name(view.ticket), style="bold"),
            caserow.progress_cell(view, lens),
            caserow.solution_cell(view, lens),
            caserow.days_cell(view, lens),
            caserow.standing(view, lens),
            self.subject(view),
            Text(view.officer_name, style="dim"),
        )

    def matches(self, name: str, case: Case, lens: Lens) -> bool:
        view, officer = case.view, self.client.officer
        if name == "no_progress":
            return caserow.lacks_progress_today(view, lens)
        if name == "missed":
            return bool(view.missed_progress)
        if name == "overdue":
            return is_overdue(view.consultation, lens.now)
        if name == "answered":
            return caserow.is_answered(view)
        if name == "asked_back":
            return bool(caserow.escalations_in(view, EscalationState.RETURNED))
        return name == "all" or (officer is not None and view.consultation.officer_id == officer.id)

    def nothing(self) -> str:
        return _("No follow-up is open. What can't be answered at the counter comes here, with the day it is due.")

    def detail(self, case: Case, lens: Lens) -> tuple[list[Block], list[Block]]:
        view, consultation = case.view, case.view.consultation
        left: list[Block] = [
            *self.company(view),
            ("", caseview.head_line(view, lens)),
            ("", caseview.due_text(view, lens)),
            (_("Progress"), Text(caseview.progress_sentence(view, lens))),
        ]
        if view.head_answer:
            left.append((_("Answer of the section head"), Text(view.head_answer)))
        left += [
            (
                _("{section} asks back").format(section=lens.section(one.escalation.section)),
                caseview.asked_back_text(one, lens),
            )
            for one in caserow.escalations_in(view, EscalationState.RETURNED)
        ]
        left.append(
            (_("Contact"), caseview.contact_text(view, self._revealed, self.host.keys.shown("follow_ups.reveal")))
        )
        left.append((_("Question"), Text(consultation.question or "—")))
        if consultation.answer:
            left.append((_("Answer so far"), Text(consultation.answer)))
        left.append((_("Followed up because"), Text(consultation.follow_up_reason or "—")))
        if view.documents:
            left.append((_("Documents"), caseview.documents_text(view, lens)))
        right: list[Block] = []
        for one in caserow.standing_escalations(view):
            line = caseview.escalation_line(one, lens)
            right.append((_("Escalation"), line.append_text(caseview.protocol_text(one.notes, lens))))
        right.append((_("Progress notes"), caseview.progress_text(view, lens)))
        return left, right

    def moved(self) -> None:
        self._revealed = ""

    def tick(self) -> None:
        if self._revealed and self._hidden_at is not None and self.client.now() >= self._hidden_at:
            self._hide()
        super().tick()

    def on_screen_suspend(self) -> None:
        self._hide()
        super().on_screen_suspend()

    def _hide(self) -> None:
        """Let a contact go out of sight again."""
        if self._revealed:
            self._revealed = ""
            if self.is_up:
                self.draw_detail()

    # Reasons ------------------------------------------------------------------------------------------------------

    def work_out(self) -> Availability:
        return of_follow_up(self.case.view if self.case else None, self.client.circumstances())

    # Keys ---------------------------------------------------------------------------------------------------------

    def _with_case(self, ask: Ask, run: Callable[[ConsultationView], Any]) -> None:
        """Run with the case under the cursor, or say why `ask` is not possible."""
        case = self.case
        self.take_in_hand(case)
        self.guarded(ask, lambda: run(case.view) if case is not None else None)

    def action_progress(self) -> None:
        """Log a note to the stakeholder, or for the office only."""
        from kppn_tui.tui.cases.forms import ProgressForm

        self._with_case(Action.LOG_PROGRESS, lambda view: self.app.push_screen(ProgressForm(view, self.lens)))

    def action_deliver(self) -> None:
        """Deliver the answer to the stakeholder: Resolved."""
        from kppn_tui.tui.cases.forms import DeliverForm

        def resolved(consultation: "Consultation | None") -> None:
            if consultation is not None:
                self.host.say(resolved_sentence(consultation.topic, missed))

        case = self.case
        missed = caserow.missed_words(case.view, self.lens) if case is not None else ""
        self._with_case(Action.RESOLVE, lambda view: self.app.push_screen(DeliverForm(view, self.lens), resolved))

    def action_escalate(self) -> None:
        """Hand the question to a section head."""
        from kppn_tui.tui.visit.forms import EscalateForm

        self._with_case(Action.ESCALATE, lambda view: self.app.push_screen(EscalateForm(view)))

    def action_documents(self) -> None:
        """Ask for documents by name."""
        from kppn_tui.tui.visit.forms import DocumentsForm

        def usual(view: ConsultationView) -> tuple[str, ...]:
            known = self.client.settings.topics
            return next((one.documents for one in known if one.code == view.consultation.topic), ())

        def ask(view: ConsultationView) -> None:
            self.app.push_screen(DocumentsForm(view.consultation, usual(view)))

        self._with_case(Action.REQUEST_DOCUMENTS, ask)

    def action_received(self) -> None:
        """Take awaited documents as received."""
        from kppn_tui.tui.visit.forms import receive_documents

        self._with_case(Action.DOCUMENTS_RECEIVED, lambda view: receive_documents(self, view))

    def action_overdue(self) -> None:
        """Explain why the solution is late (A21)."""
        from kppn_tui.tui.cases.forms import overdue_form

        self._with_case(
            Action.EXPLAIN_OVERDUE, lambda view: self.app.push_screen(overdue_form(self.client, view, self.lens))
        )

    def action_leave_scope(self) -> None:
        """Refer elsewhere, or cancel."""
        from kppn_tui.tui.cases.forms import leave_scope

        self._with_case(Compound.LEAVE_SCOPE, lambda view: leave_scope(self, view))

    def action_clarify(self) -> None:
        """Answer what a head asked back."""
        from kppn_tui.tui.cases.forms import clarify_form

        self._on_escalation(Action.CLARIFY, partial(clarify_form, self.client))

    def action_withdraw(self) -> None:
        """Withdraw the question from a head whose answer is not needed any more."""
        from kppn_tui.tui.cases.forms import withdraw_form

        self._on_escalation(Action.WITHDRAW, partial(withdraw_form, self.client))

    def _on_escalation(self, action: Action, made: Callable[[EscalationView], AskText]) -> None:
        """Open the form for the escalation that `action` is about; of several sections the chosen one."""

        def run(view: ConsultationView) -> None:
            found = {str(one.escalation.id): one for one in escalations_for(action, view)}

            def chosen(key: str | None) -> None:
                if key in found:
                    self.app.push_screen(made(found[key]))

            if len(found) == 1:
                chosen(next(iter(found)))
                return
            options = [Option(key, self.lens.section(one.escalation.section)) for key, one in found.items()]
            self.app.push_screen(Choose(_("Which section?"), [Option("", _("Back")), *options]), chosen)

        self._with_case(action, run)

    def action_reveal(self) -> None:
        """Show the contact in clear until the cursor moves, or for a while; the trail says who looked."""

        def run(view: ConsultationView) -> None:
            def revealed(value: str) -> None:
                if self.case is not None and self.case.key == view.consultation.id:
                    self._revealed = value
                    self._hidden_at = self.client.now() + IN_SIGHT
                    self.draw_detail()

            self.client.act(self.client.verbs.reveal_contact(view.consultation.id), revealed)

        self._with_case(Action.REVEAL_CONTACT, run)
