"""Escalation inbox of a section head: questions to the own section, by due date, on one screen (R10, R18)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType

from kppn_tui.client.queries import Inbox, inbox
from kppn_tui.domain.availability import Availability, enter_in_inbox, of_escalation
from kppn_tui.domain.conditions import asked_sections, is_overdue
from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.escalation_conditions import free_sections, may_name_substitute
from kppn_tui.domain.lifecycle import Action, Subject
from kppn_tui.domain.states import EscalationState
from kppn_tui.domain.views import ConsultationView, EscalationView
from kppn_tui.i18n import N_, _
from kppn_tui.presentation import case as caseview
from kppn_tui.presentation import case_row as caserow
from kppn_tui.presentation import words
from kppn_tui.presentation.case import Block
from kppn_tui.presentation.case_row import Case, Lens
from kppn_tui.presentation.rows import Column
from kppn_tui.presentation.sentences import handed_sentence
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.cases.base import CaseScreen
from kppn_tui.tui.dialogs.ask_text import AskText
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.records import Escalation

#: What the head calls the state of a question.
STATE_FOR_HEAD = {
    EscalationState.SENT: N_("new"),
    EscalationState.ACCEPTED: N_("accepted"),
    EscalationState.RETURNED: N_("waits for CSO"),
}
#: The notes that open a hand-over; they have a place of their own in the detail.
OPENING = ("question", "tried")


class InboxScreen(CaseScreen[Inbox]):
    """Screen of the questions to the officer's sections; a returned one stays in sight, dimmed."""

    NAME = ScreenName.INBOX
    TITLE_MSGID = N_("Escalations")
    SUBJECTS = (Subject.ESCALATION,)
    FILTERS: ClassVar[dict[str, str]] = {
        "all": N_("all"),
        "overdue": N_("overdue"),
        "no_progress": N_("no progress today"),
    }
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN, Place.INBOX, Place.CASES)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.INBOX, Place.CASES)

    def __init__(self) -> None:
        super().__init__()
        self.sections: Mapping[str, bool] = {}

    def wanted(self) -> "Call[Inbox]":
        return inbox(self.client.signed_in)

    def show(self, data: Inbox) -> None:
        self.sections = data.sections
        self._read = True
        self.cases = caserow.questions(data.cases, self.sections, self.client.signed_in.id)
        self.draw()

    # Drawing ------------------------------------------------------------------------------------------------------

    def whose(self) -> str:
        """Return the sections, and how many questions wait for their head."""
        lens = self.lens
        names = [("Plh. " if acting else "") + lens.section(code) for code, acting in sorted(self.sections.items())]
        mine = sum(case.escalation is not None and _waits_for_head(case.escalation) for case in self.cases)
        return f"{', '.join(names)} ({mine})" if names else ""

    def columns(self) -> Sequence[Column]:
        return (
            Column(_("No."), 11),
            Column(_("Answer due"), 13),
            Column(_("Solution due"), 9),
            Column(_("State"), 13),
            Column(_("Satker, topic")),
            Column(_("From"), 13),
        )

    def cells(self, case: Case, lens: Lens) -> tuple[Text, ...]:
        view, one = case.view, case.escalation
        assert one is not None
        state = one.escalation.state
        cells = (
            Text(lens.name(view.ticket), style="bold"),
            lens.due(one.deadline) if one.deadline else Text("—"),
            caserow.solution_cell(view, lens),
            Text(_(STATE_FOR_HEAD.get(state, str(state))), style="bold" if state is EscalationState.SENT else ""),
            self.subject(view),
            Text(one.sent_by_name),
        )
        return cells if _waits_for_head(one) else tuple(Text(cell.plain, style="dim") for cell in cells)

    def matches(self, name: str, case: Case, lens: Lens) -> bool:
        if name == "no_progress":
            return caserow.lacks_progress_today(case.view, lens)
        if name == "overdue":
            deadline = case.escalation.deadline if case.escalation else None
            late = deadline is not None and deadline.running and lens.now > deadline.due_at
            return late or is_overdue(case.view.consultation, lens.now)
        return True

    def nothing(self) -> str:
        if not self.sections:
            return _(
                "Here a section head answers what the CSO officers escalate; you lead no section and stand in for"
                " nobody today."
            )
        return _("Nothing waits for your section. What a CSO officer escalates comes here, with the day it is due.")

    def detail(self, case: Case, lens: Lens) -> tuple[list[Block], list[Block]]:
        view, one = case.view, case.escalation
        assert one is not None
        left: list[Block] = [
            *self.company(view),
            ("", caseview.head_line(view, lens)),
            ("", caseview.due_text(view, lens)),
            (_("Your answer"), self._reply_text(one, lens)),
        ]
        later = [note for note in one.notes if note.note.kind not in OPENING]
        if later and later[0].note.kind == "clarification":
            left.append((_("Reply to you"), Text(later[0].note.text)))
        if one.escalation.section_reason:
            left.append((_("To your section because"), Text(one.escalation.section_reason)))
        labels = {"question": _("Question to you"), "tried": _("Tried")}
        for kind, label in labels.items():
            texts = [note.note.text for note in reversed(one.notes) if note.note.kind == kind]
            left += [(label, Text(text)) for text in texts]
        if view.consultation.question not in (note.note.text for note in one.notes if note.note.kind == "question"):
            left.append((_("Question of the stakeholder"), Text(view.consultation.question or "—")))
        documents = caseview.documents_text(view, lens) if view.documents else Text(_("none asked for"))
        left.append((_("Documents"), documents))
        if view.consultation.answer:
            left.append((_("Answer so far"), Text(view.consultation.answer)))
        sent = f"{one.sent_by_name}, {lens.short(one.escalation.sent_at)}"
        right: list[Block] = [(_("Escalated by"), Text(sent))]
        if later:
            right.append((_("Protocol"), caseview.protocol_text(later, lens)))
        if view.officer_name != one.sent_by_name:
            right.append((_("Officer of the case"), Text(view.officer_name)))
        for other in caserow.standing_escalations(view):
            if other.escalation.id != one.escalation.id:
                line = caseview.escalation_line(other, lens)
                right.append((_("Also asked"), line.append_text(caseview.protocol_text(other.notes, lens))))
        right.append((_("Progress"), Text(caseview.progress_sentence(view, lens))))
        right.append((_("Progress notes"), caseview.progress_text(view, lens)))
        return left, right

    def _reply_text(self, one: EscalationView, lens: Lens) -> Text:
        if one.escalation.state == EscalationState.RETURNED:
            return Text(_("waits for the reply of the CSO officer"))
        if one.deadline is None:
            return Text("—")
        return Text(_("due {moment}").format(moment=words.long_due(lens.local(one.deadline.due_at))))

    # Reasons ------------------------------------------------------------------------------------------------------

    def work_out(self) -> Availability:
        case, at = self.case, self.client.circumstances(self.sections)
        return of_escalation(case.view if case else None, case.escalation if case else None, at)

    def _led(self, officer: "Officer") -> list[tuple[str, str]]:
        """Return the sections for which the officer may name a substitute, as code and name."""
        known = self.client.settings.sections
        return [(one.code, one.name) for one in known if may_name_substitute(officer, one.code)]

    def _others(self, view: ConsultationView, one: EscalationView) -> list[tuple[str, str]]:
        """Return the sections that don't have the question yet, the topic's own and the supporting ones first."""
        settings = self.client.settings
        asked = asked_sections(each.escalation for each in view.escalations)
        free = free_sections(one.escalation, asked, [each.code for each in settings.sections])
        topic = next((each for each in settings.topics if each.code == view.consultation.topic), None)
        near = (topic.section, *topic.support) if topic else ()
        found = [settings.section(code) for code in free]
        found.sort(key=lambda each: near.index(each.code) if each.code in near else len(near))
        return [(each.code, f"{each.head_title} ({each.short})") for each in found]

    # Keys ---------------------------------------------------------------------------------------------------------

    @on(RowList.Chosen, "#cases")
    def _chosen(self) -> None:
        """Accept a new question, answer an accepted one: the key Enter."""
        one = self.case.escalation if self.case else None
        if one is not None and enter_in_inbox(one) is Action.ANSWER:
            self.action_answer()
        else:
            self.action_accept()

    def _with_case(self, action: Action, run: Callable[[Case, EscalationView], Any]) -> None:
        """Run with the question under the cursor, or say why `action` is not possible."""
        case = self.case
        self.take_in_hand(case)
        one = case.escalation if case else None
        self.guarded(action, lambda: run(case, one) if case is not None and one is not None else None)

    def _handed(self, action: Action, case: Case) -> "Callable[[Escalation | None], None]":
        """Return what says, once `action` is saved, who has the question now and until when it can be undone."""

        def say(done: "Escalation | None") -> None:
            if done is not None:
                self.host.say(handed_sentence(action, case.view, done, self.lens, self.host.keys.shown("app.undo")))

        return say

    def action_accept(self) -> None:
        """Note that the head has seen it."""

        def accept(case: Case, one: EscalationView) -> None:
            self.client.act(self.client.verbs.accept(one.escalation.id), self._handed(Action.ACCEPT, case))

        self._with_case(Action.ACCEPT, accept)

    def action_answer(self) -> None:
        """Answer, to the CSO officer who delivers it (A19)."""
        title = N_("Answer {label} {topic}: it goes to the CSO officer")
        self._ask(Action.ANSWER, DraftForm.ANSWER, title, N_("Answer:"), self.client.verbs.answer, 7)

    def action_ask_back(self) -> None:
        """Ask the CSO officer back; the deadline of the reply waits."""
        title = N_("Ask back about {label} {topic}")
        self._ask(
            Action.RETURN, DraftForm.ASK_BACK, title, N_("Question to the CSO officer:"), self.client.verbs.return_, 5
        )

    def _ask(
        self,
        action: Action,
        form: DraftForm,
        title: str,
        label: str,
        verb: "Callable[[int, str], Call[Escalation]]",
        lines: int,
    ) -> None:
        """Ask for the text that `action` takes; what is typed is kept as a draft of `form`."""

        def run(case: Case, one: EscalationView) -> None:
            asked = next((note.note.text for note in one.notes if note.note.kind in ("clarification", "question")), "")
            heading = _(title).format(label=self.lens.name(case.view.ticket), topic=case.view.consultation.topic)
            call, key = partial(verb, one.escalation.id), form.about(one.escalation.id)
            asking = AskText(heading, _(label), call, draft_key=key, lines=lines, hint=asked)
            self.app.push_screen(asking, self._handed(action, case))

        self._with_case(action, run)

    def action_pass_on(self) -> None:
        """Pass the question with all its notes to another section."""
        from kppn_tui.tui.cases.forms import PassOnForm

        def pass_on(case: Case, one: EscalationView) -> None:
            form = PassOnForm(case.view, one, self._others(case.view, one))
            self.app.push_screen(form, self._handed(Action.PASS_ON, case))

        self._with_case(Action.PASS_ON, pass_on)

    def action_substitute(self) -> None:
        """Name who answers while the head is away, or change what was named."""
        from kppn_tui.tui.cases.absence import arrange_absence

        self.take_in_hand(None)
        self.guarded(Action.SUBSTITUTE, lambda: arrange_absence(self, self._led(self.client.signed_in)))


def _waits_for_head(one: EscalationView) -> bool:
    return one.escalation.state in (EscalationState.SENT, EscalationState.ACCEPTED)
