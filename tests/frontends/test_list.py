"""`kppn-tui list` as a program of its own beside a desk, on both databases: lines and nothing but lines."""

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from kppn_tui.client.lists import LISTS, ListName, NoSection
from kppn_tui.commands import arguments
from kppn_tui.commands.list import Lister
from kppn_tui.desk import Desk
from kppn_tui.domain.errors import SignInRefused
from kppn_tui.i18n import explain
from kppn_tui.office.settings import Settings
from tests.conftest import PASSWORD, HandClock, People
from tests.desk.kit import WHATSAPP, escalated, followed, serve, visit
from tests.frontends.conftest import AT, PATIENCE, Listen, Listening, Moment
from tests.program import Program, command
from tests.raw import run

QUEUE = ("queue", "--officer", "ana")
EVIL = "PN\x1b[31m\x9b2J\u202e\r\nSeroja\x07"


def printed(
    program: Program, moment: Moment, *options: str, password: str = PASSWORD
) -> "subprocess.CompletedProcess[str]":
    """Return what a run prints, once it has ended."""
    told = [sys.executable, str(AT), str(moment.path), "list", *options, "--password-stdin"]
    return subprocess.run(told, env=program.env, input=f"{PASSWORD}\n", capture_output=True, text=True,
                          timeout=PATIENCE, check=False)  # fmt: skip


def found(program: Program, moment: Moment, *options: str) -> Any:
    """Return the JSON that a run prints."""
    return json.loads(printed(program, moment, *options, "--json").stdout)


# One reading ---------------------------------------------------------------------------------------------------------


def test_the_queue_is_listed_at_the_counters_first(
    desk: Desk, people: People, clock: HandClock, program: Program, moment: Moment
) -> None:
    visit(desk, people)
    visit(desk, people, "SPM", purpose="SPM ditolak?")
    desk.call_next(people.budi)
    clock.forward(12)
    visit(desk, people, priority_reason="lansia")
    moment.follow()
    done = printed(program, moment, *QUEUE)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "Antrean: 1 dipanggil, 2 menunggu.",
        "A-001: dipanggil ke loket 2, 1 kali, PN 980101, RETUR.",
        "A-003: menunggu kurang dari satu menit, prioritas: lansia, PN 980101, RETUR.",
        "A-002: menunggu 12 menit, PN 980101, SPM, SPM ditolak?",
    ]


def test_cases_are_listed_to_whom_they_concern(desk: Desk, people: People, program: Program, moment: Moment) -> None:
    escalated(desk, people)
    assert printed(program, moment, "followups", "--officer", "budi", "--lang", "en").stdout.splitlines() == [
        "Follow-ups: 1 open.",
        "A-001 SUPPLIER: PN 980101, at PDMS, solution due Friday 27 November at 16:30, 3 working days left, "
        "to be reached by WhatsApp, officer Ana Seroja.",
    ]
    assert printed(program, moment, "escalations", "--officer", "kasi").stdout.splitlines() == [
        "Eskalasi PDMS: 1 menunggu jawaban.",
        "A-001 SUPPLIER: pertanyaan baru untuk PDMS, jawaban paling lambat Kamis 26 November pukul 16.00, "
        "PN 980101, pertanyaan: “Mohon arahan”, dari Ana Seroja, solusi jatuh tempo Jumat 27 November pukul 16.30, "
        "3 hari kerja lagi.",
    ]
    assert printed(program, moment, "escalations", "--officer", "kasibank").stdout == "Eskalasi Bank: tidak ada.\n"


def test_json_has_the_fields_of_the_readme_and_no_contact(
    desk: Desk, people: People, clock: HandClock, program: Program, moment: Moment
) -> None:
    ticket, (item,) = serve(desk, people)
    clock.forward(16)
    moment.follow()
    (row,) = found(program, moment, *QUEUE)
    assert row == {
        "id": ticket.id, "number": "A-001", "day": "2026-11-24", "channel": "tatap_muka", "reference": "",
        "visitor": "Bendahara", "arrived_at": "2026-11-24T09:10:00+08:00", "state": "serving",
        "satker_code": "980101", "satker_name": "PN", "topics": ["RETUR"], "purpose": "", "priority": False,
        "priority_reason": "", "counter": "1", "officer": "Ana Seroja", "calls": 1,
        "called_at": "2026-11-24T09:10:00+08:00", "started_at": "2026-11-24T09:10:00+08:00",
        "service": {"consultation": item.id, "topic": "RETUR", "state": "serving", "paused": False,
                    "net_seconds": 960, "due_at": "2026-11-24T09:30:00+08:00", "level": "warn"},
    }  # fmt: skip
    followed_item = asked_by_budi(desk, people)
    (row,) = found(program, moment, "followups", "--officer", "ana")
    assert row["id"] == followed_item and row["solution_due_at"] == "2026-11-27T16:30:00+08:00"
    assert (row["contact_channel"], row["contact"], row["overdue"]) == ("whatsapp", "+62 813-••••-4083", False)
    assert (row["escalations"][0]["section"], row["escalations"][0]["state"]) == ("PDMS", "sent")
    (row,) = found(program, moment, "escalations", "--officer", "kasi")
    assert (row["consultation"], row["section"], row["state"]) == (followed_item, "PDMS", "sent")
    assert row["answer_due_at"] == "2026-11-26T16:00:00+08:00"
    assert [(note["kind"], note["text"]) for note in row["notes"]] == [("question", "NTPN?\nTahun?")]
    assert "37766" not in json.dumps(row)
    assert found(program, moment, "escalations", "--officer", "kasibank") == []


def asked_by_budi(desk: Desk, people: People) -> int:
    """Return a follow-up whose question is at PDMS."""
    ticket, (item,) = serve(desk, people, "SUPPLIER", by=people.budi)
    desk.escalate(people.budi, item, "NTPN?\nTahun?", contact=WHATSAPP)
    desk.finish(people.budi, ticket)
    return item.id


def test_what_is_typed_by_others_reaches_no_terminal(
    desk: Desk, people: People, settings: Settings, program: Program, moment: Moment
) -> None:
    """Rows may have come past the door: by an import, or by hand."""
    visit(desk, people, priority_reason="lansia")
    escalated(desk, people)
    letters = "".join(f"\\u{ord(char):04x}" for char in EVIL)
    spelt = f"E'{letters}'" if settings.places.database_path is None else f"'{EVIL}'"
    run(settings.url, f"UPDATE ticket SET satker_name = {spelt}, purpose = {spelt}, priority_reason = {spelt}",
        f"UPDATE consultation SET satker_name = {spelt}, question = {spelt}",
        f"UPDATE escalation_note SET text = {spelt}")  # fmt: skip
    for options in (QUEUE, ("followups", "--officer", "ana"), ("escalations", "--officer", "kasi")):
        lines = printed(program, moment, *options).stdout.split("\n")
        assert len(lines) == 3 and lines[2] == ""
        assert all(line.isprintable() for line in lines), lines
        told = printed(program, moment, *options, "--json").stdout
        assert told.count("\n") == 1 and told[:-1].isprintable()
        assert "Seroja" in json.dumps(json.loads(told))


def test_nothing_of_the_screens_is_loaded(people: People, program: Program, moment: Moment) -> None:
    loud = Program(program.home, {**program.more, "MODULES": "1"})
    for options in (QUEUE, ("escalations", "--officer", "kasi")):
        loaded = set(printed(loud, moment, *options).stderr.split("|"))
        assert "kppn_tui.client.session" in loaded
        assert not {name for name in loaded if name.split(".")[0] == "textual" or name.startswith("kppn_tui.tui")}


# Who may -------------------------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only(reason="the desk refuses, on either database")
def test_who_may_not_is_refused(people: People, program: Program) -> None:
    refused = explain(SignInRefused())
    assert program.fails(1, "list", *QUEUE, "--password-stdin", stdin="salah-salah\n") == refused
    assert (
        program.fails(1, "list", "queue", "--officer", "nobody", "--password-stdin", stdin=f"{PASSWORD}\n") == refused
    )
    told = program.fails(1, "list", "escalations", "--officer", "ana", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert told == explain(NoSection())


@pytest.mark.sqlite_only(reason="no database is asked")
def test_what_is_missing_is_said(people: People, program: Program) -> None:
    assert "--officer" in program.fails(2, "list", "queue")
    assert "visitors" in program.fails(2, "list", "visitors", "--officer", "ana")
    assert "--password-stdin" in program.fails(2, "list", *QUEUE)
    assert set(arguments.LISTS) == set(ListName)


# Changes -------------------------------------------------------------------------------------------------------------


def test_a_line_comes_with_each_change_at_a_desk(
    desk: Desk, people: People, clock: HandClock, listen: Listen, moment: Moment
) -> None:
    """The desk is another process: what it does is heard here by the change feed of the database."""
    visit(desk, people)
    ticket, (item,) = serve(desk, people, "SUPPLIER", by=people.budi)
    queue, cases = listen(*QUEUE, "--watch"), listen("followups", "--officer", "budi", "--watch")
    inbox = listen("escalations", "--officer", "kasi", "--watch")
    assert queue.lines(3) == [
        "Antrean: 1 dilayani, 1 menunggu.",
        "A-002: dilayani di loket 2, Budi Seroja, SUPPLIER sisa 20 menit, PN 980101.",
        "A-001: menunggu kurang dari satu menit, PN 980101, RETUR.",
    ]
    assert cases.line() == "Tindak lanjut: tidak ada yang terbuka."
    assert inbox.line() == "Eskalasi PDMS: tidak ada."
    clock.forward(3)
    moment.follow()
    called = desk.call_next(people.ana)
    assert queue.line() == "A-001: dipanggil ke loket 1, pukul 09.13."
    desk.start(people.ana, called)
    assert queue.line() == "A-001: mulai dilayani di loket 1, Ana Seroja, pukul 09.13."
    escalation = desk.escalate(people.budi, item, "NTPN?", contact=WHATSAPP)
    assert queue.line() == "A-002 SUPPLIER: menjadi tindak lanjut, pukul 09.13."
    assert inbox.line().startswith("A-002 SUPPLIER: pertanyaan baru untuk PDMS, jawaban paling lambat")
    assert cases.line().startswith("A-002 SUPPLIER: tindak lanjut baru, PN 980101, di PDMS, solusi jatuh tempo")
    desk.finish(people.budi, ticket)
    assert queue.line() == "A-002: kunjungan selesai, pukul 09.13."
    desk.answer(people.kasi, escalation, "Pakai yang baru.")
    told = "A-002 SUPPLIER: dijawab PDMS, “Pakai yang baru.”, pukul 09.13."
    assert (inbox.line(), cases.line()) == (told, told)
    for one in (queue, cases, inbox):
        done = one.end()
        assert (done.code, done.out, done.err) == (0, "", "")


def test_changes_as_json_are_one_object_a_line(desk: Desk, people: People, listen: Listen) -> None:
    visit(desk, people)
    queue = listen(*QUEUE, "--watch", "--json")
    first = json.loads(queue.line())
    assert (first["change"], first["at"], first["row"]["number"]) == ("listed", "2026-11-24T09:10:00+08:00", "A-001")
    ticket = desk.call_next(people.ana)
    told = json.loads(queue.line())
    assert told == {"change": "called", "at": "2026-11-24T09:10:00+08:00", "text": "A-001: dipanggil ke loket 1.",
                    "row": told["row"]}  # fmt: skip
    assert (told["row"]["state"], told["row"]["counter"], told["row"]["id"]) == ("called", "1", ticket.id)
    desk.requeue(people.ana, ticket)
    assert json.loads(queue.line())["change"] == "back_in_queue"
    desk.cancel_ticket(people.satpam, ticket, "pulang")
    told = json.loads(queue.line())
    assert (told["change"], told["row"]["state"]) == ("cancelled", "cancelled"), "what became of it is told too"


def test_alerts_are_told_whoever_raised_them_and_the_own_service_without_anybody(
    desk: Desk, people: People, clock: HandClock, listen: Listen, moment: Moment
) -> None:
    followed(desk, people)
    serve(desk, people, "SPM")
    ticket, (item,) = serve(desk, people, by=people.budi)
    desk.follow_up(people.budi, item, contact=WHATSAPP, reason="telaah")
    desk.finish(people.budi, ticket)
    queue, other = listen(*QUEUE, "--watch", "--json"), listen("queue", "--officer", "budi", "--watch")
    assert json.loads(queue.line())["change"] == "listed"
    other.lines(2)
    clock.forward(16)
    moment.follow()
    told = json.loads(queue.line())
    assert (told["change"], told["alert"]["kind"], told["alert"]["level"]) == ("alert", "service", "warn")
    clock.to("2026-11-25T15:00")
    moment.follow()
    desk.sweep("worker")
    alerts = [json.loads(concerning(queue, "deadlines_")) for _ in range(2)]
    assert {one["alert"]["kind"] for one in alerts} == {"service", "progress"}
    told = "A-003 RETUR: progres hari ini belum disampaikan, pukul 15.00."
    assert concerning(other, "dipantau") == told, "what is his, and no more"


def concerning(listening: Listening, watched: str) -> str:
    """Return the next line that is not about who looks at the deadlines: between clock and worker nobody may."""
    while watched in (line := listening.line()):
        pass
    return line


def test_that_nobody_watches_the_deadlines_is_told_once(
    desk: Desk, people: People, clock: HandClock, listen: Listen, moment: Moment
) -> None:
    desk.sweep("worker")
    queue = listen(*QUEUE, "--watch")
    assert queue.line() == "Antrean: kosong."
    clock.forward(10)
    moment.follow()
    told = "Tenggat tidak dipantau: tidak ada meja yang terbuka dan worker tidak berjalan, pukul 09.20."
    assert queue.line() == told
    desk.sweep("worker")
    assert queue.line() == "Tenggat dipantau lagi, pukul 09.20."


# Ends ----------------------------------------------------------------------------------------------------------------


def test_it_ends_quietly(desk: Desk, people: People, listen: Listen) -> None:
    for how, code in ((signal.SIGTERM, 0), (signal.SIGINT, 130)):
        queue = listen(*QUEUE, "--watch")
        assert queue.line() == "Antrean: kosong."
        done = queue.end(how)
        assert (done.code, done.out, done.err) == (code, "", "")


def test_it_ends_with_the_next_second_where_the_signal_was_lost() -> None:
    lister = Lister(LISTS[ListName.QUEUE], as_json=False)
    with pytest.raises(SystemExit) as raised:
        lister.end(signal.SIGTERM, None)
    with pytest.raises(SystemExit) as again:
        lister.second()
    assert (raised.value.code, again.value.code) == (0, 0)


def test_a_reader_who_leaves_ends_it_even_while_nothing_happens(people: People, program: Program) -> None:
    reader, writer = os.pipe()
    with subprocess.Popen(command("list", *QUEUE, "--watch", "--password-stdin"), env=program.env, stdout=writer,
                          stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # fmt: skip
        os.close(writer)
        assert process.stdin is not None and process.stderr is not None
        process.stdin.write(f"{PASSWORD}\n")
        process.stdin.flush()
        assert os.read(reader, 100).decode() == "Antrean: kosong.\n"
        os.close(reader)
        assert (process.wait(PATIENCE), process.stderr.read()) == (0, "")


# No office, no desk --------------------------------------------------------------------------------------------------


def test_without_an_office_or_a_desk_nothing_is_begun(settings: Settings, program: Program) -> None:
    options = ("list", *QUEUE, "--password-stdin")
    nowhere = Program(program.home, {"KPPN_TUI_DB": settings.url, "KPPN_TUI_OFFICE": str(program.home / "none.toml")})
    assert "none.toml" in nowhere.fails(1, *options, stdin="x\n")
    if settings.places.database_path is not None:
        assert str(settings.places.database_path) in program.fails(3, *options, stdin="x\n")
        assert not settings.places.database_path.exists()
    else:
        assert "kode kppn" in program.fails(1, *options, stdin="x\n")
