"""The rows and columns of a list, as text."""

from dataclasses import dataclass

from rich.text import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `width` cells; 0 shares what is left, by `weight`.

    Below `from_width` cells of the list it is not shown.
    """

    title: str
    width: int = 0
    from_width: int = 0
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A line: a group heading (`key` None, one cell) or a row with a cell for each column."""

    key: int | None
    cells: tuple[Text, ...]

    def same_as(self, other: "Row") -> bool:
        """Return whether `other` looks the same; the equality of Text forgets its style."""
        if self is other:
            return True
        looks = [[(cell.plain, cell.style, cell.spans) for cell in row.cells] for row in (self, other)]
        return self.key == other.key and looks[0] == looks[1]
