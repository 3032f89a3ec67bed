"""How many rows and bytes a visit leaves behind, for docs/scale.md: `python -m tests.bench.weigh [VISITS]`.

The visits are made by the desk's own verbs on both databases. Of ten visits, two topics each: two have a topic that
takes longer than 20 minutes, one waits for a document, one ends in a follow-up with two notes, one in an escalation.
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kppn_tui.domain.contact import Contact
from kppn_tui.domain.records import Consultation
from kppn_tui.training.demo_data import Question, Sampler, add_demo_officers, load_demo_data
from tests.bench.durable import server
from tests.bench.loader import Bare, Office, bare

VISITS = 400
_SIZES = """
SELECT relname, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
#: A Monday's opening; the shipped calendar begins with that year.
FIRST_DAY = datetime(2025, 1, 6, 0, 0, tzinfo=UTC)
_CLOSING_HOUR = 15


class Visits:
    """Visits one after the other at one desk, day after day."""

    def __init__(self, office: Office) -> None:
        self.office, self.desk = office, office.desk
        self.officers = add_demo_officers(self.desk, load_demo_data())
        self.cso, self.head = self.officers["cso1"], self.officers["kasi.pdms"]
        sections = {topic.code: topic.section for topic in office.settings.topics}
        self.sampler = Sampler(load_demo_data(), sections, 1)
        self.promised: list[tuple[Consultation, Question]] = []

    def live(self, count: int) -> None:
        """`count` visits; what was promised is kept the next morning."""
        for number in range(count):
            self._visit(number % 10)
            if self.desk.calendar.local(self.office.at).hour >= _CLOSING_HOUR:
                self._go_home()
                self._keep_promises()
        self._keep_promises()

    def _visit(self, number: int) -> None:
        desk, cso, visitor = self.desk, self.cso, self.sampler.visitor()
        first = self.sampler.question("PDMS")
        asked = [first, self.sampler.question(other_than=first.topic)]
        code, name, topics = visitor.origin.code, visitor.origin.name, [one.topic for one in asked]
        ticket = desk.take_ticket(
            self.officers["satpam"], topics=topics, visitor_name=visitor.name, satker_code=code, satker_name=name
        )
        self._pass(7)
        desk.call_next(cso)
        self._pass(1)
        desk.start(cso, ticket)
        desk.identify(cso, ticket, name=visitor.name, role=visitor.role, satker_code=code, satker_name=name)
        items = [view.consultation for view in desk.session(ticket).consultations]
        for item, question in zip(items, asked, strict=True):
            if item is not items[0]:
                desk.switch(cso, item)
            item = desk.record(cso, item, question=question.text)
            self._pass(22 if item.id == items[0].id and number in (0, 5) else 12)
            self._end(item, question, number if item.id != items[0].id else 0)
        desk.finish(cso, ticket)

    def _end(self, item: Consultation, question: Question, number: int) -> None:
        """Answered at once; or after a document, or later."""
        desk, cso, contact = self.desk, self.cso, Contact("whatsapp", "0812-0000-1000")
        if number == 3:
            desk.request_documents(cso, item, ["Surat permohonan"])
            self._pass(4)
            item = desk.documents_received(cso, item)
        if number == 6:
            self.promised.append((desk.follow_up(cso, item, contact=contact, reason="Perlu telaah di SPAN"), question))
        elif number == 9:
            sent = desk.escalate(cso, item.id, f"Mohon arahan: {question.text}", section="PDMS", contact=contact)
            desk.accept(self.head, sent)
            desk.answer(self.head, sent, question.answer)
            self.promised.append((item, question))
        else:
            self._resolve(item, question)

    def _keep_promises(self) -> None:
        for item, question in self.promised:
            for note in ("Sedang ditelaah di seksi.", "Jawaban sudah ada dan akan disampaikan."):
                self.desk.log_progress(self.cso, item, note, channel="whatsapp")
            self._resolve(item, question)
        self.promised.clear()

    def _resolve(self, item: Consultation, question: Question) -> None:
        basis = self.desk.settings.topic(question.topic).basis[:1]
        answer = question.answer
        self.desk.resolve(self.cso, item.id, answer=answer, references=basis, no_reference=not basis)

    def _pass(self, minutes: float) -> None:
        self.office.at += timedelta(minutes=minutes)
        self.desk.sweep()

    def _go_home(self) -> None:
        calendar = self.desk.calendar
        day = next(calendar.working_days(calendar.local(self.office.at).date() + timedelta(days=1)))
        self.office.at = calendar.opening(day)


def main(visits: int) -> None:
    """Print the rows and bytes a visit by table."""
    with tempfile.TemporaryDirectory(prefix="kppn-weigh-") as folder, server() as durable, durable.database() as url:
        for office in (Office(Path(folder) / "file"), Office(Path(folder) / "server", url)):
            with bare(office.url) as connection:
                office.at = FIRST_DAY
                before = _written(connection)
                Visits(office).live(visits)
                office.close()
                print(f"\n{'PostgreSQL' if connection.server else 'SQLite'}, a visit of {visits}:")
                _tell(connection, visits, _written(connection) - before)


def _written(connection: Bare) -> int:
    """What has gone to the write-ahead log so far, in bytes."""
    return int(connection.run("SELECT pg_current_wal_lsn() - '0/0'")[0][0]) if connection.server else 0


def _tell(connection: Bare, visits: int, written: int) -> None:
    if not connection.server:
        connection.run("VACUUM")
        ((size,),) = connection.run("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        print(f"file after VACUUM {size / visits:,.0f} B")
        return
    connection.run("VACUUM")
    rows = [(name, data, index) for name, data, index in connection.run(_SIZES)]
    for name, data, index in sorted(rows, key=lambda row: -row[1] - row[2]):
        ((count,),) = connection.run(f'SELECT count(*) FROM "{name}"')
        line = f"{count / visits:6.2f} rows  {data / visits:7,.0f} B data  {index / visits:7,.0f} B indexes"
        print(f"{name:18}{line}")
    total, indexes = sum(data + index for _, data, index in rows), sum(index for *_, index in rows)
    print(f"total {total / visits:,.0f} B, of it indexes {indexes / visits:,.0f} B; log {written / visits:,.0f} B")
    connection.run("VACUUM FULL")
    packed = sum(data + index for _, data, index in connection.run(_SIZES))
    print(f"total after VACUUM FULL {packed / visits:,.0f} B")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else VISITS)
