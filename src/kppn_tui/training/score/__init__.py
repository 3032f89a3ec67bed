"""What a run is worth: the score card from its events alone, its sheet, saved runs and the replay."""
