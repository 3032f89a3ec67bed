"""Rows as sentences: state and time in words, nothing that a terminal obeys, no contact."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kppn_tui import i18n
from kppn_tui.domain.closed_sets import member
from kppn_tui.domain.lifecycle import RULES, Subject
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.states import OPEN_TICKET, ConsultationState, EscalationState, TicketState
from kppn_tui.domain.text import harmless
from kppn_tui.domain.views import Board, QueueRow
from kppn_tui.office.settings import Settings
from kppn_tui.presentation import lines
from kppn_tui.presentation.case_row import Case
from kppn_tui.presentation.changes import queue_changes
from kppn_tui.presentation.lines import (
    follow_up_heading,
    follow_up_line,
    question_heading,
    question_line,
    queue_heading,
)
from kppn_tui.presentation.lines import queue_line as line
from kppn_tui.presentation.queue import RowMaker
from kppn_tui.presentation.spoken import cut, due_words, span_words, timed
from tests.conftest import wita
from tests.presentation import rows
from tests.presentation.rows import FRIDAY, NOW, called, consultation, deadline, escalation, follow_up, served, waiting


@pytest.fixture(autouse=True)
def english() -> None:
    i18n.use("en")


# The queue -----------------------------------------------------------------------------------------------------------


def test_every_state_has_its_words() -> None:
    assert set(lines._PLACE) <= set(OPEN_TICKET) and set(lines._COUNTED) <= set(OPEN_TICKET)
    assert set(lines.QUESTION_STATE) == set(EscalationState)


def test_a_state_without_words_of_its_own_is_told_by_its_word(settings: Settings) -> None:
    """A new state, and one that only a newer version knows: nobody is invisible."""
    odd, lens = waiting(state=member(TicketState, "of_2030")), rows.lens(settings)
    assert lines.queue_heading([waiting(), odd]) == "Queue: 1 waiting, 1 of_2030."
    assert lines.queue_line(odd, lens) == "A-017: of_2030, PN Serojabaru 980101, RETUR."
    (change,) = queue_changes({17: waiting()}, {17: odd}, {}, lens)
    assert (change.kind, change.sentence) == ("moved", "A-017: of_2030.")
    drawn = RowMaker().rows(Board((waiting(), odd)), NOW, NOW.date())
    assert [row.key for row in drawn] == [None, 17, None, 17]
    assert str(drawn[2].cells[0]) == "In a state of a newer version (1)"
    assert "of_2030" in str(drawn[3].cells[2])


def test_every_open_state_stands_in_one_group_of_the_queue() -> None:
    assert sorted(OPEN_TICKET) == sorted(set(OPEN_TICKET)), "in one group each"
    everybody = Board(tuple(waiting(id=at, state=state) for at, state in enumerate(OPEN_TICKET)))
    shown = [row.ticket.state for _, group in everybody.groups() for row in group]
    assert shown == list(OPEN_TICKET)
    reached = {rule.target for rule in RULES if rule.subject is Subject.TICKET}
    assert set(OPEN_TICKET) <= reached, "a rule leads to each"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (waiting(), "A-017: waiting 5 minutes, PN Serojabaru 980101, RETUR."),
        (waiting(day="2026-11-23", arrived_at=NOW - timedelta(days=1)),
         "A-017 of yesterday: waiting 1 day, PN Serojabaru 980101, RETUR."),
        (waiting(priority=1, priority_reason="lansia", purpose="SPM ditolak?"),
         "A-017: waiting 5 minutes, priority: lansia, PN Serojabaru 980101, RETUR, SPM ditolak?"),
        (waiting(satker_code="", satker_name="", visitor_name="Dewi Lestari"),
         "A-017: waiting 5 minutes, Dewi Lestari, RETUR."),
        (waiting(label="B-002", channel="hai_cso", reference_number="HAI-42"),
         "B-002: waiting 5 minutes, PN Serojabaru 980101, RETUR, HAI CSO HAI-42."),
        (called(), "A-017: called to counter 2, once, PN Serojabaru 980101, RETUR."),
        (called(3, counter=""), "A-017: called to Budi Seroja, 3 times, PN Serojabaru 980101, RETUR."),
        (called(3, state=TicketState.ABSENT), "A-017: absent after 3 calls, PN Serojabaru 980101, RETUR."),
        (served(2), "A-017: in service at counter 2, Budi Seroja, RETUR 18 minutes left, "
                    "PN Serojabaru 980101, also SPM."),
        (served(16), "A-017: in service at counter 2, Budi Seroja, RETUR near the limit, 4 minutes left, "
                     "PN Serojabaru 980101, also SPM."),
        (served(22), "A-017: in service at counter 2, Budi Seroja, RETUR 2 minutes over the limit, "
                     "PN Serojabaru 980101, also SPM."),
    ],
)  # fmt: skip
def test_a_ticket_is_one_sentence(settings: Settings, row: QueueRow, told: str) -> None:
    assert line(row, rows.lens(settings)) == told


def test_a_clock_that_stands_still_says_why(settings: Settings) -> None:
    row = served(2, state=ConsultationState.ON_HOLD, hold_reason="documents")
    held = deadline(DeadlineKind.SERVICE, FRIDAY, paused_at=NOW)
    assert "RETUR awaiting documents" in line(QueueRow(row.ticket, row.consultations, "", held), rows.lens(settings))
    done = QueueRow(row.ticket, (consultation(state=ConsultationState.RESOLVED),))
    assert "every outcome is recorded, PN" in line(done, rows.lens(settings))


def test_the_heading_counts_what_is_there_and_says_when_nothing_is() -> None:
    assert queue_heading([]) == "Queue: empty."
    assert queue_heading([waiting(), waiting(), served()]) == "Queue: 1 in service, 2 waiting."


def test_the_user_s_language_is_spoken(settings: Settings) -> None:
    i18n.use("id")
    told = "A-017: menunggu 5 menit, PN Serojabaru 980101, RETUR."
    assert line(waiting(), rows.lens(settings)) == told
    assert timed(told, wita("2026-11-24T09:10")) == "A-017: menunggu 5 menit, PN Serojabaru 980101, RETUR, pukul 09.10."


# Cases ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "told"),
    [
        (follow_up(), "A-017 RETUR: PN Serojabaru 980101, solution due Friday 27 November at 16:30, "
                      "3 working days left, to be reached by WhatsApp, officer Ana Seroja."),
        (follow_up(escalation(), contact_value="", contact_refused=True, agreed_way="datang lagi"),
         "A-017 RETUR: PN Serojabaru 980101, at PDMS, solution due Friday 27 November at 16:30, 3 working days left, "
         "no contact, agreed: datang lagi, officer Ana Seroja."),
        (follow_up(solution_due_at=NOW - timedelta(hours=17)),
         "A-017 RETUR: PN Serojabaru 980101, solution overdue since yesterday at 16:10, to be reached by WhatsApp, "
         "officer Ana Seroja."),
    ],
)  # fmt: skip
def test_a_follow_up_is_one_sentence(settings: Settings, case: Case, told: str) -> None:
    assert follow_up_line(case, rows.lens(settings)) == told


def test_no_part_of_a_contact_is_ever_said(settings: Settings) -> None:
    told = follow_up_line(follow_up(), rows.lens(settings))
    assert not any(part in told for part in ("812", "7890", "•"))


def test_progress_that_is_owed_is_said_until_when_or_since_when_it_is_late(settings: Settings) -> None:
    case = follow_up()
    owed = deadline(DeadlineKind.PROGRESS, NOW + timedelta(hours=6))
    view = Case(replace(case.view, deadlines=(*case.view.deadlines, owed)))
    assert "progress owed until today at 15:10" in follow_up_line(view, rows.lens(settings))
    assert "progress late since today at 15:10" in follow_up_line(view, rows.lens(settings, NOW + timedelta(hours=7)))
    assert follow_up_heading([view, case], rows.lens(settings)) == "Follow-ups: 2 open, 1 owes progress today."
    assert follow_up_heading([], rows.lens(settings)) == "Follow-ups: none is open."


def test_a_question_is_said_with_what_was_asked_last(settings: Settings) -> None:
    one = escalation(EscalationState.SENT, ("question", "NTPN 0042?\nBaris dua."), ("tried", "OM SPAN"))
    case, lens = Case(follow_up(one).view, one), rows.lens(settings)
    assert question_line(case, lens) == (
        "A-017 RETUR: new question for PDMS, answer due tomorrow at 16:00, PN Serojabaru 980101, "
        "question: “NTPN 0042? Baris dua.”, from Ana Seroja, solution due Friday 27 November at 16:30, "
        "3 working days left."
    )
    replied = escalation(EscalationState.SENT, ("question", "NTPN?"), ("ask_back", "Tahun?"), ("clarification", "2026"))
    assert question_line(Case(case.view, replied), lens).count("reply: “2026”, from Ana Seroja") == 1
    waits = escalation(EscalationState.RETURNED)
    told = question_heading([case, Case(case.view, waits)], {"PDMS": False, "BANK": True}, lens)
    assert told == ("Escalations, substitute for Bank, PDMS: 1 waits for an answer, 1 waits for the CSO officer.")


# Hostile text, spans, moments ----------------------------------------------------------------------------------------


def test_what_a_terminal_would_obey_never_leaves(settings: Settings) -> None:
    evil = "PN\x1b[31m\x9b2J\u202e Seroja\r\nX\x07\u2028Y\x00"
    told = line(waiting(satker_name=evil, purpose=evil, priority=1, priority_reason=evil), rows.lens(settings))
    assert told.isprintable() and "\n" not in told
    assert harmless(evil) == "PN [31m 2J Seroja X Y"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(-3, "less than a minute"), (0.5, "less than a minute"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"),
     (125, "2 hours 5 minutes"), (24 * 60, "1 day"), (50 * 60, "2 days")],
)  # fmt: skip
def test_a_span_is_said_in_words(minutes: float, told: str) -> None:
    assert span_words(timedelta(minutes=minutes)) == told


@pytest.mark.parametrize(
    ("moment", "told"),
    [("2026-11-24T16:00", "today at 16:00"), ("2026-11-25T16:00", "tomorrow at 16:00"),
     ("2026-11-23T08:05", "yesterday at 08:05"), ("2026-11-27T16:30", "Friday 27 November at 16:30"),
     ("2027-01-04T16:30", "Monday 4 January 2027 at 16:30")],
)  # fmt: skip
def test_a_moment_is_said_as_people_say_it(moment: str, told: str) -> None:
    assert due_words(wita(moment), wita("2026-11-24T09:10")) == told


def test_a_long_text_is_cut_between_words() -> None:
    assert cut("satu dua tiga", 13) == "satu dua tiga"
    assert cut("satu dua tiga", 10) == "satu dua …"
    assert cut("x" * 30, 10) == "xxxxxxxx …"
