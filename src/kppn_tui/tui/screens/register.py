"""Registering a visit or an online case in seconds; only a rough purpose is asked (R01, R02, R04)."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Input

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.records import Channel, Stakeholder
from kppn_tui.domain.stakeholders import search_stakeholders
from kppn_tui.i18n import N_, _
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.form import Form
from kppn_tui.tui.widgets.typeahead import Typeahead

#: Who is served first by right (A24b); "" is the usual order.
PRIORITIES = (
    ("", N_("none")),
    ("lansia", N_("elderly")),
    ("disabilitas", N_("disability")),
    ("hamil/menyusui", N_("pregnant or nursing")),
    ("sakit", N_("ill")),
)
KINDS = (
    ("satker", N_("satker")),
    ("pemda", N_("local government")),
    ("bank", N_("bank or post office")),
    ("penyedia", N_("supplier")),
    ("masyarakat", N_("public")),
)
_MOMENT = re.compile(r"(?:(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?[ ,]+)?(\d{1,2})[.:](\d{2})")


class StakeholderField:
    """What the forms that ask for a stakeholder share."""

    def __init__(self, known: Sequence[Stakeholder]) -> None:
        self.known = known
        self.taken: Stakeholder | None = None

    def find(self, text: str) -> list[tuple[str, str]]:
        """Matches as (value, label)."""
        found = search_stakeholders(self.known, text)[:8]
        return [(f"{one.code}\t{one.name}", f"{one.code} {one.name}".strip()) for one in found]

    def read(self, field: Typeahead) -> tuple[str, str]:
        """Code and name: of the taken match, or of the free text (`980118 NAMA`, or a name alone)."""
        text = field.text.strip()
        for value in field.values[-1:]:
            code, _tab, name = value.partition("\t")
            if text == f"{code} {name}".strip():
                return code, name
        head, _space, rest = text.partition(" ")
        return (head, rest.strip()) if head.isdigit() else ("", text)


class RegisterForm(Form):
    """Satker, topics and purpose; for an online case its reference and when it was received."""

    title_msgid = N_("Register a visitor")

    def __init__(self, channel: Channel) -> None:
        super().__init__(f"register:{channel}:")
        self.channel = channel

    def heading(self) -> str:
        return _("Register an online case") if self.online else _(self.title_msgid)

    @property
    def online(self) -> bool:
        """Whether this is the form for a message."""
        return self.channel is not Channel.FACE_TO_FACE

    def fields(self) -> ComposeResult:
        self.stakeholder = StakeholderField(self.desk.known_stakeholders())
        settings = self.desk.settings
        if self.online:
            means = settings.channel(Channel.OFFICIAL_CONTACT).means
            ways = [(Channel.HAI_CSO.value, _("HAI CSO")), *((f"kontak:{one}", one) for one in means)]
            yield from self.labelled(N_("Came through (← →)"), Choice(ways, id="way"))
            yield from self.labelled(N_("Reference number"), Input(id="reference", compact=True, placeholder="HAI-…"))
            yield from self.labelled(
                N_("Received (empty: now; e.g. 24-11-2026 08.15 or 08.15)"), Input(id="received", compact=True)
            )
        yield from self.labelled(
            N_("Satker or institution: code, or any words of the name"),
            Typeahead(self.stakeholder.find, free=True, id="satker"),
        )
        yield from self.labelled(N_("Kind of stakeholder (← →)"), Choice([(k, _(v)) for k, v in KINDS], id="kind"))
        yield from self.labelled(
            N_("Topics: 2–3 letters, Enter takes one; several are possible"),
            Typeahead(self._topics, many=True, id="topics"),
        )
        yield from self.labelled(N_("Rough purpose (optional)"), Input(id="purpose", compact=True))
        if not self.online and settings.limits.priority_enabled:
            options = [(value, _(label)) for value, label in PRIORITIES]
            yield from self.labelled(N_("Priority (← →)"), Choice(options, id="priority"))

    def _topics(self, text: str) -> list[tuple[str, str]]:
        return [(topic.code, f"{topic.code} · {topic.name}") for topic in self.desk.settings.find_topics(text)]

    def ready(self) -> None:
        self.query_one("#reference" if self.online else "#satker").focus()
        if not self.online:
            self.query_one("#satker", Typeahead).input.focus()

    def save(self) -> Callable[[], Any]:
        code, name = self.stakeholder.read(self.query_one("#satker", Typeahead))
        topics = self.query_one("#topics", Typeahead)
        if topics.text.strip():
            raise BadInput(N_("“{text}” is not a topic yet: take one from the list with Enter, or empty the field."),
                           text=topics.text.strip())  # fmt: skip
        values: dict[str, Any] = {
            "satker_code": code,
            "satker_name": name,
            "stakeholder_kind": self.text_of("kind"),
            "topics": list(topics.values),
            "purpose": self.text_of("purpose"),
        }
        channel = self.channel
        if self.online:
            way = self.text_of("way")
            if way != Channel.HAI_CSO:
                channel, values["channel_detail"] = Channel.OFFICIAL_CONTACT, way.removeprefix("kontak:")
            values["reference_number"] = self.text_of("reference")
            values["received_at"] = parse_moment(self.text_of("received"), self.desk_app.local_now())
        elif self.query("#priority"):
            values["priority_reason"] = self.text_of("priority")
        return partial(self.desk.take_ticket, self.officer, channel, **values)


def parse_moment(text: str, now: datetime) -> datetime | None:
    """`24-11-2026 08.15`, `24-11 08.15` or `08.15` in the zone of `now`; None for empty text.

    Raises:
        BadInput: not a moment.
    """
    text = text.strip()
    if not text:
        return None
    match = _MOMENT.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        day, month, year, hour, minute = (int(part) if part else None for part in match.groups())
        return now.replace(year=year or now.year, month=month or now.month, day=day or now.day, hour=hour or 0,
                           minute=minute or 0, second=0, microsecond=0)  # fmt: skip
    except ValueError:
        raise BadInput(
            N_("Write the received time as day-month-year hour.minute, for example 24-11-2026 08.15.")
        ) from None
