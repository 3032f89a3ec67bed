"""Take a pasted message apart: reference number, moment of receipt, satker and subject, wherever they stand in it.

Nothing of a contact is taken: addresses and telephone numbers are asked for at the follow-up only.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from kppn_tui.domain.errors import BadInput
from kppn_tui.domain.moments import read_moment

_REFERENCE = re.compile(r"\bHAI-[0-9A-Z]+(?:-[0-9A-Z]+)*\b", re.IGNORECASE)
#: What may be a moment: a date with a time somewhere in a line.
_MOMENTS = re.compile(
    r"""
    (?: \d{4}-\d{1,2}-\d{1,2} | \d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}) | \d{1,2}[ -][a-z]{3,9}\.?[ -]\d{4} )
    (?: \s*,\s* | \s+ | T ) (?:(?:pukul|jam|pkl\.?)\s+)?
    \d{1,2}[.:]\d{2}(?:[.:]\d{2})? (?: \s?(?:WIB|WITA|WIT)\b | Z | [+-]\d{2}:?\d{2} )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: The code of a satker stands in brackets behind its name; of several the last one.
_SATKER = re.compile(r"\((\d{6})\)")
_SUBJECT = re.compile(r"^\W*(?:subjek|subject|perihal|judul|hal)\s*[:=]\s*(?P<subject>.+)$", re.IGNORECASE)
_LABEL = re.compile(
    r"^\W*(?:no\.?\s*ref(?:erensi)?\w*|nomor referensi\w*|referensi|tanggal|waktu|diterima|nama|e-?mail|surel|satker"
    r"|status|kepada|dari|from|to|date|sent)\b[^:=]{0,20}[:=]?\s*",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"selesai|menunggu konfirmasi/respons? \w+|kirim ke hai|(?:belum|sudah) ada feedback", re.IGNORECASE
)
_ADDRESS = re.compile(r"\S+@\S+|(?<!\d)(?:\+?62|0)8\d[\d\s-]{6,12}\d")
#: The head of a message in a chat: `[28/11/26 10.15.30] Name: text`, or `28/11/26 10.15 - Name: text`.
_CHAT = re.compile(r"^[\[(]?\s*MOMENT\s*[\])]?\s*(?:-\s*)?[^:]{1,60}:\s*")


@dataclass(frozen=True, slots=True)
class Message:
    """The parts of a pasted message, each empty where it was not found; `moment` as it was written."""

    reference: str = ""
    moment: str = ""
    satker_code: str = ""
    subject: str = ""


def read_message(text: str, now: datetime) -> Message | None:
    """Return the parts of `text`, pasted at the local `now`; None where it is no message but a value for one field.

    A message has a reference number or a moment, and something beside it. Its subject is what is called so, else what
    follows the reference number, else all that has no field of its own.
    """
    found = _REFERENCE.search(text)
    reference = found[0].upper() if found else ""
    moment = next((one[0] for one in _MOMENTS.finditer(text) if _has_been(one[0], now)), "")
    if not (reference or moment) or text.strip().upper() == reference or text.strip() == moment:
        return None
    codes = _SATKER.findall(text)
    after = _rest(text[found.end() :], reference, moment) if found else ""
    subject = _labelled(text) or after or _rest(text, reference, moment)
    return Message(reference, moment, codes[-1] if codes else "", subject)


def _has_been(text: str, now: datetime) -> bool:
    try:
        read = read_moment(text, now)
    except BadInput:
        return False
    return read is not None and read.at <= now


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[\n\t]+", text)]


def _labelled(text: str) -> str:
    return next((found["subject"].strip() for line in _lines(text) if (found := _SUBJECT.match(line))), "")


def _rest(text: str, reference: str, moment: str) -> str:
    """Return what `text` says beside the parts that have a field of their own, on one line."""
    return " ".join(filter(None, (_rest_of_line(line, reference, moment) for line in _lines(text))))


def _rest_of_line(line: str, reference: str, moment: str) -> str:
    if _SATKER.search(line) or _STATUS.fullmatch(line):
        return ""
    if moment:
        line = _CHAT.sub("", line.replace(moment, "MOMENT")).replace("MOMENT", " ")
    line = re.sub(re.escape(reference), " ", line, flags=re.IGNORECASE) if reference else line
    line = " ".join(_LABEL.sub("", _ADDRESS.sub(" ", line)).split()).strip(" ,;:|-–")
    return line if any(char.isalpha() for char in line) else ""
