"""Scripted steps by the keys that an officer would press for them, in the running app."""

from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from kppn_tui.domain.states import TicketState
from kppn_tui.domain.views import ConsultationView, QueueRow
from kppn_tui.training.scripted_officer.steps import Step, StepKind
from kppn_tui.tui.cases.base import CaseScreen
from kppn_tui.tui.cases.followups import FollowUpScreen
from kppn_tui.tui.cases.inbox import InboxScreen
from kppn_tui.tui.dialogs.choose import Choose
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.key_driver import KeyDriver
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.visit_steps import VisitSteps
from kppn_tui.tui.visit.screen import SessionScreen
from kppn_tui.tui.widgets.references import References


async def press(pilot: "Pilot[Any] | App[Any]", step: Step) -> None:
    """Do `step` by keys, from whatever screen is in front; its effect is shown when this returns.

    A visitor whom a colleague has called or taken meanwhile is left alone. Raises RuntimeError, with the screen's text,
    when the screen does not follow within `KeyDriver.PATIENCE` seconds.
    """
    steps = KeySteps(KeyDriver(pilot), step)
    await steps.keyboard.out_of_anything()
    await steps.keyboard.fresh()
    await DEEDS[step.kind](steps)
    await steps.keyboard.quiet()


class KeySteps(VisitSteps):
    """Steps by keys in queue, visit, follow-ups and inbox."""

    # The queue

    async def call_next(self) -> None:
        """Call the next visitor; call nobody if a colleague was faster."""
        await self.screen(QueueScreen, "1")
        if any(not row.ticket.online for row in self.app.client.board.in_state(TicketState.WAITING)):
            await self.keyboard.press(self.key)
            await self.keyboard.quiet()
            await self.keyboard.until(
                lambda: self.app.client.counter.called or not self._anybody(), "somebody is called"
            )

    def _anybody(self) -> bool:
        return any(not row.ticket.online for row in self.app.client.board.in_state(TicketState.WAITING))

    async def on_row(self) -> None:
        """Press the key on the row of the ticket, and wait for another state of it, or one more call."""
        row = await self.queue()
        if row is None or (row.ticket.state == TicketState.WAITING) is not (self.step.kind is StepKind.CALL):
            return
        await self.keyboard.press(self.key)
        await self.keyboard.until(lambda: self._moved_from(row), self.step.kind)

    def _moved_from(self, before: QueueRow) -> bool:
        now = self.in_queue
        return now is None or (now.ticket.state, now.ticket.calls) != (before.ticket.state, before.ticket.calls)

    async def start(self) -> None:
        """Begin the service, and wait until it is open; leave it alone if a colleague was faster."""
        row = await self.queue()
        free = (None, self.app.client.officer.id) if self.app.client.officer else ()
        if row is None or row.ticket.officer_id not in free or row.ticket.state == TicketState.SERVING:
            return
        await self.keyboard.press(self.key)
        await self.keyboard.quiet()
        if self.app.client.counter.visit is not None:
            # The key has opened it, or is about to.
            await self.keyboard.until(lambda: isinstance(self.app.base_screen, SessionScreen), "the service")
            await self.session()

    # Follow-ups

    async def deliver(self) -> None:
        screen = await self.case(FollowUpScreen, "3", self.step.consultation_id)
        await self.keyboard.press(self.key)
        form = await self.keyboard.form()
        await self.keyboard.fill("answer", self.values["answer"])
        await self.keyboard.field("references")
        await self.keyboard.cite(form.query_one("#references", References), tuple(self.values["references"]))
        await self.keyboard.choose("delivery", self.values["delivery"])
        await self.keyboard.save()
        await self._gone(screen, self.step.consultation_id)

    async def progress(self) -> None:
        screen = await self.case(FollowUpScreen, "3", self.step.consultation_id)
        before = len(screen.case.view.progress) if screen.case else 0
        await self.keyboard.press(self.key)
        await self.keyboard.form()
        await self.keyboard.fill("text", self.values["text"])
        await self.keyboard.choose("kind", self.values["kind"])
        await self.keyboard.choose("channel", self.values["channel"])
        await self.keyboard.save()
        await self.keyboard.until(lambda: screen.case and len(screen.case.view.progress) > before, "written down")

    async def clarify(self) -> None:
        screen = await self.case(FollowUpScreen, "3", self.step.consultation_id)
        await self.keyboard.press(self.key)
        await self.keyboard.until(lambda: isinstance(self.app.screen, Form | Choose), "the reply")
        if isinstance(self.app.screen, Choose):
            await self.keyboard.answer(str(self.values["escalation"]))
        await self._text()
        await self.keyboard.until(lambda: screen.case and not self._returned(screen.case.view), "replied")

    def _returned(self, view: ConsultationView) -> bool:
        states = {one.escalation.id: one.escalation.state for one in view.escalations}
        return states.get(self.values["escalation"]) == "returned"

    async def _text(self) -> None:
        await self.keyboard.form()
        await self.keyboard.fill("text", self.values["text"])
        await self.keyboard.save()

    async def _gone(self, screen: CaseScreen[Any], key: int | None) -> None:
        await self.keyboard.until(lambda: all(case.key != key for case in screen.cases), "done")

    # The inbox

    async def accept(self) -> None:
        screen = await self.case(InboxScreen, "4", self.values["escalation"])
        await self.keyboard.press(self.key)
        await self.keyboard.until(lambda: self._stands(screen) != "sent", "accepted")

    async def head_writes(self) -> None:
        """Write an answer or a question back."""
        screen = await self.case(InboxScreen, "4", self.values["escalation"])
        before = self._stands(screen)
        await self.keyboard.press(self.key)
        await self._text()
        await self.keyboard.until(lambda: self._stands(screen) != before, "sent")

    def _stands(self, screen: CaseScreen[Any]) -> str:
        """Return the state of the question, "" when it has left the inbox."""
        found = (case.escalation for case in screen.cases if case.key == self.values["escalation"])
        return next((one.escalation.state for one in found if one is not None), "")


DEEDS: dict[StepKind, Callable[[KeySteps], Awaitable[None]]] = {
    StepKind.CALL_NEXT: KeySteps.call_next,
    StepKind.CALL: KeySteps.on_row,
    StepKind.RECALL: KeySteps.on_row,
    StepKind.ABSENT: KeySteps.on_row,
    StepKind.REQUEUE: KeySteps.on_row,
    StepKind.START: KeySteps.start,
    StepKind.IDENTIFY: KeySteps.identify,
    StepKind.RECORD_TOPIC: KeySteps.topic,
    StepKind.RECORD_QUESTION: KeySteps.question,
    StepKind.ADD_CONSULTATION: KeySteps.add,
    StepKind.REQUEST_DOCUMENTS: KeySteps.documents,
    StepKind.DOCUMENTS_RECEIVED: KeySteps.received,
    StepKind.SWITCH: KeySteps.switch,
    StepKind.RESOLVE: KeySteps.resolve,
    StepKind.FOLLOW_UP: KeySteps.follow_up,
    StepKind.ESCALATE: KeySteps.escalate,
    StepKind.REFER: KeySteps.leave,
    StepKind.CANCEL: KeySteps.leave,
    StepKind.FINISH: KeySteps.finish,
    StepKind.DELIVER: KeySteps.deliver,
    StepKind.LOG_PROGRESS: KeySteps.progress,
    StepKind.CLARIFY: KeySteps.clarify,
    StepKind.ACCEPT: KeySteps.accept,
    StepKind.RETURN: KeySteps.head_writes,
    StepKind.ANSWER: KeySteps.head_writes,
}
