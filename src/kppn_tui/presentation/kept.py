"""Texts whose case ended while they were typed, as one text to be read and copied."""

from collections.abc import Mapping

from kppn_tui.domain.draft_forms import DraftForm, DraftOwner, owner_of
from kppn_tui.domain.ending import Ending
from kppn_tui.domain.lifecycle import RULE
from kppn_tui.domain.undone import RETURNED
from kppn_tui.i18n import _
from kppn_tui.presentation.sentences import ended_sentence


def kept_text(kept: Mapping[str, str], endings: Mapping[DraftOwner, Ending]) -> str:
    """Return the `kept` texts by their fields, each below the case, the form and how the case ended."""
    parts: dict[DraftOwner, list[str]] = {}
    for field, text in kept.items():
        if (owner := owner_of(field)) is not None:
            parts.setdefault(owner, []).append(text.replace("\x00", _("without reference")))
    blocks = []
    for owner, texts in parts.items():
        ending = endings.get(owner, Ending())
        head = " ".join(part for part in (ending.label, ending.topic, _form_word(owner.form)) if part)
        blocks.append("\n".join([f"{head}. {ended_sentence(ending, kept=False)}", *texts]))
    return "\n\n".join(blocks)


def _form_word(form: DraftForm) -> str:
    """Return what is done with `form`, as the life cycle calls it."""
    for action, lines in RETURNED.items():
        if any(line.form is form for line in lines) and action in RULE:
            return _(RULE[action].label)
    return ""
