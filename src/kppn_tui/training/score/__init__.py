"""Judgement of a run: the score card from its events alone, its sheet, saved runs and the replay."""
