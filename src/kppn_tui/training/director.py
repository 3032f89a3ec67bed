"""The director: plays everybody whom no real person plays, through desk verbs alone, each at its moment."""

from dataclasses import replace
from datetime import datetime

from kppn_tui.desk import Desk
from kppn_tui.domain.errors import DeskError, StoreUnavailable
from kppn_tui.domain.states import TicketState
from kppn_tui.training import door, heads
from kppn_tui.training.caller_log import CallerLog
from kppn_tui.training.counters import Counters
from kppn_tui.training.plan import Caller, SurpriseKind
from kppn_tui.training.scene import Company, Cue, Scene


class Director:
    """What follows from the plan and the state of the office, and nothing else, so that the same happens each time."""

    def __init__(self, desk: Desk, company: Company, caller_log: CallerLog) -> None:
        self.desk = desk
        self.company = company
        self.plan = company.plan
        self.caller_log = caller_log
        self._coming = list(self.plan.callers)
        self._counters = Counters(company)
        #: What a rule or a real person has made impossible is not tried again.
        self._refused: set[tuple[str, ...]] = set()
        self._cues: list[Cue] | None = None
        self._dark = [(one.at, one.at + one.lasts) for one in self.plan.surprises if one.kind == SurpriseKind.POWER_CUT]

    def darken(self, since: datetime, until: datetime) -> None:
        """The power fails as well from `since` to `until`."""
        self._dark.append((since, until))
        self._cues = None

    def lit(self, at: datetime) -> datetime:
        """`at`, or when the lights are on again."""
        return max([at, *(until for since, until in self._dark if since <= at < until)])

    def busy(self) -> bool:
        """Whether anybody is being served."""
        return bool(self.desk.board().in_state(TicketState.CALLED, TicketState.SERVING))

    def invite(self, caller: Caller) -> None:
        """`caller` comes as well."""
        self._coming.append(caller)
        self._cues = None

    def look(self) -> None:
        """Somebody else has acted."""
        self._cues = None

    def next_at(self) -> datetime | None:
        """When somebody acts next, UTC; None when nobody will unless something happens."""
        cues = self._all()
        return cues[0].at if cues else None

    def act(self) -> int:
        """Everything that is due now, one after the other; how many acts that were."""
        done = 0
        while (cues := self._all()) and cues[0].at <= self.desk.now():
            self._play(cues[0])
            done += 1
        return done

    def _play(self, cue: Cue) -> None:
        try:
            cue.play()
        except StoreUnavailable:
            raise
        except DeskError:
            self._refused.add(cue.name)
        self._cues = None

    def _all(self) -> list[Cue]:
        if self._cues is None:
            scene = self.scene()
            here = {caller.key for caller in scene.callers.values()}
            self._coming = [caller for caller in self._coming if caller.key not in here]
            inside = [*self._counters.cues(scene), *heads.cues(scene, self.company)]
            found = [
                *door.cues(scene, self.company, self.caller_log, self._coming),
                *(replace(cue, at=self.lit(max(cue.at, scene.now))) if self._dark else cue for cue in inside),
            ]
            cues = (cue for cue in found if cue.name not in self._refused)
            self._cues = sorted(cues, key=lambda cue: (max(cue.at, self.plan.start), cue.name))
        return self._cues

    def scene(self) -> Scene:
        """What is seen now."""
        desk = self.desk
        with desk.snapshot():
            board, follow_ups = desk.board(), tuple(desk.follow_ups())
        return Scene(desk, self.plan, desk.now(), board, follow_ups, self.caller_log.here())
