"""The satker directory of an office: a CSV file with the columns kode and nama, as a spreadsheet saves it."""

import csv
import re
from pathlib import Path

from kppn_tui.domain.errors import N_
from kppn_tui.domain.people import Stakeholder
from kppn_tui.office.file.tables import bad_file, read_text


def load_stakeholders(path: Path) -> tuple[Stakeholder, ...]:
    """Return the satker of `path` in the order of the file; codes are text, so leading zeros stay (domain.md 2.4).

    Commas or semicolons part the columns; a first line without a code is taken as the heading.

    Raises:
        BadOfficeFile: with the line of a bad or repeated code or a missing name.
    """
    text = read_text(path)
    heading = text.partition("\n")[0]
    rows = csv.reader(text.splitlines(keepends=True), delimiter=";" if ";" in heading else ",")
    found: dict[str, Stakeholder] = {}
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells) or (not found and cells[0].casefold() in ("kode", "code", "kdsatker")):
                continue
            satker = _read_row(path, rows.line_num, cells)
            if satker.code in found:
                msgid = N_("satker {code} appears a second time.")
                raise bad_file(path, rows.line_num, msgid, code=satker.code)
            found[satker.code] = satker
    except csv.Error as error:
        raise bad_file(path, rows.line_num, N_("this line can't be read as CSV.")) from error
    return tuple(found.values())


def _read_row(path: Path, line: int, cells: list[str]) -> Stakeholder:
    code, name = cells[0], cells[1] if len(cells) > 1 else ""
    if not re.fullmatch(r"[0-9]{6}", code):
        msgid = N_("“{code}” is not a satker code of six digits; a spreadsheet may drop zeros in front.")
        raise bad_file(path, line, msgid, code=code[:40])
    if not name or not name.isprintable() or len(name) > 200:
        raise bad_file(path, line, N_("satker {code} needs a name of one line."), code=code)
    return Stakeholder(code, name)
