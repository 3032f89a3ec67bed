"""The service: one visitor, one or more consultations, each with its own 20 minutes in large digits."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantBlur
from textual.widgets import Digits, Label, Static, TextArea

from kppn_tui import words
from kppn_tui.domain.errors import AlreadyServing
from kppn_tui.domain.lifecycle import OPEN_CONSULTATION, OUTCOME, Action, ConsultationState, Need, TicketState, refusal
from kppn_tui.domain.records import ClockKind, Consultation
from kppn_tui.domain.steps import missing_before_answer, steps
from kppn_tui.domain.views import ItemView, SessionView
from kppn_tui.i18n import N_, _, explain
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.face import PHASE_STYLE, phase_of, service_face
from kppn_tui.tui.screens.choose import Choose, Option
from kppn_tui.tui.widgets.form import AskText
from kppn_tui.tui.widgets.references import References
from kppn_tui.tui.widgets.rowlist import Column, Row, RowList

if TYPE_CHECKING:
    from kppn_tui.desk import Desk

RULE_OF = {
    "resolve": Action.RESOLVE,
    "follow_up": Action.FOLLOW_UP,
    "escalate": Action.ESCALATE,
    "documents": Action.REQUEST_DOCUMENTS,
    "received": Action.DOCUMENTS_RECEIVED,
    "topic": Action.RECORD,
    "serve": Action.SWITCH,
    "leave_scope": Action.CANCEL,
}
MARKS = {"done": ("✓", "green"), "missing": ("○", "bold"), "optional": ("·", "dim")}
FIELDS = ("question", "answer")


class SessionScreen(DeskScreen[tuple[SessionView, dict[str, str]]]):
    """Steps on the left, the clock in the corner, question and answer always open for typing."""

    TITLE_MSGID = N_("Service")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f9,ctrl+s", "resolve", N_("Resolve")),
        Binding("k,f7", "follow_up", N_("Follow up")),
        Binding("s,f8", "escalate", N_("Escalate")),
        Binding("d,f6", "documents", N_("Documents")),
        Binding("i,f2", "identify", N_("Identity")),
        Binding("a", "add", N_("Add topic")),
        Binding("f", "finish", N_("Finish the visit")),
        Binding("e,f3", "edit('question')", N_("Question"), show=False),
        Binding("j,f4", "edit('answer')", N_("Answer"), show=False),
        Binding("r,f5", "edit('references')", N_("References"), show=False),
        Binding("t", "topic", N_("Topic"), show=False),
        Binding("b", "received", N_("Documents received"), show=False),
        Binding("m", "serve", N_("Serve this one"), show=False),
        Binding("x", "leave_scope", N_("Refer / cancel"), show=False),
        Binding("n", "next", N_("Call next"), show=False),
    ]

    def __init__(self, ticket_id: int) -> None:
        super().__init__()
        self.ticket_id = ticket_id
        self.view: SessionView | None = None
        self.item_id: int | None = None
        #: The typed values as the desk has them, and the item they belong to.
        self._known: dict[str, Any] = {}
        self._filled: int | None = None

    def body(self) -> ComposeResult:
        yield Static("", id="visit", markup=False)
        with Horizontal(id="session"):
            with Vertical(id="left"):
                yield RowList((Column(_("Consultation"), 11), Column(_("Clock"), 9), Column(_("State"))), id="items")
                yield Static("", id="steps", markup=False)
            with Vertical(id="right"):
                with Horizontal(id="clock-row"):
                    yield Static("", id="clock-words", markup=False)
                    yield Digits("--:--", id="clock")
                yield Label(_("Question (F3)"), classes="field-label", markup=False)
                yield TextArea(id="question", compact=True, soft_wrap=True, tab_behavior="focus")
                yield Label(_("Answer (F4)"), classes="field-label", markup=False)
                yield TextArea(id="answer", compact=True, soft_wrap=True, tab_behavior="focus")
                yield Label(_("References (F5), or “without reference”"), classes="field-label",
                            markup=False)  # fmt: skip
                yield References(self._references, id="references")
                yield Static("", id="documents", markup=False)

    def on_mount(self) -> None:
        self.query_one("#items").focus()

    def after_field(self) -> None:
        self.query_one("#items").focus()

    # Reading ------------------------------------------------------------------------------------------------------

    def read(self, desk: "Desk") -> tuple[SessionView, dict[str, str]]:
        officer = self.desk_app.officer
        drafts = desk.drafts.load(officer.id, "item:") if officer else {}
        return desk.session(self.ticket_id), drafts

    def show(self, data: tuple[SessionView, dict[str, str]]) -> None:
        self.view, drafts = data
        if self.item_id is None:
            self.item_id = self._first(self.view)
            if self.item_id is not None:
                self.query_one("#items", RowList).begin_at(self.item_id)
        self._show_visit()
        self._show_rows()
        self._fill(drafts)
        self.tick()

    def _first(self, view: SessionView) -> int | None:
        order = (ConsultationState.SERVING, ConsultationState.ON_HOLD, ConsultationState.OPEN)
        for state in order:
            for one in view.items:
                if one.item.state == state and not one.item.followed_up:
                    return one.item.id
        return view.items[-1].item.id if view.items else None

    @property
    def current(self) -> ItemView | None:
        """The consultation whose fields are shown."""
        items = self.view.items if self.view else ()
        return next((one for one in items if one.item.id == self.item_id), None)

    def _references(self) -> list[str]:
        desk, current = self.desk_app.desk, self.current
        return desk.references(current.item.topic) if desk and current else []

    # Drawing ------------------------------------------------------------------------------------------------------

    def _show_visit(self) -> None:
        assert self.view is not None
        ticket = self.view.ticket
        who = ticket.visitor_name or (_("identity declined") if ticket.identity_declined else "")
        if not ticket.identified:
            who = _("identity not recorded yet (F2)")
        parts = [
            ticket.label,
            words.channel_word(ticket.channel) + (f" {ticket.reference_number}" if ticket.reference_number else ""),
            " ".join(part for part in (ticket.satker_code, ticket.satker_name) if part),
            " ".join(part for part in (who, f"({ticket.visitor_role})" if ticket.visitor_role else "") if part),
            ticket.purpose,
        ]
        line = Text(" · ".join(part for part in parts if part), style="bold", no_wrap=True, overflow="ellipsis")
        self.query_one("#visit", Static).update(line)

    def _show_rows(self) -> None:
        if self.view is None:
            return
        now = self.desk_app.now()
        rows = []
        for one in self.view.items:
            clock = one.clock(ClockKind.SERVICE)
            face = service_face(clock, now) if clock and clock.stopped_at is None else Text("")
            if clock and clock.stopped_at is not None:
                face = Text(words.clock_face(clock.net(now)))
            rows.append(Row(one.item.id, (Text(f"{one.item.seq} {one.item.topic or '?'}"), face, self._state(one))))
        items = self.query_one("#items", RowList)
        items.show_rows(rows)
        if self.item_id is not None and items.key != self.item_id and not items.has_focus:
            items.move_to(self.item_id)

    def _state(self, one: ItemView) -> Text:
        if one.item.holds_for_documents:
            return Text(_("documents"))
        return Text(words.state_word(one.item.state))

    def tick(self) -> None:
        if not self.is_mounted or self.view is None:
            return
        self._show_rows()
        current = self.current
        clock = current.clock(ClockKind.SERVICE) if current else None
        digits, told = self.query_one("#clock", Digits), self.query_one("#clock-words", Static)
        if current is None or clock is None:
            digits.update("--:--")
            told.update(_("The 20 minutes begin with “m”: serve this one."))
            return
        now = self.desk_app.now()
        phase = phase_of(clock, now)
        face = words.clock_face(clock.net(now))
        if digits.value != face:
            digits.update(face)
        for name in PHASE_STYLE:
            digits.set_class(name == phase, f"-{name}")
        told.update(self._words(current, phase, now))

    def _words(self, current: ItemView, phase: words.Phase, now: Any) -> Text:
        clock = current.clock(ClockKind.SERVICE)
        assert clock is not None
        line = Text(f"{current.item.topic or _('no topic yet')}\n", style="bold")
        gross = _("gross {clock}").format(clock=words.clock_face(clock.gross(now)))
        if clock.stopped_at is not None:
            state = words.state_word(current.item.state)
            line.append(_("{state}, {gross}").format(state=state, gross=gross))
        elif phase == "paused":
            reason = _("awaiting documents") if current.item.holds_for_documents else _("on hold")
            line.append(f"‖ {reason}, {gross}")
        elif phase == "over":
            line.append(_("Over the 20-minute standard"), style=PHASE_STYLE["over"])
            line.append(f"\n{gross}")
        else:
            line.append(words.left_or_over(clock.remaining(now)), style=PHASE_STYLE[phase] if phase == "warn" else "")
            line.append(f"\n{gross}")
        return line

    def _fill(self, drafts: dict[str, str]) -> None:
        """The fields of the current item; one that is being typed in, or holds unsaved text, is left alone."""
        current = self.current
        if current is None:
            return
        item = current.item
        fresh = self._filled != item.id
        for name in FIELDS:
            area = self.query_one(f"#{name}", TextArea)
            stored = str(getattr(item, name))
            key = f"item:{item.id}:{name}"
            if fresh or (area.text == self._known.get(name) and not area.has_focus):
                text = drafts.get(key, stored) if fresh else stored
                self._known[name] = stored
                if area.text != text:
                    area.text = text
                    area.move_cursor(area.document.end)
            area.read_only = item.state not in OPEN_CONSULTATION
        references = self.query_one("#references", References)
        if fresh or not references.has_focus_within:
            references.put(item.references, item.no_reference)
            self._known |= {"references": references.references, "no_reference": references.none}
        self._filled = item.id
        self._show_steps(current)

    def _show_steps(self, current: ItemView) -> None:
        text = Text()
        for step in steps(current):
            mark, style = MARKS[step.mark]
            text.append(f"{mark} {step.number} {_(step.name)}\n", style=style)
        self.query_one("#steps", Static).update(text)
        documents = Text()
        for document in current.documents:
            mark = "✓" if document.received_at else "…"
            documents.append(f"{mark} {document.name}  ", style="" if document.received_at else "bold")
        topic = self._topic(current.item)
        if not documents and topic:
            documents.append(_("Usual documents: {names}").format(names="; ".join(topic)), style="dim")
        self.query_one("#documents", Static).update(documents)

    def _topic(self, item: Consultation) -> tuple[str, ...]:
        desk = self.desk_app.desk
        known = desk.settings.topics if desk else ()
        return next((topic.documents for topic in known if topic.code == item.topic), ())

    # Typing -------------------------------------------------------------------------------------------------------

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        name = event.text_area.id or ""
        if self.item_id is not None and event.text_area.text != self._known.get(name):
            self.desk_app.keep_draft(f"item:{self.item_id}:{name}", event.text_area.text)

    @on(DescendantBlur)
    def _left(self, event: DescendantBlur) -> None:
        if isinstance(event.widget, TextArea) or event.widget in self.query_one("#references").walk_children():
            self._save()

    def _typed_values(self) -> dict[str, Any]:
        references = self.query_one("#references", References)
        values: dict[str, Any] = {name: self.query_one(f"#{name}", TextArea).text for name in FIELDS}
        return values | {"references": references.references, "no_reference": references.none}

    def _save(self) -> None:
        """Hand what was typed to the desk, if it differs."""
        current, app = self.current, self.desk_app
        if current is None or app.desk is None or app.officer is None or current.item.state not in OPEN_CONSULTATION:
            return
        item_id, values = current.item.id, self._typed_values()
        if values != self._known:
            done = partial(self._recorded, item_id, values)
            app.act(partial(app.desk.record, app.officer, item_id, **values), lambda _item: done())

    def _recorded(self, item_id: int, values: dict[str, Any]) -> None:
        """The desk has `values` of the item: they are no draft any more."""
        if item_id == self.item_id:
            self._known = values
        self.desk_app.forget_draft(f"item:{item_id}:")

    def _after_saving(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Callable[[], Any]:
        """`verb` of the desk on the current item, with what is on the screen recorded before it."""
        app, current = self.desk_app, self.current
        assert app.desk is not None and app.officer is not None and current is not None
        desk, officer, item_id, values = app.desk, app.officer, current.item.id, self._typed_values()

        def run() -> Any:
            desk.record(officer, item_id, **values)
            app.call_from_thread(self._recorded, item_id, values)
            return verb(officer, item_id, *args, **more)

        return run

    # Reasons ------------------------------------------------------------------------------------------------------

    def why_not(self, action: str) -> str:
        officer, current, view = self.desk_app.officer, self.current, self.view
        if officer is None or view is None:
            return ""
        if action == "finish":
            done = all(one.item.state in OUTCOME or one.item.followed_up for one in view.items)
            error = refusal(Action.FINISH, view.ticket.state, officer.role_set, {Need.OUTCOME} if done else ())
            return explain(error) if error else ""
        if action in ("identify", "add"):
            rule = Action.IDENTIFY if action == "identify" else Action.ADD_CONSULTATION
            error = refusal(rule, view.ticket.state, officer.role_set)
            return explain(error) if error else ""
        if action not in RULE_OF or current is None:
            return ""
        error = refusal(RULE_OF[action], current.item.state, officer.role_set)
        if error is None and action == "follow_up" and current.item.followed_up:
            return _("This consultation is a follow-up already.")
        return explain(error) if error else ""

    # Keys ---------------------------------------------------------------------------------------------------------

    @on(RowList.Moved, "#items")
    def _item_moved(self, event: RowList.Moved) -> None:
        if event.key is not None and event.key != self.item_id:
            self._save()
            self.item_id = event.key
            self.desk_app.reload()

    @on(RowList.Chosen, "#items")
    def _item_chosen(self) -> None:
        current = self.current
        if current is not None and current.item.state in (ConsultationState.OPEN, ConsultationState.ON_HOLD):
            self.action_serve()
        else:
            self.action_edit("question")

    def action_edit(self, field: str) -> None:
        """Into a field."""
        widget = self.query_one(f"#{field}")
        (widget.input if isinstance(widget, References) else widget).focus()

    def action_serve(self) -> None:
        """This consultation in service; the one before goes on hold."""
        self.guarded("serve", self._serve_now)

    def _serve_now(self) -> None:
        if self.desk_app.desk is not None:
            self.desk_app.act(self._after_saving(self.desk_app.desk.switch))

    def action_resolve(self) -> None:
        """Answered and delivered: Resolved."""
        app, current, view = self.desk_app, self.current, self.view
        if app.desk is None or current is None or view is None:
            return
        run = self._after_saving(app.desk.resolve)

        def resolved(item: Consultation) -> None:
            app.say(_("{topic}: Resolved.").format(topic=item.topic))
            self._to_next()

        self.guarded("resolve", lambda: app.act(run, resolved, failed=lambda _error: self._to_missing()))

    def _to_missing(self) -> None:
        """Put the cursor where something is missing."""
        current, view = self.current, self.view
        if current is None or view is None:
            return
        values = self._typed_values()
        from dataclasses import replace

        typed = replace(current.item, question=values["question"].strip(), answer=values["answer"].strip(),
                        cited="\n".join(values["references"]), no_reference=values["no_reference"])  # fmt: skip
        missing = missing_before_answer(view.ticket, typed)
        where = {"Question": "question", "Answer": "answer", "Reference": "references"}
        if missing and missing[0] in where:
            self.action_edit(where[missing[0]])

    def _to_next(self) -> None:
        """After an outcome: the next consultation that is not served yet."""
        view = self.view
        if view is not None:
            waiting = [one.item.id for one in view.items
                       if one.item.state in (ConsultationState.OPEN, ConsultationState.ON_HOLD)
                       and one.item.id != self.item_id]  # fmt: skip
            self.set_focus(self.query_one("#items"))
            if waiting:
                self.query_one("#items", RowList).move_to(waiting[0])

    def action_identify(self) -> None:
        """Step a.1."""
        from kppn_tui.tui.screens.forms import IdentityForm

        if self.view is not None:
            form = IdentityForm(self.view.ticket)
            self.guarded("identify", lambda: self.app.push_screen(form))

    def action_topic(self) -> None:
        """Step a.3: which jenis layanan it is."""
        from kppn_tui.tui.screens.forms import TopicForm

        current, app = self.current, self.desk_app
        if current is not None and app.desk is not None:
            form = TopicForm(partial(self._set_topic, current.item.id), N_("Topic of this consultation"))
            self.guarded("topic", lambda: self.app.push_screen(form))

    def _set_topic(self, item_id: int, topic: str, _reason: str) -> Any:
        desk, officer = self.desk_app.desk, self.desk_app.officer
        assert desk is not None and officer is not None
        return desk.record(officer, item_id, topic=topic)

    def action_add(self) -> None:
        """One more jenis layanan in this visit."""
        from kppn_tui.tui.screens.forms import TopicForm

        desk, officer = self.desk_app.desk, self.desk_app.officer
        if desk is None or officer is None:
            return

        def add(topic: str, reason: str) -> Any:
            return desk.add_consultation(officer, self.ticket_id, topic, split_reason=reason)

        form = TopicForm(add, N_("Add a consultation"), split=True)
        self.guarded("add", lambda: self.app.push_screen(form))

    def action_documents(self) -> None:
        """Step a.5: ask for documents by name; the clock pauses."""
        from kppn_tui.tui.screens.forms import DocumentsForm

        current = self.current
        if current is not None:
            self._save()
            form = DocumentsForm(current.item, self._topic(current.item))
            self.guarded("documents", lambda: self.app.push_screen(form))

    def action_received(self) -> None:
        """The documents have come; all of them, or the chosen one."""
        from kppn_tui.tui.screens.forms import receive_documents

        current = self.current
        if current is not None:
            self.guarded("received", lambda: receive_documents(self.desk_app, current))

    def action_follow_up(self) -> None:
        """Step a.7: no answer yet; contact, and the due date spelt out."""
        from kppn_tui.tui.screens.forms import FollowUpForm

        current = self.current
        if current is not None:
            self._save()
            self.guarded(
                "follow_up", lambda: self.app.push_screen(FollowUpForm(current), lambda done: self._left_to(done))
            )

    def action_escalate(self) -> None:
        """Step a.7: to the head of the topic's section."""
        from kppn_tui.tui.screens.forms import EscalateForm

        current = self.current
        if current is not None:
            self._save()
            self.guarded(
                "escalate", lambda: self.app.push_screen(EscalateForm(current), lambda done: self._left_to(done))
            )

    def _left_to(self, done: object) -> None:
        if done is not None:
            self._to_next()

    def action_leave_scope(self) -> None:
        """Refer elsewhere, or cancel, with a reason."""
        current, app = self.current, self.desk_app
        if current is None or app.desk is None or app.officer is None:
            return
        item, desk, officer = current.item, app.desk, app.officer

        def chosen(how: str | None) -> None:
            if how == "refer":
                title, label = _("Refer {topic} elsewhere"), _("Where to (KPP, Kanwil, HAI DJPb, satker …):")
                app.push_screen(
                    AskText(title.format(topic=item.topic), label, partial(desk.refer, officer, item.id), lines=1)
                )
            elif how == "cancel":
                title = _("Cancel {topic}").format(topic=item.topic)
                app.push_screen(AskText(title, _("Reason:"), partial(desk.cancel, officer, item.id), lines=1))

        options = [
            Option("stay", _("Go on with this consultation")),
            Option("refer", _("Refer elsewhere (outside the office's scope)")),
            Option("cancel", _("Cancel (withdrawn, or opened by mistake)")),
        ]
        self.guarded(
            "leave_scope", lambda: app.push_screen(Choose(_("How does this consultation end?"), options), chosen)
        )

    def action_finish(self) -> None:
        """The visit is over; back to the queue."""
        app = self.desk_app
        if app.desk is not None and app.officer is not None:
            run = partial(app.desk.finish, app.officer, self.ticket_id)
            self.guarded("finish", lambda: app.act(run, lambda _ticket: app.action_go("queue")))

    def action_next(self) -> None:
        """Finish this visit and call the next visitor in one go."""
        app = self.desk_app
        if app.desk is None or app.officer is None or self.view is None:
            return
        leave = "finish" if self.view.ticket.state == TicketState.SERVING else None
        run = partial(app.desk.call_next, app.officer, leave=leave)

        def called(ticket: Any) -> None:
            app.say(_("Please call: {label} {counter}").format(label=ticket.label, counter=ticket.counter))
            app.action_go("queue")

        self.guarded("finish", lambda: app.act(run, called, {AlreadyServing: lambda error: app.say(explain(error))}))
