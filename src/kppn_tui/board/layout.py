"""The layout of the display, for every size of a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rich.cells import cell_len

from kppn_tui.board.canvas import Canvas, Ink, Pixel
from kppn_tui.board.digits import HEIGHT, drawable, width_of
from kppn_tui.presentation.hall import wrapped

#: The pixels that letters are drawn with, the largest first.
PIXELS: tuple[Pixel, ...] = ((6, 3), (4, 2), (2, 1), (1, 1))
#: Blank cells at the left and at the right.
MARGIN = 2
#: How many channels for complaints are read before the next ones come, in seconds.
PAGE_SECONDS = 12


@dataclass(frozen=True, slots=True)
class Content:
    """All that is shown, as text: whatever is not in here can't reach the hall."""

    office: str = ""
    service: str = ""
    time: str = ""
    day: str = ""
    trouble: str = ""
    #: The number that is called, and whether it still is.
    number: str = ""
    called: bool = False
    reversed: bool = False
    sentence: str = ""
    counter_word: str = ""
    counter: str = ""
    before_word: str = ""
    before: tuple[tuple[str, str], ...] = ()
    invitation: str = ""
    complaints: str = ""
    channels: tuple[str, ...] = ()
    page: int = 0
    foot: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Scale:
    """The sizes and places of the parts on a terminal of at least `width`×`height`, in cells."""

    width: int
    height: int
    number: Pixel
    #: The line of the number.
    top: int
    #: The pixel of the word for a counter, and of earlier numbers; None for plain text.
    word: Pixel | None
    earlier: Pixel | None
    #: How wide the column of earlier numbers is; 0 puts them into the line below the number.
    column: int
    #: Where the counter stands, and how much room is left beside it at least.
    counter: int
    beside: int


SCALES = (
    Scale(168, 50, (6, 3), 2, (2, 1), (1, 1), 30, 70, 44),
    Scale(120, 36, (4, 2), 2, (1, 1), None, 0, 44, 44),
    Scale(80, 24, (2, 1), 3, None, None, 21, 18, 34),
)


def arrange(content: Content, width: int, height: int) -> Canvas:
    """Return the whole display, drawn."""
    canvas = Canvas(width, height)
    _head(canvas, content)
    scale = next((one for one in SCALES if width >= one.width and height >= one.height), None)
    if scale is None:
        _plain(canvas, content)
    elif content.number:
        scale = _with_room(content.number, width, scale)
        _call(canvas, content, scale)
        if scale.column:
            _earlier(canvas, content, scale)
    else:
        _invite(canvas, content, scale)
    for at, text in enumerate(reversed(content.foot), start=1):
        canvas.write(MARGIN, height - at, text, Ink.MUTED, width - 2 * MARGIN)
    return canvas


def _with_room(number: str, width: int, scale: Scale) -> Scale:
    """Return `scale` without its column at the right where the number needs that room to be as large as it should."""
    beside, alone = (
        _fitting(number, width - max(column, MARGIN) - MARGIN, scale.number) for column in (scale.column, 0)
    )
    return replace(scale, column=0, earlier=None) if beside != alone == scale.number else scale


def _head(canvas: Canvas, content: Content) -> None:
    room = canvas.width - 2 * MARGIN
    time = content.time
    if cell_len(f"{content.office}   {content.service}  {content.day}  {time}") <= room:
        time = f"{content.day}  {time}".strip()
    right = canvas.width - MARGIN - cell_len(time)
    canvas.write(MARGIN, 0, content.office, Ink.STRONG, max(right - MARGIN - 2, 0))
    after = MARGIN + cell_len(content.office) + 3
    if after + cell_len(content.service) < right:
        canvas.write(after, 0, content.service, Ink.MUTED)
    canvas.write(right, 0, time, Ink.STRONG)
    if content.trouble:
        canvas.write(MARGIN, 1, f" {content.trouble} ", Ink.TROUBLE, room)


def _call(canvas: Canvas, content: Content, scale: Scale) -> None:
    """Draw the number, the sentence, the counter, and beside it the channels for complaints."""
    room = canvas.width - max(scale.column, MARGIN) - MARGIN
    ink = Ink.NUMBER if content.called else Ink.EARLIER
    tall = HEIGHT * scale.number[1]
    if pixel := _fitting(content.number, room, scale.number):
        canvas.draw(MARGIN, scale.top, content.number, pixel, ink, reverse=content.reversed)
    else:
        canvas.write(MARGIN, scale.top, content.number, Ink.STRONG, room)
    y = scale.top + tall + 1
    canvas.write(MARGIN, y, content.sentence, Ink.STRONG if content.called else Ink.TEXT, room)
    if not scale.column:
        _earlier_in_line(canvas, content, MARGIN + cell_len(content.sentence) + 4, y)
    y += 2
    beside = scale.counter
    if content.counter:
        _word(canvas, content.counter_word, y + (tall - HEIGHT) // 2, scale)
        beside += _counter(canvas, content, y, scale) + 4
    _complaints(canvas, content, beside, y, scale)


def _word(canvas: Canvas, word: str, y: int, scale: Scale) -> None:
    pixel = _fitting(word, scale.counter - MARGIN - 1, scale.word) if scale.word else None
    if pixel:
        canvas.draw(MARGIN, y, word, pixel, Ink.EARLIER)
    else:
        spaced = " ".join(word.upper())
        fits = cell_len(spaced) < scale.counter - MARGIN
        canvas.write(MARGIN, y + HEIGHT // 2, spaced if fits else word, Ink.STRONG, scale.counter - MARGIN - 1)


def _counter(canvas: Canvas, content: Content, y: int, scale: Scale) -> int:
    """Draw the counter as large as the room beside it allows; return how wide it is."""
    right = canvas.width - (scale.column + 4 if scale.earlier else MARGIN)
    room = right - scale.counter - 4 - scale.beside
    tall = HEIGHT * scale.number[1]
    if pixel := _fitting(content.counter, room, scale.number):
        ink = Ink.COUNTER if content.called else Ink.EARLIER
        canvas.draw(scale.counter, y + (tall - HEIGHT * pixel[1]) // 2, content.counter, pixel, ink)
        return width_of(content.counter) * pixel[0]
    canvas.write(scale.counter, y + tall // 2, content.counter, Ink.STRONG, room)
    return min(cell_len(content.counter), room)


def _complaints(canvas: Canvas, content: Content, x: int, y: int, scale: Scale) -> None:
    """Write as many channels as there is room for; the others have their turn a little later."""
    right = canvas.width - (scale.column + 4 if scale.earlier and content.number else MARGIN)
    width, height = right - x, canvas.height - len(content.foot) - 1 - y
    if width < scale.beside or not content.channels:
        return
    head = wrapped(content.complaints, width)
    blocks = [["• " + line if not at else "  " + line for at, line in enumerate(wrapped(channel, width - 2))]
              for channel in content.channels]  # fmt: skip
    pages = _pages(_spaced(blocks, height - len(head)), height - len(head))
    if not pages:
        return
    for at, line in enumerate(head):
        canvas.write(x, y + at, line, Ink.MUTED)
    for at, line in enumerate(pages[content.page % len(pages)], start=len(head)):
        canvas.write(x, y + at, line, Ink.TEXT)


def _spaced(blocks: list[list[str]], height: int) -> list[list[str]]:
    """Return `blocks` with a blank line before each where all of them fit so into `height` lines."""
    spaced = [["", *block] for block in blocks]
    return spaced if sum(map(len, spaced)) <= height else blocks


def _pages(blocks: Iterable[Sequence[str]], height: int) -> list[list[str]]:
    """Return `blocks` one after the other on pages of `height` lines; one that is too long for a page is left out."""
    pages: list[list[str]] = []
    for block in blocks:
        if len(block) > height:
            continue
        if not pages or len(pages[-1]) + len(block) > height:
            pages.append([])
        pages[-1] += block
    return pages


def _earlier_in_line(canvas: Canvas, content: Content, x: int, y: int) -> None:
    """Write as many earlier calls as fit behind the sentence, at the right end of its line."""
    right = canvas.width - MARGIN
    for most in range(len(content.before), 0, -1):
        told = " · ".join(f"{number} {place}".rstrip() for number, place in content.before[:most])
        if x + cell_len(f"{content.before_word}  {told}") <= right:
            start = right - cell_len(told)
            canvas.write(start - cell_len(content.before_word) - 2, y, content.before_word, Ink.MUTED)
            canvas.write(start, y, told, Ink.STRONG)
            return


def _earlier(canvas: Canvas, content: Content, scale: Scale) -> None:
    """Write the earlier calls below each other at the right."""
    x, y = canvas.width - scale.column, scale.top
    bottom = scale.top + HEIGHT * scale.number[1]
    if content.before:
        canvas.write(x, y, content.before_word, Ink.MUTED)
    y += 2
    for number, place in content.before:
        if scale.earlier and _fitting(number, scale.column - 1, scale.earlier):
            if y + HEIGHT + 3 > canvas.height - len(content.foot):
                break
            canvas.draw(x, y, number, scale.earlier, Ink.EARLIER)
            canvas.write(x, y + HEIGHT + 1, place, Ink.STRONG)
            y += HEIGHT + 5
        else:
            if y >= bottom:
                break
            canvas.write(x, y, f"{number}  {place}".rstrip(), Ink.STRONG, scale.column - 1)
            y += 2


def _invite(canvas: Canvas, content: Content, scale: Scale) -> None:
    """Draw the display of a day without a call yet: whose it is, and how one comes into the queue."""
    room, y = canvas.width - 2 * MARGIN, scale.top + 1
    pixel = _fitting(content.office, room, (2, 1))
    if pixel:
        canvas.draw(MARGIN, y, content.office, pixel, Ink.EARLIER)
        y += HEIGHT * pixel[1] + 1
    else:
        canvas.write(MARGIN, y, content.office, Ink.STRONG, room)
        y += 2
    canvas.write(MARGIN, y, content.service, Ink.TEXT, room)
    canvas.write(MARGIN, y + 2, content.invitation, Ink.STRONG, room)
    _complaints(canvas, content, MARGIN, y + 5, scale)


def _plain(canvas: Canvas, content: Content) -> None:
    """Write the call and the earlier ones where there is no room for large letters."""
    lines = [(content.sentence or content.invitation, Ink.STRONG)]
    lines += [(f"{number}  {place}".rstrip(), Ink.TEXT) for number, place in content.before]
    for at, (text, ink) in enumerate(lines[: max(canvas.height - len(content.foot) - 2, 0)], start=2):
        canvas.write(MARGIN, at, text, ink, canvas.width - MARGIN)


def _fitting(text: str, room: int, largest: Pixel) -> Pixel | None:
    """Return the largest pixel with which `text` is at most `room` wide; None where none will do."""
    if not drawable(text):
        return None
    allowed = PIXELS[PIXELS.index(largest) :]
    return next((pixel for pixel in allowed if width_of(text) * pixel[0] <= room), None)
