"""The office file: TOML that officers edit, read into `domain.office` with errors that name the line."""
