"""Exercises for a trainee: due date, section, missing step (R05, R12, R18; A8, A16)."""

from kppn_tui.training.exercises.exercise import KIND_TEXT, Exercise, ExerciseKind, Option, Tally, Verdict
from kppn_tui.training.exercises.exercise_set import ExerciseSet
from kppn_tui.training.exercises.section import SectionExercise

__all__ = ["KIND_TEXT", "Exercise", "ExerciseKind", "ExerciseSet", "Option", "SectionExercise", "Tally", "Verdict"]
