"""Registration of a visit or an online case in seconds; only a rough purpose is asked (R01, R02, R04)."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.messages import read_message
from kppn_tui.domain.moments import LONG_AGO, NOT_A_MOMENT, read_moment
from kppn_tui.domain.people import STAKEHOLDER_KIND_TEXT
from kppn_tui.domain.records import Channel, Ticket
from kppn_tui.i18n import N_, _, explain
from kppn_tui.presentation.words import received_words
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.queue.stakeholder_field import StakeholderField
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.typeahead import Typeahead

if TYPE_CHECKING:
    from kppn_tui.client.call import Call

#: Who is served first by right (A24b); "" is the usual order.
PRIORITIES = (
    ("", N_("none")),
    ("lansia", N_("elderly")),
    ("disabilitas", N_("disability")),
    ("hamil/menyusui", N_("pregnant or nursing")),
    ("sakit", N_("ill")),
)
_RECEIVED = N_("Received (empty: now; e.g. 24-11-2026 08.15, kemarin 08.15)")
SATKER_LABEL = N_("Satker or institution: code, words, or the usual abbreviation")


class RegisterForm(Form):
    """Form of a visit: satker, topics and purpose; of an online case also its reference and when it was received."""

    title_msgid = N_("Register a visitor")
    AT_FAULT: ClassVar[Mapping[str, str]] = {
        "reference_number": "reference", "received_at": "received", "channel_detail": "way",
    }  # fmt: skip

    def __init__(self, channel: Channel) -> None:
        super().__init__(DraftForm.REGISTER.about(channel))
        self.channel = channel
        #: The moment long ago that was asked about, so that the same key pressed again takes it.
        self._asked_about: datetime | None = None

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
            yield from self.labelled(_RECEIVED, Input(id="received", compact=True))
        yield from self.labelled(SATKER_LABEL, self.stakeholder.field())
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

    @on(Typeahead.Undecided, "#satker")
    def _undecided(self, event: Typeahead.Undecided) -> None:
        self.complain(self.stakeholder.several(event.value))

    @on(Typeahead.Picked, "#satker")
    def _picked(self) -> None:
        self.query_one("#kind", Choice).choose(self.stakeholder.kind(self.query_one("#satker", Typeahead)))

    def _topics(self, text: str) -> list[tuple[str, str]]:
        return [(topic.code, f"{topic.code} · {topic.name}") for topic in self.client.settings.find_topics(text)]

    def ready(self) -> None:
        self.go_to("reference" if self.online else "satker")

    @on(Input.Changed, "#received")
    def _spell_out(self) -> None:
        """Show the moment that is read, with its weekday and date, before it is saved."""
        try:
            read = read_moment(self.text_of("received"), self.client.local_now())
            told = received_words(read) if read else _(_RECEIVED)
        except BadInput as error:
            told = _("Received: not read yet") if error.msgid == NOT_A_MOMENT else explain(error)
        self.label("received").update(told)

    def _received(self) -> datetime | None:
        """Return when the message was received; None for now.

        Raises:
            BadInput: not a moment, or one long ago that was not asked about yet.
        """
        now = self.client.local_now()
        read = read_moment(self.text_of("received"), now)
        if read is None:
            return None
        if now - read.at > LONG_AGO and self._asked_about != read.at:
            self._asked_about = read.at
            raise BadInput(N_("{moment} is {days} days ago. If that is right, press {save} once more."),
                           moment=received_words(read), days=(now - read.at).days, **self.saving)  # fmt: skip
        return read.at

    def take_paste(self, text: str) -> bool:
        message = read_message(text, self.client.local_now()) if self.online else None
        if message is None:
            return False
        found = {
            "reference": message.reference,
            "received": message.moment,
            "satker.text": self.stakeholder.with_code(message.satker_code),
            "purpose": message.subject,
        }
        before = self.kept()
        taken = {field: text for field, text in found.items() if text and not before[field].strip()}
        self.put(taken)
        for field, written in taken.items():
            self._keep(field, written)
        return bool(taken)

    def save(self) -> "Call[Ticket]":
        code, name = self.stakeholder.read(self.query_one("#satker", Typeahead))
        topics = self.query_one("#topics", Typeahead)
        if topics.text.strip():
            raise BadInput(N_("“{text}” is not a topic yet: take one from the list with Enter, or empty the field."),
                           text=topics.text.strip(), argument="topics")  # fmt: skip
        values: dict[str, Any] = {
            "satker_code": code,
            "satker_name": name,
            "typed": self.stakeholder.typed(self.query_one("#satker", Typeahead)),
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
            values["received_at"] = self._received()
        elif self.query("#priority"):
            values["priority_reason"] = self.text_of("priority")
        return self.client.verbs.take_ticket(channel, **values)
