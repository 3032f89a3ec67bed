"""The conditions of an action on an escalation, and of naming a substitute: why an officer can't do it, or None.

As in `conditions`, verbs and screens ask the same.
"""

from collections.abc import Collection, Iterable, Mapping

from kppn_tui.domain.conditions import TYPED
from kppn_tui.domain.errors import N_, BadInput, DeskError, NotAllowed
from kppn_tui.domain.lifecycle import RULES, Action, Need, refusal
from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import Escalation
from kppn_tui.domain.states import Role

NAMES_ANY_SUBSTITUTE = frozenset({Role.ADMIN, Role.OFFICE_HEAD})
#: Actions of the head of a section, or of who stands in.
OF_HEAD = frozenset(rule.action for rule in RULES if rule.roles == {Role.HEAD})
OTHER_SECTIONS = N_("This question is for another section.")
OWN_QUESTION = N_("You asked this question yourself: as Plh. you can't answer it, somebody else has to.")
OTHERS_HAVE_IT = N_("Every other section has this question already.")
NAMES_NOBODY = N_("Only a section head or an administrator names a substitute.")


def escalation_refusal(
    action: Action, escalation: Escalation, officer: Officer, *, answers: Mapping[str, bool] | None = None,
    case_officer: int | None = None, asked: Collection[str] = (), sections: Collection[str] | None = None,
    typed: Collection[Need] = TYPED,
) -> DeskError | None:  # fmt: skip
    """Return why `officer` can't do `action` on `escalation` with what is `typed`; None when it is possible.

    `answers` are the sections that the officer answers for today, True where as substitute, who has the rights of the
    head but for a question of their own; `case_officer` is the officer of the case. `asked` are the sections that have
    the question, `sections` all of the office; None leaves the choice unchecked.
    """
    roles = officer.role_set
    if action in OF_HEAD:
        known = answers or {}
        if escalation.section not in known:
            return NotAllowed(OTHER_SECTIONS)
        if known[escalation.section]:
            if is_asker(officer.id, escalation, case_officer):
                return NotAllowed(OWN_QUESTION)
            roles |= {Role.HEAD}
    if error := refusal(action, escalation.state, roles, typed):
        return error
    if action is Action.PASS_ON and sections is not None and not free_sections(escalation, asked, sections):
        return BadInput(OTHERS_HAVE_IT)
    return None


def is_asker(officer_id: int, escalation: Escalation, case_officer: int | None) -> bool:
    """Return whether `officer_id` asks this question: it was sent by them, or their case is behind it."""
    return officer_id in (escalation.sent_by, case_officer)


def answers_question(
    answers: Mapping[str, bool], officer_id: int, escalation: Escalation, case_officer: int | None
) -> bool:
    """Return whether a question is one that `officer_id` answers; `answers` as in `escalation_refusal`."""
    acting = answers.get(escalation.section)
    return acting is not None and not (acting and is_asker(officer_id, escalation, case_officer))


def free_sections(escalation: Escalation, asked: Collection[str], sections: Iterable[str]) -> tuple[str, ...]:
    """Return those of `sections` to which `escalation` may be passed on, in their order."""
    return tuple(code for code in sections if code != escalation.section and code not in asked)


def may_name_substitute(officer: Officer, section: str) -> bool:
    """Return whether `officer` may name who stands in for the head of `section` (A17)."""
    return section in officer.section_set or bool(officer.role_set & NAMES_ANY_SUBSTITUTE)


def substitute_refusal(officer: Officer, sections: Iterable[str]) -> DeskError | None:
    """Return why `officer` names no substitute for any of `sections`; None when it is possible for one of them."""
    return None if any(may_name_substitute(officer, code) for code in sections) else NotAllowed(NAMES_NOBODY)
