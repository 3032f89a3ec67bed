"""Interruptions of a service, and services that nobody ended: what an officer is asked about them."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import BadInput, Missing
from kppn_tui.domain.left_running import is_asked_about
from kppn_tui.domain.lifecycle import NEED_TEXT, Need
from kppn_tui.domain.moments import read_moment
from kppn_tui.domain.records import Consultation
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.words import short_moment
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.host import Host

if TYPE_CHECKING:
    from kppn_tui.client.call import Call

_RUNS, _ENDED, _OUTAGE = "runs", "ended", "outage"
_NO_MOMENT = N_("Write when it ended: hour.minute, or day-month hour.minute.")


class _MomentForm(Form):
    """Form of a moment of a service and the reason."""

    def __init__(self, draft: DraftForm, consultation: Consultation) -> None:
        super().__init__(draft.about(consultation.id))
        self.consultation = consultation

    def ready(self) -> None:
        self.go_to("moment")

    def moment(self) -> datetime | None:
        """Return the moment that is typed; a time alone is one of the day on which the service began."""
        begun = self.client.local(self.consultation.started_at or self.client.now())
        now = self.client.local_now()
        read = read_moment(self.text_of("moment"), now if begun.date() == now.date() else _end_of_day(begun))
        return read.at if read is not None else None


class EndServiceForm(_MomentForm):
    """Form that says when a service ended that nobody has ended; the trail has who said it, and why (R21)."""

    title_msgid = N_("When did the service end?")

    def __init__(self, consultation: Consultation) -> None:
        super().__init__(DraftForm.ENDED, consultation)

    def fields(self) -> ComposeResult:
        label = N_("It ended at (e.g. 15.40 or 24-11 15.40)")
        yield from self.labelled(label, Input(id="moment", compact=True))
        yield from self.labelled(N_("Why was it not ended then?"), Input(id="reason", compact=True))

    def save(self) -> "Call[Consultation]":
        if (ended_at := self.moment()) is None:
            raise BadInput(_NO_MOMENT)
        reason = self.text_of("reason")
        if not reason.strip():
            raise Missing(NEED_TEXT[Need.REASON], need=str(Need.REASON))
        return self.client.verbs.end_service(self.consultation.id, ended_at, reason)


class OutageForm(_MomentForm):
    """Form that holds a service because the power or an application is down, or was since a moment."""

    title_msgid = N_("Hold for an outage")

    def __init__(self, consultation: Consultation) -> None:
        super().__init__(DraftForm.OUTAGE, consultation)

    def fields(self) -> ComposeResult:
        label = N_("Since (empty: now; e.g. 15.40)")
        yield from self.labelled(label, Input(id="moment", compact=True))
        yield from self.labelled(N_("What is down? (power, SAKTI, network …)"), Input(id="reason", compact=True))

    def ready(self) -> None:
        self.go_to("reason")

    def save(self) -> "Call[Consultation]":
        return self.client.verbs.hold_for_outage(self.consultation.id, self.text_of("reason"), self.moment())


class LeftRunning:
    """The question about the officer's own service that nobody ended: at the closing, and at the next sign-in."""

    def __init__(self, host: Host) -> None:
        """Begin for an officer who has just signed in at `host`."""
        self._host = host
        self._entered_at = host.client.now()
        self._asked: set[int] = set()

    def ask(self, show: Callable[[Screen[Any], Callable[[Any], None] | None], object]) -> None:
        """Ask with `show` when the own service ended, where it is time to; each is asked about once."""
        client = self._host.client
        row = client.counter.visit
        if row is None or row.current is None or row.deadline is None or row.current.id in self._asked:
            return
        if not is_asked_about(row.deadline, client.calendar, client.now(), self._entered_at):
            return
        self._asked.add(row.current.id)
        consultation = row.current
        told = _("{label} still runs since {moment}: when did it end?").format(
            label=row.ticket.label, moment=short_moment(client.local(row.deadline.started_at), client.local_now())
        )
        options = [
            Option(_RUNS, _("It is still running")),
            Option(_ENDED, _("It has ended: write when and why")),
            Option(_OUTAGE, _("It was interrupted by an outage: write since when")),
        ]

        def chosen(answer: str | None) -> None:
            if answer == _ENDED:
                show(EndServiceForm(consultation), None)
            elif answer == _OUTAGE:
                show(OutageForm(consultation), None)

        show(Choose(told, options), chosen)


def _end_of_day(at: datetime) -> datetime:
    return at.replace(hour=23, minute=59, second=59)
