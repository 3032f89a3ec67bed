"""Exercise of the section: which section is responsible for a question (R05, R18, A15, A16)?"""

from dataclasses import dataclass

from kppn_tui.domain.office import Section, Topic
from kppn_tui.i18n import _
from kppn_tui.training.exercises.exercise import Option, Verdict

#: Beginning of the title of a section's head; the head of a Subbagian has another one (A16).
SECTION_HEAD = "Kepala Seksi"


@dataclass(frozen=True)
class SectionExercise:
    """A question of a stakeholder, for which the responsible section is to be chosen."""

    text: str
    topic: Topic
    sections: tuple[Section, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the stakeholder's question, and the question to the trainee."""
        return f"“{self.text}”", _("Which section is responsible for this question?")

    @property
    def options(self) -> tuple[Option, ...]:
        """Return all sections."""
        return tuple(Option(one.code, one.short) for one in self.sections)

    def check(self, answer: str) -> Verdict:
        """Return the verdict on the code of a section."""
        right = self._section(self.topic.section)
        facts = [
            (_("Topic"), f"{self.topic.code} – {self.topic.name}"),
            (_("Section"), right.name),
            (_("Escalate to"), right.head_title),
        ]
        if support := [one.short for one in self.sections if one.code in self.topic.support]:
            facts.append((_("Supports"), ", ".join(support)))
        rules = [
            ("R05", _("The topic names the responsible section.")),
            ("R18", _("An escalation goes to the head whom the question concerns, not to any head.")),
        ]
        if not right.head_title.startswith(SECTION_HEAD):
            rules.append(("A16", _("This section is led by no Kepala Seksi; the record carries the real title.")))
        return Verdict(
            right=answer == right.code,
            answer=right.short,
            mistakes=() if answer == right.code else (self._why_not(self._section(answer)),),
            facts=tuple(facts),
            rules=tuple(rules),
        )

    def _section(self, code: str) -> Section:
        return next(one for one in self.sections if one.code == code)

    def _why_not(self, chosen: Section) -> str:
        """Return why `chosen` is not right."""
        if chosen.code in self.topic.support:
            reason = _("{section} only supports on this topic; the lead is elsewhere (A15).")
        else:
            reason = _("{section} has another field: {name}.")
        return reason.format(section=chosen.short, name=chosen.name)
