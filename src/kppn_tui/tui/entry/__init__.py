"""Before the desk: sign-in and first set-up."""
