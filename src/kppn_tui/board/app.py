"""The app of the display: it hears of its session, and decides what the hall sees now."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from kppn_tui.board.calls import PHASE, Calls
from kppn_tui.board.display import Display
from kppn_tui.board.layout import PAGE_SECONDS, Content
from kppn_tui.board.theme import DARK, LIGHT
from kppn_tui.client.queries import hall
from kppn_tui.client.session import Client
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.trouble import DATABASE
from kppn_tui.domain.views import HallView
from kppn_tui.i18n import N_, _, clock_time
from kppn_tui.presentation import hall as texts
from kppn_tui.presentation.words import long_day
from kppn_tui.resources import asset
from kppn_tui.terminal.app import TerminalApp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kppn_tui.client.call import Call
    from kppn_tui.domain.errors import DeskError
    from kppn_tui.domain.notices import Notice


class BoardScreen(Screen[None], inherit_bindings=False):
    """The only screen; it knows no key of its own."""

    def compose(self) -> ComposeResult:
        yield Display()


class BoardApp(TerminalApp, inherit_bindings=False):
    """The display for the hall. Nobody signs in, and nothing is read but `HallView`."""

    CSS_PATH = [asset("styles/board.tcss")]  # noqa: RUF012
    TITLE = "kppn-tui"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "leave", N_("Quit")),
        Binding("f12", "theme", N_("Light / dark")),
    ]

    def __init__(self, tick: Callable[[], float] = monotonic) -> None:
        """Attach an open desk to `client` before the app runs; `tick` is a monotonic time in seconds."""
        super().__init__()
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        # Before the style sheet is read, or it would be read twice.
        self.set_reactive(App.theme, DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.client = Client(self, anonymous=True)
        self.calls = Calls()
        self._tick = tick
        self._view: HallView | None = None
        self._read_at: datetime | None = None
        self._lost = False

    def get_default_screen(self) -> Screen[Any]:
        """Return the only screen."""
        return BoardScreen(id="_default")

    def on_mount(self) -> None:
        self.client.start()
        self.client.refresh()
        self.heed_signals()
        self.set_interval(PHASE, self.paint)
        self.call_after_refresh(self.paint)

    def on_unmount(self) -> None:
        self.client.shut()

    # What the session tells

    def wanted(self) -> "Call[HallView]":
        return hall()

    def refreshed(self, data: HallView) -> None:
        self._view, self._read_at = data, self.client.local_now()
        self.calls.see(data, self._tick(), gap=self._lost)
        self._lost = False
        self.paint()

    def troubled(self) -> None:
        # It is over when something was read, not already when a question has been given up.
        self._lost = self._lost or bool(self.client.connection.troubles & DATABASE)
        self.paint()

    def alerted(self, notices: "Sequence[Notice]") -> None:
        """Ignore the alerts: the hall is told of no deadline."""

    def refused(self, error: "DeskError") -> None:
        """Do nothing: the display runs no verb that could be refused."""

    def second(self) -> None:
        self.leave_if_hung_up()
        self.client.stay_fresh()

    @property
    def ticket_in_work(self) -> int | None:
        return None

    def crashed(self, error: BaseException) -> None:
        def again() -> None:
            raise error

        self.call_later(again)

    # What the hall sees

    def paint(self) -> None:
        """Show what is to be seen now; painted again only where that differs."""
        if self.is_running and (displays := self.screen.query(Display)):
            self.calls.step(self._tick())
            displays.first().show(self.content())

    def content(self) -> Content:
        """Return everything that the display shows."""
        settings, now, view = self.client.settings, self.client.local_now(), self._view
        if view is None:
            return Content(office=texts.office_text(settings))
        intro, channels = texts.complaint_texts(settings)
        call = self.calls.shown
        tick = self._tick()
        return Content(
            office=texts.office_text(settings),
            service=_("Stakeholder consultation service"),
            time=f"{clock_time(now)} {now.tzname() or ''}".rstrip(),
            day=long_day(now.date()),
            trouble=texts.lost_text(self._read_at) if self._lost else "",
            number=call.label if call else "",
            called=call is not None and call.state is TicketState.CALLED,
            reversed=self.calls.flashes(tick),
            sentence=texts.call_text(call) if call else "",
            counter_word=_("Counter"),
            counter=texts.counter_text(call) if call else "",
            before_word=_("Before"),
            before=tuple((one.label, texts.place_text(one)) for one in self.calls.before),
            invitation=_("Please take a queue number"),
            complaints=intro,
            channels=channels,
            page=int(tick // PAGE_SECONDS),
            foot=(
                texts.hours_text(self.client.calendar, now),
                f"{texts.waiting_text(view.waiting)} · {texts.terms_text(settings)}",
            ),
        )

    # Keys

    def action_leave(self) -> None:
        """Leave the display."""
        self.exit()

    def action_theme(self) -> None:
        """Switch between light and dark."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
