"""The widget that paints the display, line by line."""

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kppn_tui.board.canvas import Ink, Run
from kppn_tui.board.layout import Content, arrange


class Display(Widget):
    """Widget that paints a content; only the lines that differ are painted again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"display--{ink}" for ink in Ink}

    def __init__(self) -> None:
        super().__init__()
        self._content = Content()
        self._drawn: tuple[Content, int, int] | None = None
        self._lines: list[tuple[Run, ...]] = []

    def show(self, content: Content) -> None:
        """Show `content`."""
        self._content = content
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        width, height = self.size
        if (wanted := (self._content, width, height)) == self._drawn:
            return
        self._drawn, before = wanted, self._lines
        self._lines = arrange(self._content, width, height).lines()
        changed = [y for y, line in enumerate(self._lines) if y >= len(before) or before[y] != line]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        if y >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        return Strip([self._segment(run) for run in self._lines[y]], self.size.width)

    def _segment(self, run: Run) -> Segment:
        style = self.get_component_rich_style(f"display--{run.ink}")
        # Reversed rather than with another ground: that is seen with 16 colours and with none.
        return Segment(run.text, style + Style(reverse=True) if run.filled else style)
