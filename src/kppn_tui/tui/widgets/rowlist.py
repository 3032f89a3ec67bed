"""List of rows drawn line by line: only lines that changed are painted, and the cursor stays with its row.

A DataTable repaints all that is visible for each changed cell; the queue changes twenty running times a second.
"""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.actions import SkipAction
from textual.binding import BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kppn_tui.presentation.rows import Column, Row
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place

#: Lines of rows that have gone are forgotten when there are this many more than can be shown.
MANY = 200


class RowList(ScrollView, can_focus=True):
    """List of rows with a cursor; `show_rows` compares by key and paints the difference."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rowlist--cursor", "rowlist--heading", "rowlist--titles"}
    DEFAULT_CSS = """
    RowList { height: 1fr; overflow-x: hidden; background: $background; scrollbar-size-vertical: 1; }
    RowList > .rowlist--cursor { background: $primary-muted; color: $foreground; text-style: bold; }
    RowList:focus > .rowlist--cursor { background: $background; color: $text-primary; text-style: bold reverse; }
    RowList > .rowlist--heading { text-style: bold; color: $text-accent; }
    RowList > .rowlist--titles { text-style: underline; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.LIST)

    class Moved(Message):
        """Message that the cursor has come to another row."""

        def __init__(self, rows: "RowList", key: int | None) -> None:
            super().__init__()
            self.rows = rows
            self.key = key

        @property
        def control(self) -> "RowList":
            return self.rows

    class Chosen(Moved):
        """Message that Enter was pressed on a row."""

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.columns = tuple(columns)
        self._rows: list[Row] = []
        self._cursor: int | None = None
        self._awaited: int | None = None
        #: Lines as drawn before, by key and whether they were under the cursor; good for that row and width only.
        self._drawn: dict[tuple[int, bool], tuple[Row, int, Strip]] = {}

    def notify_style_update(self) -> None:
        """Forget the lines as drawn: colours or the focus have changed."""
        self._drawn.clear()
        super().notify_style_update()

    @property
    def key(self) -> int | None:
        """Return the key of the row under the cursor; None without one."""
        return self._cursor

    def begin_at(self, key: int) -> None:
        """Set the row that the cursor is on when the first rows come."""
        self._cursor = key

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns from now on."""
        if tuple(columns) != self.columns:
            self.columns = tuple(columns)
            self._drawn.clear()
            self.refresh()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows`; the cursor stays on its key and at its height, or on the nearest row if that has gone."""
        old, self._rows = self._rows, list(rows)
        if len(self._drawn) > 2 * len(rows) + MANY:
            self._drawn.clear()
        line = self._line_of(self._cursor, old)
        if self._line_of(self._cursor) is None:
            self._cursor = self._nearest(old)
            self.post_message(self.Moved(self, self._cursor))
        if len(old) == len(self._rows):
            here = self._line_of(self._cursor)
            for number, (was, is_now) in enumerate(zip(old, self._rows, strict=True)):
                if not is_now.same_as(was) or (line != here and number in (line, here)):
                    self._paint(number)
        else:
            self.virtual_size = Size(self.size.width, len(self._rows) + 1)
            self.refresh()
        self._keep_height(line)
        if self._awaited is not None:
            self.move_to(self._awaited)

    def _nearest(self, old: Sequence[Row]) -> int | None:
        """Return the key of the row nearest to that of the cursor in `old` and still there, those below first."""
        keys = [row.key for row in self._rows if row.key is not None]
        before = [row.key for row in old]
        at = before.index(self._cursor) if self._cursor is not None and self._cursor in before else 0
        near = [key for key in (*before[at:], *reversed(before[:at])) if key is not None and key in keys]
        return next(iter(near or keys), None)

    def _keep_height(self, was: int | None) -> None:
        """Scroll so that rows that come or go above the cursor don't move it on the screen."""
        line, top = self._line_of(self._cursor), self.scroll_offset.y
        if line is None or was is None or line == was or not top <= was < top + self._visible:
            return
        self.scroll_to(y=max(top + line - was, 0), animate=False)
        self._scroll_to_cursor()

    def move_to(self, key: int) -> None:
        """Put the cursor on the row of `key`, now or as soon as it is there."""
        line, before = self._line_of(key), self._line_of(self._cursor)
        self._awaited = key if line is None else None
        if line is None or key == self._cursor:
            return
        self._cursor = key
        self._paint(before, line)
        self._scroll_to_cursor()
        self.post_message(self.Moved(self, key))

    def action_move(self, step: int) -> None:
        """Move the cursor `step` rows down."""
        keys = [row.key for row in self._rows if row.key is not None]
        self._awaited = None
        if keys:
            at = keys.index(self._cursor) if self._cursor in keys else 0
            self.move_to(keys[min(max(at + step, 0), len(keys) - 1)])

    def action_page(self, pages: int) -> None:
        """Move the cursor down by the rows that fit on the screen, less one."""
        self.action_move(pages * max(self._visible - 1, 1))

    def action_edge(self, end: int) -> None:
        """Move the cursor to the first or the last row."""
        self.action_move(end * len(self._rows))

    def action_choose(self) -> None:
        """Tell that the row under the cursor was chosen; the screen's Enter says why there is none."""
        if self._cursor is None:
            raise SkipAction
        self.post_message(self.Chosen(self, self._cursor))

    def on_click(self, event: Click) -> None:
        line = event.y + self.scroll_offset.y - 1
        if 0 <= line < len(self._rows) and (key := self._rows[line].key) is not None:
            self.move_to(key)

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, len(self._rows) + 1)
        self._scroll_to_cursor()

    @property
    def _visible(self) -> int:
        """Return the number of rows that fit below the titles."""
        return max(self.size.height - 1, 1)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == 0:
            titles = {index: Text(column.title) for index, column in enumerate(self.columns)}
            return self._strip(self._join(titles, width), "rowlist--titles", width)
        line = y - 1 + self.scroll_offset.y
        if not 0 <= line < len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[line]
        if row.key is None:
            return self._strip(row.cells[0].copy() if row.cells else Text(""), "rowlist--heading", width)
        place = row.key, row.key == self._cursor
        before = self._drawn.get(place)
        if before is not None and before[0] is row and before[1] == width:
            return before[2]
        text = self._join(dict(enumerate(row.cells)), width)
        strip = self._strip(text, "rowlist--cursor" if row.key == self._cursor else "", width)
        self._drawn[place] = row, width, strip
        return strip

    def _join(self, cells: dict[int, Text], width: int) -> Text:
        shown = [(index, column) for index, column in enumerate(self.columns) if width >= column.from_width]
        free = width - sum(column.width + 1 for _, column in shown)
        weights = sum(column.weight for _, column in shown if not column.width)
        line = Text(no_wrap=True, end="")
        for index, column in shown:
            cell = cells.get(index, Text("")).copy()
            share = max(free * column.weight // weights, 4) if weights else 0
            cell.truncate(column.width or share, overflow="ellipsis", pad=True)
            line.append_text(cell)
            line.append(" ")
        return line

    def _strip(self, text: Text, component: str, width: int) -> Strip:
        style: Style = self.get_component_rich_style(component) if component else self.rich_style
        base = self.rich_style + style
        at_cursor = component == "rowlist--cursor"
        segments = [
            Segment(segment.text, _over(base, segment.style or Style(), at_cursor))
            for segment in text.render(self.app.console)
            if segment.text
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def _line_of(self, key: int | None, rows: Sequence[Row] | None = None) -> int | None:
        rows = self._rows if rows is None else rows
        return next((line for line, row in enumerate(rows) if row.key is not None and row.key == key), None)

    def _paint(self, *lines: int | None) -> None:
        size, top = self.size, self.scroll_offset.y
        ys = [line + 1 - top for line in lines if line is not None]
        if shown := [Region(0, y, size.width, 1) for y in ys if 1 <= y < size.height]:
            self.refresh(*shown)

    def _scroll_to_cursor(self) -> None:
        line = self._line_of(self._cursor)
        if line is None:
            return
        top = self.scroll_offset.y
        if line <= top:
            # One line more, so that the heading of a group is seen with its first row.
            self.scroll_to(y=max(line - 1, 0), animate=False)
        elif line >= top + self._visible:
            self.scroll_to(y=line - self._visible + 1, animate=False)


def _over(base: Style, style: Style, at_cursor: bool) -> Style:
    """Return `style` on `base`; the cursor has one colour from end to end, but for a deadline that warns."""
    if not at_cursor:
        return base + style
    return base + style + Style(reverse=False) if style.bgcolor else base
