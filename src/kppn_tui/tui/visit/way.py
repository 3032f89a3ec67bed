"""The way to an answer: to the next thing that is missing, a field or a form, and on from there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from kppn_tui.domain.lifecycle import NEED_TEXT, Action, Need
from kppn_tui.domain.steps import missing_before_answer
from kppn_tui.i18n import _

if TYPE_CHECKING:
    from kppn_tui.tui.visit.base import VisitScreen

#: What to do next.
Next = Callable[[], None]
#: Fields of the screen, by what is missing without them.
FIELD = {"Question": "question", "Answer": "answer", "Reference": "references"}
#: What has to be known before a form that leads out of a service.
NEEDS = {"Identity / profile": Need.IDENTITY, "Question": Need.QUESTION, "Identified: topic": Need.TOPIC}


class WayToAnswer:
    """Way of one visit on the screen; what comes after a form waits until its outcome is shown."""

    def __init__(
        self, screen: "VisitScreen", *, identify: Callable[[Next], None], ask_topic: Callable[[Next], None]
    ) -> None:
        """Take the forms that ask who the stakeholder is and for the topic; each hears what comes after it."""
        self._screen = screen
        self._forms = {"Identity / profile": identify, "Identified: topic": ask_topic}
        self._next: Next | None = None

    @property
    def goes_on(self) -> bool:
        """Return whether something comes as soon as what was saved is shown: keys wait for it."""
        return self._next is not None

    def put_next(self, following: Next) -> None:
        """Do `following` when the visit was read anew."""
        self._next = following

    def after_form(self, following: Next, saved: object) -> None:
        """Do `following` with what is read anew, unless the form was left."""
        if saved is not None:
            self.put_next(following)
            self._screen.client.refresh()

    def go_on(self) -> None:
        """Do what was to come next: the visit was read anew."""
        following, self._next = self._next, None
        if following is not None and self._screen.is_current:
            following()

    def give_up(self) -> None:
        """Let go of what was to come next: nothing is read at present."""
        self._next = None

    def _missing(self) -> str:
        """Return the first thing that is missing before an answer, counting what is typed; "" when all is there."""
        screen = self._screen
        if screen.current is None or screen.view is None:
            return ""
        typed = screen.pane.typed_consultation(screen.current.consultation)
        return next(iter(missing_before_answer(screen.view.ticket, typed)), "")

    def to_missing(self, following: Next | None = None) -> None:
        """Go to the first thing that is missing: a field, or the form that asks for it, and then on."""
        if self._screen.is_current and (form := self._forms.get(self._missing())) is not None:
            form(following or self.to_missing)
        else:
            self.to_field()

    def to_field(self) -> None:
        """Go into the field that is missing next, unless a form asks for what is missing before it."""
        if self._screen.is_current and (field := FIELD.get(self._missing())) is not None:
            self._screen.action_edit(field)

    def known_first(self, action: Action, form: Next) -> None:
        """Open `form` if identity, question and topic are known; else go to the first of them that is missing."""
        need = NEEDS.get(self._missing())
        if need is not None and self._screen.availability.refusal(action) is None:
            self._screen.host.say(_(NEED_TEXT[need]), "warning")
            self.to_missing(lambda: self.known_first(action, form))
        else:
            form()
