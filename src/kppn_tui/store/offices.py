"""Read which offices a database holds, and keep the name of the own one for the others."""

from typing import TYPE_CHECKING

from kppn_tui.domain.office import HeldOffice
from kppn_tui.store.backend import Select

if TYPE_CHECKING:
    from kppn_tui.store.store import Store

#: The first schema that keeps the names.
_NAMED_SINCE = 8
_CODES = "SELECT DISTINCT office FROM officer ORDER BY office"
_NAMES = "SELECT code, name FROM office"
_KEEP = (
    "INSERT INTO office (code, name) VALUES (?, ?) "
    "ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE office.name <> excluded.name"
)


def read_offices(select: Select, schema: int) -> tuple[HeldOffice, ...]:
    """Return the offices that have officers in a database of version `schema`, by code; an old one has no names."""
    names = {str(code): str(name) for code, name in select(_NAMES, ())} if schema >= _NAMED_SINCE else {}
    return tuple(HeldOffice(str(code), names.get(str(code), "")) for (code,) in select(_CODES, ()))


def keep_name(store: "Store", name: str) -> None:
    """Keep the name of the own office."""
    store.execute(_KEEP, (store.office, name))
