"""What an officer is told: through days of three desks and a worker each thing reaches whom it concerns, once."""

import random
from collections import Counter

import pytest

from kppn_tui.client.sla import sweep_once
from kppn_tui.desk import Desk
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.people import Officer
from tests.client.sessions import DeskSession, sessions
from tests.conftest import HandClock, People
from tests.desk.kit import WHATSAPP, escalated, followed, rows, serve
from tests.soak import in_soak

TOPICS = ("RETUR", "SUPPLIER", "SPM", "INFO", "LPJ")


# One at a time -------------------------------------------------------------------------------------------------------


async def test_whoever_sweeps_the_officer_of_the_case_is_told_and_nobody_else(
    desk: Desk, people: People, clock: HandClock
) -> None:
    followed(desk, people)
    async with sessions(desk, clock, 2) as (of_budi, of_ana):
        await of_budi.enter(people.budi)
        await of_ana.enter(people.ana)
        clock.to("2026-11-25T15:00")
        await of_budi.second()
        assert of_budi.hearing.tellings == [], "the desk that swept tells its own officer only"
        await of_ana.second()
        await of_budi.second()
        ((notice,),) = of_ana.hearing.tellings
        assert notice.alert is not None and (notice.alert.deadline.kind, notice.whose) == ("progress", "A-001 RETUR")
        assert of_budi.hearing.tellings == []


async def test_at_two_desks_of_the_same_officer_one_tells(desk: Desk, people: People, clock: HandClock) -> None:
    item = followed(desk, people, "SUPPLIER")
    async with sessions(desk, clock, 2) as pair:
        for one in pair:
            await one.enter(people.kasi)
        desk.escalate(people.ana, item.id, "Mohon arahan")
        for one in pair:
            one.client.refresh()
        for one in pair:
            await one.second()
        assert sum(len(one.hearing.tellings) for one in pair) == 1


async def test_a_weekend_away_is_one_digest_whoever_looked(desk: Desk, people: People, clock: HandClock) -> None:
    """Nobody has swept since Friday noon: what the sign-in's own sweep finds is in the same digest."""
    first = escalated(desk, people)
    second = followed(desk, people, "SPM")
    desk.answer(people.kasi, first, "Cukup surat")
    clock.to("2026-11-30T07:35")
    async with sessions(desk, clock, 1) as (one,):
        await one.enter(people.ana)
        for _ in range(3):
            await one.second()
        (told,) = one.hearing.tellings
        answered = [notice for notice in told if notice.event is not None]
        assert [notice.event.action for notice in answered if notice.event is not None] == ["answer"]
        over = [notice.alert for notice in told if notice.alert is not None]
        assert {alert.deadline.consultation_id for alert in over} == {first.consultation_id, second.id}
        assert Counter(str(alert.deadline.kind) for alert in over) == {"solution": 2, "progress": 4}
        assert [notice.id for notice in desk.told_today(people.ana)] == [notice.id for notice in told]


async def test_the_next_one_is_the_oldest_not_opened(desk: Desk, people: People, clock: HandClock) -> None:
    first, second = escalated(desk, people), escalated(desk, people, "RETUR")
    desk.answer(people.kasi, first, "Ya")
    desk.return_(people.kasi_bank, second, "Rekening mana?")
    async with sessions(desk, clock, 1) as (one,):
        await one.enter(people.ana)
        notices = one.client.notices
        assert notices.unopened == 2
        opened = [notices.next(), notices.next(), notices.next()]
        assert [notice and notice.escalation_id for notice in opened] == [first.id, second.id, None]


async def test_who_left_before_it_could_be_shown_is_told_the_next_time(
    desk: Desk, people: People, clock: HandClock
) -> None:
    escalated(desk, people)
    async with sessions(desk, clock, 1) as (one,):
        await one.client.enter(people.kasi)
        one.client.notices.swept(found=True)
        one.client.leave()
        await one.until(lambda: not one.client.busy)
        assert one.hearing.tellings == []
        await one.enter(people.kasi)
        assert len(one.hearing.tellings) == 1


# Hand-overs ----------------------------------------------------------------------------------------------------------


def told(desk: Desk, officer: Officer) -> list[str]:
    """What `officer` is told now, as a word each."""
    found = desk.tell(officer)
    events = [str(one.event.action) for one in found if one.event is not None]
    return events + [f"{one.alert.deadline.kind} {one.alert.level}" for one in found if one.alert is not None]


def test_each_hand_over_is_told_to_the_other_side(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    assert (told(desk, people.kasi), told(desk, people.ana)) == (["escalate"], [])
    desk.return_(people.kasi, escalation, "Sejak kapan?")
    assert (told(desk, people.kasi), told(desk, people.ana)) == ([], ["return"])
    desk.clarify(people.ana, escalation, "Sejak September")
    assert (told(desk, people.kasi), told(desk, people.ana)) == (["clarify"], [])
    sent = desk.pass_on(people.kasi, escalation, "BANK", "ini rekening")
    assert (told(desk, people.kasi_bank), told(desk, people.ana), told(desk, people.kasi)) == (
        ["pass_on"], ["pass_on"], [],
    )  # fmt: skip
    desk.withdraw(people.ana, sent, "sudah jelas")
    assert told(desk, people.kasi_bank) == ["withdraw"]
    again = desk.escalate(people.ana, escalation.consultation_id, "Masih perlu")
    desk.answer(people.kasi, again, "Cukup surat")
    assert (told(desk, people.kasi), told(desk, people.ana)) == (["escalate"], ["answer"])
    assert all(told(desk, one) == [] for one in (people.budi, people.kasubbag, people.satpam, people.admin))


def test_a_case_that_ends_takes_its_questions_along(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    desk.tell(people.kasi)
    desk.cancel(people.ana, escalation.consultation_id, "tidak jadi")
    assert told(desk, people.kasi) == ["cancel"]


def test_what_was_undone_untold_is_not_told_and_what_was_told_is_taken_back(desk: Desk, people: People) -> None:
    escalation = escalated(desk, people)
    desk.undo(people.ana)
    assert told(desk, people.kasi) == []
    again = desk.escalate(people.ana, escalation.consultation_id, "Mohon arahan")
    assert told(desk, people.kasi) == ["escalate"]
    desk.undo(people.ana)
    assert told(desk, people.kasi) == ["undo"]
    assert again.id != escalation.id


def test_a_substitute_is_told_of_what_waits_when_the_first_day_comes(
    desk: Desk, people: People, clock: HandClock
) -> None:
    escalation = escalated(desk, people)
    desk.name_substitute(people.kasi, "PDMS", "budi", "2026-11-25", "2026-11-26")
    assert "escalate" not in told(desk, people.budi)
    clock.to("2026-11-25T08:00")
    assert desk.has_untold(people.budi)
    assert told(desk, people.budi) == ["escalate"]
    assert (desk.has_untold(people.budi), told(desk, people.budi)) == (False, [])
    clock.to("2026-11-26T09:00")
    desk.sweep("worker")
    assert "reply warn" in told(desk, people.budi), "who stands in is told with the head"
    assert told(desk, people.kasi) == ["escalate", "reply warn"]
    assert escalation.section == "PDMS"


def test_a_case_whose_officer_may_not_sign_in_any_more_concerns_every_cso(
    desk: Desk, people: People, clock: HandClock
) -> None:
    followed(desk, people)
    desk.disable_officer(people.admin, "ana")
    clock.to("2026-11-25T15:00")
    desk.sweep("worker")
    assert told(desk, people.budi) == ["progress warn"]


# A week --------------------------------------------------------------------------------------------------------------


class Week:
    """Three desks, a worker and what everybody does, drawn by a seed; who sits where changes all the time."""

    def __init__(self, desk: Desk, people: People, clock: HandClock, seats: list[DeskSession], seed: int) -> None:
        self.desk, self.people, self.clock, self.seats = desk, people, clock, seats
        self.draw = random.Random(seed)
        self.staff = (people.ana, people.budi, people.kasi, people.kasi_bank, people.kasubbag)
        #: Each notice by its number: to whom it was told.
        self.told: list[tuple[int, int]] = []

    async def live(self, hours: int) -> None:
        """Let `hours` pass, with something done and a look at each desk in each."""
        for _ in range(hours):
            self.clock.forward(60)
            self.happen()
            await self.sit()
            if self.draw.random() < 0.3:
                sweep_once(self.desk, "worker")
            for officer in self.draw.sample(self.seats, len(self.seats)):
                await officer.second()
            self.listen()

    async def sit(self) -> None:
        """Let somebody sign in or out somewhere."""
        officer = self.draw.choice(self.seats)
        if officer.client.officer is not None:
            officer.client.leave()
            await officer.until(lambda: not officer.client.busy)
        elif self.draw.random() < 0.7:
            await officer.enter(self.draw.choice(self.staff))

    def listen(self) -> None:
        """Note what was told to whom."""
        for officer in self.seats:
            for telling in officer.hearing.tellings:
                owner = {row["id"]: row["officer_id"] for row in rows(self.desk, "SELECT id, officer_id FROM notice")}
                assert officer.client.officer is None or {owner[one.id] for one in telling} == {
                    officer.client.officer.id
                }
                self.told += [(one.id, owner[one.id]) for one in telling]
            officer.hearing.tellings.clear()

    def happen(self) -> None:
        """Let something happen: a new case, or a step in an old one; what the rules refuse does not."""
        desk, people, draw = self.desk, self.people, self.draw
        cso = draw.choice((people.ana, people.budi))
        try:
            if draw.random() < 0.3:
                self.case(cso)
                return
            open_cases = [view for view in desk.follow_ups() if view.open_escalation]
            if not open_cases:
                return
            view = draw.choice(open_cases)
            assert view.open_escalation is not None
            one = view.open_escalation.escalation
            head = {"PDMS": people.kasi, "BANK": people.kasi_bank}.get(one.section, people.kasubbag)
            step = draw.randrange(7)
            if step == 0:
                desk.answer(head, one, "Ya")
            elif step == 1:
                desk.return_(head, one, "Mana?")
            elif step == 2:
                desk.clarify(cso, one, "Ini")
            elif step == 3:
                desk.pass_on(head, one, draw.choice(("PDMS", "BANK", "UMUM")), "bukan kami")
            elif step == 4:
                desk.withdraw(cso, one, "tidak perlu")
            elif step == 5:
                desk.undo(draw.choice((cso, head)))
            else:
                desk.log_progress(cso, view.consultation, "Ditelaah", channel="whatsapp")
        except DeskError:
            return

    def case(self, cso: Officer) -> None:
        """Let a case come; half of them are escalated."""
        ticket, (item,) = serve(self.desk, self.people, self.draw.choice(TOPICS), by=cso)
        if self.draw.random() < 0.5:
            self.desk.escalate(cso, item, "Mohon arahan", contact=WHATSAPP)
        else:
            self.desk.follow_up(cso, item, contact=WHATSAPP, reason="telaah")
        self.desk.finish(cso, ticket)


@pytest.mark.parametrize(
    ("seed", "hours"),
    [(1, 24), *(in_soak("more weeks, whole ones", seed, 168, name=f"week-{seed}") for seed in range(2, 12))],
)
async def test_a_week_of_three_desks_and_a_worker(
    desk: Desk, people: People, clock: HandClock, seed: int, hours: int
) -> None:
    async with sessions(desk, clock, 3) as seats:
        week = Week(desk, people, clock, seats, seed)
        await week.live(hours)
        # On the next morning everybody signs in once: what they were not told comes as one digest.
        clock.forward(12 * 60)
        for officer in seats:
            officer.client.leave()
            await officer.until(lambda officer=officer: not officer.client.busy)  # type: ignore[misc]
        desk.sweep("worker")
        for one in week.staff:
            await seats[0].enter(one)
            await seats[0].second()
            assert len(seats[0].hearing.tellings) <= 1
            week.listen()
            seats[0].client.leave()
            await seats[0].until(lambda: not seats[0].client.busy)
        check_told(desk, people, week)


def check_told(desk: Desk, people: People, week: Week) -> None:
    """Hold against the rows: each notice was told once, to its officer; each alert has those whom it concerns."""
    assert [notice for notice, count in Counter(week.told).items() if count > 1] == []
    stored = {(row["id"], row["officer_id"]) for row in rows(desk, "SELECT id, officer_id FROM notice")}
    assert stored <= set(week.told), "each is told"
    heads = {"PDMS": people.kasi.id, "BANK": people.kasi_bank.id, "UMUM": people.kasubbag.id}
    alerts = rows(
        desk,
        "SELECT a.id, d.kind, c.officer_id AS owner, e.section FROM alert a JOIN deadline d ON d.id = a.deadline_id "
        "JOIN consultation c ON c.id = d.consultation_id LEFT JOIN escalation e ON e.id = d.escalation_id",
    )
    assert alerts
    for alert in alerts:
        # Nobody leads VeraKI here.
        head = heads.get(alert["section"]) if alert["kind"] == "reply" else None
        concerned = {alert["owner"]} | ({head} if head is not None else set())
        found = rows(desk, "SELECT officer_id FROM notice WHERE alert_id = ?", alert["id"])
        assert sorted(row["officer_id"] for row in found) == sorted(concerned), alert
