"""The choices of an office as frozen records: sections, topics, channels, limits and hours."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from kppn_tui.domain import states
from kppn_tui.domain.errors import N_
from kppn_tui.domain.hours import Week
from kppn_tui.domain.special_days import Holiday, Opening, OwnDay, Period

OfficeType = Literal["A2", "A1"]


@dataclass(frozen=True, slots=True)
class Office:
    """The identity of the office; `code` is the key that every stored row carries. Empty text means: not given."""

    code: str
    name: str
    type: OfficeType
    zone: str
    address: str = ""
    contact: str = ""
    website: str = ""
    region_office: str = ""
    decree: str = ""


@dataclass(frozen=True, slots=True)
class HeldOffice:
    """An office that has officers in a database; `name` is "" where it is not known there."""

    code: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.name} (kode {self.code})" if self.name else f"kode {self.code}"


def others_only(held: Collection[HeldOffice], code: str) -> str:
    """Return whose a database is that holds others than the office of `code` alone; "" where it does not."""
    return "" if not held or any(one.code == code for one in held) else ", ".join(map(str, held))


@dataclass(frozen=True, slots=True)
class Section:
    """A section that answers escalations; `head_title` is the real title of its head (A16)."""

    code: str
    name: str
    head_title: str
    short: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One *jenis layanan* (A3): the responsible `section` and the supporting ones by code (R05, A15).

    `basis` is a hint that ages, never a claim that a rule is in force.
    """

    code: str
    name: str
    section: str
    support: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in (R01, R02): `code` as in `states.Channel`, the letters of its numbers, the application it is in."""

    code: str
    series: str
    host: str = ""
    means: tuple[str, ...] = ()


CHANNEL_LABELS: dict[str, str] = {
    states.Channel.FACE_TO_FACE: N_("Face to face"),
    states.Channel.HAI_CSO: N_("HAI CSO"),
    states.Channel.OFFICIAL_CONTACT: N_("Official contact"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers and readings of the standard, each with the default of what it serves."""

    service_minutes: int = 20  # R21
    warn_minutes: int = 15
    solution_days: int = 3  # R12, R19
    progress_per_day: int = 1  # R20, A13
    head_days: int = 2  # A18
    correction_minutes: int = 10  # A23
    calls_max: int = 3  # A24
    recall_gap_seconds: int = 20
    rejoin_after: int = 3  # A24
    one_consultation_per_topic: bool = True  # A4
    pause_for_documents: bool = True  # A6
    pause_solution_for_documents: bool = False  # A12
    priority_enabled: bool = True  # A24b
    #: Whether the terminal rings when an officer is told something.
    bell: bool = False
    first_day: Literal["berikutnya", "hari_konsultasi"] = "berikutnya"  # A8
    online_start: Literal["diterima", "mulai_layani"] = "diterima"  # A9
    after_hours: Literal["tanggal_terima", "hari_kerja_berikutnya"] = "tanggal_terima"  # A10
    due_time: Literal["tutup", "jam_sama"] = "tutup"  # A11


@dataclass(frozen=True)
class Hours:
    """Opening frames: the normal week, and the week in Ramadan."""

    normal: Week
    ramadan: Week


@dataclass(frozen=True, slots=True)
class OwnDays:
    """The dates that only this office knows: local closures, cuti bersama decreed later, special openings
    (A29) and periods with a week of their own."""

    closures: tuple[Holiday, ...] = ()
    extra_holidays: tuple[Holiday, ...] = ()
    openings: tuple[Opening, ...] = ()
    periods: tuple[Period, ...] = ()

    @property
    def entries(self) -> tuple[OwnDay, ...]:
        """Return all of them."""
        return (*self.closures, *self.extra_holidays, *self.openings, *self.periods)

    def without(self, entry: OwnDay) -> "OwnDays":
        """Return the dates without `entry`, one of `entries`."""
        return OwnDays(
            tuple(one for one in self.closures if one is not entry),
            tuple(one for one in self.extra_holidays if one is not entry),
            tuple(one for one in self.openings if one is not entry),
            tuple(one for one in self.periods if one is not entry),
        )


def find_topics(topics: tuple[Topic, ...], query: str) -> tuple[Topic, ...]:
    """Return the topics that `query` may mean, best first: letters of the code or words of the name in any order.

    An empty query gives all of them in the office's order.
    """
    words = _words(query)
    if not words:
        return topics
    ranked = [(rank, at) for at, topic in enumerate(topics) if (rank := _rank(topic, words)) is not None]
    return tuple(topics[at] for _, at in sorted(ranked))


def _rank(topic: Topic, words: list[str]) -> int | None:
    code, letters = "".join(_words(topic.code)), "".join(words)
    name = [*_words(topic.name), *_words(topic.code)]
    asked = _words(" ".join(topic.questions))
    tests = (
        letters == code,
        code.startswith(letters),
        all(any(known.startswith(word) for known in name) for word in words),
        letters in code,
        all(any(word in known for known in name) for word in words),
        len(letters) > 1 and _in_order(letters, code),
        len(letters) > 2 and all(any(known.startswith(word) for known in asked) for word in words),
    )
    return next((rank for rank, passed in enumerate(tests) if passed), None)


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()


def _in_order(letters: str, code: str) -> bool:
    rest = iter(code)
    return code.startswith(letters[0]) and all(letter in rest for letter in letters)
