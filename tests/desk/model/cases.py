"""The verbs of the model from the counter to the section heads."""

from datetime import timedelta

from tests.desk.model.book import OPEN_ESCALATION, SECTION, TOPICS, Refused, Thing, ask_back_of, newest, reply_of
from tests.desk.model.clocks import Clocks
from tests.desk.model.workdays import closing, opening, workday_after, works


class Cases(Clocks):
    """What happens to a consultation."""

    # The visit

    def add_consultation(self, ticket: Thing, topic: str, split: bool) -> None:
        self.act.ticket = ticket
        self.check(ticket)
        self._once(ticket.items, topic, split)
        self._new_item(ticket, topic, split)

    def _new_item(self, ticket: Thing, topic: str, split: bool = False) -> Thing:
        return self.add(ticket.items, Thing(
            ticket=ticket, topic=topic, section=TOPICS.get(topic, ""), state="open", hold="", split=split,
            question=False, officer=None, net=None, gross=None, followed=None, reason=False, contact=False,
            refused=False, due=None, ended=False, session_ended=None, clocks=[], escalations=[], documents=[],
            notes=[],
        ))  # fmt: skip

    def _once(self, others: list[Thing], topic: str, split: bool) -> None:
        if not split and any(other.topic == topic and other.state != "cancelled" for other in others):
            raise Refused("BadInput")

    def record(self, item: Thing, topic: str | None = None) -> None:
        """The question, and another topic where one is named."""
        self.act.ticket = item.ticket
        self.check(item)
        if topic is not None and topic != item.topic:
            self._once([other for other in item.ticket.items if other is not item], topic, item.split)
            self.set(item, topic=topic, section=TOPICS[topic])
        elif item.question:
            self.act.silent = True
        self.set(item, question=True)

    def switch(self, item: Thing) -> None:
        ticket = self.act.ticket = item.ticket
        self.check(item)
        if ticket.state != "serving" or item.followed:
            raise Refused("BadInput")
        for held in {id(one): one for one in (*self.held(self.act.who), ticket)}.values():
            for other in held.items:
                if other.state == "serving":
                    self.act.touched.add(id(held))
                    self._hold(other)
        self.set(ticket, officer=self.act.who)
        self._serve(item)

    def _serve(self, item: Thing) -> None:
        self.set(item, state="serving", hold="", officer=self.act.who)
        clock = newest(item, "service")
        if clock is None:
            minutes = self.now + timedelta(minutes=15), self.now + timedelta(minutes=20)
            self._start_clock(item, "service", *minutes)
        else:
            self._resume(item, clock)

    def _hold(self, item: Thing) -> None:
        self._pause(newest(item, "service"))
        self.set(item, state="on_hold", hold="switched")

    def request_documents(self, item: Thing, names: list[str]) -> None:
        self.act.ticket = item.ticket
        self.check(item, bool(names))
        for name in names:
            self.add(item.documents, Thing(name=name, received=False))
        if not item.followed:
            self._pause(newest(item, "service"))
        self.set(item, state="on_hold", hold="documents")

    def documents_received(self, item: Thing, names: list[str] | None) -> None:
        self.act.ticket = item.ticket
        awaited = [one for one in item.documents if not one.received]
        came = [one for one in awaited if names is None or one.name in names]
        self.check(item, bool(came))
        for one in came:
            self.set(one, received=True)
        if len(came) < len(awaited) or (item.state, item.hold) != ("on_hold", "documents"):
            return
        held = self.held(self.act.who)
        busy = any(t.state == "called" or any(other.state == "serving" for other in t.items) for t in held)
        if item.followed:
            self.set(item, state="follow_up", hold="")
        elif item.ticket in held and not busy:
            self._serve(item)
        else:
            self.set(item, hold="switched")

    def _known(self, item: Thing) -> bool:
        ticket = item.ticket
        return (ticket.identity or (ticket.online and ticket.known)) and item.question and bool(item.topic)

    def resolve(self, item: Thing, answered: bool) -> None:
        self.act.ticket = item.ticket
        self.check(item)
        if item.state == "on_hold" and not item.followed:
            raise Refused("BadInput")
        self.check(item, self._known(item), answered, not self._at_heads(item))
        self._end_session(item)
        self._stop(newest(item, "solution"))
        self._end_progress(item)
        self.set(item, state="Resolved", hold="", ended=True, officer=item.officer or self.act.who)

    def refer(self, item: Thing, reason: bool) -> None:
        self._side_exit(
            item, "referred", bool(item.ticket.identity or (item.ticket.online and item.ticket.known)), reason
        )

    def cancel(self, item: Thing, reason: bool) -> None:
        self._side_exit(item, "cancelled", reason)

    def _side_exit(self, item: Thing, state: str, *needs: bool) -> None:
        self.act.ticket = item.ticket
        self.check(item, *needs)
        self._end_session(item, rated=False)
        self._stop(newest(item, "solution"), rated=False)
        self._end_progress(item)
        for sent in self._at_heads(item):
            self.set(sent, state="withdrawn")
            self._stop(reply_of(sent), rated=False)
            self._stop(ask_back_of(sent), rated=False)
        self.set(item, state=state, hold="", ended=True)

    # Follow-up and escalation

    def _at_heads(self, item: Thing) -> list[Thing]:
        return [sent for sent in item.escalations if sent.state in OPEN_ESCALATION]

    def follow_up(self, item: Thing, way: str, reason: bool) -> None:
        """`way` is how the stakeholder is reached: contact, refused, or none."""
        self.act.ticket = item.ticket
        self.may()
        if item.followed:
            raise Refused("BadInput")
        self.check(item, self._known(item), reason, self._reachable(item, way))
        self._enter_follow_up(item, way)

    def _reachable(self, item: Thing, way: str) -> bool:
        return way != "none" or item.contact or item.refused

    def _enter_follow_up(self, item: Thing, way: str) -> None:
        begun = item.ticket.arrived if item.ticket.online else self.now
        due = closing(workday_after(begun.date(), 3))
        self._end_session(item)
        self._reach(item, way)
        self.set(item, state="follow_up", hold="", reason=True, followed=self.now, due=due, officer=self.act.who)
        self._start_clock(item, "solution", opening(due.date()), due, begun=begun)
        if not item.refused:
            today = self.now.date()
            over = works(today) and closing(today) < self.now
            self._next_note(item, max(today if over else today - timedelta(days=1), begun.date()))

    def _reach(self, item: Thing, way: str) -> None:
        if way != "none":
            self.set(item, contact=way == "contact", refused=way == "refused")

    def escalate(self, item: Thing, way: str, section: str, reason: bool) -> None:
        self.act.ticket = item.ticket
        self.check(item, self._known(item), self._reachable(item, way))
        section = section or item.section
        if section != item.section and not reason:
            raise Refused("BadInput")
        self._not_there(item, section)
        if not item.followed:
            self._enter_follow_up(item, way)
        elif way != "none":
            before = item.refused
            self._reach(item, way)
            if item.refused:
                self._end_progress(item)
            elif before and self._daily_note(item) is None:
                self._next_note(item, self.now.date())
        self._send(item, section, None)

    def _not_there(self, item: Thing, section: str) -> None:
        if any(sent.section == section for sent in self._at_heads(item)):
            raise Refused("BadInput")

    def _send(self, item: Thing, section: str, previous: Thing | None) -> None:
        sent = self.add(item.escalations, Thing(item=item, section=section, state="sent", previous=previous))
        due = closing(workday_after(self.now.date(), 2))
        self._start_clock(item, "reply", *self._within(item, opening(due.date()), due), sent=sent)

    def _mine(self, sent: Thing) -> None:
        self.act.ticket = sent.item.ticket
        if SECTION.get(self.act.who or "") != sent.section:
            raise Refused("NotAllowed")

    def accept(self, sent: Thing) -> None:
        self._mine(sent)
        self.check(sent)
        self.set(sent, state="accepted")

    def answer(self, sent: Thing, text: bool) -> None:
        self._mine(sent)
        self.check(sent, text)
        self._stop(reply_of(sent))
        self.set(sent, state="answered")

    def return_(self, sent: Thing, text: bool) -> None:
        self._mine(sent)
        self.check(sent, text)
        self._pause(reply_of(sent))
        due = closing(workday_after(self.now.date(), 1))
        self._start_clock(sent.item, "ask_back", *self._within(sent.item, opening(due.date()), due), sent=sent)
        self.set(sent, state="returned")

    def pass_on(self, sent: Thing, section: str, reason: bool) -> None:
        self._mine(sent)
        self.check(sent, section != sent.section, reason)
        self._not_there(sent.item, section)
        self._stop(reply_of(sent))
        self.set(sent, state="passed_on")
        self._send(sent.item, section, sent)

    def clarify(self, sent: Thing, text: bool) -> None:
        self.act.ticket = sent.item.ticket
        self.check(sent, text)
        self._resume(sent.item, reply_of(sent))
        self._stop(ask_back_of(sent))
        self.set(sent, state="sent")

    def withdraw(self, sent: Thing, text: bool) -> None:
        self.act.ticket = sent.item.ticket
        self.check(sent, text)
        self._stop(ask_back_of(sent), rated=False)
        self._stop(reply_of(sent))
        self.set(sent, state="withdrawn")
