"""Undos of acts at random: not one word that somebody typed is missing afterwards, from rows and drafts together."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from kppn_tui.desk import FINISH, SWITCH, Desk
from kppn_tui.domain.contact import Contact, Refusal
from kppn_tui.domain.errors import DeskError, NothingToUndo
from kppn_tui.domain.people import Officer
from kppn_tui.domain.undone import RETURNED
from tests.conftest import HandClock, People
from tests.desk.kit import check_invariants, dump
from tests.soak import in_soak

#: Undos in the run of each day, and in each of the runs of the soak: 400 and more on each database.
FEW, UNDOS, RUNS = 8, 20, 20
TOPICS = ("RETUR", "SUPPLIER", "LPJ", "SPM")
_WORD = re.compile(r"kata\d+")


class Shift:
    """Officers who do whatever comes to their mind, each text with words that nobody has used before."""

    def __init__(self, desk: Desk, people: People, clock: HandClock, seed: int) -> None:
        self.desk, self.people, self.clock, self.luck = desk, people, clock, Random(seed)
        self.words = 0
        self.undone: set[str] = set()
        self.heads = (people.kasi, people.kasi_bank, people.kasubbag)

    def text(self) -> str:
        self.words += 2
        return f"kata{self.words - 1} dan kata{self.words}"

    def known(self) -> set[str]:
        """Every word that stands in a row or in a draft, whoever typed it; an undo in store is no place to read it."""
        rows = [str(row) for table, rows in dump(self.desk).items() if table not in ("undo", "event") for row in rows]
        officers = self.desk.officers()
        drafts = [text for one in officers for text in self.desk.drafts.load(one.id, "").values()]
        return set(_WORD.findall("\n".join([*rows, *drafts])))

    # Acts

    def act(self) -> Officer:
        """Do something that is possible, and return who did it."""
        while True:
            officer = self.luck.choice([self.people.ana, self.people.budi, self.people.satpam, *self.heads])
            try:
                self.luck.choice(self._acts())(officer)
            except DeskError:
                continue
            return officer

    def _acts(self) -> list[Callable[[Officer], Any]]:
        desk, luck, text = self.desk, self.luck, self.text
        board = desk.board().rows
        tickets = [row.ticket for row in board][-6:]
        cases = [view.consultation for row in board[-6:] for view in desk.session(row.ticket).consultations]
        follow_ups = [view.consultation for view in desk.follow_ups()][-6:]
        sent = [one.escalation for case in follow_ups for one in desk.consultation(case).escalations][-6:]
        acts: list[Callable[[Officer], Any]] = [self._register, self._register]
        acts.append(lambda o: desk.call_next(o, self._leave()))
        if tickets:
            ticket = luck.choice(tickets)
            acts += [
                lambda o: desk.start(o, ticket, self._leave(), take_over=True),
                lambda o: desk.start(o, ticket, self._leave(), take_over=True),
                lambda o: desk.identify(o, ticket, name=text(), role=text(), satker_code="980101", satker_name=text()),
                lambda o: desk.prioritise(o, ticket, text()),
                lambda o: desk.cancel_ticket(o, ticket, text()),
                lambda o: desk.add_consultation(o, ticket, luck.choice(TOPICS), split_reason=text()),
                lambda o: desk.finish(o, ticket),
            ]
        if cases or follow_ups:
            case = luck.choice([*cases, *follow_ups])
            acts += 2 * [
                lambda o: desk.record(o, case, question=text(), topic=case.topic or "LPJ"),
                lambda o: desk.record(o, case, answer=text(), references=[text(), text()]),
                lambda o: desk.switch(o, case),
                lambda o: desk.request_documents(o, case, [text(), text()]),
                lambda o: desk.documents_received(o, case),
                lambda o: desk.resolve(o, case, answer=text(), references=[text()]),
                lambda o: desk.follow_up(o, case, reason=text(), **self._contact()),
                lambda o: desk.escalate(o, case, text(), tried=text(), section=luck.choice(["PDMS", "BANK", "UMUM"]),
                                        section_reason=text(), **self._contact()),
                lambda o: desk.refer(o, case, text()),
                lambda o: desk.cancel(o, case, text()),
                lambda o: desk.log_progress(o, case, text(), channel="whatsapp"),
                lambda o: desk.explain_overdue(o, case, text()),
            ]  # fmt: skip
        if sent:
            one = luck.choice(sent)
            acts += 3 * [
                lambda o: desk.accept(o, one),
                lambda o: desk.answer(o, one, text()),
                lambda o: desk.return_(o, one, text()),
                lambda o: desk.clarify(o, one, text()),
                lambda o: desk.pass_on(o, one, luck.choice(["PDMS", "BANK", "UMUM"]), text()),
                lambda o: desk.withdraw(o, one, text()),
            ]
        return acts

    def _register(self, officer: Officer) -> None:
        self.desk.take_ticket(officer, topics=self.luck.sample(TOPICS, self.luck.randrange(1, 3)),
                              satker_code="980101", satker_name=self.text(), purpose=self.text(),
                              priority_reason=self.luck.choice(["", self.text()]))  # fmt: skip

    def _leave(self) -> str | None:
        return self.luck.choice([None, FINISH, SWITCH])

    def _contact(self) -> dict[str, Any]:
        if self.luck.random() < 0.3:
            return {"refusal": Refusal(self.text(), self.text())}
        self.words += 1
        return {"contact": Contact("surel", f"kata{self.words}@seroja.example")}

    # Undos

    def undo(self, officer: Officer) -> bool:
        """Take something back; whether there was anything to take back, and nothing is missing."""
        before = self.known()
        try:
            action = self.desk.undo(officer).action
        except NothingToUndo:
            assert self.known() == before
            return False
        assert before - self.known() == set(), f"lost by the undo of {action}"
        self.undone.add(action)
        return True

    def pass_time(self) -> None:
        """Let time pass, sometimes so long that a solution is late."""
        self.clock.forward(self.luck.choice([0, 0, 1, 2, 5]))
        if self.luck.random() < 0.01:
            self.clock.forward(days=5)
        if self.luck.random() < 0.1:
            self.desk.sweep()


@pytest.mark.parametrize(
    ("seed", "wanted"),
    [(0, FEW), *(in_soak("400 undos on each database", seed, UNDOS) for seed in range(1, RUNS + 1))],
)
def test_no_word_is_missing_after_undos_at_random(
    desk: Desk, people: People, clock: HandClock, seed: int, wanted: int
) -> None:
    shift, undos = Shift(desk, people, clock, seed), 0
    while undos < wanted:
        officers = [shift.act() for _ in range(shift.luck.randrange(1, 12))]
        shift.pass_time()
        for _ in range(shift.luck.choice([0, 1, 1, 2, 3, 5])):
            undos += shift.undo(shift.luck.choice([officers[-1], *officers]))
    check_invariants(desk.settings.url)
    assert shift.undone & {str(action) for action in RETURNED}
