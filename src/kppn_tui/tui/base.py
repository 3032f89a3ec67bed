"""Base of the full screens: reading, acting, and the reason why a key is not possible."""

from abc import abstractmethod
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input, TextArea

from kppn_tui.domain.availability import Availability
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.lifecycle import Action, Ask, Subject
from kppn_tui.i18n import _, explain
from kppn_tui.terminal.textual_private import NearCompositor, use_compositor
from kppn_tui.tui.action_lists import bindings, rows_of
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.host import Host, ScreenName, host_of
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.standing import stands
from kppn_tui.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from kppn_tui.client.call import Call
    from kppn_tui.client.session import Client

Data = TypeVar("Data")


class DeskScreen(Screen[None], Generic[Data]):
    """Full screen: `wanted` names what is read, `show` puts it on the screen.

    A refresh leaves the cursor alone, and a field that somebody types in.
    """

    NAME: ClassVar[ScreenName]
    TITLE_MSGID: ClassVar[str] = ""
    #: What the keys of the screen act on; the help shows the life of these.
    SUBJECTS: ClassVar[tuple[Subject, ...]] = tuple(Subject)
    #: Where its keys stand in the table of actions.
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCREEN,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.SCREEN)

    def __init__(self) -> None:
        super().__init__()
        use_compositor(self, NearCompositor())
        self._at_work = False
        self._availability: Availability | None = None

    @cached_property
    def host(self) -> Host:
        """Return the program around the screen."""
        return host_of(self)

    @cached_property
    def client(self) -> "Client":
        """Return the session at the desk."""
        return self.host.client

    @property
    def is_up(self) -> bool:
        """Return whether its widgets are there: mounted, and not being taken down."""
        return self.is_mounted and stands(self)

    @property
    def has_data(self) -> bool:
        """Return whether it has been read what the keys of the screen act on."""
        return True

    def keeps_waiting(self, key: str) -> bool:
        """Return whether `key` acts on what has yet to be read."""
        if self.has_data:
            return False
        if not self.client.knows_board:
            return True
        anywhere = (self.host.keys.of(row) for row in rows_of(*self.host.PLACES, Place.SCREEN))
        return key not in set().union(*anywhere)

    def heading(self) -> str:
        """Return the title, translated."""
        return _(self.TITLE_MSGID)

    def compose(self) -> ComposeResult:
        yield TopBar(self.heading())
        yield from self.host.below_header()
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """Give the widgets between header and footer."""
        yield from ()

    @abstractmethod
    def wanted(self) -> "Call[Data] | None":
        """Return the call that reads what the screen shows beside the board; None for the board alone."""

    def show(self, data: Data) -> None:
        """Put `data` on the screen."""

    def refreshed(self, data: Data) -> None:
        """Show what was read anew: the header, `data`, and what is possible now."""
        if self.is_up:
            self.query_one(TopBar).renew()
            self.show(data)
            self.tick()
            self.renew_possible()

    def troubled(self) -> None:
        """Show in the header what does not work now."""
        if self.is_up:
            self.query_one(TopBar).renew()

    def second(self) -> None:
        """Show that a second has passed: header and screen show the same moment."""
        if self.is_up:
            self._availability = None
            self.query_one(TopBar).renew()
            self.tick()

    def tick(self) -> None:
        """Show running times and waits anew: a second has passed, or something was read."""

    # What is possible

    def work_out(self) -> Availability:
        """Return what can be done with what is shown."""
        return Availability()

    @property
    def availability(self) -> Availability:
        """Return what can be done, worked out once for what is shown, until `renew_possible` or the next second."""
        if self._availability is None:
            if self.client.officer is None:
                return Availability()
            self._availability = self.work_out()
        return self._availability

    def renew_possible(self) -> None:
        """Work out anew what is possible, and let the footer show it: something else is shown."""
        self._availability = None
        self.refresh_bindings()

    @property
    def possibilities(self) -> Availability | None:
        """Return what can be done with what is shown: another object when it may differ."""
        return self.availability

    def refusal(self, row: ActionRow) -> DeskError | None:
        """Return why the key of `row` is not possible now; None when it is. The footer greys by it."""
        return self.availability.refusals.get(row.ask) if row.ask is not None else None

    @property
    def open_ticket(self) -> int | None:
        """Return the ticket that is being worked on here, None while there is none."""
        return None

    def on_screen_resume(self) -> None:
        self.client.refresh()
        self.client.presence.tell()

    def on_screen_suspend(self) -> None:
        self.client.presence.tell()

    def action_leave_field(self) -> None:
        """Leave a field; nothing typed is lost."""
        if isinstance(self.focused, Input | TextArea):
            self.set_focus(None)
            self.after_field()

    def after_field(self) -> None:
        """Put the focus where it belongs when a field is left."""

    def guarded(self, ask: Ask, run: Callable[[], Any]) -> None:
        """Run if `ask` is possible at this moment, or `settles` its refusal; else say why not."""
        self._availability = None
        error = self.availability.refusal(ask)
        if error is None or self.settles(error):
            run()
        else:
            self.host.say(explain(error), "warning")

    def action_do(self, action: str) -> None:
        """Do an action that needs only the record under the cursor."""
        self.do(Action(action))

    def do(self, action: Action) -> None:
        """Do `action` on the record that it is about, or say why not."""
        record_id = self.record_of(action)
        if record_id is None:
            self.guarded(action, lambda: None)
        else:
            self.guarded(action, lambda: self.act(self.client.verbs.perform(action, record_id)))

    def record_of(self, action: Action) -> int | None:
        """Return the id of what `action` is about: the ticket, consultation or escalation under the cursor."""
        return None

    def settles(self, error: DeskError) -> bool:
        """Return whether the screen itself asks or tells what becomes of `error`, when the key is pressed."""
        return False

    def act(self, call: "Call[Any]", *args: Any, **more: Any) -> None:
        """Act as `Client.act` does, one at a time.

        A key pressed while another one is being saved is refused: pressed twice on a slow database, it acts once.
        """
        if self._at_work:
            self.host.say(_("One moment: the last key is still being saved."))
            return
        self._at_work = True

        def over() -> None:
            self._at_work = False

        self.client.act(call.finally_(over), *args, **more)
