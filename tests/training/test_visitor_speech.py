"""What people say: only what the situation calls for, in short harmless lines."""

from collections.abc import Sequence
from dataclasses import replace

from kppn_tui import i18n
from kppn_tui.desk import Desk
from kppn_tui.training.plan import Caller
from kppn_tui.training.scripted_officer import StepKind, perform
from kppn_tui.training.visitor_speech import LONGEST, Utterance, visitor_speech
from tests.conftest import HandClock, People
from tests.training.little import CROWD, Little, caller, little, matter, plan_of


def heard(room: Little, caller_key: str) -> list[tuple[StepKind, tuple[Utterance, ...]]]:
    """What a caller says before each deed of the officer with them."""
    heard = []
    for _ in range(400):
        step, coming = room.next(), room.arrival()
        if coming and (step is None or coming.at <= step.at):
            room.to(coming.at)
            room.arrive(coming)
        elif step is None:
            break
        else:
            room.to(step.at)
            if (who := room.callers[step.ticket_id]).key == caller_key:
                heard.append((step.kind, visitor_speech(who, room.desk.session(step.ticket_id), room.clock())))
            perform(room.desk, room.officer, step)
            room.heads()
    return heard


def said(lines: Sequence[Utterance]) -> str:
    return " / ".join(f"{line.who}: {line.says}" for line in lines)


def english(room: Little, key: str) -> list[tuple[StepKind, str]]:
    return [(do, said(lines)) for do, lines in heard(room, key)]


def crowd(desk: Desk, people: People, clock: HandClock, lang: str = "en") -> Little:
    i18n.use(lang)
    return little(desk, people, clock, plan_of(*CROWD))


def test_a_visit_is_told_as_it_goes(desk: Desk, people: People, clock: HandClock) -> None:
    told = english(crowd(desk, people, clock), "dua")
    assert [text for do, text in told if do == StepKind.START] == [": A-002 comes to the counter."]
    assert dict(told)[StepKind.IDENTIFY] == (
        "Visitor: I am Dewi dua, bendahara. From 980101 PENGADILAN NEGERI SEROJABARU (BUA)."
        " / Visitor: Bagaimana soal SPM kami?"
    )
    assert [text for do, text in told if do is StepKind.RECORD_QUESTION] == [
        "Dewi dua: Bagaimana soal SPM kami?",
        "Dewi dua: I left it behind: SPTJM, Surat kuasa. I fetch it, 11 minutes. / Dewi dua: Bagaimana soal LPJ kami?",
    ]
    assert dict(told)[StepKind.DOCUMENTS_RECEIVED] == "Dewi dua: Here it is: SPTJM, Surat kuasa."
    assert dict(told)[StepKind.RESOLVE] == ": Waits for your answer."
    assert told[-1] == (StepKind.FINISH, "Dewi dua: Thank you. Goodbye.")


def test_who_does_not_hear_does_not_come(desk: Desk, people: People, clock: HandClock) -> None:
    told = english(crowd(desk, people, clock), "tiga")
    assert told[1:3] == [
        (StepKind.RECALL, ": Nobody comes at the call of A-003."),
        (StepKind.START, ": A-003 comes to the counter."),
    ]


def test_the_contact_is_told_when_it_is_due_or_why_there_is_none(desk: Desk, people: People, clock: HandClock) -> None:
    room = crowd(desk, people, clock)
    told = dict(english(room, "tiga"))
    assert told[StepKind.ESCALATE] == "Dewi tiga: Call me back through WhatsApp: +6281200001234."


def test_a_refusal_names_the_agreed_way(desk: Desk, people: People, clock: HandClock) -> None:
    told = dict(english(crowd(desk, people, clock), "empat"))
    assert told[StepKind.IDENTIFY].startswith("Visitor: I would rather not say who I am.")
    assert told[StepKind.FOLLOW_UP] == "Visitor: I give no contact: tidak berkenan. Instead: datang lagi."


def test_a_message_is_shown_with_its_number(desk: Desk, people: People, clock: HandClock) -> None:
    told = english(crowd(desk, people, clock), "tujuh")
    message = ": A message through HAI CSO HAI-20261124-00017. / Dewi tujuh: Bagaimana soal GAJI kami?"
    assert told[0] == (StepKind.START, message)
    assert told[1] == (StepKind.RECORD_QUESTION, message)


def test_another_matter_is_mentioned_after_the_first(desk: Desk, people: People, clock: HandClock) -> None:
    two = caller("satu", "2026-11-24T08:00", matter("RETUR"), matter("LPJ"), registered=("RETUR",))
    i18n.use("en")
    told = dict(english(little(desk, people, clock, plan_of(two)), "satu"))
    assert told[StepKind.ADD_CONSULTATION] == "Dewi satu: And another question: Bagaimana soal LPJ kami?"


def hostile() -> Caller:
    """Somebody whose words are escape codes, marks and half characters, without end."""
    bad = "\x1b[31m[bold]\u202eX\ud800" + "é" * 500
    question = replace(matter("RETUR"), text=f"{bad}\nkedua")
    return replace(caller("satu", "2026-11-24T08:00", question), name=bad, role=bad)


def test_nothing_that_is_said_can_do_harm(desk: Desk, people: People, clock: HandClock) -> None:
    room = crowd(desk, people, clock)
    room.plan = plan_of(hostile())
    room.arrive(hostile())
    ticket = desk.call_next(people.ana)
    lines = list(visitor_speech(hostile(), desk.session(ticket), clock()))
    desk.start(people.ana, ticket)
    lines += visitor_speech(hostile(), desk.session(ticket), clock())
    assert lines[-1].says.endswith("\nkedua")
    assert all(len(line.says) <= LONGEST for line in lines[:-1])
    assert all(char.isprintable() for line in lines for char in line.who + line.says.replace("\n", ""))


def test_the_queue_alone_is_enough_for_the_strip(desk: Desk, people: People, clock: HandClock) -> None:
    room = crowd(desk, people, clock)
    room.arrive(CROWD[0])
    assert visitor_speech(CROWD[0], desk.board().rows[0], clock()) == ()
    desk.call_next(people.ana)
    assert said(visitor_speech(CROWD[0], desk.board().rows[0], clock())) == ": A-001 comes to the counter."
    assert said(visitor_speech(None, desk.board().rows[0], clock())).startswith(": Nobody plays this person")
