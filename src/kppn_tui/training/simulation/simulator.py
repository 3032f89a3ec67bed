"""Simulator of everybody whom no real person plays: each acts at their moment, through verbs of the desk alone."""

from dataclasses import replace
from datetime import datetime

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.states import TicketState
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.plan import Caller, SurpriseKind
from kppn_tui.training.simulation import section_heads, visitors
from kppn_tui.training.simulation.colleagues import Colleagues
from kppn_tui.training.simulation.observation import Observation
from kppn_tui.training.simulation.planned_act import PlannedAct
from kppn_tui.training.simulation.roster import Roster


class Simulator:
    """Simulator whose acts follow from the plan and the state of the office alone, so that a run can be repeated."""

    def __init__(self, desk: Desk, roster: Roster, caller_log: CallerLog) -> None:
        self.desk = desk
        self.roster = roster
        self.plan = roster.plan
        self.caller_log = caller_log
        #: Callers who have no ticket yet.
        self._expected = list(self.plan.callers)
        self._colleagues = Colleagues(roster)
        #: Names of the acts that a rule or a real person has made impossible; they are not tried again.
        self._refused: set[tuple[str, ...]] = set()
        #: What is planned, in order; None where it has to be planned anew.
        self._planned: list[PlannedAct] | None = None
        power_cuts = [one for one in self.plan.surprises if one.kind is SurpriseKind.POWER_CUT]
        self._power_cuts = [(one.at, one.at + one.lasts) for one in power_cuts]

    def cut_power(self, since: datetime, until: datetime) -> None:
        """Add a power cut from `since` to `until`."""
        self._power_cuts.append((since, until))
        self.forget_plans()

    def with_power(self, at: datetime) -> datetime:
        """Return `at`, or the end of the power cut in which it lies."""
        return max([at, *(until for since, until in self._power_cuts if since <= at < until)])

    def anybody_served(self) -> bool:
        """Return whether a visitor is called or served at any counter."""
        return bool(self.desk.board().in_state(TicketState.CALLED, TicketState.SERVING))

    def add_caller(self, caller: Caller) -> None:
        """Expect `caller` as well."""
        self._expected.append(caller)
        self.forget_plans()

    def forget_plans(self) -> None:
        """Plan anew before the next act, since somebody else has acted."""
        self._planned = None

    def next_at(self) -> datetime | None:
        """Return when the next act is due, UTC; None when there is none unless something happens."""
        planned = self._plan()
        return planned[0].at if planned else None

    def act(self) -> int:
        """Perform every act that is due now, in order; return how many those were."""
        done = 0
        while (planned := self._plan()) and planned[0].at <= self.desk.now():
            self._perform(planned[0])
            done += 1
        return done

    def _perform(self, planned: PlannedAct) -> None:
        """Perform one act; one that the desk refuses is left out from now on."""
        try:
            planned.perform()
        except StoreUnavailable:
            raise
        except DeskError:
            self._refused.add(planned.name)
        self.forget_plans()

    def _plan(self) -> list[PlannedAct]:
        """Return the planned acts in order, made from a new observation where something has changed."""
        if self._planned is None:
            seen = self.observe()
            here = {caller.key for caller in seen.callers.values()}
            self._expected = [caller for caller in self._expected if caller.key not in here]
            inside = [*self._colleagues.planned_acts(seen), *section_heads.planned_acts(seen, self.roster)]
            found = [
                *visitors.planned_acts(seen, self.roster, self.caller_log, self._expected),
                *(self._delayed_by_power_cut(planned, seen) for planned in inside),
            ]
            possible = (planned for planned in found if planned.name not in self._refused)
            self._planned = sorted(possible, key=lambda planned: (max(planned.at, self.plan.start), planned.name))
        return self._planned

    def _delayed_by_power_cut(self, planned: PlannedAct, seen: Observation) -> PlannedAct:
        """Return `planned` after the power cut in which it would fall: work stands still meanwhile."""
        if not self._power_cuts:
            return planned
        return replace(planned, at=self.with_power(max(planned.at, seen.now)))

    def observe(self) -> Observation:
        """Return the state of the office now."""
        desk = self.desk
        with desk.snapshot():
            board, follow_ups = desk.board(), tuple(desk.follow_ups())
        return Observation(desk, self.plan, desk.now(), board, follow_ups, self.caller_log.present_callers())
