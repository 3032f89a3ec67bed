"""Speech of the visitor at the counter, or of the sender of a message; in the language in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.domain.conditions import all_settled
from kppn_tui.domain.records import Consultation, Document, Ticket
from kppn_tui.domain.states import ConsultationState, TicketState
from kppn_tui.domain.text import clean_line, clean_text
from kppn_tui.domain.views import QueueRow, SessionView
from kppn_tui.i18n import _, ngettext
from kppn_tui.presentation.words import channel_word
from kppn_tui.training.plan import Caller, Matter, Outcome
from kppn_tui.training.scripted_officer.officer import match_matters
from kppn_tui.training.scripted_officer.visit import FETCH

#: No utterance is longer, except a question.
LONGEST = 100
_QUESTION_MAX = 2000
_ASKED_FOR_CONTACT = (Outcome.FOLLOW_UP, Outcome.ESCALATE)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Plain text that `who` speaks or writes; without `who` it tells what is to be seen."""

    who: str
    says: str


def visitor_speech(caller: Caller | None, view: QueueRow | SessionView, now: datetime) -> tuple[Utterance, ...]:
    """Return what the officer sees and hears at `now` (aware) of the ticket's caller; () for nothing."""
    ticket = view.ticket
    if caller is None:
        served = ticket.state in (TicketState.CALLED, TicketState.SERVING)
        return (Utterance("", _("Nobody plays this person: go by what is written down.")),) if served else ()
    if ticket.state == TicketState.CALLED:
        return (Utterance("", _answer_to_call(caller, ticket)),)
    if ticket.state == TicketState.WAITING and ticket.online:
        return _message(caller, ticket, caller.matters[:1])
    if ticket.state != TicketState.SERVING:
        return ()
    return _ServedCaller(caller, ticket, *_parts(view), now).utterances()


def _answer_to_call(caller: Caller, ticket: Ticket) -> str:
    """Return whether the visitor comes to the counter."""
    if 0 < caller.hears <= ticket.calls:
        return _cut(_("{label} comes to the counter.").format(label=ticket.label))
    return _cut(_("Nobody comes at the call of {label}.").format(label=ticket.label))


def _parts(view: QueueRow | SessionView) -> tuple[list[Consultation], dict[int, Sequence[Document]]]:
    """Return the consultations, and the documents that each waits for."""
    if isinstance(view, QueueRow):
        return list(view.consultations), {}
    return [one.consultation for one in view.consultations], {
        one.consultation.id: one.awaited for one in view.consultations
    }


def _message(caller: Caller, ticket: Ticket, matters: Sequence[Matter]) -> tuple[Utterance, ...]:
    """Return where a message comes from, and what it asks."""
    came = _("A message through {channel} {number}.")
    told = came.format(channel=channel_word(ticket.channel), number=ticket.reference_number or ticket.channel_detail)
    return (Utterance("", _cut(told)), *(Utterance(_cut(caller.name), _whole(one.text)) for one in matters))


@dataclass(frozen=True)
class _ServedCaller:
    """A caller who is served now."""

    caller: Caller
    ticket: Ticket
    consultations: Sequence[Consultation]
    awaited: dict[int, Sequence[Document]]
    now: datetime

    @property
    def who(self) -> str:
        """Return the caller's name, as soon as it was told."""
        known = self.ticket.online or (self.ticket.identified and not self.ticket.identity_declined)
        return _cut(self.caller.name) if known else _("Visitor")

    def utterances(self) -> tuple[Utterance, ...]:
        """Return what the caller says, in order."""
        pairs, missing = match_matters(self.caller, self.consultations)
        said = [one for consultation, matter in pairs for one in self._documents(consultation, matter)]
        current = next((pair for pair in pairs if pair[0].state == ConsultationState.SERVING), None)
        if not self.ticket.identified:
            said += self._says(self._identity())
        if current is not None and current[1] is not None:
            said += self._about(current[0], current[1], missing)
        elif all_settled(self.consultations):
            said += self._says(_("Thank you. Goodbye."))
        return tuple(said)

    def _says(self, text: str) -> list[Utterance]:
        """Return `text` as spoken by the caller."""
        return [Utterance(self.who, _cut(text))]

    def _identity(self) -> str:
        """Return the answer to who they are (R03)."""
        caller = self.caller
        if caller.declines_identity:
            return _("I would rather not say who I am.")
        told = _("I am {name}, {role}.") if caller.role else _("I am {name}.")
        return told.format(name=clean_line(caller.name[:80]), role=clean_line(caller.role[:80])) + " " + _from(caller)

    def _about(self, consultation: Consultation, matter: Matter, missing: Sequence[Matter]) -> list[Utterance]:
        """Return the question until it is written down, then the next question, then a contact where that is due."""
        if not consultation.question:
            if self.ticket.online:
                return list(_message(self.caller, self.ticket, (matter,)))
            return [Utterance(self.who, _whole(matter.text))]
        if missing:
            return [Utterance(self.who, _("And another question: {question}").format(question=_whole(missing[0].text)))]
        if matter.outcome in _ASKED_FOR_CONTACT and not consultation.followed_up:
            return self._says(self._way())
        return [Utterance("", _("Waits for your answer."))]

    def _way(self) -> str:
        """Return the contact, or the refusal with the way that is agreed instead (R11)."""
        caller = self.caller
        if caller.contact is not None:
            told = _("Call me back through {channel}: {value}.")
            return told.format(
                channel=channel_word(caller.contact.channel), value=clean_line(caller.contact.value[:60])
            )
        if caller.refusal is not None:
            told = _("I give no contact: {reason}. Instead: {way}.")
            reason, way = clean_line(caller.refusal.reason[:40]), clean_line(caller.refusal.agreed_way[:40])
            return told.format(reason=reason, way=way)
        if self.ticket.online:
            return _("Please answer the way my message came.")
        return _("Ask me how you can reach me.")

    def _documents(self, consultation: Consultation, matter: Matter | None) -> list[Utterance]:
        """Return how long the documents that were asked for still take, then that they are here (R07)."""
        awaited = self.awaited.get(consultation.id, ())
        if not awaited:
            return []
        names = clean_line(", ".join(one.name for one in awaited)[:50])
        fetch = matter.fetch if matter and matter.documents else FETCH
        left = max(one.requested_at for one in awaited) + fetch - self.now
        if left <= timedelta(0):
            return self._says(_("Here it is: {documents}.").format(documents=names))
        n = -(-int(left.total_seconds()) // 60)
        told = ngettext("I left it behind: {documents}. I fetch it, {n} minute.",
                        "I left it behind: {documents}. I fetch it, {n} minutes.", n)  # fmt: skip
        return self._says(told.format(documents=names, n=n))


def _from(caller: Caller) -> str:
    """Return for whom the caller comes."""
    origin = f"{caller.origin.code} {caller.origin.name}".strip()
    return _("From {origin}.").format(origin=clean_line(origin[:80])) if origin else ""


def _whole(text: str) -> str:
    """Return a question in full, as far as anybody would say it."""
    return clean_text(text[:_QUESTION_MAX])


def _cut(text: str) -> str:
    """Return one harmless line of at most LONGEST characters."""
    line = clean_line(text[: 4 * LONGEST], 4 * LONGEST)
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
