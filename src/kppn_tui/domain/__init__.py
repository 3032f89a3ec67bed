"""Rules of the service: pure functions and frozen records; no SQL, no screen, no wall clock."""
