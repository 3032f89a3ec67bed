"""Scripted officer: what a good and a careless officer do next, and how they do it by the verbs of the desk."""

from kppn_tui.training.scripted_officer.performing import perform
from kppn_tui.training.scripted_officer.planning import next_step
from kppn_tui.training.scripted_officer.steps import Manner, Step, StepKind

__all__ = ["Manner", "Step", "StepKind", "next_step", "perform"]
