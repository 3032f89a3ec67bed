"""The light theme: that of the library, where each text stands out from its ground by 4.5:1 at least."""

from dataclasses import replace

from textual.theme import BUILTIN_THEMES

_BASE = BUILTIN_THEMES["textual-light"]
LIGHT = replace(
    _BASE,
    name="kppn-light",
    background="#ECECEC",
    surface="#E6E6E6",
    panel="#DEDEDE",
    variables={**_BASE.variables, "text-accent": "#6F4300", "text-warning": "#6F4300"},
)
