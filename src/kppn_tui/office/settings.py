"""The settings of a desk: the office file and the environment as one frozen record, checked at the start.

Reading them imports the standard library only: the calendar and the user's folders come when asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kppn_tui.domain.errors import NotFound
from kppn_tui.domain.office import Channel, Hours, Limits, Office, OwnDays, Section, Topic, find_topics
from kppn_tui.office.file import parts
from kppn_tui.office.file.presets import preset_path, write_office
from kppn_tui.office.file.tables import read_document
from kppn_tui.office.places import Places, locate

if TYPE_CHECKING:
    from kppn_tui.domain.special_days import OwnDay
    from kppn_tui.domain.stakeholders import Abbreviations
    from kppn_tui.domain.workdays import WorkCalendar
    from kppn_tui.office.satker import SatkerList

__all__ = ["Places", "Settings", "load_settings", "locate", "write_office"]

T = TypeVar("T", Section, Topic, Channel)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the office and the environment decide; frozen, so every desk function may hold it."""

    office: Office
    sections: tuple[Section, ...]
    topics: tuple[Topic, ...]
    channels: tuple[Channel, ...]
    limits: Limits
    hours: Hours
    days: OwnDays
    places: Places
    calendar_path: Path | None = None
    stakeholder_path: Path | None = None
    #: What an abbreviation stands for in this office, over the shipped ones; nothing takes one away.
    own_abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    #: Keys of the desk by the id of their action, where the office has others (see `tui.keys`).
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def url(self) -> str:
        """Return the URL of the database."""
        return self.places.url

    def section(self, code: str) -> Section:
        """Return the section of that code. Raises NotFound."""
        return _found(section for section in self.sections if section.code == code)

    def topic(self, code: str) -> Topic:
        """Return the topic of that code. Raises NotFound."""
        return _found(topic for topic in self.topics if topic.code == code)

    def channel(self, code: str) -> Channel:
        """Return the channel of that code, as in `records.Channel`. Raises NotFound."""
        return _found(channel for channel in self.channels if channel.code == code)

    def find_topics(self, query: str) -> tuple[Topic, ...]:
        """Return the topics that a few typed letters may mean, best first (domain.md 7.1)."""
        return find_topics(self.topics, query)

    def calendar(self) -> "WorkCalendar":
        """Return the working calendar of the office in its own zone (R12, A29).

        Raises:
            BadCalendar: the calendar file can't be used.
        """
        return self._calendar_with(self.days)

    def days_without_effect(self) -> "tuple[OwnDay, ...]":
        """Return the office's own days and periods that change nothing of its calendar. Raises as `calendar`."""
        from kppn_tui.office.calendar import without_effect

        return tuple(without_effect(self._calendar_with, self.days))

    def _calendar_with(self, days: OwnDays) -> "WorkCalendar":
        from kppn_tui.office.calendar import load_calendar

        return load_calendar(
            self.calendar_path,
            self.hours.normal,
            self.hours.ramadan,
            self.office.zone,
            extra_holidays=days.extra_holidays,
            closures=days.closures,
            openings=days.openings,
            extra_periods=days.periods,
        )

    def satker_list(self) -> "SatkerList":
        """Return the satker of the office with what was left out of its list; empty where it has none.

        Raises:
            BadOfficeFile: the file can't be read, or no column holds codes of satker.
        """
        from kppn_tui.office.satker import SatkerList, read_satker_list

        return SatkerList() if self.stakeholder_path is None else read_satker_list(self.stakeholder_path)

    def abbreviations(self) -> "Abbreviations":
        """Return the everyday abbreviations of offices: the shipped ones, changed by those of the office file."""
        from kppn_tui.office.abbreviations import load_abbreviations

        return load_abbreviations(self.own_abbreviations)


def _found(matches: Iterator[T]) -> T:
    if (one := next(matches, None)) is None:
        raise NotFound
    return one


def load_settings(places: Places) -> Settings:
    """Return the settings of the office at `places`.

    Raises:
        BadOfficeFile: the office file is missing, can't be read or has an error: file, line and problem.
    """
    file = read_document(places.office_path)
    office = parts.read_office(file)
    files = parts.read_files(file)
    sections = parts.read_sections(file) or parts.read_sections(read_document(preset_path(office.type)))
    settings = Settings(
        office=office,
        sections=sections,
        topics=parts.read_topics(file, office.type, sections),
        channels=parts.read_channels(file),
        limits=parts.read_limits(file),
        hours=parts.read_hours(file),
        days=parts.read_days(file),
        places=places,
        calendar_path=files[0],
        stakeholder_path=files[1],
        own_abbreviations=parts.read_abbreviations(file),
        keys=parts.read_keys(file),
    )
    file.finish()
    return settings
