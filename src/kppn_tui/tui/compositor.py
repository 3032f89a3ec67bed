"""What is painted anew when a few cells change: only the lines they stand on."""

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class NearCompositor(Compositor):
    """Textual's asks every widget of the screen for all its lines, however few of them are painted."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        band = self.size.region if crop is None else Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            if near := region.intersection(clip).intersection(band):
                yield near, near, widget.render_lines(near.translate(-region.offset))
