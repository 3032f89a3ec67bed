"""Service: one visitor, one or more consultations, each with its own deadline; every action by one key."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType

from kppn_tui.client.queries import Visit
from kppn_tui.domain.availability import Availability, of_visit
from kppn_tui.domain.conditions import Leave
from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import DeskError, Missing
from kppn_tui.domain.lifecycle import RULE, Action, Ask, Compound, Subject
from kppn_tui.domain.records import Consultation
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.views import ConsultationView
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.sentences import called_sentence
from kppn_tui.presentation.visit import colleague
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.queue.calling import ask_colleague
from kppn_tui.tui.visit.base import VisitScreen, first_open
from kppn_tui.tui.visit.way import WayToAnswer
from kppn_tui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.domain.records import Ticket

#: Not served yet, or not now.
HELD = (ConsultationState.OPEN, ConsultationState.ON_HOLD)
#: They change what becomes of a colleague's visitor: each is asked for by itself. The others are asked once a visit.
ASKED_EACH_TIME = frozenset({
    Action.SWITCH, Action.RESOLVE, Action.FOLLOW_UP, Action.ESCALATE, Compound.LEAVE_SCOPE, Action.FINISH,
})  # fmt: skip


class SessionScreen(VisitScreen):
    """Screen of a visit with its keys, and the reason why one of them is not possible now."""

    NAME = ScreenName.SESSION
    TITLE_MSGID = N_("Service")
    SUBJECTS = (Subject.CONSULTATION,)
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN, Place.VISIT)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.VISIT)

    def __init__(self, ticket_id: int) -> None:
        super().__init__(ticket_id)
        self._way = WayToAnswer(self, identify=self._identify, ask_topic=self._ask_topic)

    def keeps_waiting(self, key: str) -> bool:
        return self._way.goes_on or super().keeps_waiting(key)

    def refreshed(self, data: Visit) -> None:
        super().refreshed(data)
        self._way.go_on()

    def troubled(self) -> None:
        super().troubled()
        if self.client.stalls:
            self._way.give_up()

    # Reasons ------------------------------------------------------------------------------------------------------

    def work_out(self) -> Availability:
        return of_visit(self.view, self.current, self.client.board, self.client.circumstances())

    # Keys ---------------------------------------------------------------------------------------------------------

    def _own(self, ask: Ask, run: Callable[[], None]) -> None:
        """Run; ask first where it acts on what a colleague serves."""
        view, taking_over = self.view, self.client.take_over
        agreed = view is not None and ask not in ASKED_EACH_TIME and taking_over.is_agreed(view.ticket)
        if view is None or agreed or ask not in self.availability.needs_take_over:
            run()
            return

        def taken_over() -> None:
            taking_over.agree(view.ticket)
            run()

        who = colleague(view, self.client.officer)
        question = _("{label} is being served by {who}.").format(label=view.ticket.label, who=who)
        ask_colleague(self.app, question, view.officer_name, _("Go on here"), taken_over)

    @on(RowList.Chosen, "#items")
    def _consultation_chosen(self) -> None:
        """Serve a consultation that waits, write in another one: the key Enter."""
        current = self.current
        if current is not None and current.consultation.state in HELD and not current.consultation.followed_up:
            self.do(Action.SWITCH)
        else:
            self.action_edit("question")

    def do(self, action: Action) -> None:
        """Do `action` on the consultation that is shown, with what is typed recorded before it."""
        if RULE[action].subject is Subject.CONSULTATION:
            run = partial(self.act_saved, partial(self.client.verbs.perform, action))
            self._own(action, lambda: self.guarded(action, run))
        else:
            self._own(action, lambda: super(SessionScreen, self).do(action))

    def record_of(self, action: Action) -> int | None:
        return self.ticket_id

    def action_resolve(self) -> None:
        """Resolve: answered and delivered; if something is missing, put the cursor there."""

        def resolved(consultation: Consultation) -> None:
            self.host.say(_("{topic}: Resolved.").format(topic=consultation.topic))
            self._left()

        def refused(error: DeskError) -> None:
            if isinstance(error, Missing):
                self._way.to_missing()

        self.pane.take_marked()
        resolve = partial(self.act_saved, self.client.verbs.resolve, resolved, refused)
        self._own(Action.RESOLVE, lambda: self.guarded(Action.RESOLVE, resolve))

    def _left(self) -> None:
        """Go on, after an outcome, once it is shown."""
        self.set_focus(self.consultations)
        self._way.put_next(self._begin_next)

    def _begin_next(self) -> None:
        """Serve the next consultation that nobody has begun; else put the cursor on what is in service or waits."""
        view = self.view
        if view is None or colleague(view, self.client.officer):
            return
        following = None if self._serves_another else view.next_to_begin
        if following is not None:
            self.act(self.client.verbs.switch(following.consultation.id))
        elif (following := first_open(view)) is None:
            return
        self.consultations.move_to(following.consultation.id)

    @property
    def _serves_another(self) -> bool:
        """Return whether the officer serves another visitor now, who is not put on hold for this visit."""
        rows = (row for row in self.client.counter.tickets(TicketState.SERVING) if row.ticket.id != self.ticket_id)
        return any(row.current is not None and row.current.state == ConsultationState.SERVING for row in rows)

    def action_consultation(self, number: int) -> None:
        """Put the cursor on the consultation with that number in the list, and serve it if it waits."""
        of_visit = self.view.consultations if self.view is not None else ()
        if not 0 < number <= len(of_visit):
            self.host.say(_("This visit has no consultation {number}.").format(number=number), "warning")
            return
        chosen = of_visit[number - 1].consultation
        self.set_focus(self.consultations)
        self.consultations.move_to(chosen.id)
        self.show_consultation(chosen.id)
        if chosen.state in HELD and not chosen.followed_up:
            self.do(Action.SWITCH)

    def action_identify(self) -> None:
        """Ask who the stakeholder is: step a.1; from there the way goes on into the field that is missing next."""
        self._identify(self._way.to_field)

    def _identify(self, way_on: Callable[[], None]) -> None:
        from kppn_tui.tui.visit.identity import IdentityForm

        if self.view is not None:
            form = IdentityForm(self.view.ticket)
            asked = partial(self.app.push_screen, form, partial(self._way.after_form, way_on))
            self._own(Action.IDENTIFY, lambda: self.guarded(Action.IDENTIFY, asked))

    def action_topic(self) -> None:
        """Ask which jenis layanan it is: step a.3."""
        self._ask_topic(lambda: None)

    def _ask_topic(self, way_on: Callable[[], None]) -> None:
        from kppn_tui.tui.visit.identity import TopicForm

        consultation_id, record = self.consultation_id, self.client.verbs.record

        if self.current is not None and consultation_id is not None:

            def take(topic: str, _reason: str) -> "Call[Consultation]":
                return record(consultation_id, topic=topic)

            form = TopicForm(take, N_("Topic of this consultation"), draft_key=DraftForm.TOPIC.about(consultation_id))
            asked = partial(self.app.push_screen, form, partial(self._way.after_form, way_on))
            self._own(Action.RECORD, lambda: self.guarded(Action.RECORD, asked))

    def action_add(self) -> None:
        """Add one more jenis layanan to this visit."""
        from kppn_tui.tui.visit.identity import TopicForm

        def add(topic: str, reason: str) -> "Call[Consultation]":
            return self.client.verbs.add_consultation(self.ticket_id, topic, split_reason=reason)

        def added(consultation: Consultation | None) -> None:
            if consultation is not None:
                self.consultations.move_to(consultation.id)

        form = TopicForm(add, N_("Add a consultation"), split=True, draft_key=DraftForm.ADD.about(self.ticket_id))
        add_here = partial(self.guarded, Action.ADD_CONSULTATION, lambda: self.app.push_screen(form, added))
        self._own(Action.ADD_CONSULTATION, add_here)

    def _form(
        self, action: Action, make: Callable[[ConsultationView], Any], done: Callable[[Any], None] | None = None
    ) -> None:
        """Save what is typed, then open the form that `make` gives for the current consultation as it is then."""
        if (current := self.current) is not None:
            typed = replace(current, consultation=self.pane.typed_consultation(current.consultation))
            self.save()
            self.guarded(action, lambda: self.app.push_screen(make(typed), done))

    def action_documents(self) -> None:
        """Ask for documents by name: step a.5; the service deadline pauses."""
        from kppn_tui.tui.visit.forms import DocumentsForm

        form = partial(
            self._form,
            Action.REQUEST_DOCUMENTS,
            lambda current: DocumentsForm(current.consultation, self._usual(current.consultation)),
        )
        self._own(Action.REQUEST_DOCUMENTS, form)

    def action_received(self) -> None:
        """Take awaited documents as received: all of them, or the chosen one."""
        from kppn_tui.tui.visit.forms import receive_documents

        if (current := self.current) is not None:
            receive = partial(self.guarded, Action.DOCUMENTS_RECEIVED, lambda: receive_documents(self, current))
            self._own(Action.DOCUMENTS_RECEIVED, receive)

    def action_outage(self) -> None:
        """Hold the service: the power or an application is down."""
        from kppn_tui.tui.visit.interruptions import OutageForm

        form = partial(self._form, Action.HOLD_FOR_OUTAGE, lambda current: OutageForm(current.consultation))
        self._own(Action.HOLD_FOR_OUTAGE, form)

    def action_ended(self) -> None:
        """Say when a service ended that nobody has ended."""
        from kppn_tui.tui.visit.interruptions import EndServiceForm

        form = partial(self._form, Action.END_SERVICE, lambda current: EndServiceForm(current.consultation))
        self._own(Action.END_SERVICE, form)

    def action_follow_up(self) -> None:
        """Move to follow-up: step a.7, no answer yet; contact, and the due date spelt out."""
        from kppn_tui.tui.visit.forms import FollowUpForm

        form = partial(self._form, Action.FOLLOW_UP, FollowUpForm, self._left_to)
        self._own(Action.FOLLOW_UP, lambda: self._way.known_first(Action.FOLLOW_UP, form))

    def action_escalate(self) -> None:
        """Escalate to the head of the topic's section: step a.7."""
        from kppn_tui.tui.visit.forms import EscalateForm

        form = partial(self._form, Action.ESCALATE, EscalateForm, self._left_to)
        self._own(Action.ESCALATE, lambda: self._way.known_first(Action.ESCALATE, form))

    def _left_to(self, done: object) -> None:
        if done is not None:
            self._left()
            self.client.refresh()

    def action_leave_scope(self) -> None:
        """Refer elsewhere, or cancel, with a reason."""
        from kppn_tui.tui.cases.forms import leave_scope

        if (current := self.current) is not None:
            self.save()
            leave = partial(leave_scope, self, current, self._left_to)
            self._own(Compound.LEAVE_SCOPE, lambda: self.guarded(Compound.LEAVE_SCOPE, leave))

    def action_finish(self) -> None:
        """Finish the visit, and go back to the queue."""
        call = self.client.verbs.finish(self.ticket_id)
        finish = partial(self.act, call, lambda _ticket: self.host.screens.go(ScreenName.QUEUE))
        self._own(Action.FINISH, lambda: self.guarded(Action.FINISH, finish))

    def action_next(self) -> None:
        """Finish this visit and call the next visitor in one go."""
        if self.view is None:
            return
        own = self.view.ticket.state == TicketState.SERVING and not colleague(self.view, self.client.officer)
        call = self.client.verbs.call_next(leave=Leave.FINISH if own else None)

        def called(ticket: "Ticket") -> None:
            self.host.say(called_sentence(ticket))
            self.host.screens.open_queue(ticket.id)

        self.guarded(Compound.FINISH_AND_CALL, lambda: self.act(call, called))
