"""The way from a notice to its case: on the right screen, with the cursor on it, or a sentence what became of it."""

from typing import TYPE_CHECKING

from kppn_tui.client.queries import consultation
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.states import OPEN_CONSULTATION, OPEN_ESCALATION, OPEN_TICKET, TicketState
from kppn_tui.i18n import _, explain
from kppn_tui.presentation.alerts import notice_sentence
from kppn_tui.presentation.case import ended_question
from kppn_tui.presentation.words import state_word
from kppn_tui.tui.host import Host, ScreenName

if TYPE_CHECKING:
    from kppn_tui.domain.notices import Notice
    from kppn_tui.domain.views import ConsultationView


def open_next(host: Host) -> None:
    """Open the case of the oldest thing that was told here and not opened; without one, what was told today."""
    if (notice := host.client.notices.next()) is not None:
        open_notice(host, notice)
    else:
        host.screens.go(ScreenName.NOTICES)


def open_notice(host: Host, notice: "Notice") -> None:
    """Open the case that `notice` is about; what has ended meanwhile is told in a sentence."""
    host.client.notices.opened(notice)
    if notice.consultation_id is None:
        host.screens.go(ScreenName.INBOX)
        host.say(notice_sentence(notice, host.client.settings))
        return

    def found(view: "ConsultationView") -> None:
        if notice.section:
            _open_question(host, notice, view)
        else:
            _open_case(host, notice, view)

    def failed(error: DeskError) -> None:
        host.say(explain(error), "warning")

    host.client.ask(consultation(notice.consultation_id), found, failed)


def _open_question(host: Host, notice: "Notice", view: "ConsultationView") -> None:
    """Open the inbox at the question; one that needs no answer any more is told with what became of it."""
    one = next((one for one in view.escalations if one.escalation.id == notice.escalation_id), None)
    if one is not None and one.escalation.state in OPEN_ESCALATION:
        host.screens.open_question(one.escalation.id)
        return
    host.screens.go(ScreenName.INBOX)
    if one is not None:
        host.say(f"{notice.whose}: {ended_question(one)}")


def _open_case(host: Host, notice: "Notice", view: "ConsultationView") -> None:
    """Open the follow-up, the service or the place in the queue."""
    case, ticket = view.consultation, view.ticket
    if case.state in OPEN_CONSULTATION and case.followed_up:
        host.screens.open_case(case.id)
    elif ticket.state == TicketState.SERVING and ticket.officer_id == host.client.signed_in.id:
        host.screens.open_session(ticket.id)
    elif ticket.state in OPEN_TICKET:
        host.screens.open_queue(ticket.id)
    else:
        host.say(_("{label} has ended: {state}.").format(label=notice.whose, state=state_word(case.state)))
