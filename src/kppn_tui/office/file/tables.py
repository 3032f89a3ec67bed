"""A checked reader of TOML tables: errors name the line, unknown keys come with the nearest known one."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeVar

from kppn_tui.domain.errors import N_, BadOfficeFile, Marked
from kppn_tui.i18n import _
from kppn_tui.namedfile import read_named
from kppn_tui.office.file import lines

Option = TypeVar("Option", bound=str)
LONGEST = 1000
#: Tables within tables, lists among them; settings have four at most.
DEEPEST = 20
#: An office file, calendar or satker list has some hundred kilobytes at most.
MOST_BYTES = 8 << 20
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
_TIME = re.compile(r"([01]?\d|2[0-3](?=[.:])|24(?=[.:]00))[.:]([0-5]\d)")


class Problem:
    """One sentence of an error in the language in use when it is shown, with its parameters; marked ones too."""

    def __init__(self, msgid: str, /, **parameters: object) -> None:
        self.msgid = msgid
        self.parameters = parameters

    def __str__(self) -> str:
        told = {name: _(one) if isinstance(one, Marked) else one for name, one in self.parameters.items()}
        return _(self.msgid).format(**told)


def bad_file(file: Path, line: int, msgid: str, /, **parameters: object) -> BadOfficeFile:
    """Return the error that says what is wrong in `line` of `file`."""
    return BadOfficeFile(file=file, line=line, problem=Problem(msgid, **parameters))


def read_bytes(file: Path) -> bytes:
    """Return the bytes of `file`, a regular one of bearable size: a pipe or a device would never end.

    Raises:
        BadOfficeFile: it is missing, can't be read, is no regular file or too large.
    """
    try:
        return read_named(file, MOST_BYTES)
    except OSError as error:
        raise bad_file(file, 1, N_("the file can't be read ({reason})."), reason=error.strerror) from error


def read_text(file: Path) -> str:
    """Return the text of `file`.

    Raises:
        BadOfficeFile: it is missing, can't be read, or isn't UTF-8.
    """
    data = read_bytes(file)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\u00a0", " ")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise bad_file(file, line, N_("save the file as UTF-8 text; this line holds other bytes.")) from error


def read_document(file: Path) -> "Table":
    """Return the whole of the TOML `file` as its outermost table.

    Raises:
        BadOfficeFile: it can't be read or isn't TOML.
    """
    text = read_text(file)
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else _line_of(text, type(error))
        twice = str(error).startswith("Cannot")
        msgid = (
            N_("this key or table appears a second time.")
            if twice
            else N_("this can't be read; look for a missing quotation mark, bracket or equals sign.")
        )
        raise bad_file(file, line, msgid) from error
    if line := _too_deep(text, content):
        raise bad_file(file, line, N_("tables are nested deeper here than any setting."))
    return Table(file, text, (), content)


def _too_deep(text: str, found: dict[str, object]) -> int:
    """Return the line with a key of more than DEEPEST parts where `found` is nested so deep, else 0."""
    level: list[object] = [found]
    for _depth in range(DEEPEST):
        inner = [one for value in level if isinstance(value, dict) for one in value.values()]
        level = inner + [one for value in level if isinstance(value, list) for one in value]
    if not any(isinstance(value, dict | list) for value in level):
        return 0
    lines = text.split("\n")
    return next((at for at, line in enumerate(lines, start=1) if line.count(".") >= DEEPEST), len(lines))


def _line_of(text: str, kind: type[Exception]) -> int:
    """Return the line of an error of `kind`, which comes without its line.

    The TOML `text` is cut short there, nested without end, or holds a number of thousands of digits. The error comes
    with every text that reaches as far.
    """
    if kind is tomllib.TOMLDecodeError:
        return text.rstrip().count("\n") + 1
    lines = text.split("\n")

    def reached(count: int) -> bool:
        try:
            tomllib.loads("\n".join(lines[:count]))
        except (ValueError, RecursionError) as error:
            return type(error) is kind
        return False

    return bisect_left(range(len(lines)), True, key=reached)


class Table:
    """One table; every key that is asked for is known, and `finish` refuses the others."""

    def __init__(self, file: Path, text: str, path: lines.Path, data: dict[str, object]) -> None:
        self.file = file
        self.path = path
        self._text = text
        self._data = data
        self._known: list[str] = []
        self._inner: dict[str, list[Table]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._data

    @property
    def known(self) -> tuple[str, ...]:
        """Return the keys that were asked for so far."""
        return tuple(self._known)

    @property
    def name(self) -> str:
        """Return the name of the table as the file heads it, e.g. `batas` or `topik.SPM`."""
        return ".".join(part for part in self.path if isinstance(part, str))

    def error(self, key: str | None, msgid: str, /, **parameters: object) -> BadOfficeFile:
        """Return the error that says what is wrong with `key`, or with the table itself."""
        path = self.path if key is None else (*self.path, key)
        return bad_file(self.file, lines.line_of(self._text, path), msgid, **parameters)

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text of `key` without blanks around it; required when there is no `default`."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self.error(key, N_("{key} must be text in quotation marks."), key=key)
        value = value.strip()
        if not value and default is None:
            raise self.error(key, N_("{key} must not be empty."), key=key)
        if len(value) > LONGEST or not value.isprintable():
            msgid = N_("{key} must be one line of at most {most} characters.")
            raise self.error(key, msgid, key=key, most=LONGEST)
        return value

    def code(self, key: str, default: str | None = None) -> str:
        """Return the code of `key`: capital letters, digits and hyphens."""
        return self.checked_code(key, self.text(key, default))

    def checked_code(self, key: str, value: str) -> str:
        """Return `value`, which stands at `key`. Raises BadOfficeFile unless it is a code."""
        if not _CODE.fullmatch(value):
            msgid = N_("“{value}” can't be a code; use up to 16 capital letters, digits and hyphens.")
            raise self.error(key, msgid, value=value)
        return value

    def number(self, key: str, default: int, low: int, high: int) -> int:
        """Return the whole number of `key`, from `low` to `high`."""
        value = self._get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            msgid = N_("{key} must be a whole number from {low} to {high}.")
            raise self.error(key, msgid, key=key, low=low, high=high)
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return the true or false of `key`."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, N_("{key} must be true or false."), key=key)
        return value

    def choice(self, key: str, default: Option | None, options: tuple[Option, ...]) -> Option:
        """Return the one of `options` that `key` names."""
        value = self._get(key, default)
        for option in options:
            if value == option:
                return option
        known = ", ".join(options)
        raise self.error(key, N_("{key} must be one of: {options}."), key=key, options=known)

    def day(self, key: str) -> date:
        """Return the day of `key`, written 2026-12-09, with or without quotation marks."""
        value = self._get(key, None)
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise self.error(key, N_("{key} must be a day like 2026-12-09."), key=key) from None

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the list of texts of `key`."""
        value = self._get(key, list(default))
        whole = isinstance(value, list) and all(isinstance(one, str) and one.isprintable() for one in value)
        if not isinstance(value, list) or not whole:
            raise self.error(key, N_('{key} must be a list of texts like ["one", "two"].'), key=key)
        return tuple(one.strip() for one in value if one.strip())

    def frames(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return the opening frames of `key`, written ["07.30-12.00"], as ("07:30", "12:00") in rising order."""
        found: list[tuple[str, str]] = []
        for one in self.texts(key):
            start, dash, end = (part.strip() for part in one.replace("–", "-").partition("-"))
            first, last = _TIME.fullmatch(start), _TIME.fullmatch(end)
            if not (dash and first and last):
                msgid = N_("{key}: “{value}” must be written like 07.30-12.00.")
                raise self.error(key, msgid, key=key, value=one)
            frame = (f"{int(first[1]):02}:{first[2]}", f"{int(last[1]):02}:{last[2]}")
            if frame[0] >= frame[1] or (found and frame[0] < found[-1][1]):
                msgid = N_("{key}: “{value}” must end after it begins and follow the one before.")
                raise self.error(key, msgid, key=key, value=one)
            found.append(frame)
        return tuple(found)

    def table(self, key: str) -> "Table":
        """Return the table of `key`; an empty one when the file has none."""
        value = self._get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, N_("[{name}] must be a table."), name=key)
        if key not in self._inner:
            self._inner[key] = [Table(self.file, self._text, (*self.path, key), value)]
        return self._inner[key][0]

    def is_table(self, key: str) -> bool:
        """Return whether `key` heads a table."""
        return isinstance(self._data.get(key), dict)

    def tables(self, key: str) -> list["Table"]:
        """Return the tables headed [[key]], in the order of the file."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.error(key, N_("write each entry of {key} under its own [[{key}]]."), key=key)
        if key not in self._inner:
            self._inner[key] = [
                Table(self.file, self._text, (*self.path, key, at), one) for at, one in enumerate(value)
            ]
        return self._inner[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def finish(self) -> None:
        """Refuse the keys that nobody asked for, here and in the tables inside.

        Raises:
            BadOfficeFile: for the first unknown key, with the nearest known one.
        """
        for key in self._data:
            if key not in self._known:
                self._refuse(key)
        for inner in self._inner.values():
            for table in inner:
                table.finish()

    def _refuse(self, key: str) -> NoReturn:
        if near := _nearest(key, self._known):
            raise self.error(key, N_("“{key}” is not known here; did you mean “{near}”?"), key=key, near=near)
        known = ", ".join(self._known)
        raise self.error(key, N_("“{key}” is not known here; known are: {known}."), key=key, known=known)

    def _get(self, key: str, default: object) -> object:
        if key not in self._known:
            self._known.append(key)
        if key in self._data:
            return self._data[key]
        if default is None:
            if near := _nearest(key, [other for other in self._data if other not in self._known]):
                msgid = N_("“{key}” is not known here; did you mean “{near}”?")
                raise self.error(near, msgid, key=near, near=key)
            if not self.path:
                raise self.error(None, N_("{key} is missing."), key=key)
            raise self.error(None, N_("{key} is missing in [{name}]."), key=key, name=self.name)
        return default


def _nearest(key: str, among: list[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(key, among, n=1)), "")
