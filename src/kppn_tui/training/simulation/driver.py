"""Driver of a scripted officer: plans its next step and does it, by verbs or by keys."""

from collections.abc import Callable

from kppn_tui.training.scripted_officer import Step


class OfficerDriver:
    """Driver that asks `plan_step` for the next step and `do_step` to do it.

    While `held` is true, because a real person sits at that officer's place, no step is done and no time passes.
    """

    def __init__(
        self,
        plan_step: Callable[[], Step | None],
        do_step: Callable[[Step], None],
        held: Callable[[], bool] = lambda: False,
    ) -> None:
        self._plan_step = plan_step
        self._do_step = do_step
        self.held = held
        self._step: Step | None = None
        self._planned = False

    def forget_plans(self) -> None:
        """Plan the next step anew, since somebody else has acted."""
        self._planned = False

    def next(self) -> Step | None:
        """Return the next step; None when there is nothing to do until something happens."""
        if not self._planned:
            self._step, self._planned = self._plan_step(), True
        return self._step

    def act(self) -> None:
        """Do the next step.

        Raises:
            RuntimeError: the step had no effect, and would be done for ever.
        """
        step = self.next()
        assert step is not None
        self._do_step(step)
        self.forget_plans()
        if self.next() == step:
            raise RuntimeError(f"the scripted officer would do the same step again: {step}")
