"""The two themes of the display: neutral greys, and one blue for the counter that is called to."""

from textual.theme import Theme

DARK = Theme(
    name="kppn-dark",
    primary="#1B5FAA",
    accent="#6CB2FF",
    foreground="#E6E8EB",
    background="#131518",
    surface="#1C1F23",
    panel="#262A30",
    warning="#FFB31A",
    error="#FF8787",
    success="#5FD7AF",
    dark=True,
    variables={"muted": "#A9B0BA", "chip-near": "#FFB31A", "chip-near-text": "#1A1405"},
)
LIGHT = Theme(
    name="kppn-light",
    primary="#0B5CA8",
    accent="#004B8D",
    foreground="#1A1D21",
    background="#F5F6F7",
    surface="#FFFFFF",
    panel="#E3E5E8",
    warning="#6B4100",
    error="#A3221A",
    success="#005F5A",
    dark=False,
    variables={"muted": "#444B55", "chip-near": "#FFB31A", "chip-near-text": "#1A1405"},
)
