"""The only place that knows SQL: models, connection, migrations, reads, writes, change feed, drafts."""
