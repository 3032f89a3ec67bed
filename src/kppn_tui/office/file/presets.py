"""Writing an office file: a commented copy of the preset of a type, with the office's own name filled in."""

import json
import re
import tomllib
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.office import Office, OfficeType
from kppn_tui.newfile import write_new
from kppn_tui.office.file.parts import read_office
from kppn_tui.office.file.tables import read_document
from kppn_tui.resources import asset

#: Keys of [kantor] that belong to one office alone: another office starts with them empty.
_OWN = ("alamat", "kontak", "situs", "kanwil")


def preset_path(kind: str) -> Path:
    """Return the path of the shipped office file for an office of type `kind` ("A2" or "A1")."""
    return asset(f"offices/{kind.lower()}.toml")


def shipped_office(kind: str) -> Office:
    """Return the office as the preset of `kind` has it: its name and zone are a proposal."""
    return read_office(read_document(preset_path(kind)))


def write_office(path: Path, preset: OfficeType, name: str = "", zone: str = "", *, shared: bool = False) -> None:
    """Write a copy of `preset` to `path` with mode 0600, whole or not at all.

    An office of another name loses the address, contact, website and Kanwil of the preset. In a database that offices
    share (`shared`), the rows of this one are told from others by its name.

    Raises:
        BadInput: `path` exists already or can't be written, or `name` is not one printable line.
    """
    text = preset_path(preset).read_text("utf-8")
    shipped = tomllib.loads(text)["kantor"]
    name = name.strip() or shipped["nama"]
    if not name.isprintable() or len(name) > 200:
        raise BadInput(N_("The name of the office must be one line of at most 200 characters."))
    values = {"nama": name, "zona": zone or shipped["zona"]}
    if shared:
        values["kode"] = "-".join(re.findall(r"\w+", name.casefold()))[:60]
    if name != shipped["nama"]:
        values |= dict.fromkeys(_OWN, "")
    for key, value in values.items():
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        head, tail = re.split(rf"^{key} = \".*?\"", text, maxsplit=1, flags=re.MULTILINE)
        text = head + line + tail
    write_new(path, text.encode())
