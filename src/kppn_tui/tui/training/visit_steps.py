"""Scripted steps of a visit by keys: who it is, what about, the answer, and how it ends."""

from textual.widgets import Input

from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.draft_forms import REFUSES
from kppn_tui.domain.states import OPEN_CONSULTATION
from kppn_tui.training.scripted_officer.steps import StepKind
from kppn_tui.tui.queue.screen import QueueScreen
from kppn_tui.tui.training.navigation import Navigation
from kppn_tui.tui.widgets.references import References
from kppn_tui.tui.widgets.typeahead import Typeahead


class VisitSteps(Navigation):
    """Steps by keys in a visit."""

    async def identify(self) -> None:
        screen = await self.session(on_consultation=False)
        await self.keyboard.press(self.key)
        await self.keyboard.form()
        values = self.values
        await self.keyboard.fill("name", values["name"])
        await self.keyboard.fill("role", values["role"])
        await self.keyboard.fill("satker", f"{values['satker_code']} {values['satker_name']}".strip())
        await self.keyboard.choose("kind", values["stakeholder_kind"])
        await self.keyboard.choose("declined", "declines" if values["declined"] else "gives")
        await self.keyboard.save()
        await self.keyboard.until(lambda: screen.view and screen.view.ticket.identity_at, "identified")

    async def topic(self) -> None:
        screen = await self.session()
        await self.keyboard.press(self.key)
        await self._take_topic()
        await self.until_consultation(screen, lambda view: view.consultation.topic == self.values["topic"])

    async def add(self) -> None:
        screen = await self.session()
        before = len(screen.view.consultations) if screen.view else 0
        await self.keyboard.press(self.key)
        await self._take_topic()
        await self.keyboard.until(lambda: screen.view and len(screen.view.consultations) > before, "one more")

    async def _take_topic(self) -> None:
        """Take the topic by its code; give the reason only if it is asked."""
        form = await self.keyboard.form()
        await self.keyboard.field("topic")
        await self.keyboard.replace(self.values["topic"])
        await self.keyboard.press("enter")
        reasons = form.query("#reason").results(Input)
        reason = next(iter(reasons), None)
        await self.keyboard.until(lambda: self.app.screen is not form or (reason and reason.display), "taken, or why")
        if self.app.screen is form:
            await self.keyboard.fill("reason", self.values.get("split_reason", ""))
            await self.keyboard.press("f9")
        await self.keyboard.closed()

    async def question(self) -> None:
        screen = await self.session()
        await self.keyboard.press(self.key)
        await self.keyboard.replace(self.values["question"])
        await self.keyboard.press("escape")
        await self.until_consultation(screen, lambda view: view.consultation.question == self.values["question"])

    async def documents(self) -> None:
        screen = await self.session()
        await self.keyboard.press(self.key)
        form = await self.keyboard.form()
        for name in self.values["names"]:
            await self.keyboard.take(form.query_one("#names", Typeahead), name)
        await self.keyboard.save()
        await self.until_consultation(screen, lambda view: view.awaited)

    async def received(self) -> None:
        screen = await self.session()
        several = len(self.consultation(screen).awaited) > 1
        await self.keyboard.press(self.key)
        if several:
            await self.keyboard.answer("all")
        await self.until_consultation(screen, lambda view: not view.awaited)

    async def switch(self) -> None:
        screen = await self.session()
        await self.keyboard.press(self.key)
        await self.until_consultation(screen, lambda view: view.consultation.state == "serving")

    async def resolve(self) -> None:
        screen = await self.session()
        await self.keyboard.press("f4")
        await self.keyboard.replace(self.values["answer"])
        await self.keyboard.press("f5")
        await self.until_consultation(screen, lambda view: view.consultation.answer == self.values["answer"])
        await self.keyboard.quiet()
        await self.keyboard.cite(screen.query_one("#references", References), tuple(self.values["references"]))
        await self.keyboard.press(self.key)
        await self.until_consultation(screen, lambda view: view.consultation.state not in OPEN_CONSULTATION)

    async def follow_up(self) -> None:
        screen = await self.session()
        await self.keyboard.press(self.key)
        await self.keyboard.form()
        await self.keyboard.fill("reason", self.values["reason"])
        await self._contact()
        await self.keyboard.save()
        await self.until_consultation(screen, lambda view: view.consultation.followed_up)

    async def escalate(self) -> None:
        screen = await self.session()
        await self.keyboard.press(self.key)
        await self.keyboard.form()
        await self.keyboard.choose("section", self.values["section"])
        if self.values["section_reason"]:
            await self.keyboard.fill("section_reason", self.values["section_reason"])
        await self.keyboard.fill("question", self.values["question"])
        await self.keyboard.fill("tried", self.values["tried"])
        await self._contact()
        await self.keyboard.save()
        await self.until_consultation(screen, lambda view: view.consultation.followed_up)

    async def _contact(self) -> None:
        contact: Contact | None = self.values["contact"]
        refusal: Refusal | None = self.values["refusal"]
        if contact is not None:
            await self.keyboard.choose("way", contact.channel)
            await self.keyboard.fill("contact", contact.value)
        elif refusal is not None:
            await self.keyboard.choose("way", REFUSES)
            await self.keyboard.fill("contact", refusal.reason)
            await self.keyboard.fill("agreed", refusal.agreed_way)

    async def leave(self) -> None:
        """Refer or cancel, with where to or why."""
        screen = await self.session()
        await self.keyboard.press(self.key)
        await self.keyboard.answer("refer" if self.step.kind is StepKind.REFER else "cancel")
        await self.keyboard.form()
        await self.keyboard.fill("text", self.values["where" if self.step.kind is StepKind.REFER else "reason"])
        await self.keyboard.save()
        await self.until_consultation(screen, lambda view: view.consultation.state not in OPEN_CONSULTATION)

    async def finish(self) -> None:
        await self.session(on_consultation=False)
        await self.keyboard.press(self.key)
        await self.keyboard.until(lambda: isinstance(self.app.base_screen, QueueScreen), "the queue")
        await self.keyboard.until(lambda: self.in_queue is None, "finished")
