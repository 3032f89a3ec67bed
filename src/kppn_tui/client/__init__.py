"""A desk session without a screen, asyncio only: every front end stands on it.

`session.Client` is composed of its parts: the worker thread, which asks the change feed too (`worker_thread`), verbs
and queries (`verbs`, `queries`, `call`), connection and outages (`connection`), drafts (`drafts`), presence
(`presence`), alerts for the officer who is signed in (`alerts`). It is the only holder of a `Desk`.
"""
