"""Injects: what the trainer lets happen now: a visitor comes, a head answers, the power fails."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.states import EscalationState
from kppn_tui.office.settings import Settings
from kppn_tui.training.demo_data import DemoData, load_demo_data
from kppn_tui.training.plan import Outcome, Plan
from kppn_tui.training.scenario.arrivals import FACE_TO_FACE, HAI_CSO, Errand, Visit
from kppn_tui.training.scenario.drawing import draw_caller
from kppn_tui.training.scenario.fields import When
from kppn_tui.training.scenario.streams import PRIORITIES, REFUSALS
from kppn_tui.training.simulation.section_heads import answer
from kppn_tui.training.simulation.simulator import Simulator

POWER_CUT = timedelta(minutes=10)
PATIENCE = timedelta(minutes=10)
RETURNS = timedelta(minutes=8)
#: Who comes, by what the trainer chose; each has what makes it hard.
TRAITS: Mapping[str, Mapping[str, Any]] = {
    "visitor": {},
    "priority": {"priority": PRIORITIES[0]},
    "online": {"channel": HAI_CSO},
    "absent": {"hears": 0, "returns": RETURNS},
    "impatient": {"patience": PATIENCE},
    "refuses_contact": {"refusal": REFUSALS[0]},
}


class Injector:
    """Makes injects happen. Counts them, so that each visitor is another person."""

    def __init__(self, plan: Plan, settings: Settings, simulator: Simulator) -> None:
        self.plan = plan
        self.settings = settings
        self.simulator = simulator
        self._count = 0

    @cached_property
    def _demo(self) -> DemoData:
        return load_demo_data()

    def inject(self, what: str, desk: Desk) -> datetime | None:
        """Let it happen now; until when the power is off, for a power cut.

        Raises:
            BadInput: no head has a question to answer, or it is nothing that could happen.
        """
        now = desk.now()
        if what in TRAITS:
            self._count += 1
            self._invite(what, f"sisip-{now:%m%d-%H%M%S}-{self._count}", now)
        elif what == "head_answers":
            self._answer(desk)
        elif what == "power_cut":
            self.simulator.cut_power(now, now + POWER_CUT)
            return now + POWER_CUT
        else:
            raise BadInput(N_("There is no such event: {what}"), what=what)
        return None

    def _invite(self, what: str, key: str, now: datetime) -> None:
        """Let a caller come; one who refuses a contact has a question that can't be answered at once."""
        more = dict(TRAITS[what])
        question = self.plan.random_for("inject", key).choice(self._demo.questions)
        errand = Errand(question, Outcome.ESCALATE if what == "refuses_contact" else Outcome.ANSWER)
        visit = Visit(key, When(time(0)), (errand,), more.pop("channel", FACE_TO_FACE), **more)
        self.simulator.add_caller(draw_caller(visit, now, self.plan, self.settings))

    def _answer(self, desk: Desk) -> None:
        """Let the head of its section answer the question that is due first."""
        for view in desk.follow_ups():
            for one in view.escalations:
                if one.escalation.state in (EscalationState.SENT, EscalationState.ACCEPTED):
                    roster = self.simulator.roster
                    head = roster.officers[roster.head_of(one.escalation.section)]
                    matter = self.simulator.observe().matter(view.consultation)
                    answer(desk, head, one.escalation, view.consultation, matter)
                    return
        raise BadInput(N_("No question waits for a section head."))
