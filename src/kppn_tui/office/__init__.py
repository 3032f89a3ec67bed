"""The office: where things lie, its file, calendar, published standard and satker list."""
