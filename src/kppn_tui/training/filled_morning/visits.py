"""Visits of a filled morning, act by act: each a few verbs of the desk, by the officer who would do them."""

from datetime import UTC, datetime

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Channel, Consultation, Escalation, Ticket
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.demo_data import Question, Sampler, Visitor
from kppn_tui.training.plan import Caller, Matter


class ScriptedVisits:
    """Visits as acted so far: who asked what, the ticket at each counter, the follow-ups by their timetable name."""

    def __init__(self, desk: Desk, officers: dict[str, Officer], sampler: Sampler, caller_log: CallerLog) -> None:
        self.desk = desk
        self.caller_log = caller_log
        self.officers = officers
        self.sampler = sampler
        self._asked: dict[int, list[Question]] = {}
        self._visitors: dict[int, Visitor] = {}
        self._at: dict[str, Ticket] = {}
        self._cases: dict[str, tuple[Officer, Consultation]] = {}
        self._sent: dict[str, Escalation] = {}
        self._online: list[Ticket] = []

    # The queue

    def arrive(self, priority: str = "", questions: int = 1, section: str = "") -> Ticket:
        """Register a visitor at the door."""
        visitor, asked = self.sampler.visitor(), [self.sampler.question(section)]
        while len(asked) < questions:
            asked.append(self.sampler.question(other_than=asked[0].topic))
        ticket = self.desk.take_ticket(
            self.officers["satpam"],
            satker_code=visitor.origin.code,
            satker_name=visitor.origin.name,
            stakeholder_kind=visitor.origin.kind,
            visitor_name=visitor.name,
            purpose=", ".join(self.desk.settings.topic(one.topic).name for one in asked),
            topics=[one.topic for one in asked],
            priority_reason=priority,
        )
        self._remember(ticket, visitor, asked)
        return ticket

    def online(self, received: datetime, channel: str, detail: str) -> None:
        """Register a message; `detail` is the end of a HAI CSO number, or the means of an official contact."""
        visitor, question = self.sampler.visitor(), self.sampler.question()
        hai = channel == Channel.HAI_CSO
        ticket = self.desk.take_ticket(
            self.officers["cso3"],
            channel,
            satker_code=visitor.origin.code,
            satker_name=visitor.origin.name,
            stakeholder_kind=visitor.origin.kind,
            visitor_name=visitor.name,
            purpose=self.desk.settings.topic(question.topic).name,
            topics=[question.topic],
            channel_detail="" if hai else detail,
            reference_number=f"HAI-{received:%Y%m%d}-{int(detail):05d}" if hai else "",
            received_at=received.astimezone(UTC),
        )
        self._remember(ticket, visitor, [question])
        self._online.append(ticket)

    def _remember(self, ticket: Ticket, visitor: Visitor, asked: list[Question]) -> None:
        """Remember a visitor and their questions, for the acts to come and for the room afterwards."""
        self._asked[ticket.id], self._visitors[ticket.id] = asked, visitor
        topics = {topic.code: topic for topic in self.desk.settings.topics}
        matters = tuple(Matter(q.id, q.text, q.topic, q.answer, topics[q.topic].basis[:1]) for q in asked)
        self.caller_log.add(
            ticket.id,
            Caller(
                key=f"pagi {ticket.day} {ticket.label}",
                at=ticket.arrived_at,
                name=visitor.name,
                role=visitor.role,
                origin=visitor.origin,
                matters=matters,
                channel=ticket.channel,
                detail=ticket.channel_detail,
                reference=ticket.reference_number,
                priority=ticket.priority_reason,
                registered=tuple(q.topic for q in asked),
                contact=Contact("whatsapp", f"0812-0000-{1000 + ticket.number}"),
            ),
        )

    def call(self, login: str) -> None:
        """Call the next visitor to the counter of `login`."""
        self._at[login] = self.desk.call_next(self.officers[login])

    def call_again(self, login: str) -> None:
        """Call the same visitor again."""
        self.desk.recall(self.officers[login], self._at[login])

    def mark_absent(self, login: str) -> None:
        """Mark the visitor who did not come as absent."""
        self.desk.absent(self.officers[login], self._at.pop(login))

    # The service

    def start(self, login: str) -> None:
        """Start the service: write down who the visitor is and what they ask."""
        officer, ticket = self.officers[login], self._at[login]
        self.desk.start(officer, ticket)
        if not ticket.online:
            visitor = self._visitors[ticket.id]
            self.desk.identify(
                officer,
                ticket,
                name=visitor.name,
                role=visitor.role,
                satker_code=visitor.origin.code,
                satker_name=visitor.origin.name,
                stakeholder_kind=visitor.origin.kind,
            )
        self._write_down(officer, ticket)

    def serve_online(self, login: str) -> None:
        """Take up the oldest message."""
        self._at[login] = self._online.pop(0)
        self.start(login)

    def serve_second_question(self, login: str) -> None:
        """Answer the first of two questions and begin the second; do nothing where there is one only."""
        ticket = self._at[login]
        following = [consultation for consultation in self._consultations(ticket) if consultation.state == "open"]
        if following:
            self._resolve(self.officers[login], ticket)
            self.desk.switch(self.officers[login], following[0])
            self._write_down(self.officers[login], ticket)

    def end(self, login: str, ending: str) -> None:
        """End the visit resolved, with a follow-up or elsewhere; or ask for a document."""
        officer, ticket = self.officers[login], self._at.pop(login)
        consultation = self._serving(ticket)
        if ending == "wait":
            documents = self.desk.settings.topic(consultation.topic).documents or ("Surat permohonan",)
            self.desk.request_documents(officer, consultation, documents[:1])
            return
        if ending == "refer":
            self.desk.refer(officer, consultation, "Kantor pusat, lewat HAI DJPb")
        elif ending == "follow":
            self.desk.follow_up(officer, consultation, contact=self._contact(), reason="Perlu telaah di SPAN")
        else:
            self._resolve(officer, ticket)
        self.desk.finish(officer, ticket)

    # Follow-ups of earlier days

    def promise(self, case: str, login: str, section: str) -> None:
        """Serve a visitor at once, and end with the promise of an answer."""
        officer, consultation = self._serve_at_once(case, login, section)
        self.desk.follow_up(officer, consultation, contact=self._contact(), reason="Data perlu dicocokkan lebih dulu")
        self.desk.finish(officer, consultation.ticket_id)

    def escalate(self, case: str, login: str, section: str) -> None:
        """Serve a visitor at once, and escalate the question to the head of a section."""
        officer, consultation = self._serve_at_once(case, login, section)
        self._sent[case] = self.desk.escalate(
            officer,
            consultation.id,
            f"Mohon arahan: {consultation.question}",
            tried="Sudah dicek di SPAN dan SAKTI; belum ketemu penyebabnya.",
            contact=self._contact(),
        )
        self.desk.finish(officer, consultation.ticket_id)

    def report(self, case: str, text: str) -> None:
        """Write a progress note for the stakeholder."""
        officer, consultation = self._cases[case]
        self.desk.log_progress(officer, consultation, text, channel="whatsapp")

    def accept(self, case: str, login: str) -> None:
        """Let the head accept the question."""
        self.desk.accept(self.officers[login], self._sent[case])

    def answer(self, case: str, login: str) -> None:
        """Let the head answer the question, for the desk to deliver."""
        _, consultation = self._cases[case]
        self.desk.answer(self.officers[login], self._sent[case], self._asked[consultation.ticket_id][0].answer)

    def ask_back(self, case: str, login: str) -> None:
        """Let the head ask back."""
        self.desk.return_(self.officers[login], self._sent[case], "Mohon dilampirkan tangkapan layar dan periodenya.")

    def _serve_at_once(self, case: str, login: str, section: str) -> tuple[Officer, Consultation]:
        officer, ticket = self.officers[login], self.arrive(section=section)
        self._at[login] = self.desk.call(officer, ticket)
        self.start(login)
        consultation = self._serving(self._at.pop(login))
        self._cases[case] = officer, consultation
        return officer, consultation

    def _contact(self) -> Contact:
        return Contact("whatsapp", f"0812-0000-{self.sampler.random.randrange(1000, 10000)}")

    def _consultations(self, ticket: Ticket) -> list[Consultation]:
        return [view.consultation for view in self.desk.session(ticket).consultations]

    def _serving(self, ticket: Ticket) -> Consultation:
        return next(consultation for consultation in self._consultations(ticket) if consultation.state == "serving")

    def _question(self, consultation: Consultation) -> Question:
        return next(one for one in self._asked[consultation.ticket_id] if one.topic == consultation.topic)

    def _write_down(self, officer: Officer, ticket: Ticket) -> None:
        consultation = self._serving(ticket)
        self.desk.record(officer, consultation, question=self._question(consultation).text)

    def _resolve(self, officer: Officer, ticket: Ticket) -> None:
        consultation = self._serving(ticket)
        basis = self.desk.settings.topic(consultation.topic).basis[:1]
        answer = self._question(consultation).answer
        self.desk.resolve(officer, consultation, answer=answer, references=basis, no_reference=not basis)
