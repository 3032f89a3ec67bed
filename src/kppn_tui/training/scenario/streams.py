"""Streams of visitors and messages, drawn one by one: when each comes, with which questions, and how they behave."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial

from kppn_tui.domain.contact import Refusal
from kppn_tui.domain.office import Topic
from kppn_tui.training.demo_data import Question
from kppn_tui.training.plan import Outcome, Plan
from kppn_tui.training.scenario.arrivals import Arrival, Errand, Stream
from kppn_tui.training.scenario.fields import When

PRIORITIES = ("lansia", "ibu hamil", "penyandang disabilitas")
REFUSALS = (
    Refusal("nomor pribadi tidak ingin dicatat", "datang lagi ke loket pada hari ketiga"),
    Refusal("ponsel dinas sedang diganti", "jawaban ditulis di HAI CSO"),
    Refusal("belum diizinkan atasan memberi nomor", "datang lagi ke loket besok lusa"),
)
#: Minutes from the shortest to the longest.
FETCH, BACK_AFTER, PATIENCE = (4, 14), (6, 15), (12, 30)


def draw_arrivals(stream: Stream, plan: Plan, topics: Mapping[str, Topic]) -> Iterator[Arrival]:
    """Yield the arrivals of `stream`, each within its own part of the time: neither in a bunch nor in step."""
    for at in range(stream.count):
        yield _arrival(stream, plan, topics, at)


def _arrival(stream: Stream, plan: Plan, topics: Mapping[str, Topic], at: int) -> Arrival:
    key = f"{stream.key}-{at + 1:03}"

    happens = partial(_happens, stream, plan, key)
    when, seconds = _moment(stream, plan, key, at)
    errands = tuple(_errands(stream, plan, topics, key, at))
    absent = happens("tidak_hadir")
    return Arrival(
        key=key,
        when=when,
        seconds=seconds,
        errands=errands,
        channel=stream.channel,
        detail=plan.random_for("sarana", key).choice(stream.means) if stream.means else "",
        priority=plan.random_for("reason", key).choice(PRIORITIES) if happens("prioritas") else "",
        registered=_wrong(errands, plan, key, stream.questions) if happens("salah_topik") else None,
        declines_identity=happens("tolak_identitas"),
        refusal=plan.random_for("refusal", key).choice(REFUSALS) if happens("tolak_kontak") else None,
        hears=0 if absent else 1,
        returns=_minutes(plan, BACK_AFTER, "back", key) if absent and happens("kembali") else None,
        patience=_minutes(plan, PATIENCE, "patience", key) if happens("tidak_sabar") else None,
    )


def _happens(stream: Stream, plan: Plan, key: str, share: str, question: str = "") -> bool:
    """Tell whether the share of visits that the stream gives for `share` includes this visit, or this question."""
    about = (key, question) if question else (key,)
    return plan.random_for("share", share, *about).randrange(100) < stream.shares.get(share, 0)


def _moment(stream: Stream, plan: Plan, key: str, at: int) -> tuple[When, int]:
    """Draw the whole minute and the seconds after it; messages of several dates come in the hours of any of them."""
    day, many = stream.when.on, 1
    if day and stream.last_date:
        many = (stream.last_date - day).days + 1
    length = _seconds(stream.last) - _seconds(stream.when.time)
    low, high = length * many * at // stream.count, length * many * (at + 1) // stream.count
    drawn = plan.random_for("at", key).randrange(low, max(high, low + 1))
    if day:
        day += timedelta(days=drawn // length)
    minutes, seconds = divmod(_seconds(stream.when.time) + drawn % length, 60)
    return When((datetime.combine(date.min, time()) + timedelta(minutes=minutes)).time(), stream.when.day, day), seconds


def _seconds(at: time) -> int:
    return at.hour * 3600 + at.minute * 60


def _errands(stream: Stream, plan: Plan, topics: Mapping[str, Topic], key: str, at: int) -> Iterator[Errand]:
    """Yield one matter, or two on different topics; all questions are asked before one is asked again."""
    deck = list(stream.questions)
    turn, place = divmod(at, len(deck))
    first = plan.random_for("questions", stream.key, turn).sample(deck, len(deck))[place]
    yield _errand(first, stream, plan, topics, key)
    others = [one for one in deck if one.topic != first.topic]
    if others and _happens(stream, plan, key, "dua_urusan"):
        yield _errand(plan.random_for("second", key).choice(others), stream, plan, topics, key)


def _errand(question: Question, stream: Stream, plan: Plan, topics: Mapping[str, Topic], key: str) -> Errand:
    lot = plan.random_for("outcome", key, question.id).randrange(100)
    outcome = Outcome.ANSWER
    if lot < stream.shares.get("eskalasi", 0):
        outcome = Outcome.ESCALATE
    elif lot < stream.shares.get("eskalasi", 0) + stream.shares.get("tindak_lanjut", 0):
        outcome = Outcome.FOLLOW_UP
    documents = topics[question.topic].documents
    forgot = _happens(stream, plan, key, "lupa_dokumen", question.id)
    back = _happens(stream, plan, key, "tanya_balik", question.id)
    return Errand(
        question=question,
        outcome=outcome,
        documents=(plan.random_for("document", key, question.id).choice(documents),) if forgot and documents else (),
        fetch=_minutes(plan, FETCH, "fetch", key, question.id) if forgot and documents else timedelta(0),
        asks_back=back and outcome is Outcome.ESCALATE,
    )


def _wrong(errands: tuple[Errand, ...], plan: Plan, key: str, among: tuple[Question, ...]) -> tuple[str, ...] | None:
    """Return the topics as registered, the first of them wrong; None when there is no other topic."""
    right = [errand.question.topic for errand in errands]
    others = sorted({question.topic for question in among} - set(right))
    return (plan.random_for("wrong", key).choice(others), *right[1:]) if others else None


def _minutes(plan: Plan, between: tuple[int, int], *what: str) -> timedelta:
    low, high = between
    return plan.duration(timedelta(minutes=low), timedelta(minutes=high), *what)
