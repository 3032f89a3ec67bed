"""Text for everything that is shown, without Textual: deadlines, queue rows, visits, cases, alerts and sentences."""
