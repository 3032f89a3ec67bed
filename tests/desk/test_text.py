"""Text from outside: hostile, huge, empty, in other scripts; what is stored is clean and nothing else is harmed."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kppn_tui.desk import Desk
from kppn_tui.domain.contact import Contact, Refusal, checked_contact, masked
from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.records import Channel
from kppn_tui.domain.text import LINE_MAX, TEXT_MAX, clean_line, clean_text
from tests.conftest import HandClock, People
from tests.desk.kit import dump, escalated, now_of, serve, ticket_of

ESC = "\x1b[2J\x1b]0;title\x07"
HOSTILE = f"[/x] {ESC}satu\x00\x08\u202edua\u2066\u200b\ufeff{{ta}}\ud800%s'; DROP TABLE ticket;--"
BAD = {"Cc", "Cf", "Cs", "Co", "Cn"}
SCRIPTS = "العربية 日本語 ไทย ꦗꦮ 👩‍👩‍👧 e\u0301"


def stored_texts(desk: Desk) -> list[str]:
    return [
        value
        for table, lines in dump(desk).items()
        if table != "undo"
        for row in lines
        for value in row.values()
        if isinstance(value, str)
    ]


def clean(text: str) -> bool:
    return all(char in "\n\u200c\u200d" or unicodedata.category(char) not in BAD for char in text)


def test_every_way_in_is_cleaned(desk: Desk, people: People, clock: HandClock) -> None:
    ana, h = people.ana, HOSTILE
    ticket = desk.take_ticket(people.satpam, satker_code=h, satker_name=h, stakeholder_kind=h, visitor_name=h,
                              purpose=h, topics=["RETUR"], priority_reason=h, channel_detail=h,
                              reference_number=h)  # fmt: skip
    desk.prioritise(people.satpam, ticket, h)
    online = desk.take_ticket(ana, Channel.OFFICIAL_CONTACT, channel_detail=h, reference_number=h)
    desk.cancel_ticket(ana, online, h)
    desk.call_next(ana)
    desk.start(ana, ticket)
    desk.identify(ana, ticket, name=h, role=h, satker_code=h, satker_name=h, stakeholder_kind=h)
    item = desk.session(ticket).consultations[0].consultation
    desk.record(ana, item, question=h, answer=h, references=[h, h], satker_code=h, satker_name=h)
    split = desk.add_consultation(ana, ticket, "RETUR", split_reason=h)
    desk.refer(ana, split, h)
    desk.request_documents(ana, item, [h])
    desk.documents_received(ana, item, [h])
    desk.follow_up(ana, item, contact=Contact("lainnya", h), reason=h)
    desk.log_progress(ana, item, h, channel=h)
    escalation = desk.escalate(ana, item.id, h, tried=h, section="PDMS", section_reason=h, refusal=Refusal(h, h))
    desk.return_(people.kasi, escalation, h)
    desk.clarify(ana, escalation, h)
    passed = desk.pass_on(people.kasi, escalation, "UMUM", h)
    desk.withdraw(ana, passed, h)
    desk.answer(people.kasi, desk.escalate(ana, item.id, h, section="PDMS", section_reason=h), h)
    clock.forward(days=9)
    desk.explain_overdue(ana, item, h)
    desk.resolve(ana, item, answer=h, references=[h], delivery=h)
    desk.add_officer(people.admin, h[:30], h, ["cso"], "rahasia-123")
    desk.sign_in("ana", "rahasia-123", "7\x1b\u202e")
    texts = stored_texts(desk)
    assert len([text for text in texts if "DROP TABLE" in text]) > 30
    assert [text for text in texts if not clean(text)] == []
    assert ticket_of(desk, ticket).visitor_name == "[/x] [2J]0;titlesatudua{ta}%s'; DROP TABLE ticket;--"


def test_codes_that_are_no_codes_are_refused_in_one_sentence(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    for attempt in (
        lambda: desk.take_ticket(people.satpam, topics=[HOSTILE]),
        lambda: desk.record(people.ana, escalation.consultation_id, topic=HOSTILE),
        lambda: desk.escalate(people.ana, escalation.consultation_id, "x", section=HOSTILE, section_reason="x"),
        lambda: desk.pass_on(people.kasi, escalation, HOSTILE, "x"),
        lambda: desk.name_substitute(people.kasi, "PDMS", HOSTILE, "2026-11-25", "2026-11-25"),
        lambda: desk.name_substitute(people.kasi, "PDMS", "budi", HOSTILE, "2026-11-25"),
        lambda: desk.disable_officer(people.admin, HOSTILE),
    ):
        with pytest.raises(BadInput):
            attempt()


def test_a_megabyte_is_refused_and_nothing_is_stored(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    before = dump(desk)
    huge = "x" * 1_000_000
    attempts: list[Callable[[], object]] = [
        lambda: desk.record(people.ana, item, question=huge),
        lambda: desk.take_ticket(people.satpam, visitor_name=huge),
        lambda: desk.take_ticket(people.satpam, purpose=huge),
        lambda: desk.follow_up(people.ana, item, contact=Contact("lainnya", huge), reason="x"),
        lambda: desk.follow_up(people.ana, item, contact=Contact("surel", "a@b.c"), reason=huge),
        lambda: desk.request_documents(people.ana, item, [huge]),
    ]
    for attempt in attempts:
        with pytest.raises(BadInput, match="1000000 characters"):
            attempt()
    assert dump(desk) == before


def test_long_answers_and_other_scripts_come_back_as_they_were(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    text = (SCRIPTS + "\n") * 300
    stored = desk.record(people.ana, item, answer=text[:TEXT_MAX])
    assert now_of(desk, item).answer == stored.answer == unicodedata.normalize("NFC", text[:TEXT_MAX]).strip()


@given(st.text(st.characters(codec=None), max_size=300))
def test_cleaned_text_stays_clean_and_cleaning_again_changes_nothing(text: str) -> None:
    whole, line = clean_text(text), clean_line(text, TEXT_MAX)
    assert clean(whole) and clean(line)
    assert clean_text(whole) == whole and clean_line(line, TEXT_MAX) == line
    assert line.splitlines() in ([line], []) and whole == whole.strip()
    whole.encode()


@pytest.mark.parametrize(
    ("typed", "lines", "line"),
    [
        ("a\r\nb\rc", "a\nb\nc", "a b c"),
        ("a\u2028b\x0bc\x85d", "a\nb\nc\nd", "a b c d"),
        ("a\tb", "a b", "a b"),
        ("  a  b \n", "a  b", "a b"),
        ("\u200b\ufeff\x00", "", ""),
        ("e\u0301", "é", "é"),
        ("می\u200cخواهم", "می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_lines_spaces_and_invisible_ones(typed: str, lines: str, line: str) -> None:
    assert (clean_text(typed), clean_line(typed)) == (lines, line)


def test_the_limits_themselves_fit() -> None:
    assert len(clean_text("x" * TEXT_MAX)) == TEXT_MAX and len(clean_line("x" * LINE_MAX)) == LINE_MAX
    with pytest.raises(BadInput, match="20001 characters; at most 20000"):
        clean_text("x" * (TEXT_MAX + 1))
    with pytest.raises(BadInput, match="201 characters; at most 200"):
        clean_line("x" * (LINE_MAX + 1))


@pytest.mark.parametrize(
    ("channel", "typed", "stored"),
    [
        ("whatsapp", "0813-7766-4083", "+6281377664083"),
        ("telepon", "62 813 7766 4083", "+6281377664083"),
        ("telepon", "+62 (511) 477.1234", "+625114771234"),
        ("surel", " a@b.example ", "a@b.example"),
        ("hai_cso", "HAI-1", "HAI-1"),
    ],
)
def test_contacts_in_the_form_that_is_stored(channel: str, typed: str, stored: str) -> None:
    assert checked_contact(Contact(channel, typed)) == Contact(channel, stored)
    assert checked_contact(Contact(channel, stored)) == Contact(channel, stored)


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        ("whatsapp", "12345"), ("whatsapp", "0"), ("whatsapp", "08x3"), ("whatsapp", "+1 202 555 0100"),
        ("whatsapp", "08١٢٣٤٥٦٧٨٩"), ("surel", "a@b"), ("surel", "a b@c.d"), ("surel", "@c.d"), ("merpati", "x"),
        ("lainnya", " "), ("hai_cso", "\x1b"),
    ],
)  # fmt: skip
def test_contacts_that_can_be_none(channel: str, typed: str) -> None:
    with pytest.raises(BadInput):
        checked_contact(Contact(channel, typed))


def test_no_event_holds_what_somebody_typed(desk: Desk, people: People, clock: HandClock) -> None:
    """The trail is for ever; the columns hold the text, and let it be corrected and erased (UU 27/2022)."""
    ana, kasi, typed = people.ana, people.kasi, "Siti hamil 8 bulan"
    online = desk.take_ticket(ana, Channel.OFFICIAL_CONTACT, channel_detail=typed, visitor_name=typed,
                              satker_name=typed, purpose=typed, priority_reason=typed)  # fmt: skip
    desk.prioritise(people.satpam, online, typed)
    desk.cancel_ticket(people.satpam, online, typed)
    ticket, (first, second, third) = serve(desk, people, "SUPPLIER", "LPJ", "RETUR")
    desk.identify(ana, ticket, name=typed, role=typed, satker_name=typed)
    desk.add_consultation(ana, ticket, "LPJ", split_reason=typed)
    desk.record(ana, first, question=typed, answer=typed, references=[typed], satker_name=typed)
    desk.request_documents(ana, first, [typed])
    desk.documents_received(ana, first, [typed])
    desk.follow_up(ana, first, refusal=Refusal(typed, typed), reason=typed)
    sent = desk.escalate(ana, first.id, typed, tried=typed, section="PDMS", section_reason=typed)
    desk.return_(kasi, sent, typed)
    desk.clarify(ana, sent, typed)
    passed = desk.pass_on(kasi, sent, "BANK", typed)
    desk.answer(people.kasi_bank, passed, typed)
    desk.withdraw(ana, desk.escalate(ana, first.id, typed), typed)
    desk.log_progress(ana, first, typed, channel=typed)
    clock.to("2026-12-02T09:00:00")
    desk.explain_overdue(ana, first, typed)
    desk.resolve(ana, first, answer=typed, references=[typed], delivery=typed)
    desk.refer(ana, second, typed)
    desk.cancel(ana, third, typed)
    desk.undo(ana)
    told = " ".join(row["data"] for row in dump(desk)["event"])
    assert typed not in told and "Siti" not in told
    assert sum(text == typed for text in stored_texts(desk)) > 25, "it was typed, and kept where it belongs"


@given(st.text(min_size=1, max_size=40))
def test_a_masked_contact_hides_most_of_it(value: str) -> None:
    assume("•" not in value)
    shown = masked(value)
    assert "•••" in shown and value not in shown
