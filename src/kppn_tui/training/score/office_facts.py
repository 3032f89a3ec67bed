"""Facts of an office by which a run is judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kppn_tui.domain.office import Limits
from kppn_tui.domain.workdays import WorkCalendar

if TYPE_CHECKING:
    from kppn_tui.office.settings import Settings


@dataclass(frozen=True)
class OfficeFacts:
    """Topic → responsible section, limits, working calendar, topic → supporting sections."""

    sections: Mapping[str, str]
    limits: Limits
    calendar: WorkCalendar
    support: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: "Settings") -> "OfficeFacts":
        """Return those of an office. Raises BadCalendar: its calendar file can't be used."""
        return cls(
            sections={topic.code: topic.section for topic in settings.topics},
            limits=settings.limits,
            calendar=settings.calendar(),
            support={topic.code: topic.support for topic in settings.topics},
        )
