"""Exercise of the missing step: which step of the standard does the story of a visit or a message leave out?"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kppn_tui.i18n import N_, _, language
from kppn_tui.office.settings import Settings
from kppn_tui.office.standard import load_standard
from kppn_tui.presentation import words
from kppn_tui.training.demo_data import DemoData
from kppn_tui.training.exercises.exercise import Option, Verdict


@dataclass(frozen=True, slots=True)
class StoryStep:
    """A step of the standard in a story, with the text for it.

    Another text takes its place where the step is left out or not needed; an empty one adds nothing.
    """

    number: str
    requirement: str
    name: str
    text: str
    left_out: str = ""
    not_needed: str = ""


_LOOKED_UP = N_("The officer looks for the answer in the regulation concerned and notes which one it is.")
_BY_HEART = N_("The officer trusts memory and opens no regulation.")
_NOTHING_MORE = N_("Nothing but the question is needed to see the matter clearly.")

FACE_TO_FACE = (
    StoryStep("a.1", "R03", N_("Identity / profile"), N_("The officer asks who has come: {name}, {role}, {origin}.")),
    StoryStep(
        "a.2",
        "R04",
        N_("Question"),
        N_("The visitor puts the question: “{question}”"),
        N_("The visitor wants to begin, but the officer has seen the number slip, and that is enough."),
    ),
    StoryStep("a.3", "R05", N_("Identified: topic"), N_("The officer identifies what it is about: {topic}.")),
    StoryStep("a.4", "R06", N_("Answer and reference"), _LOOKED_UP, _BY_HEART),
    StoryStep(
        "a.5",
        "R07",
        N_("Documents, if needed"),
        N_("One point shows only in a document, so the officer asks for it: {document}."),
        N_("One point shows only in a document that lies at the visitor's office: {document}."),
        _NOTHING_MORE,
    ),
    StoryStep(
        "a.6",
        "R08",
        N_("Resolved at once"),
        N_("The answer is there: the officer gives it at once, and the matter is Resolved."),
        N_("The answer is there. The officer thanks the visitor for coming and calls the next number."),
    ),
    StoryStep(
        "a.7",
        "R09–R12",
        N_("Follow-up, escalation"),
        N_("There is no answer yet: the officer escalates to {head}, asks for a contact and names the due date."),
        N_("There is no answer yet. The officer wishes a good day and calls the next number."),
    ),
)
ONLINE = (
    StoryStep(
        "b.1",
        "R13",
        N_("Question"),
        N_("Through {channel}, {name} of {origin} asks: “{question}”"),
        N_("At the market an acquaintance tells the officer what {origin} would like to know: “{question}”"),
    ),
    StoryStep("b.2", "R14", N_("Identified: topic"), N_("The officer identifies what it is about: {topic}.")),
    StoryStep("b.3", "R15", N_("Answer and reference"), _LOOKED_UP, _BY_HEART),
    StoryStep(
        "b.4",
        "R16",
        N_("Documents, if needed"),
        N_("One point shows only in a document, so the officer asks the sender for it: {document}."),
        N_("One point shows only in a document that lies at the sender's office: {document}."),
        _NOTHING_MORE,
    ),
    StoryStep(
        "b.5",
        "R17",
        N_("Resolved at once"),
        N_("The answer is there: the officer sends it at once, and the matter is Resolved."),
        N_("The answer is there. The officer notes it and turns to the next message."),
    ),
    StoryStep(
        "b.6",
        "R18–R20",
        N_("Follow-up, escalation"),
        N_("There is no answer yet: the officer escalates to {head} and reports progress each working day."),
        N_("There is no answer yet. The officer turns to the next message."),
    ),
)


@dataclass(frozen=True)
class MissingStepExercise:
    """A story of `steps` without the step `missing`; `not_needed` are the steps that this story does not need."""

    steps: tuple[StoryStep, ...]
    missing: str
    not_needed: frozenset[str]
    facts: Mapping[str, str]
    channel: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Return the story and the question."""
        sentences = [self._sentence(step) for step in self.steps]
        if self.steps is FACE_TO_FACE:
            sentences.insert(0, _("A visitor is called to the counter."))
        story = " ".join(sentence for sentence in sentences if sentence)
        return story, _("Which step of the standard is missing?")

    @property
    def options(self) -> tuple[Option, ...]:
        """Return all steps of the part of the standard."""
        return tuple(Option(step.number, f"{step.number} {_(step.name)}") for step in self.steps)

    def check(self, answer: str) -> Verdict:
        """Return the verdict on the number of a step, with the standard's own line."""
        step = self._step(self.missing)
        line = next(line for part in load_standard(language()) for line in part.lines if line.id == self.missing)
        quoted = [(line.id, f"“{line.text}”"), *(("–", point) for point in line.points)]
        if line.note:
            quoted.append(("", line.note))
        return Verdict(
            right=answer == self.missing,
            answer=f"{step.number} {_(step.name)}",
            mistakes=() if answer == self.missing else (self._why_not(self._step(answer)),),
            facts=tuple(quoted),
            rules=((step.requirement, _("The requirement that a score card names for this step.")),),
        )

    def _step(self, number: str) -> StoryStep:
        return next(step for step in self.steps if step.number == number)

    def _sentence(self, step: StoryStep) -> str:
        """Return what the story says in the place of `step`."""
        if step.number in self.not_needed:
            text = step.not_needed
        else:
            text = step.left_out if step.number == self.missing else step.text
        return _(text).format(**self.facts, channel=words.channel_word(self.channel))

    def _why_not(self, chosen: StoryStep) -> str:
        """Return what the story says of the step that was chosen instead."""
        if chosen.number in self.not_needed:
            return _("{step} is not needed in this story.").format(step=chosen.number)
        return _("{step} is told: {sentence}").format(step=chosen.number, sentence=self._sentence(chosen))


def draw_missing_step(settings: Settings, demo: DemoData, random: Random) -> MissingStepExercise:
    """Draw a story: face to face or online, answered at once or not, with or without documents."""
    steps = random.choice((FACE_TO_FACE, ONLINE))
    answered, followed = steps[-2].number, steps[-1].number
    documents = steps[-3].number
    not_needed = {random.choice((answered, followed))} | ({documents} if random.random() < 0.5 else set())
    missing = random.choice([step.number for step in steps if step.number not in not_needed])
    known = {topic.code: topic for topic in settings.topics}
    question = random.choice([one for one in demo.questions if one.topic in known] or list(demo.questions))
    topic = known.get(question.topic, settings.topics[0])
    section = settings.section(topic.section)
    facts = {
        "name": f"{random.choice(demo.visitors)} Seroja",
        "role": random.choice(demo.visitor_roles),
        "origin": random.choice(demo.satker).name,
        "question": question.text,
        "topic": topic.name,
        "document": random.choice(topic.documents or ("Surat permohonan",)),
        "head": section.head_title,
    }
    return MissingStepExercise(steps, missing, frozenset(not_needed), facts, random.choice(("hai_cso", "kontak_resmi")))
