"""Writing an office file: a commented copy of the preset of a type, with the office's own name filled in."""

import json
import os
import re
import secrets
import tomllib
from pathlib import Path

from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.office import OfficeType
from kppn_tui.resources import asset

#: Keys of [kantor] that belong to one office alone: another office starts with them empty.
_OWN = ("alamat", "kontak", "situs", "kanwil")


def preset_path(kind: str) -> Path:
    """The shipped office file of an office of type `kind` ("A2" or "A1")."""
    return asset(f"offices/{kind.lower()}.toml")


def write_office(path: Path, preset: OfficeType, name: str = "", zone: str = "") -> None:
    """Write a copy of `preset` to `path` with mode 0600, whole or not at all; an office of another name loses
    the address, contact, website and Kanwil of the preset.

    Raises:
        BadInput: `path` exists already or can't be written, or `name` is not one printable line.
    """
    text = preset_path(preset).read_text("utf-8")
    shipped = tomllib.loads(text)["kantor"]
    name = name.strip() or shipped["nama"]
    if not name.isprintable() or len(name) > 200:
        raise BadInput(N_("The name of the office must be one line of at most 200 characters."))
    values = {"nama": name, "zona": zone or shipped["zona"]}
    if name != shipped["nama"]:
        values |= dict.fromkeys(_OWN, "")
    for key, value in values.items():
        line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
        head, tail = re.split(rf"^{key} = \".*?\"", text, maxsplit=1, flags=re.MULTILINE)
        text = head + line + tail
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path, text.encode())
    except FileExistsError as error:
        raise BadInput(N_("{file} exists already; it is left as it is."), file=path) from error
    except OSError as error:
        raise BadInput(N_("{file} can't be written: {reason}"), file=path, reason=error.strerror) from error


def _write_new(path: Path, data: bytes) -> None:
    """Write a file beside `path` and give it its name only when it is whole; never replace another."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except PermissionError:  # a file system without hard links
            if path.exists():
                raise FileExistsError from None
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
