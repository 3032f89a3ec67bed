"""The satker directory of an office: a list as a spreadsheet saves it, read by its headings."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kppn_tui.domain.errors import N_, BadOfficeFile, DeskError
from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.spelling import words
from kppn_tui.office.file.tables import bad_file, read_bytes

#: The longest name that fits.
NAME_MAX = 200
#: A cell with line breaks may go on through so many lines; a quotation mark that is never closed would go on for ever.
_CELL_LINES = 4
#: So many lines are looked at for the headings, and for the column of the codes where there are none.
_LOOKED_AT = 200
_DELIMITERS = "\t;,|"

_CODE = re.compile(r"(?:[0-9]{3}[. ][0-9]{2}[. ])?([0-9]{6})")
_BOTH = (
    re.compile(r"(?P<code>[0-9]{6})\s*[-–:.|]?\s*(?P<name>\D.*)"),
    re.compile(r"(?P<name>.+?)\s*[([](?P<code>[0-9]{6})[)\]]"),
)
_FIGURE = re.compile(r"\d")
_KODE = re.compile("kode|kd|code")
_NAMA = re.compile("nama|nm|uraian|name")
_SATKER = re.compile("satker|satuankerja")


@dataclass(frozen=True, slots=True)
class SatkerList:
    """The satker of a list in its order, and what was wrong with each line that was left out."""

    satker: tuple[Stakeholder, ...] = ()
    skipped: tuple[BadOfficeFile, ...] = ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """Columns of code and name, and the first row below the headings; one column where a cell holds both."""

    code: int
    name: int | None
    first: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with the number of its first line; no cells where it can't be read."""

    number: int
    cells: tuple[str, ...]


def read_satker_list(path: Path) -> SatkerList:
    """Return the satker of `path` in the order of the file; codes are text, so leading zeros stay (domain.md 2.4).

    Tabs, semicolons, commas or bars part the columns. Headings in any order name them; without headings the column of
    the codes is found by its six digits. A line that can't be used is left out, and told with its reason.

    Raises:
        BadOfficeFile: the file can't be read, or no column holds codes of satker.
    """
    lines = list(_rows(_decoded(read_bytes(path))))
    columns = _columns(lines)
    if columns is None:
        if not lines:
            return SatkerList()
        seen = " | ".join(cell for cell in lines[0].cells if cell)[:120]
        msgid = N_("no column holds satker codes; the first line reads “{seen}”. Head the columns “kode” and “nama”.")
        raise bad_file(path, lines[0].number, msgid, seen=seen)
    found: dict[str, Stakeholder] = {}
    skipped: list[BadOfficeFile] = []
    for line in lines[columns.first :]:
        try:
            one = _read(line, columns)
            if (known := found.setdefault(one.code, one)) != one:
                raise DeskError(N_("satker {code} appears a second time, with another name."), code=known.code)
        except DeskError as error:
            skipped.append(bad_file(path, line.number, error.msgid, **error.parameters))
    return SatkerList(tuple(found.values()), tuple(skipped))


def _decoded(data: bytes) -> str:
    """Return the text of a list as a spreadsheet saves it: UTF-8, "Unicode text", or that of an older Windows."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")


def _rows(text: str) -> Iterator[_Row]:
    """Yield the rows that hold anything."""
    lines = text.split("\n")
    delimiter = _delimiter(lines)
    at = 0
    while at < len(lines):
        number, cells, read = at + 1, None, 1
        if lines[at].strip():
            rows = csv.reader((f"{line}\n" for line in lines[at : at + _CELL_LINES]), delimiter=delimiter, strict=True)
            try:
                cells, read = next(rows), rows.line_num
            except (csv.Error, StopIteration):
                cells = [cell.strip(' "') for cell in lines[at].split(delimiter)]
            told = tuple(_clean(cell) for cell in cells)
            if any(told):
                yield _Row(number, told)
        at += read


def _clean(cell: str) -> str:
    """Return a cell on one line, without what a spreadsheet puts around text: ="012345", '012345."""
    return " ".join(cell.split()).removeprefix("=").strip('"').removeprefix("'").strip()


def _delimiter(lines: Sequence[str]) -> str:
    """Return what parts the columns: the mark that stands in most of the first lines."""
    looked_at = [line for line in lines[:_LOOKED_AT] if line.strip()]
    return max(_DELIMITERS, key=lambda mark: sum(mark in line for line in looked_at))


def _columns(lines: Sequence[_Row]) -> _Columns | None:
    """Return where code and name stand, by the headings, else by what the columns hold."""
    looked_at = lines[:_LOOKED_AT]
    for at, line in enumerate(looked_at):
        names = ["".join(words(cell)) for cell in line.cells]
        code = _best(names, lambda name: _rank(name, _KODE, ("kode", "kd", "code")))
        name = _best(names, lambda name: _rank(name, _NAMA, ("nama", "name", "uraian", "satker", "satuankerja")))
        if code is not None and name is not None and code != name:
            return _Columns(code, name, at + 1)
    # Titles above a list have no figures; a row without a code has some, and is told.
    first = next((at for at, line in enumerate(looked_at) if any(map(_FIGURE.search, line.cells))), 0)
    looked_at = looked_at[first:]
    width = max((len(line.cells) for line in looked_at), default=0)
    codes, longest, both = [0] * width, [0] * width, [0] * width
    for line in looked_at:
        for column, cell in enumerate(line.cells):
            codes[column] += bool(_CODE.fullmatch(cell))
            longest[column] += sum(map(str.isalpha, cell))
            both[column] += any(form.fullmatch(cell) for form in _BOTH)
    if any(codes):
        code = codes.index(max(codes))
        others = [column for column in range(width) if column != code]
        return _Columns(code, max(others, key=lambda column: longest[column], default=None), first)
    return _Columns(both.index(max(both)), both.index(max(both)), first) if any(both) else None


def _best(names: Sequence[str], rank: Callable[[str], int]) -> int | None:
    ranked = [(rank(name), -at) for at, name in enumerate(names)]
    best, at = max(ranked, default=(0, 0))
    return -at if best else None


def _rank(heading: str, kind: re.Pattern[str], alone: tuple[str, ...]) -> int:
    """Return how surely `heading` is the one of a satker's code or name: 0 not at all."""
    if kind.search(heading) and _SATKER.search(heading):
        return 2
    return 1 if heading in alone else 0


def _read(line: _Row, columns: _Columns) -> Stakeholder:
    """Return the satker of a row. Raises DeskError: code or name can't be used."""
    code, name = (
        line.cells[at] if at is not None and at < len(line.cells) else "" for at in (columns.code, columns.name)
    )
    if columns.code == columns.name and (both := next(filter(None, (one.fullmatch(code) for one in _BOTH)), None)):
        code, name = both["code"], both["name"].strip()
    match = _CODE.fullmatch(code)
    if match is None and code.isascii() and code.isdigit() and len(code) < 6:
        msgid = N_("“{code}” has {n} digits, a satker code has six: a spreadsheet has dropped zeros in front.")
        raise DeskError(msgid, code=code, n=len(code))
    if match is None:
        raise DeskError(N_("“{code}” is not a satker code of six digits."), code=code[:40])
    if len(name) > NAME_MAX:
        msgid = N_("the name of satker {code} has {n} letters; at most {most} fit.")
        raise DeskError(msgid, code=match[1], n=len(name), most=NAME_MAX)
    if not name or not name.isprintable():
        raise DeskError(N_("satker {code} needs a name of one line."), code=match[1])
    return Stakeholder(match[1], name)
