"""Registration of a visit or an online case in seconds; only a rough purpose is asked (R01, R02, R04)."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.people import STAKEHOLDER_KIND_TEXT, Stakeholder
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.domain.stakeholders import search_stakeholders
from kppn_tui.i18n import N_, _
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.client.session import Client

#: Who is served first by right (A24b); "" is the usual order.
PRIORITIES = (
    ("", N_("none")),
    ("lansia", N_("elderly")),
    ("disabilitas", N_("disability")),
    ("hamil/menyusui", N_("pregnant or nursing")),
    ("sakit", N_("ill")),
)
_MOMENT = re.compile(r"(?:(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?[ ,]+)?(\d{1,2})[.:](\d{2})")


class StakeholderField:
    """Stakeholder search of a form. A new form asks the desk anew, and has the last answer at once."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        client.learn_stakeholders()

    @property
    def known(self) -> "list[Stakeholder]":
        """Return the office's own list and all who were registered so far, as the database last answered."""
        return self._client.stakeholders

    def find(self, text: str) -> list[tuple[str, str]]:
        """Return matches as (value, label)."""
        return [(f"{one.code}\t{one.name}", _shown(one)) for one in search_stakeholders(self.known, text)[:8]]

    def read(self, field: Typeahead) -> tuple[str, str]:
        """Return code and name: of the taken match, or of the free text (`980118 NAMA`, a code or a name alone)."""
        if taken := self._taken(field):
            return taken.code, taken.name
        head, _space, rest = field.text.strip().partition(" ")
        return (head, rest.strip()) if head.isdigit() else ("", field.text.strip())

    def kind(self, field: Typeahead) -> str:
        """Return the kind of the taken stakeholder, "" if it is not known."""
        taken = self._taken(field)
        return taken.kind if taken else ""

    def _taken(self, field: Typeahead) -> Stakeholder | None:
        text = field.text.strip()
        for one in self.known if text else ():
            if text == _shown(one) or (text.isdigit() and text.lstrip("0") == one.code.lstrip("0") != ""):
                return one
        return None


def _shown(one: Stakeholder) -> str:
    return f"{one.code} {one.name}".strip()


class RegisterForm(Form):
    """Form of a visit: satker, topics and purpose; of an online case also its reference and when it was received."""

    title_msgid = N_("Register a visitor")
    AT_FAULT: ClassVar[Mapping[str, str]] = {
        "reference_number": "reference", "received_at": "received", "channel_detail": "way",
    }  # fmt: skip

    def __init__(self, channel: Channel) -> None:
        super().__init__(f"register:{channel}:")
        self.channel = channel

    def heading(self) -> str:
        return _("Register an online case") if self.online else _(self.title_msgid)

    @property
    def online(self) -> bool:
        """Return whether this is the form for a message."""
        return self.channel is not Channel.FACE_TO_FACE

    def fields(self) -> ComposeResult:
        self.stakeholder = StakeholderField(self.client)
        settings = self.client.settings
        if self.online:
            means = settings.channel(Channel.OFFICIAL_CONTACT).means
            ways = [(Channel.HAI_CSO.value, _("HAI CSO")), *((f"kontak:{one}", one) for one in means)]
            yield from self.labelled(N_("Came through (← →)"), Choice(ways, id="way"))
            number = Input(id="reference", compact=True, placeholder="HAI-…")
            yield from self.labelled(N_("Reference number (HAI CSO)"), number)
            yield from self.labelled(
                N_("Received (empty: now; e.g. 24-11-2026 08.15 or 08.15)"), Input(id="received", compact=True)
            )
        satker = Typeahead(self.stakeholder.find, free=True, id="satker")
        yield from self.labelled(N_("Satker or institution: code, or any words of the name"), satker)
        topics = Typeahead(self._topics, many=True, id="topics")
        yield from self.labelled(N_("Topics: 2–3 letters, Enter takes one; several are possible"), topics)
        yield from self.labelled(N_("Rough purpose (optional)"), Input(id="purpose", compact=True))
        if not self.online and settings.limits.priority_enabled:
            options = [(value, _(label)) for value, label in PRIORITIES]
            yield from self.labelled(N_("Priority (← →)"), Choice(options, id="priority"))
        yield from self.labelled(
            N_("Kind of stakeholder (← →)"),
            Choice([(str(k), _(v)) for k, v in STAKEHOLDER_KIND_TEXT.items()], id="kind"),
        )

    def _saved(self, result: Any) -> None:
        # The next form finds who was new in this one.
        self.client.learn_stakeholders()
        super()._saved(result)

    @on(Typeahead.Picked, "#satker")
    def _picked(self) -> None:
        self.query_one("#kind", Choice).choose(self.stakeholder.kind(self.query_one("#satker", Typeahead)))

    def _topics(self, text: str) -> list[tuple[str, str]]:
        return [(topic.code, f"{topic.code} · {topic.name}") for topic in self.client.settings.find_topics(text)]

    def ready(self) -> None:
        self.go_to("reference" if self.online else "satker")

    def save(self) -> "Call[Ticket]":
        code, name = self.stakeholder.read(self.query_one("#satker", Typeahead))
        topics = self.query_one("#topics", Typeahead)
        if topics.text.strip():
            raise BadInput(N_("“{text}” is not a topic yet: take one from the list with Enter, or empty the field."),
                           text=topics.text.strip(), argument="topics")  # fmt: skip
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
            values["received_at"] = parse_moment(self.text_of("received"), self.client.local_now())
        elif self.query("#priority"):
            values["priority_reason"] = self.text_of("priority")
        return self.client.verbs.take_ticket(channel, **values)


def parse_moment(text: str, now: datetime) -> datetime | None:
    """Return the moment of `24-11-2026 08.15`, `24-11 08.15` or `08.15` in the zone of `now`; None for empty text.

    A day without a year is the latest such day: in January, 31-12 is the year before.

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
        day, month, year, hour, minute = (None if part is None else int(part) for part in match.groups())
        moment = now.replace(
            now.year if year is None else year, now.month if month is None else month, now.day if day is None else day,
            hour or 0, minute or 0, 0, 0,
        )  # fmt: skip
        dated = day is not None and year is None
        return moment.replace(year=now.year - 1) if moment > now and dated else moment
    except ValueError:
        raise BadInput(
            N_("Write the received time as day-month-year hour.minute, for example 24-11-2026 08.15."),
            argument="received_at",
        ) from None
