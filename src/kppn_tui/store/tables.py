"""Map records to their tables."""

from functools import cache
from typing import Any

from peewee import Model

from kppn_tui.domain import people, records
from kppn_tui.store import housekeeping, models

MODEL_OF: dict[type, type[Model]] = {
    people.Officer: models.Officer,
    people.Substitute: models.Substitute,
    people.DirectoryEntry: housekeeping.Stakeholder,
    people.Alias: housekeeping.StakeholderAlias,
    records.Ticket: models.Ticket,
    records.Consultation: models.Consultation,
    records.Document: models.Document,
    records.Interval: models.Interval,
    records.Deadline: models.Deadline,
    records.Alert: models.Alert,
    records.Escalation: models.Escalation,
    records.EscalationNote: models.EscalationNote,
    records.Progress: models.Progress,
    records.Event: models.Event,
}


@cache
def table_name(record_type: type) -> str:
    """Return the name of the table that holds the records of this type."""
    return str(MODEL_OF[record_type]._meta.table_name)


@cache
def model_named(table: str) -> Any:
    """Return the model of the table called `table`."""
    return next(model for model in models.MODELS if model._meta.table_name == table)


@cache
def record_type_of(table: str) -> type:
    """Return the type of the records in the table called `table`."""
    return next(record_type for record_type in MODEL_OF if table_name(record_type) == table)
