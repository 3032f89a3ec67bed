"""The contact of a stakeholder during a follow-up, or the refusal to give one (R11, A20)."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from kppn_tui.domain.errors import N_, BadContact
from kppn_tui.domain.text import clean_line


class ContactChannel(StrEnum):
    """The ways to reach a stakeholder (R11); NONE stands where no contact was given."""

    NONE = ""
    WHATSAPP = "whatsapp"
    TELEPHONE = "telepon"
    MAIL = "surel"
    HAI_CSO = "hai_cso"
    OTHER = "lainnya"


#: Channel → marked label; the first three are checked and normalised.
CONTACT_CHANNELS: dict[str, str] = {
    ContactChannel.WHATSAPP: N_("WhatsApp"),
    ContactChannel.TELEPHONE: N_("telephone"),
    ContactChannel.MAIL: N_("e-mail"),
    ContactChannel.HAI_CSO: N_("HAI CSO"),
    ContactChannel.OTHER: N_("another way"),
}

#: Between the agreed way and the reason of a refusal, which are kept as one text.
WAY_AND_REASON = " — "

_PHONE = re.compile(r"\+62[1-9][0-9]{6,12}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the stakeholder; `value` never appears in events, lists or logs."""

    channel: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal to give a contact, for `reason`; the answer comes in the `agreed_way` (return visit, HAI CSO)."""

    reason: str
    agreed_way: str


def checked_contact(contact: Contact) -> Contact:
    """Return `contact` in the form that is stored: telephone numbers as +62….

    Raises:
        BadContact: an unknown channel, or a value that can't be a number or an address of that channel.
    """
    value = clean_line(contact.value)
    if contact.channel not in CONTACT_CHANNELS:
        raise BadContact(N_("Choose how to reach the stakeholder."))
    if not value:
        raise BadContact(N_("Contact is required for follow-up, or the refusal with another agreed way."))
    if contact.channel in (ContactChannel.WHATSAPP, ContactChannel.TELEPHONE):
        value = re.sub(r"[\s().-]", "", value)
        value = "+62" + value[1:] if value.startswith("0") else value
        value = "+" + value if value.startswith("62") else value
        if not _PHONE.fullmatch(value):
            raise BadContact(N_("That is not a telephone number: write it as 08…, 62… or +62…"))
    if contact.channel == ContactChannel.MAIL and not _MAIL.fullmatch(value):
        raise BadContact(N_("That is not an e-mail address."))
    return Contact(contact.channel, value)


#: So many digits of a number are hidden at the least, between its first three and at most its last four.
_HIDDEN, _HEAD, _TAIL = 4, 3, 4
#: Of a name or of anything else no more than this share is in clear, and never more than two characters.
_SHARE, _CLEAR = 3, 2
_DOTS = "•••"


def masked(value: str) -> str:
    """Return `value` with its middle hidden, for lists: `+62 813-••••-4083` (domain.md 6.4).

    Of a short value less is in clear, so that what is hidden can't be guessed: never more than two thirds of a number,
    never more than a third of a name before @.
    """
    if value.startswith("+62") and value[3:].isdecimal():
        digits = value[3:]
        tail = min(_TAIL, len(digits) - _HEAD - _HIDDEN)
        if tail >= 0:
            return f"+62 {digits[:_HEAD]}-••••" + (f"-{digits[-tail:]}" if tail else "")
    name, at, domain = value.rpartition("@")
    if at and name and "." in domain:
        return f"{_start(name)}{_DOTS}@{domain}"
    return _start(value) + _DOTS


def _start(value: str) -> str:
    return value[: min(_CLEAR, len(value) // _SHARE)]
