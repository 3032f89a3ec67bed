"""The lines in which the keys of a TOML text stand.

tomllib keeps no positions, and an error has to name the line.
"""

import tomllib

#: The keys and array positions that lead to a value, e.g. ("seksi", 0, "kode").
Path = tuple[str | int, ...]


def line_of(text: str, path: Path) -> int:
    """Return the line (from 1) of `path` in a valid TOML `text`, or of the nearest thing around it."""
    index = index_lines(text)
    for length in range(len(path), 0, -1):
        inside = [line for known, line in index.items() if known[:length] == path[:length]]
        if inside:
            return inside[0]
    return 1


def index_lines(text: str) -> dict[Path, int]:
    """Return the first line (from 1) of every table and key of a valid TOML `text`."""
    index: dict[Path, int] = {}
    heads: dict[Path, int] = {}
    table: Path = ()
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        first, line = at, lines[at].strip()
        at += 1
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            table = _enter(next(iter(_paths(tomllib.loads(line)))), heads, many=line.startswith("[["))
            index.setdefault(table, first + 1)
            continue
        while (parsed := _statement(lines[first:at])) is None and at < len(lines):
            at += 1
        for path in _paths(parsed or {}):
            for length in range(1, len(path) + 1):
                index.setdefault(table + path[:length], first + 1)
    return index


def _enter(names: Path, heads: dict[Path, int], many: bool) -> Path:
    """Return the full path of the table headed by `names`, counting the tables of each `[[array]]` in `heads`."""
    path: Path = ()
    for depth, name in enumerate(names):
        path += (name,)
        if many and depth == len(names) - 1:
            heads[path] = heads.get(path, -1) + 1
        if path in heads:
            path += (heads[path],)
    return path


def _statement(lines: list[str]) -> dict[str, object] | None:
    """Return `lines` read as one whole `key = value`, or None while the value goes on on the next line."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _paths(value: object) -> list[Path]:
    """Return the paths of all leaves of nested tables; positions in arrays are left out."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0]
    if not isinstance(value, dict) or not value:
        return [()]
    return [(key, *rest) for key, inner in value.items() for rest in _paths(inner)]
