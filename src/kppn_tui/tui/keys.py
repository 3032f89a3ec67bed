"""Keys as an office has them: those of the action table, changed by [tombol] of the office file."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kppn_tui.domain.errors import N_, BadOfficeFile
from kppn_tui.i18n import _
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.actions import ROW, ROWS

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings

_KEY = re.compile(r"[a-z0-9]|f([1-9]|1[0-2])")
_F_KEY = re.compile(r"f\d+")
#: A text area marks text with these; only an action that comes before it can have them.
MARKING = frozenset({"f6", "f7"})
_SCREENS = (Place.QUEUE, Place.VISIT, Place.FOLLOW_UPS, Place.INBOX, Place.STANDARD, Place.DIRECTORY)
#: Places whose keys an office may change, and where else they would be in the way.
CHANGEABLE: dict[Place, tuple[Place, ...]] = {
    Place.APP: (Place.CASES, *_SCREENS),
    Place.QUEUE: (Place.APP,),
    Place.VISIT: (Place.APP,),
    Place.CASES: (Place.APP, Place.FOLLOW_UPS, Place.INBOX),
    Place.FOLLOW_UPS: (Place.APP, Place.CASES),
    Place.INBOX: (Place.APP, Place.CASES),
    Place.DIRECTORY: (Place.APP,),
    Place.FORM: (Place.DELIVER,),
    Place.DELIVER: (Place.FORM,),
}
#: Places where letters are text, or may be.
TYPED_IN = frozenset({Place.FORM, Place.DELIVER})
#: F1 and F12 do the same in every form and before the desk.
SAME_EVERYWHERE = frozenset({"app.help", "app.theme", "form.help", "form.theme"})
_NAMES = {
    "question_mark": "?", "full_stop": ".", "comma": ",", "slash": "/", "enter": "Enter", "escape": "Esc",
    "left": "←", "right": "→",
    "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
}  # fmt: skip


def is_function_key(key: str) -> bool:
    """Return whether `key` works while text is typed."""
    return bool(_F_KEY.fullmatch(key))


def key_name(key: str) -> str:
    """Return a key as it stands on the keyboard."""
    if key == "space":
        return _("Space")
    if key.startswith("ctrl+"):
        return "^" + key.removeprefix("ctrl+").upper()
    return _NAMES.get(key, key.upper() if is_function_key(key) else key)


class Keys:
    """Keys of each action in this office."""

    def __init__(self, changed: Mapping[str, str] | None = None) -> None:
        """Take `changed`, the keys by the id of their action as the office file has them (see `check_keys`)."""
        self.changed: dict[str, tuple[str, ...]] = {name: split(text) for name, text in (changed or {}).items()}
        self._of = {row.id: row.default_keys for row in ROWS} | self.changed

    def of(self, row: ActionRow) -> tuple[str, ...]:
        """Return the keys of `row`."""
        return self._of[row.id]

    def shown(self, action: str, *, typing: bool = False) -> str:
        """Return how the key of the action with that id stands on the keyboard; while `typing` the one that works then.

        Raises:
            KeyError: there is no such action.
        """
        keys = self.of(ROW[action])
        return key_name(next((key for key in keys if typing and is_function_key(key)), keys[0]))

    @property
    def keymap(self) -> dict[str, str]:
        """Return the changed keys for Textual, by the ids of its bindings."""
        return {action: ",".join(keys) for action, keys in self.changed.items()}


def split(text: str) -> tuple[str, ...]:
    """Return the keys that an office file names, separated by commas; F-keys in either case."""
    found = (part.strip() for part in text.split(","))
    return tuple(key.lower() if is_function_key(key.lower()) else key for key in found if key)


def is_changeable(row: ActionRow) -> bool:
    """Return whether an office may give `row` another key: not Enter, Esc, Tab nor the arrows."""
    usual = any(_KEY.fullmatch(key) for key in row.default_keys)
    return usual and row.place in CHANGEABLE and row.id not in SAME_EVERYWHERE


def check_keys(settings: "Settings") -> None:
    """Check the keys that the office file gives.

    Raises:
        BadOfficeFile: an unknown action, a key that can't be used there, or one that does something else there.
    """
    for action, msgid, parameters in wrong_keys(settings.keys):
        raise _error(settings, action, msgid, parameters)


def _error(settings: "Settings", action: str, msgid: str, parameters: Mapping[str, object]) -> BadOfficeFile:
    from kppn_tui.office.file.parts import key_error

    return key_error(settings.places.office_path, action, msgid, **parameters)


def wrong_keys(changed: Mapping[str, str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Give what is wrong with `changed`: the id of the action, a sentence and its parameters."""
    for action, text in changed.items():
        if problem := _unknown(action) or _unusable(ROW[action], split(text)):
            yield action, *problem
            return
    keys = Keys(changed)
    for action in changed:
        if problem := _clash(ROW[action], keys):
            yield action, *problem


def _unknown(action: str) -> tuple[str, dict[str, object]] | None:
    row = ROW.get(action)
    if row is not None and is_changeable(row):
        return None
    if row is not None:
        return N_("“{key}” keeps its key, which is the same on every screen; take this line out."), {"key": action}
    near = get_close_matches(action, [one.id for one in ROWS if is_changeable(one)], n=1)
    if near:
        return N_("“{key}” is not known here; did you mean “{near}”?"), {"key": action, "near": near[0]}
    return N_("“{key}” is no action; docs/tombol.md lists them all."), {"key": action}


def _unusable(row: ActionRow, keys: tuple[str, ...]) -> tuple[str, dict[str, object]] | None:
    label = row.label
    if not keys:
        return N_("give “{label}” a key, for example “g” or “F8”, or take this line out."), {"label": label}
    for key in keys:
        named: dict[str, object] = {"key": key_name(key), "label": label}
        if not _KEY.fullmatch(key):
            return N_("“{key}” can't be a key here; use a small letter, a digit or F1 to F12."), named
        if not is_function_key(key) and (row.priority or row.place in TYPED_IN):
            return N_("“{key}” would be typed as text; give “{label}” one of the keys F2 to F11."), named
        if key in MARKING and not row.priority and row.place in TYPED_IN | {Place.VISIT}:
            return N_("{key} marks text in a field; give “{label}” another key."), named
    return None


def _clash(row: ActionRow, keys: Keys) -> tuple[str, dict[str, object]] | None:
    """Return the sentence about a key of `row` that does something else in the same place; None without one."""
    near = (row.place, *CHANGEABLE[row.place])
    for other in ROWS:
        if other is row or other.place not in near:
            continue
        for key in keys.of(row):
            if key in keys.of(other):
                msgid = N_("“{key}” is the key of “{other}” already; give one of the two another key.")
                return msgid, {"key": key_name(key), "other": other.label}
    return None
