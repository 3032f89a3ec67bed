"""Arrivals of a scenario as its file has them: single ones, and streams of drawn ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from kppn_tui.domain.contact import CONTACT_CHANNELS, Refusal
from kppn_tui.domain.errors import N_
from kppn_tui.domain.people import Stakeholder
from kppn_tui.office.file.parts import MEANS
from kppn_tui.office.file.tables import Table
from kppn_tui.training.demo_data import DemoData, Question
from kppn_tui.training.plan import Outcome
from kppn_tui.training.scenario.fields import (
    Timetable,
    When,
    read_minutes,
    read_one,
    read_optional,
    read_several,
    read_time,
)

FACE_TO_FACE, HAI_CSO, OFFICIAL = "tatap_muka", "hai_cso", "kontak_resmi"
CHANNELS = {channel: channel for channel in (FACE_TO_FACE, HAI_CSO, OFFICIAL)}
OUTCOMES = {
    "jawab": Outcome.ANSWER,
    "tindak_lanjut": Outcome.FOLLOW_UP,
    "eskalasi": Outcome.ESCALATE,
    "rujuk": Outcome.REFER,
}
CONTACTS = {code: code for code in CONTACT_CHANNELS if code != "lainnya"}
#: Keys for visitors alone, not for the senders of messages.
IN_PERSON = ("prioritas", "tolak_identitas", "datang_pada_panggilan", "kembali_menit", "sabar_menit")
#: The percentages of a stream, with those that hold where the file has none.
SHARES = {
    "dua_urusan": 0,
    "tindak_lanjut": 10,
    "eskalasi": 10,
    "tanya_balik": 0,
    "lupa_dokumen": 0,
    "salah_topik": 0,
    "tolak_kontak": 0,
    "tolak_identitas": 0,
    "prioritas": 0,
    "tidak_hadir": 0,
    "kembali": 50,
    "tidak_sabar": 0,
}
SHARES_IN_PERSON = ("tolak_identitas", "prioritas", "tidak_hadir", "tidak_sabar")
MOST_ERRANDS, MOST_IN_STREAM, LONGEST_WAIT = 6, 60, 480


@dataclass(frozen=True, slots=True)
class Errand:
    """A matter as the file has it; without `references` (None) the first one of its topic is right."""

    question: Question
    outcome: Outcome = Outcome.ANSWER
    text: str = ""
    answer: str = ""
    references: tuple[str, ...] | None = None
    documents: tuple[str, ...] = ()
    fetch: timedelta = timedelta(0)
    asks_back: bool = False


@dataclass(frozen=True)
class Arrival:
    """A visitor who comes, or a message that is received, `when`; an empty field, or None, is drawn.

    Without `registered` (None) the right topics are registered.
    """

    key: str
    when: When
    errands: tuple[Errand, ...]
    channel: str = FACE_TO_FACE
    seconds: int = 0
    name: str = ""
    role: str = ""
    origin: Stakeholder | None = None
    detail: str = ""
    reference: str = ""
    priority: str = ""
    registered: tuple[str, ...] | None = None
    declines_identity: bool = False
    contact: str = ""
    refusal: Refusal | None = None
    hears: int = 1
    returns: timedelta | None = None
    patience: timedelta | None = None


@dataclass(frozen=True)
class Stream:
    """A number of visits or messages between two times of day, with the questions they may bring."""

    key: str
    when: When
    last: time
    last_date: date | None
    count: int
    questions: tuple[Question, ...]
    channel: str = FACE_TO_FACE
    means: tuple[str, ...] = ()
    shares: Mapping[str, int] = field(default_factory=dict)


class ArrivalReader:
    """Reader of [[tamu]] and [[arus]]: people and questions are those of the demo data, `topics` can be registered."""

    def __init__(self, timetable: Timetable, demo: DemoData, topics: Mapping[str, str]) -> None:
        self._timetable = timetable
        self._topics = topics
        self._names = {name: name for name in demo.visitors}
        self._origins = {one.code or one.kind: one for one in (*demo.satker, *demo.others)}
        self._questions = {question.id: question for question in demo.questions}
        self._references: set[str] = set()

    def arrival(self, table: Table, key: str) -> Arrival:
        """Read one [[tamu]]."""
        channel = read_one(table, "kanal", CHANNELS, FACE_TO_FACE)
        when, errands = self._when(table, channel), self._errands(table)
        hears = table.number("datang_pada_panggilan", 1, 0, 5)
        returns = read_minutes(table, "kembali_menit", 0, 0, LONGEST_WAIT)
        if returns and hears:
            msgid = N_("{key} is for one who does not come when called: datang_pada_panggilan = 0.")
            raise table.error("kembali_menit", msgid, key="kembali_menit")
        arrival = Arrival(
            key=key,
            when=when,
            errands=errands,
            channel=channel,
            name=read_optional(table, "nama", self._names) or "",
            role=table.text("peran", ""),
            origin=read_optional(table, "satker", self._origins),
            detail=self._detail(table, channel),
            reference=self._reference(table, channel),
            priority=table.text("prioritas", ""),
            registered=self._registered(table, len(errands)),
            declines_identity=table.flag("tolak_identitas", False),
            contact=read_optional(table, "kontak", CONTACTS) or "",
            refusal=_refusal(table),
            hears=hears,
            returns=returns or None,
            patience=read_minutes(table, "sabar_menit", 0, 0, LONGEST_WAIT) or None,
        )
        _only_in_person(table, channel, IN_PERSON)
        return arrival

    def stream(self, table: Table, key: str) -> Stream:
        """Read one [[arus]]."""
        channel = read_one(table, "kanal", CHANNELS, FACE_TO_FACE)
        message = channel != FACE_TO_FACE
        day, date = self._timetable.read_day(table, message=message)
        first, last = read_time(table, "dari"), read_time(table, "sampai")
        if last <= first:
            raise table.error("sampai", N_("{key} must be after {other}."), key="sampai", other="dari")
        last_date = self._timetable.read_last_date(table, date)
        for name, when in (("dari", When(first, day, date)), ("sampai", When(last, day, last_date))):
            self._timetable.check_inside(table, name, when, message=message)
            if not message:
                self._timetable.check_open(table, name, when)
        if not message:
            self._check_no_break(table, When(first, day), When(last, day))
        shares = {name: table.number(f"persen_{name}", usual, 0, 100) for name, usual in SHARES.items()}
        if shares["tindak_lanjut"] + shares["eskalasi"] > 100:
            msgid = N_("persen_tindak_lanjut and persen_eskalasi together must not be more than 100.")
            raise table.error("persen_eskalasi", msgid)
        _only_in_person(table, channel, [f"persen_{name}" for name in SHARES_IN_PERSON])
        means = read_several(table, "sarana", {name: name for name in MEANS})
        if means and channel != OFFICIAL:
            raise table.error("sarana", N_('{key} is for messages with kanal = "kontak_resmi".'), key="sarana")
        count = table.number("banyak", 1, 1, MOST_IN_STREAM)
        questions = read_several(table, "soal", self._questions) or tuple(self._questions.values())
        return Stream(key, When(first, day, date), last, last_date, count, questions, channel, means, shares)

    def _check_no_break(self, table: Table, first: When, last: When) -> None:
        at, end = self._timetable.moment(first), self._timetable.moment(last)
        if self._timetable.calendar.time_between(at, end) != end - at:
            msgid = N_("{key}: the office is closed in between; write two [[arus]], before and after the break.")
            raise table.error("sampai", msgid, key="sampai")

    def _when(self, table: Table, channel: str) -> When:
        message = channel != FACE_TO_FACE
        day, date = self._timetable.read_day(table, message=message)
        when = When(read_time(table, "jam"), day, date)
        self._timetable.check_inside(table, "jam", when, message=message)
        if not message:
            self._timetable.check_open(table, "jam", when)
        return when

    def _errands(self, table: Table) -> tuple[Errand, ...]:
        short = [Errand(question) for question in read_several(table, "soal", self._questions)]
        errands = [*short, *(self._errand(inner) for inner in table.tables("urusan"))]
        if not 1 <= len(errands) <= MOST_ERRANDS:
            msgid = N_("a visitor brings 1 to {most} matters: name them in soal or under [[tamu.urusan]].")
            raise table.error("urusan" if errands else None, msgid, most=MOST_ERRANDS)
        topics = [errand.question.topic for errand in errands]
        if twice := next((topic for at, topic in enumerate(topics) if topic in topics[:at]), None):
            msgid = N_("two matters on topic {topic} are one consultation: write the second one as tambahan.")
            raise table.error("urusan" if "urusan" in table else "soal", msgid, topic=twice)
        return tuple(errands)

    def _errand(self, table: Table) -> Errand:
        question = read_one(table, "soal", self._questions)
        outcome = read_one(table, "hasil", OUTCOMES, "jawab")
        documents, references = table.texts("dokumen"), table.texts("rujukan")
        fetch = read_minutes(table, "ambil_menit", 10 if documents else 0, 0, LONGEST_WAIT)
        if fetch and not documents:
            msgid = N_("{key} needs dokumen: what did the visitor forget?")
            raise table.error("ambil_menit", msgid, key="ambil_menit")
        asks_back = table.flag("tanya_balik", False)
        if asks_back and outcome is not Outcome.ESCALATE:
            raise table.error("tanya_balik", N_('{key} needs hasil = "eskalasi".'), key="tanya_balik")
        more = table.text("tambahan", "")
        return Errand(
            question=question,
            outcome=outcome,
            text=f"{question.text} {more}" if more else "",
            answer=table.text("jawaban", ""),
            references=references if "rujukan" in table else None,
            documents=documents,
            fetch=fetch,
            asks_back=asks_back,
        )

    def _detail(self, table: Table, channel: str) -> str:
        means = read_optional(table, "sarana", {name: name for name in MEANS}) or ""
        if means and channel != OFFICIAL:
            raise table.error("sarana", N_('{key} is for messages with kanal = "kontak_resmi".'), key="sarana")
        return means

    def _reference(self, table: Table, channel: str) -> str:
        number = table.text("nomor", "")
        if number and channel != HAI_CSO:
            raise table.error("nomor", N_('{key} is for messages with kanal = "hai_cso".'), key="nomor")
        if number in self._references:
            raise table.error("nomor", N_("number {value} appears a second time."), value=number)
        self._references.update({number} - {""})
        return number

    def _registered(self, table: Table, errands: int) -> tuple[str, ...] | None:
        topics = read_several(table, "didaftarkan", self._topics)
        if len(topics) > errands:
            msgid = N_("{key}: the door writes down at most one topic for each matter, here {most}.")
            raise table.error("didaftarkan", msgid, key="didaftarkan", most=errands)
        return topics or None


def _refusal(table: Table) -> Refusal | None:
    reason, way = table.text("tolak_kontak", ""), table.text("cara_lain", "")
    if bool(reason) != bool(way):
        given, other = ("tolak_kontak", "cara_lain") if reason else ("cara_lain", "tolak_kontak")
        raise table.error(given, N_("{key} needs {other} as well."), key=given, other=other)
    if reason and table.text("kontak", ""):
        raise table.error("kontak", N_("{key} and {other} exclude each other."), key="kontak", other="tolak_kontak")
    return Refusal(reason, way) if reason else None


def _only_in_person(table: Table, channel: str, keys: tuple[str, ...] | list[str]) -> None:
    if channel != FACE_TO_FACE and (key := next((key for key in keys if key in table), None)):
        raise table.error(key, N_('{key} is for visitors with kanal = "tatap_muka".'), key=key)
