"""One line of the table: what was measured, against which floor, and whether the limit holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

HEAD = ("what", "measured", "floor", "ratio", "limit")


@dataclass(frozen=True, slots=True)
class Row:
    """`measured` and `floor` are samples in seconds; `ratio` or `seconds` is the limit of the median, or none."""

    what: str
    measured: Sequence[float]
    floor: Sequence[float] = ()
    ratio: float | None = None
    seconds: float | None = None

    @property
    def found(self) -> float | None:
        """The median in floors, None without a floor."""
        return median(self.measured) / median(self.floor) if self.floor else None

    @property
    def kept(self) -> bool:
        """Whether the limit holds."""
        in_ratio = self.ratio is None or (self.found is not None and self.found <= self.ratio)
        return in_ratio and (self.seconds is None or median(self.measured) <= self.seconds)

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        limit = [f"≤ {self.ratio:g}×"] if self.ratio is not None else []
        limit += [f"≤ {told(self.seconds)}"] if self.seconds is not None else []
        found = "" if self.found is None else f"{self.found:.2f}×"
        return (
            self.what,
            spread(self.measured),
            spread(self.floor) if self.floor else "—",
            found or "—",
            (" ".join(limit) or "—") + ("" if self.kept else "  MISSED"),
        )


def told(seconds: float) -> str:
    """`seconds` in a unit that reads well."""
    for unit, factor in (("s", 1.0), ("ms", 1e3)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def spread(samples: Sequence[float]) -> str:
    """The median, and between which values nine of ten samples lie."""
    if len(samples) < 2:
        return told(samples[0])
    steps = quantiles(samples, n=20, method="inclusive")
    return f"{told(median(samples))} ({told(steps[0])} – {told(steps[-1])})"


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
