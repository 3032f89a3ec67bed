"""Every screen at 80×24 and 120×36, in Indonesian and in English: nothing broken, cut or in the wrong language."""

import re
from dataclasses import dataclass
from functools import cached_property

import pytest
from babel.messages.pofile import read_po
from rich.cells import cell_len

from kppn_tui import i18n
from kppn_tui.i18n import _
from kppn_tui.resources import asset
from tests.e2e import hands
from tests.e2e.conftest import Home, OfficeClock, Open
from tests.e2e.desktop import Desktop
from tests.e2e.hands import ANA
from tests.e2e.office import fill_the_day, make_office
from tests.soak import in_soak

SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
#: Words of the other language that stand in no name, topic or section.
FOREIGN = {
    "id": {"the", "of", "and", "is", "your", "with", "waiting", "officer", "counter", "queue", "days", "next", "back"},
    "en": {"yang", "dan", "di", "tidak", "menunggu", "petugas", "loket", "antrean", "hari", "simpan", "kembali"},
}
ENDS_WITH_CLOCK = re.compile(r" \d\d-\d\d \d\d[.:]\d\d WITA$")
KEY = re.compile(r"F\d+|Esc|Enter|[A-Z][a-zA-Z]+|\^[A-Z]|[a-z0-9?/←→↑↓]")


@dataclass(frozen=True)
class Look:
    """How a screen is judged: by the size of its terminal and the language it shall speak."""

    language: str
    size: tuple[int, int]

    @cached_property
    def catalogue(self) -> dict[str, str]:
        """Our English sentences with their Indonesian ones."""
        with asset("locale/id/LC_MESSAGES/kppn_tui.po").open("rb") as file:
            return {one.id: str(one.string) for one in read_po(file) if isinstance(one.id, str) and one.id}

    @cached_property
    def own(self) -> set[str]:
        """Everything that the language may say."""
        return set(self.catalogue.values() if self.language == "id" else self.catalogue)

    @cached_property
    def foreign(self) -> set[str]:
        """Sentences of the other language: two words or more, and not the same in this one."""
        others = self.catalogue if self.language == "id" else self.catalogue.values()
        return {one for one in others if " " in one and "{" not in one and len(one) > 9} - self.own

    def check(self, desktop: Desktop, *, signed_in: bool = True) -> None:
        """Raises AssertionError for whatever is not clean."""
        lines, words = desktop.screen().rstrip("\n").split("\n"), desktop.words()
        width, height = self.size
        assert len(lines) == height and max(map(cell_len, lines)) <= width
        assert "Traceback" not in words and "Error" not in words
        if signed_in:
            first = lines[0].rstrip()
            assert ENDS_WITH_CLOCK.search(first) and cell_len(first) == width, "the clock in the right corner"
        self._check_footer(desktop.footer())
        spoken = {word.casefold() for word in re.findall(r"[^\W\d_]+", words)}
        assert sorted(spoken & FOREIGN[self.language]) == []
        assert sorted(one for one in self.foreign if one in words) == []

    def _check_footer(self, footer: str) -> None:
        """Whole entries, at most seven, help at the end."""
        parts = re.split(r" {2,}", footer.strip())
        keys, labels = parts[::2], parts[1::2]
        assert len(keys) == len(labels) <= 7 and cell_len(footer) <= self.size[0]
        assert all(KEY.fullmatch(key) for key in keys), keys
        assert [label for label in labels if label not in self.own] == [], "entries that are cut or not ours"
        assert keys[-1] in ("?", "F1", "Esc")


OTHERS = "the language and the size that most have are tried always"
PAIRS = [
    pytest.param("id", SIZES["80x24"], id="id-80x24"),
    in_soak(OTHERS, "en", SIZES["120x36"], name="en-120x36"),
    in_soak(OTHERS, "id", SIZES["120x36"], name="id-120x36"),
    in_soak(OTHERS, "en", SIZES["80x24"], name="en-80x24"),
]


@pytest.fixture
def language(request: pytest.FixtureRequest) -> str:
    """The language of the program, and of what the test waits for."""
    i18n.use(request.param)
    return str(request.param)


@pytest.mark.parametrize(("language", "size"), PAIRS, indirect=["language"])
def test_the_wizard_is_clean(terminal: Open, office_clock: OfficeClock, language: str, size: tuple[int, int]) -> None:
    look, desktop = Look(language, size), terminal(size, KPPN_TUI_LANG=language)
    desktop.start(*office_clock.program)
    desktop.wait_for(_("Office name"))
    desktop.wait_for("F10")
    # The proposed name is an Indonesian one.
    desktop.press("C-u")
    desktop.type("KPPN Serojabaru")
    look.check(desktop, signed_in=False)
    desktop.press("F9")
    desktop.wait_for(_("Officer {n}").format(n=1))
    hands.fill(desktop, ANA.login, ANA.name, "", ANA.password, ANA.password)
    look.check(desktop, signed_in=False)
    desktop.press("F9")
    desktop.wait_for(_("start as {name}").format(name=ANA.name))
    look.check(desktop, signed_in=False)
    desktop.press("F1")
    desktop.wait_for(_("Keys here"))
    look.check(desktop, signed_in=False)


@pytest.mark.parametrize(("language", "size"), PAIRS, indirect=["language"])
def test_every_screen_is_clean(
    terminal: Open, office_clock: OfficeClock, home: Home, language: str, size: tuple[int, int]
) -> None:
    make_office(home.database)
    fill_the_day(home.database)
    look, desktop = Look(language, size), terminal(size, KPPN_TUI_LANG=language)
    desktop.start(*office_clock.program)
    desktop.wait_for("KPPN Serojabaru")
    look.check(desktop, signed_in=False)
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.wait_for("A-004")
    look.check(desktop)
    for key, title, told in (
        ("2", _("Service"), "a.1"),
        ("3", _("Follow-ups"), "A-002"),
        ("4", _("Escalations"), "NTPN"),
        ("5", _("Service standard"), _("Requirements")),
    ):
        desktop.press(key)
        hands.on_screen(desktop, title, ANA)
        desktop.wait_for(told)
        look.check(desktop)
        desktop.press("?")
        desktop.wait_for(_("Keys here"))
        look.check(desktop, signed_in=False)
        desktop.escape()
    desktop.press("1")
    hands.on_screen(desktop, _("Queue"), ANA)
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    look.check(desktop)


def test_too_small_is_told_and_what_was_typed_is_kept(terminal: Open, office_clock: OfficeClock, home: Home) -> None:
    make_office(home.database)
    desktop = terminal((60, 15))
    told = _("The terminal is {now}; kppn-tui needs {least}. Enlarge it: what you typed is kept.")
    desktop.start(*office_clock.program)
    desktop.wait_for(told.format(now="60×15", least="80×24"))
    desktop.resize(80, 24)
    desktop.wait_for("KPPN Serojabaru")
    hands.sign_in(desktop, ANA, _("Queue"))
    desktop.press("a")
    desktop.wait_for(_("Register a visitor"))
    hands.fill(desktop, "980112 Dinas Sero", "", "LPJ ditolak")
    before = desktop.screen()
    for width, height in ((60, 15), (79, 24), (80, 23), (3, 2)):
        desktop.resize(width, height)
        if width > 3:
            desktop.wait_for(told.format(now=f"{width}×{height}", least="80×24"))
            assert "LPJ ditolak" not in desktop.screen()
        desktop.resize(80, 24)
        desktop.wait_for("LPJ ditolak")
        desktop.wait(lambda: desktop.screen() == before, "the same screen as before")
    # The cursor is where it was.
    desktop.type(" bank")
    desktop.wait_for("LPJ ditolak bank")
