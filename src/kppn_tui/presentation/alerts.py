"""Sentences for what an officer is told, in neutral words: one line each, or one digest."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kppn_tui.domain.deadline_kinds import deadline_rule
from kppn_tui.domain.errors import N_, NotFound
from kppn_tui.domain.lifecycle import RULE, Action
from kppn_tui.domain.notices import HAND_OVERS
from kppn_tui.domain.states import Level
from kppn_tui.domain.substitutes import typed_day
from kppn_tui.i18n import _, clock_time, ngettext
from kppn_tui.presentation.words import short_moment

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kppn_tui.domain.notices import Notice
    from kppn_tui.domain.records import Event
    from kppn_tui.domain.sweep import Raised, Sweep
    from kppn_tui.office.settings import Settings

#: More than this at once is told as one digest.
SINGLY = 2
#: The parts of a digest, in their order; a hand-over that has none is one of the last part.
_OVER, _NEAR, _OTHER = N_("over {n}"), N_("near {n}"), N_("other {n}")
_PARTS: dict[Action, str] = {
    Action.ESCALATE: N_("new questions {n}"),
    Action.PASS_ON: N_("passed on {n}"),
    Action.RETURN: N_("asked back {n}"),
    Action.CLARIFY: N_("replies {n}"),
    Action.ANSWER: N_("answers {n}"),
    Action.WITHDRAW: N_("withdrawn {n}"),
    Action.REFER: N_("withdrawn {n}"),
    Action.CANCEL: N_("withdrawn {n}"),
}
_ORDER = (_OVER, _NEAR, *dict.fromkeys(_PARTS.values()), _OTHER)


# What an officer is told --------------------------------------------------------------------------------------------


def notices_sentence(notices: "Sequence[Notice]", settings: "Settings") -> str:
    """Return what an officer is told at once: each on its own line, or one digest when there are many."""
    if len(notices) <= SINGLY:
        return "\n".join(notice_sentence(notice, settings) for notice in notices)
    parts = Counter(map(_part, notices))
    told = ngettext("{n} notice for you: {parts}.", "{n} notices for you: {parts}.", len(notices))
    listed = ", ".join(_(part).format(n=parts[part]) for part in _ORDER if parts[part])
    return told.format(n=len(notices), parts=listed)


def _part(notice: "Notice") -> str:
    if notice.alert is not None:
        return _OVER if notice.alert.level is Level.BREACH else _NEAR
    return _PARTS.get(notice.event.action, _OTHER) if notice.event is not None else _OTHER


def notice_sentence(notice: "Notice", settings: "Settings") -> str:
    """Return one notice in neutral words, after the ticket and the topic that it is about."""
    if notice.alert is not None:
        return raised_sentence(notice.alert)
    told = _event_sentence(notice, notice.event, settings) if notice.event is not None else ""
    return f"{notice.whose}: {told}" if notice.whose else told


def _event_sentence(notice: "Notice", event: "Event", settings: "Settings") -> str:
    data = json.loads(event.data)
    if event.action == Action.UNDO:
        rule = RULE.get(data.get("action", ""))
        return _("{who} took back: {action}.").format(who=notice.who, action=_(rule.label) if rule else "—")
    sections = [notice.section or str(data.get("section", ""))]
    words = {"who": notice.who, "section": section_names(sections, settings)}
    if event.action == Action.SUBSTITUTE:
        first, last = typed_day(str(data.get("first"))), typed_day(str(data.get("last")))
        words |= {"name": notice.about, "first": first, "last": last}
        if data.get("did") == "end":
            return _("{name} does not stand in for {section} any more ({who}).").format(**words)
        return _("{name} stands in for {section} from {first} to {last} ({who}).").format(**words)
    if event.action in HAND_OVERS:
        return _(HAND_OVERS[event.action][1]).format(**words)
    return _("{who} has changed something that concerns you.").format(**words)


def section_names(codes: Iterable[str], settings: "Settings") -> str:
    """Return the short names of sections; a code where the office file has dropped it."""
    names = []
    for code in codes:
        try:
            names.append(settings.section(code).short)
        except NotFound:
            names.append(code)
    return ", ".join(names)


def notice_row(
    notice: "Notice", settings: "Settings", local: "Callable[[datetime], datetime]", local_now: "datetime"
) -> tuple[str, str, str]:
    """Return when `notice` was told and raised, and what it says; `local` gives a moment in the office's zone."""
    told = clock_time(local(notice.told_at)) if notice.told_at is not None else ""
    return told, short_moment(local(notice.raised_at), local_now), notice_sentence(notice, settings)


# What a sweep raised, for the terminal of the worker ------------------------------------------------------------------


def sweep_sentence(sweep: "Sweep") -> str:
    """Return what a sweep raised: each deadline on its own line, or one digest when there are many."""
    if len(sweep.raised) <= SINGLY:
        return "\n".join(raised_sentence(raised) for raised in sweep.raised)
    return digest_sentence(sweep)


def digest_sentence(sweep: "Sweep") -> str:
    """Return all that a sweep raised in one line."""
    return ngettext(
        "{n} deadline has passed a level, {m} of them are over; the officers concerned are told.",
        "{n} deadlines have passed a level, {m} of them are over; the officers concerned are told.",
        len(sweep.raised),
    ).format(n=len(sweep.raised), m=sweep.breaches)


def raised_sentence(raised: "Raised") -> str:
    """Return one alert in neutral words, after the ticket and the topic that it is about."""
    return f"{raised.whose}: " + _(deadline_rule(raised.deadline.kind).sentence(raised.level))
