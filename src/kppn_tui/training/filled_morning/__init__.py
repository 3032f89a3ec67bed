"""The morning of the default scenario, which others have worked through before the trainee comes."""
