"""Base of a visit on the screen: its consultations, the one being typed in, and saving it without losing a key."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from kppn_tui.client.queries import Visit, visit
from kppn_tui.domain.draft_forms import DraftForm
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.records import Consultation
from kppn_tui.domain.states import ConsultationState
from kppn_tui.domain.views import ConsultationView, SessionView
from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.presentation.rows import Column
from kppn_tui.presentation.visit import consultation_rows, steps_text, visit_line
from kppn_tui.resources import asset
from kppn_tui.tui.actions import ROWS
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.visit.pane import ConsultationPane, as_arguments
from kppn_tui.tui.widgets.references import References
from kppn_tui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from kppn_tui.client.call import Call


class VisitScreen(DeskScreen[Visit]):
    """Visit: consultations and steps on the left; the running time, question and answer on the right."""

    CSS_PATH = asset("styles/visit.tcss")

    def __init__(self, ticket_id: int) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.view: SessionView | None = None
        self.consultation_id: int | None = None
        self._citable: dict[str, list[str]] = {}

    def body(self) -> ComposeResult:
        yield Static("", id="visit", markup=False)
        with Horizontal(id="session"):
            with Vertical(id="left"):
                yield RowList((Column(_("Consultation"), 14), Column(_("Clock or state"))), id="items")
                yield Static("", id="steps", markup=False)
            yield ConsultationPane(self._references, self.client.drafts, id="right")

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#items"))

    def after_field(self) -> None:
        self.set_focus(self.query_one("#items"))

    def action_edit(self, field: str) -> None:
        """Go into a field."""
        widget = self.query_one(f"#{field}")
        if isinstance(widget, References):
            widget.go_in()
        else:
            self.set_focus(widget)

    @cached_property
    def _figures(self) -> tuple[str, ...]:
        """Return the key of each consultation, for as many as have one."""
        return tuple(self.host.keys.shown(row.id) for row in ROWS if row.action.startswith("consultation("))

    @property
    def pane(self) -> ConsultationPane:
        """Return the pane in which the current consultation is typed."""
        return self.query_one(ConsultationPane)

    @property
    def consultations(self) -> RowList:
        """Return the list of consultations."""
        return self.query_one("#items", RowList)

    @property
    def current(self) -> ConsultationView | None:
        """Return the consultation whose fields are shown; None without one."""
        return (
            next((one for one in self.view.consultations if one.consultation.id == self.consultation_id), None)
            if self.view
            else None
        )

    def _references(self, topic: str) -> list[str]:
        """Return what may be cited for `topic`, as read once a visit."""
        return self._citable.get(topic, [])

    @property
    def has_data(self) -> bool:
        return self.view is not None

    # Showing ------------------------------------------------------------------------------------------------------

    @property
    def open_ticket(self) -> int | None:
        return self.ticket_id

    def wanted(self) -> "Call[Visit]":
        # References are read with it: a key that finds one must not wait for the database.
        return visit(self.ticket_id, self._citable.keys())

    def show(self, data: Visit) -> None:
        self.view = data.session
        self._citable |= data.references
        if self.current is None:
            self.consultation_id = _first(self.view)
            if self.consultation_id is not None:
                self.consultations.begin_at(self.consultation_id)
        client = self.client
        also = client.presence.others.get(self.ticket_id, ())
        key = self.host.keys.shown("visit.identify", typing=True)
        told = visit_line(
            data.session, client.officer, lambda at: words.short_moment(client.local(at), client.local_now()), key, also
        )
        self.query_one("#visit", Static).update(told)
        self._show_consultation()

    def _show_consultation(self) -> None:
        if (current := self.current) is not None:
            self.pane.fill(current, self._usual(current.consultation))
            self.query_one("#steps", Static).update(steps_text(current))

    def _usual(self, consultation: Consultation) -> tuple[str, ...]:
        known = self.client.settings.topics
        return next((topic.documents for topic in known if topic.code == consultation.topic), ())

    def tick(self) -> None:
        if self.is_up and self.view is not None:
            now = self.client.now()
            self.consultations.show_rows(consultation_rows(self.view, now, self._figures))
            self.pane.tick(now)

    @on(RowList.Moved, "#items")
    def _consultation_moved(self, event: RowList.Moved) -> None:
        if event.key is not None and self.is_up:
            self.show_consultation(event.key)

    def show_consultation(self, consultation_id: int) -> None:
        """Show another consultation of the visit; what was typed in the one before is saved."""
        if consultation_id != self.consultation_id:
            self.save()
            self.consultation_id = consultation_id
            self._show_consultation()
            self.tick()
            self.renew_possible()

    # Saving -------------------------------------------------------------------------------------------------------

    @on(ConsultationPane.Left)
    def save(self) -> None:
        """Hand what was typed to the desk, if it differs."""
        if not self.is_up:
            return
        consultation_id, values = self.consultation_id, self._to_save()
        if values and consultation_id is not None:
            record = self.client.verbs.record(consultation_id, **as_arguments(values))
            saved = partial(self._saved, consultation_id, values)
            self.client.act(record, lambda _consultation: saved(), awaited=False)

    def _to_save(self) -> dict[str, str]:
        """Return the values typed and not saved yet; none where recording is not possible."""
        if self.current is None or self.client.officer is None or self.availability.refusal(Action.RECORD):
            return {}
        values, joined = self.pane.to_save()
        if joined:
            self.host.say(_("A colleague has written in the same field meanwhile: both texts are kept."), "warning")
        return values

    def _saved(self, consultation_id: int, values: dict[str, str]) -> None:
        if self.is_up:
            self.pane.saved(consultation_id, values)
        else:
            for name in values:
                self.client.drafts.forget(DraftForm.VISIT.about(consultation_id) + name)

    def act_saved(
        self,
        verb: "Callable[[int], Call[Any]]",
        done: Callable[[Any], None] | None = None,
        failed: Callable[[DeskError], None] | None = None,
    ) -> None:
        """Act by `verb` on the current consultation, with what is typed recorded before it."""
        consultation_id, values = self.consultation_id, self._to_save()
        if consultation_id is None:
            return
        recorded: list[bool] = []
        call = verb(consultation_id)
        if values:
            record = self.client.verbs.record(consultation_id, **as_arguments(values))
            call = record.followed_by(call, lambda: recorded.append(True))

        def settled(follow: Callable[[Any], None] | None, outcome: Any) -> None:
            if recorded:
                self._saved(consultation_id, values)
            if follow is not None:
                follow(outcome)

        self.act(call, partial(settled, done), failed=partial(settled, failed))


def first_open(view: SessionView) -> ConsultationView | None:
    """Return the consultation to turn to: in service, else on hold, else not started; None where all have ended."""
    for state in (ConsultationState.SERVING, ConsultationState.ON_HOLD, ConsultationState.OPEN):
        for one in view.consultations:
            if one.consultation.state == state and not one.consultation.followed_up:
                return one
    return None


def _first(view: SessionView) -> int | None:
    """Return the id of the consultation to begin with: one that is open, else the last."""
    one = first_open(view) or (view.consultations[-1] if view.consultations else None)
    return one.consultation.id if one is not None else None
