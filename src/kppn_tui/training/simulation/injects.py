"""Injects: what the trainer lets happen now: a visitor comes, a head answers, the power fails."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.states import EscalationState
from kppn_tui.office.settings import Settings
from kppn_tui.training.demo_data import DemoData, load_demo_data
from kppn_tui.training.plan import Outcome, Plan
from kppn_tui.training.scenario.arrivals import FACE_TO_FACE, HAI_CSO, Arrival, Errand
from kppn_tui.training.scenario.drawing import draw_caller
from kppn_tui.training.scenario.fields import When
from kppn_tui.training.scenario.streams import PRIORITIES, REFUSALS
from kppn_tui.training.simulation.section_heads import answer
from kppn_tui.training.simulation.simulator import Simulator

POWER_CUT = timedelta(minutes=10)
PATIENCE = timedelta(minutes=10)
RETURNS = timedelta(minutes=8)


class Inject(StrEnum):
    """Kind of inject, which the trainer lets happen now."""

    VISITOR = "visitor"
    PRIORITY = "priority"
    ONLINE = "online"
    ABSENT = "absent"
    IMPATIENT = "impatient"
    REFUSES_CONTACT = "refuses_contact"
    HEAD_ANSWERS = "head_answers"
    POWER_CUT = "power_cut"


#: What makes each injected caller hard, as fields of a visit.
TRAITS: Mapping[Inject, Mapping[str, Any]] = {
    Inject.VISITOR: {},
    Inject.PRIORITY: {"priority": PRIORITIES[0]},
    Inject.ONLINE: {"channel": HAI_CSO},
    Inject.ABSENT: {"hears": 0, "returns": RETURNS},
    Inject.IMPATIENT: {"patience": PATIENCE},
    Inject.REFUSES_CONTACT: {"refusal": REFUSALS[0]},
}


class Injector:
    """Injector, which makes injects happen. It counts them, so that each visitor is another person."""

    def __init__(self, plan: Plan, settings: Settings, simulator: Simulator) -> None:
        self.plan = plan
        self.settings = settings
        self.simulator = simulator
        self._count = 0

    @cached_property
    def _demo(self) -> DemoData:
        return load_demo_data()

    def inject(self, inject: Inject) -> datetime | None:
        """Let `inject` happen now; return until when the power is off, for a power cut.

        Raises:
            BadInput: no head has a question to answer.
        """
        return ACTS[inject](self, inject)

    def add_caller(self, inject: Inject) -> None:
        """Let a caller come; one who refuses a contact has a question that can't be answered at once."""
        self._count += 1
        now, traits = self.simulator.desk.now(), dict(TRAITS[inject])
        key = f"sisip-{now:%m%d-%H%M%S}-{self._count}"
        question = self.plan.random_for("inject", key).choice(self._demo.questions)
        errand = Errand(question, Outcome.ESCALATE if inject is Inject.REFUSES_CONTACT else Outcome.ANSWER)
        arrival = Arrival(key, When(time(0)), (errand,), traits.pop("channel", FACE_TO_FACE), **traits)
        self.simulator.add_caller(draw_caller(arrival, now, self.plan, self.settings))

    def answer(self, _inject: Inject) -> None:
        """Let the head of its section answer the question that is due first. Raises BadInput: there is none."""
        desk, roster = self.simulator.desk, self.simulator.roster
        for view in desk.follow_ups():
            for one in view.escalations:
                if one.escalation.state in (EscalationState.SENT, EscalationState.ACCEPTED):
                    head = roster.officers[roster.head_of(one.escalation.section)]
                    matter = self.simulator.observe().matter(view.consultation)
                    answer(desk, head, one.escalation, view.consultation, matter)
                    return
        raise BadInput(N_("No question waits for a section head."))

    def cut_power(self, _inject: Inject) -> datetime:
        """Let the power fail; return until when."""
        now = self.simulator.desk.now()
        self.simulator.cut_power(now, now + POWER_CUT)
        return now + POWER_CUT


ACTS: dict[Inject, Callable[[Injector, Inject], datetime | None]] = {
    **dict.fromkeys(TRAITS, Injector.add_caller),
    Inject.HEAD_ANSWERS: Injector.answer,
    Inject.POWER_CUT: Injector.cut_power,
}
