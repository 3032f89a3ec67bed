"""`python -m tests.load`: 50 desks through a busy day on each database."""

import argparse
import os

from tests.load.day import database, simulate


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--desks", type=int, default=50)
    parser.add_argument("--tickets", type=int, default=2000)
    parser.add_argument("--speed", type=float, default=120, help="so many times as fast as a real day")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for kind in options.database or ("sqlite", "postgresql"):
        with database(kind) as (url, folder):
            os.environ["XDG_DATA_HOME"] = str(folder)
            result = simulate(url, folder, options.desks, options.tickets, options.speed, options.seed)
        print(f"{kind}: {options.desks} desks at {options.speed:g}×", *result.lines(), sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
