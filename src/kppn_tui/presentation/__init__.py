"""What is shown, as text: clocks, queue rows, visits, cases, alerts and sentences; no Textual."""
