"""The trainers' mode: a room with a clock of its own, scenarios, a director who plays everybody else, a score card."""
