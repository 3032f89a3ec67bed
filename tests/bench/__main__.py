"""`make bench`: every limit of the house on this machine, held against a floor of the same run.

`python -m tests.bench call_next sweep` measures only those; exit code 1 when a limit is missed.
"""

import importlib
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench.table import Row, aligned

#: One module a line, each with `rows(folder) -> list[Row]`.
MODULES = (
    "calendar",
    "call_next",
    "commands",
    "crowded_file",
    "first_paint",
    "idle",
    "key_in_field",
    "key_to_cell",
    "propagation",
    "sweep",
)


def main(wanted: list[str]) -> int:
    """Measure, print the table; 0 when every limit holds."""
    unknown = set(wanted) - set(MODULES)
    if unknown:
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="kppn-bench-"))
    found: list[Row] = []
    try:
        for name in wanted or MODULES:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            found += importlib.import_module(f"tests.bench.{name}").rows(folder / name)
    finally:
        shutil.rmtree(folder)
    print(aligned(found))
    return 0 if all(row.kept for row in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
