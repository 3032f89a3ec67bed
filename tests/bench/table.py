"""One line of the table: what was measured, against which floor, and whether the limit holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

HEAD = ("what", "measured", "floor", "ratio", "limit")


@dataclass(frozen=True, slots=True)
class Row:
    """`measured` and `floor` are samples in `unit` (s, %, MB); a limit that is None is not set.

    `ratio` limits the median in floors, `over` the median above the floor's, `seconds` the median, `p95` the samples
    of which only one in twenty may be larger. `fault` says what is wrong whatever the figures are.
    """

    what: str
    measured: Sequence[float]
    floor: Sequence[float] = ()
    ratio: float | None = None
    seconds: float | None = None
    over: float | None = None
    p95: float | None = None
    unit: str = "s"
    fault: str = ""

    @property
    def found(self) -> float | None:
        """The median in floors, None without a floor."""
        return median(self.measured) / median(self.floor) if self.floor else None

    @property
    def kept(self) -> bool:
        """Whether the limits hold."""
        middle, floor = median(self.measured), median(self.floor) if self.floor else 0.0
        pairs = (
            (self.ratio, self.found if self.floor else float("inf")),
            (self.over, middle - floor if self.floor else float("inf")),
            (self.seconds, middle),
            (self.p95, edges(self.measured)[1]),
        )
        return not self.fault and all(limit is None or (found or 0.0) <= limit for limit, found in pairs)

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        limit = [f"≤ {self.ratio:g}×"] if self.ratio is not None else []
        limit += [f"≤ {told(self.over, self.unit)} over it"] if self.over is not None else []
        limit += [f"≤ {told(self.seconds, self.unit)}"] if self.seconds is not None else []
        limit += [f"p95 ≤ {told(self.p95, self.unit)}"] if self.p95 is not None else []
        missed = "" if self.kept else f"  MISSED{': ' if self.fault else ''}{self.fault}"
        return (
            self.what,
            spread(self.measured, self.unit),
            spread(self.floor, self.unit) if self.floor else "—",
            "—" if self.found is None else f"{self.found:.2f}×",
            (" ".join(limit) or "—") + missed,
        )


def told(amount: float, unit: str = "s") -> str:
    """`amount` in a unit that reads well."""
    if unit != "s":
        return f"{amount:.3g} {unit}"
    for name, factor in (("s", 1.0), ("ms", 1e3)):
        if amount * factor >= 1:
            return f"{amount * factor:.3g} {name}"
    return f"{amount * 1e6:.3g} µs"


def edges(samples: Sequence[float]) -> tuple[float, float]:
    """Between which values nine of ten samples lie."""
    if len(samples) < 2:
        return samples[0], samples[0]
    steps = quantiles(samples, n=20, method="inclusive")
    return steps[0], steps[-1]


def spread(samples: Sequence[float], unit: str = "s") -> str:
    """The median, and between which values nine of ten samples lie."""
    if len(samples) < 2:
        return told(samples[0], unit)
    low, high = edges(samples)
    return f"{told(median(samples), unit)} ({told(low, unit)} – {told(high, unit)})"


def timed(act: Callable[[], object]) -> float:
    """How long `act` takes, in seconds."""
    start = perf_counter()
    act()
    return perf_counter() - start


def aligned(rows: Sequence[Row]) -> str:
    """The whole table."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    texts = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    return "\n".join([texts[0], "-+-".join("-" * width for width in widths), *texts[1:]])
