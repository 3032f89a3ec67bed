"""Officers in words: what hangs on one who may not sign in any more."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kppn_tui.domain.substitutes import typed_day
from kppn_tui.i18n import _, ngettext
from kppn_tui.presentation.alerts import section_names

if TYPE_CHECKING:
    from kppn_tui.domain.people import Holdings
    from kppn_tui.office.settings import Settings


def holdings_sentences(held: "Holdings", settings: "Settings") -> Iterator[str]:
    """Return what an officer holds, a sentence each, and who has to see to it."""
    if held.visits:
        yield _("At their counter: {labels}; a colleague takes over.").format(labels=", ".join(held.visits))
    if held.follow_ups:
        told = ngettext("{n} follow-up is theirs; every CSO officer is told of it from now on.",
                        "{n} follow-ups are theirs; every CSO officer is told of them from now on.",
                        held.follow_ups)  # fmt: skip
        yield told.format(n=held.follow_ups)
    for one in held.substitutions:
        yield _("They stand in for {section} from {first} to {last}: name somebody else.").format(
            section=section_names([one.section], settings), first=typed_day(one.first), last=typed_day(one.last)
        )
    if held.sections:
        yield _("Nobody answers for {sections} now: name a head or a Plh.").format(
            sections=section_names(held.sections, settings)
        )
