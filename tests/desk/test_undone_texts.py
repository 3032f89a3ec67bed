"""What was typed for an undone action comes back as the draft of its form; nothing is lost on the way."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from kppn_tui.desk import Desk
from kppn_tui.desk.consultations import NO_SHOW
from kppn_tui.desk.escalation import ESCALATED
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.draft_forms import ABOUT, DraftForm, FieldKind, ReturnedText, owner_of
from kppn_tui.domain.errors import StoreUnavailable
from kppn_tui.domain.lifecycle import RULE, Action, Need
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Consultation
from kppn_tui.domain.undone import RETURNED, WITHOUT_TEXT
from kppn_tui.store.drafts import Drafts
from tests.conftest import HandClock, People
from tests.desk.kit import dump, escalated, followed, now_of, serve, visit
from tests.desk.stage import DEEDS, Stage

#: Words of the program, which nobody types: states, kinds, channels, codes.
CODES = frozenset({
    "office", "state", "kind", "reason", "series", "label", "day", "channel", "calendar_version", "counter",
    "hold_reason", "section", "topic", "stakeholder_kind", "contact_channel", "delivery",
})  # fmt: skip
#: Reasons that the desk itself writes: a follow-up that an escalation began, a visitor who did not come.
WORDS = {ESCALATED, NO_SHOW}


def texts_of(desk: Desk) -> set[str]:
    """Every line that stands in a row, words of the program left out."""
    found: set[str] = set()
    for table, rows in dump(desk).items():
        if table in ("event", "undo", "officer", "schema_migration", "sweep", "presence"):
            continue
        for row in rows:
            texts = [value for name, value in row.items() if isinstance(value, str) and name not in CODES]
            found.update(line for text in texts for line in re.split(r"\n| — ", text) if line)
    return found


def kept_by(desk: Desk, officer: Officer) -> dict[str, str]:
    return desk.drafts.load(officer.id, "")


def test_of_every_action_it_is_said_which_text_comes_back() -> None:
    assert not RETURNED.keys() & WITHOUT_TEXT
    assert RETURNED.keys() | WITHOUT_TEXT == set(Action)
    typed = {Need.REASON, Need.TEXT, Need.DOCUMENT, Need.ANSWER, Need.CONTACT, Need.QUESTION}
    for action in WITHOUT_TEXT & RULE.keys():
        assert not typed & set(RULE[action].needs) or action is Action.DOCUMENTS_RECEIVED, action


def test_every_form_is_about_something_and_its_fields_are_known_again() -> None:
    assert ABOUT.keys() == set(DraftForm)
    for form in DraftForm:
        about = 7 if ABOUT[form] is not None else "tatap_muka"
        owner = owner_of(form.about(about) + "text")
        assert owner is not None and owner.form is form
        assert owner.record_id == (7 if ABOUT[form] is not None else 0)
    assert owner_of("question:7") is None and owner_of("item:x:answer") is None


def test_every_form_that_an_undo_fills_is_one_of_the_action() -> None:
    for lines in RETURNED.values():
        assert len({(line.form, line.name) for line in lines}) == len(lines)


@pytest.mark.parametrize("name", DEEDS)
def test_no_text_of_any_action_is_lost_by_its_undo(desk: Desk, people: People, clock: HandClock, name: str) -> None:
    officer, act = Stage(desk, people, clock).deed(name)
    act()
    before = texts_of(desk)
    undone = desk.undo(officer)
    drafts = kept_by(desk, officer)
    assert drafts == {one.field: one.text for one in undone.texts}
    missing = {text for text in before - texts_of(desk) if not any(text in kept for kept in drafts.values())}
    assert missing <= WORDS
    assert bool(undone.texts) <= (undone.action in RETURNED)
    for field in drafts:
        assert owner_of(field) is not None, field


def fields(desk: Desk, officer: Officer, prefix: str) -> dict[str, str]:
    return {field.removeprefix(prefix): text for field, text in desk.drafts.load(officer.id, prefix).items()}


def test_a_progress_note_comes_back_with_its_kind_and_way(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    desk.log_progress(people.ana, item, "Berkas diteruskan\nke seksi Bank", kind="attempted", channel="telepon")
    desk.undo(people.ana)
    assert fields(desk, people.ana, f"progress:{item.id}:") == {
        "text": "Berkas diteruskan\nke seksi Bank", "kind": "attempted", "channel": "telepon"
    }  # fmt: skip
    assert kept_by(desk, people.budi) == {}


def test_an_escalation_comes_back_whole(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people, "RETUR")
    desk.escalate(people.ana, item, "Apakah cukup surat?", tried="PMK sudah dibaca", section="UMUM",
                  section_reason="arsip", contact=Contact("surel", "seroja@example.id"))  # fmt: skip
    desk.undo(people.ana)
    assert fields(desk, people.ana, f"escalate:{item.id}:") == {
        "section": "UMUM", "section_reason": "arsip", "question": "Apakah cukup surat?", "tried": "PMK sudah dibaca",
        "way": "surel", "contact": "seroja@example.id",
    }  # fmt: skip


def test_a_refused_contact_comes_back_as_it_was_typed(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.follow_up(people.ana, item, reason="telaah", refusal=Refusal("tidak mau — malu", "datang lagi — Jumat"))
    desk.undo(people.ana)
    kept = fields(desk, people.ana, f"followup:{item.id}:")
    assert kept["way"] == "menolak" and kept["reason"] == "telaah"
    assert f"{kept['agreed']} — {kept['contact']}" == "datang lagi — Jumat — tidak mau — malu"


def test_the_words_of_a_head_come_back_on_the_desk_of_the_head(desk: Desk, people: People) -> None:
    sent = escalated(desk, people)
    desk.return_(people.kasi, sent, "Tahun berapa?")
    desk.clarify(people.ana, sent, "2026")
    desk.answer(people.kasi, sent, "Cukup surat ralat")
    desk.undo(people.kasi)
    assert kept_by(desk, people.kasi) == {f"escalation:{sent.id}:answer:text": "Cukup surat ralat"}
    desk.undo(people.ana)
    assert kept_by(desk, people.ana) == {f"escalation:{sent.id}:clarify:text": "2026"}
    desk.undo(people.kasi)
    assert kept_by(desk, people.kasi)[f"escalation:{sent.id}:ask_back:text"] == "Tahun berapa?"
    passed = desk.pass_on(people.kasi, sent, "BANK", "soal rekening")
    desk.undo(people.kasi)
    assert fields(desk, people.kasi, f"escalation:{sent.id}:pass_on:") == {"section": "BANK", "reason": "soal rekening"}
    assert passed.previous_id == sent.id
    desk.withdraw(people.ana, sent, "sudah jelas")
    desk.undo(people.ana)
    assert kept_by(desk, people.ana)[f"escalation:{sent.id}:withdraw:text"] == "sudah jelas"


def test_of_a_question_passed_on_twice_the_last_reason_comes_back(desk: Desk, people: People) -> None:
    sent = escalated(desk, people)
    second = desk.pass_on(people.kasi, sent, "BANK", "soal rekening")
    desk.pass_on(people.kasi_bank, second, "UMUM", "soal arsip")
    desk.undo(people.kasi_bank)
    assert fields(desk, people.kasi_bank, f"escalation:{second.id}:pass_on:")["reason"] == "soal arsip"


def test_a_delivered_answer_comes_back_in_the_form_that_delivers(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    desk.resolve(people.ana, item, answer="Ajukan ralat", references=["PMK 62/2023", "PER-1"], delivery="surel")
    desk.undo(people.ana)
    assert fields(desk, people.ana, f"deliver:{item.id}:") == {
        "answer": "Ajukan ralat", "references": "PMK 62/2023\nPER-1", "delivery": "surel"
    }  # fmt: skip
    desk.resolve(people.ana, item, answer="Ajukan ralat", no_reference=True)
    desk.undo(people.ana)
    assert "\x00" in fields(desk, people.ana, f"deliver:{item.id}:")["references"]


def test_an_answer_at_the_counter_comes_back_in_the_visit_and_a_recorded_one_stays_recorded(
    desk: Desk, people: People
) -> None:
    _, (item,) = serve(desk, people)
    desk.record(people.ana, item, answer="Sudah dicatat", references=["PMK 1"])
    desk.resolve(people.ana, item)
    desk.undo(people.ana)
    assert kept_by(desk, people.ana) == {} and now_of(desk, item).answer == "Sudah dicatat"
    desk.resolve(people.ana, item, answer="Yang lain")
    desk.undo(people.ana)
    assert kept_by(desk, people.ana) == {f"item:{item.id}:answer": "Yang lain"}


def test_a_registration_comes_back_as_it_was_typed(desk: Desk, people: People, clock: HandClock) -> None:
    visit(desk, people, "RETUR", "LPJ", purpose="tanya retur", priority_reason="lansia")
    desk.undo(people.satpam)
    assert fields(desk, people.satpam, "register:tatap_muka:") == {
        "satker.text": "980101 PN", "topics": "RETUR\nLPJ", "purpose": "tanya retur", "priority": "lansia",
        "kind": "satker",
    }  # fmt: skip
    desk.take_ticket(people.ana, "kontak_resmi", channel_detail="WhatsApp", topics=["LPJ"],
                     received_at=clock.at - timedelta(hours=1))  # fmt: skip
    desk.undo(people.ana)
    assert fields(desk, people.ana, "register:hai_cso:") == {
        "way": "kontak:WhatsApp", "received": "24-11-2026 08.10", "topics": "LPJ", "kind": "satker"
    }  # fmt: skip


def test_identity_reasons_and_documents_come_back(desk: Desk, people: People, clock: HandClock) -> None:
    late = followed(desk, people)
    ticket, (item,) = serve(desk, people, identified=False)
    ana = people.ana
    desk.identify(ana, ticket, name="Dewi", role="PPK", satker_code="980103", satker_name="KEMENAG")
    desk.undo(ana)
    assert fields(desk, ana, f"ticket:{ticket.id}:") == {
        "name": "Dewi", "role": "PPK", "satker.text": "980103 KEMENAG"
    }  # fmt: skip
    desk.request_documents(ana, item, ["SK", "SPTJM"])
    desk.undo(ana)
    assert kept_by(desk, ana)[f"documents:{item.id}:names"] == "SK\nSPTJM"
    desk.cancel(ana, item, "salah buka")
    desk.undo(ana)
    assert kept_by(desk, ana)[f"leave:{item.id}:cancel:text"] == "salah buka"
    clock.to("2026-12-02T09:00:00")
    desk.explain_overdue(ana, late, "menunggu Kanwil")
    desk.undo(ana)
    assert kept_by(desk, ana)[f"overdue:{late.id}:text"] == "menunggu Kanwil"


# Two texts of one field ----------------------------------------------------------------------------------------------


def test_a_text_that_is_half_typed_already_is_kept_beside_the_one_that_comes_back(desk: Desk, people: People) -> None:
    item = followed(desk, people)
    key = f"progress:{item.id}:text"
    desk.log_progress(people.ana, item, "satu", channel="whatsapp")
    desk.log_progress(people.ana, item, "dua", channel="whatsapp")
    desk.drafts.save(people.ana.id, key, "tig")
    desk.undo(people.ana)
    assert kept_by(desk, people.ana)[key] == "dua\ntig"
    desk.undo(people.ana)
    assert kept_by(desk, people.ana)[key] == "satu\ndua\ntig"


@pytest.mark.parametrize(
    ("kind", "text", "kept", "wanted"),
    [
        (FieldKind.AREA, "a", "", "a"),
        (FieldKind.AREA, "a", "b", "a\nb"),
        (FieldKind.AREA, "sama", "yang sama", "yang sama"),
        (FieldKind.LINE, "yang sama", "sama", "yang sama"),
        (FieldKind.LINE, "a", "b", "a / b"),
        (FieldKind.LIST, "SK\nKuasa", "Kuasa\nSPM", "SK\nKuasa\nSPM"),
        (FieldKind.CHOICE, "surel", "telepon", "surel"),
    ],
)
def test_two_texts_of_one_field_become_one(kind: FieldKind, text: str, kept: str, wanted: str) -> None:
    joined = ReturnedText("f", text, kind).joined(kept)
    assert joined == wanted
    assert ReturnedText("f", text, kind).joined(joined) == wanted, "done twice it is the same"


# The order of writing ------------------------------------------------------------------------------------------------


@pytest.fixture
def full(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk on which no draft can be kept."""

    def give_back(*_args: object) -> None:
        raise StoreUnavailable(url="drafts", reason="disk full")

    monkeypatch.setattr(Drafts, "give_back", give_back)
    yield


def test_nothing_is_undone_whose_text_can_not_be_kept(desk: Desk, people: People, full: None) -> None:
    item = followed(desk, people)
    desk.log_progress(people.ana, item, "ditelaah", channel="whatsapp")
    before = dump(desk)
    with pytest.raises(StoreUnavailable):
        desk.undo(people.ana)
    assert dump(desk) == before


def test_an_undo_that_is_refused_gives_nothing_back(desk: Desk, people: People) -> None:
    _, (item,) = serve(desk, people)
    desk.request_documents(people.budi, item, ["SK"], take_over=True)
    serve(desk, people)
    with pytest.raises(Exception, match="followed"):
        desk.undo(people.budi)
    assert kept_by(desk, people.budi) == {}
    assert isinstance(now_of(desk, item), Consultation)
