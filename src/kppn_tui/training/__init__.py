"""The trainers' mode: rooms with a clock of their own, scenarios, simulated people, a scripted officer, score cards."""
