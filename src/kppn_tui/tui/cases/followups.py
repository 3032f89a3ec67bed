"""Follow-ups: what was not resolved at the counter, by due date, with both clocks side by side."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from kppn_tui.client.queries import follow_ups
from kppn_tui.domain.lifecycle import Action, Need, Subject, refusal
from kppn_tui.domain.states import OPEN_ESCALATION, EscalationState, Role
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.i18n import N_, _, explain
from kppn_tui.presentation import case as caseview
from kppn_tui.presentation import case_row as caserow
from kppn_tui.presentation.case import Block
from kppn_tui.presentation.case_row import Case, Lens
from kppn_tui.presentation.rows import Column
from kppn_tui.tui.cases.base import LIST_KEYS, CaseScreen
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.dialogs.form import AskText
from kppn_tui.tui.host import ScreenName

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.records import Consultation

#: Which rule of the life cycle stands behind a key.
RULE_OF = {
    "progress": Action.LOG_PROGRESS,
    "deliver": Action.RESOLVE,
    "escalate": Action.ESCALATE,
    "documents": Action.REQUEST_DOCUMENTS,
    "received": Action.DOCUMENTS_RECEIVED,
    "overdue": Action.EXPLAIN_OVERDUE,
    "leave_scope": Action.CANCEL,
}
ESCALATION_RULE_OF = {"clarify": Action.CLARIFY, "withdraw": Action.WITHDRAW}
REVEALERS = frozenset({Role.CSO, Role.HEAD})


class FollowUpScreen(CaseScreen[list[ConsultationView]]):
    """Everybody who still waits for an answer (R11, R12, R20)."""

    NAME = ScreenName.FOLLOW_UPS
    TITLE_MSGID = N_("Follow-ups")
    SUBJECTS = (Subject.CONSULTATION,)
    FILTERS: ClassVar[dict[str, str]] = {
        "all": N_("all"),
        "no_progress": N_("no progress today"),
        "overdue": N_("overdue"),
        "answered": N_("to deliver"),
        "mine": N_("mine"),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "progress", N_("Progress")),
        Binding("f9,s", "deliver", N_("Deliver")),
        Binding("e", "escalate", N_("Escalate")),
        Binding("b", "clarify", N_("Reply")),
        Binding("g", "received", N_("Documents in")),
        Binding("c", "reveal", N_("Contact")),
        Binding("d", "documents", N_("Ask for documents"), show=False),
        Binding("w", "withdraw", N_("Withdraw the escalation"), show=False),
        Binding("o", "overdue", N_("Reason for being overdue"), show=False),
        Binding("x", "leave_scope", N_("Refer / cancel"), show=False),
        *LIST_KEYS,
    ]

    def __init__(self) -> None:
        super().__init__()
        self._revealed = ""

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
        if name == "overdue":
            return caserow.is_overdue(view, lens.now)
        if name == "answered":
            return caserow.is_answered(view)
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
                Text(caserow.asked_back(one)),
            )
            for one in caserow.escalations_in(view, EscalationState.RETURNED)
        ]
        left.append((_("Contact"), caseview.contact_text(view, self._revealed)))
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

    # Reasons ------------------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str:
        officer = self.client.officer
        if officer is None or action not in (*RULE_OF, *ESCALATION_RULE_OF, "reveal"):
            return ""
        if self.case is None:
            return _("No follow-up is chosen.")
        view = self.case.view
        if action == "reveal":
            return self._why_not_reveal(officer, view)
        if action in ESCALATION_RULE_OF:
            return self._why_not_escalation(ESCALATION_RULE_OF[action], officer, view)
        # What is typed in the form counts as met.
        met = set(Need) - ({Need.NO_OPEN_ESCALATION} if view.open_escalation else set())
        if error := refusal(RULE_OF[action], view.consultation.state, officer.role_set, met):
            return explain(error)
        if action == "received" and not view.awaited:
            return _("No document is awaited.")
        if action == "overdue" and not caserow.is_overdue(view, self.client.now()):
            return _("The solution is not overdue.")
        return ""

    def _why_not_reveal(self, officer: "Officer", view: ConsultationView) -> str:
        if not officer.role_set & REVEALERS:
            return _("Your role does not allow this.")
        return "" if view.consultation.contact_value else _("No contact was given.")

    def _why_not_escalation(self, rule: Action, officer: "Officer", view: ConsultationView) -> str:
        fitting = self._escalations(rule, view)
        open_ones = caserow.escalations_in(view, *OPEN_ESCALATION)
        state = (fitting or open_ones)[0].escalation.state if fitting or open_ones else EscalationState.RETURNED
        if error := refusal(rule, state, officer.role_set):
            return explain(error)
        return "" if fitting else _("No section head has this question.")

    @staticmethod
    def _escalations(rule: Action, view: ConsultationView) -> list[EscalationView]:
        states = (EscalationState.RETURNED,) if rule is Action.CLARIFY else OPEN_ESCALATION
        return caserow.escalations_in(view, *states)

    # Keys ---------------------------------------------------------------------------------------------------------

    def _with_case(self, action: str, run: Callable[[ConsultationView], Any]) -> None:
        """Run with the case under the cursor, or say why `action` is not possible."""
        case = self.case
        self.take_in_hand(case)
        self.guarded(action, lambda: run(case.view) if case is not None else None)

    def action_progress(self) -> None:
        """Log a note to the stakeholder, or for the office only."""
        from kppn_tui.tui.cases.forms import ProgressForm

        self._with_case("progress", lambda view: self.app.push_screen(ProgressForm(view, self.lens)))

    def action_deliver(self) -> None:
        """Deliver the answer to the stakeholder: Resolved."""
        from kppn_tui.tui.cases.forms import DeliverForm

        def resolved(consultation: "Consultation | None") -> None:
            if consultation is not None:
                self.host.say(_("{topic}: Resolved.").format(topic=consultation.topic))

        self._with_case("deliver", lambda view: self.app.push_screen(DeliverForm(view, self.lens), resolved))

    def action_escalate(self) -> None:
        """Hand the question to a section head."""
        from kppn_tui.tui.visit.forms import EscalateForm

        self._with_case("escalate", lambda view: self.app.push_screen(EscalateForm(view)))

    def action_documents(self) -> None:
        """Ask for documents by name."""
        from kppn_tui.tui.visit.forms import DocumentsForm

        def usual(view: ConsultationView) -> tuple[str, ...]:
            known = self.client.settings.topics
            return next((one.documents for one in known if one.code == view.consultation.topic), ())

        def ask(view: ConsultationView) -> None:
            self.app.push_screen(DocumentsForm(view.consultation, usual(view)))

        self._with_case("documents", ask)

    def action_received(self) -> None:
        """Take awaited documents as received."""
        from kppn_tui.tui.visit.forms import receive_documents

        self._with_case("received", lambda view: receive_documents(self, view))

    def action_overdue(self) -> None:
        """Explain why the solution is late (A21)."""
        from kppn_tui.tui.cases.forms import overdue_form

        self._with_case("overdue", lambda view: self.app.push_screen(overdue_form(self.client, view, self.lens)))

    def action_leave_scope(self) -> None:
        """Refer elsewhere, or cancel."""
        from kppn_tui.tui.cases.forms import leave_scope

        self._with_case("leave_scope", lambda view: leave_scope(self, view))

    def action_clarify(self) -> None:
        """Answer what a head asked back."""
        from kppn_tui.tui.cases.forms import clarify_form

        self._on_escalation("clarify", partial(clarify_form, self.client))

    def action_withdraw(self) -> None:
        """Withdraw the question from a head whose answer is not needed any more."""
        from kppn_tui.tui.cases.forms import withdraw_form

        self._on_escalation("withdraw", partial(withdraw_form, self.client))

    def _on_escalation(self, action: str, made: Callable[[EscalationView], AskText]) -> None:
        """Open the form for the escalation it is about; of several sections the chosen one."""

        def run(view: ConsultationView) -> None:
            found = {str(one.escalation.id): one for one in self._escalations(ESCALATION_RULE_OF[action], view)}

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
        """Show the contact in clear until the cursor moves; the trail says who looked."""

        def run(view: ConsultationView) -> None:
            def revealed(value: str) -> None:
                if self.case is not None and self.case.key == view.consultation.id:
                    self._revealed = value
                    self.draw_detail()

            self.client.act(self.client.verbs.reveal_contact(view.consultation.id), revealed)

        self._with_case("reveal", run)
