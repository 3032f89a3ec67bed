"""What every screen of the desk shares: one way to read, one way to act, and reasons instead of silence."""

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, TextArea

from kppn_tui.i18n import N_, _
from kppn_tui.tui.compositor import NearCompositor
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.tui.app import KppnApp

Data = TypeVar("Data")


class DeskScreen(Screen[None], Generic[Data]):
    """A full screen: `read` runs in the desk's thread, `show` puts what it gave on the screen.

    A refresh never touches the cursor nor a field that somebody types in.
    """

    is_desk_screen: ClassVar[bool] = True
    TITLE_MSGID: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_field", N_("Leave the field"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._compositor = NearCompositor()
        self._at_work = False

    @property
    def desk_app(self) -> "KppnApp":
        """The app, with its doors."""
        return cast("KppnApp", self.app)

    @property
    def is_up(self) -> bool:
        """Whether its widgets are there: mounted, and not being taken down."""
        return self.is_mounted and self.display

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield from self.desk_app.below_header()
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between header and footer."""
        yield from ()

    @abstractmethod
    def read(self, desk: "Desk") -> Data:
        """What the screen shows, read in the desk's thread."""

    def show(self, data: Data) -> None:
        """Put `data` on the screen."""

    def second(self) -> None:
        """A second has passed: header and screen show the same moment."""
        if self.is_up:
            self.query_one(TopBar).renew()
            self.desk_app.tell_own_service()
            self.tick()

    def tick(self) -> None:
        """A second has passed, or something was read: clocks and waits anew."""

    def why_not(self, action: str) -> str:
        """Why `action` is not possible now, translated; "" when it is. The footer greys by it."""
        return ""

    @property
    def open_ticket(self) -> int | None:
        """The ticket that is being worked on here, None while there is none."""
        return None

    def on_screen_resume(self) -> None:
        self.desk_app.reload()
        self.desk_app.tell_presence()

    def on_screen_suspend(self) -> None:
        self.desk_app.tell_presence()

    def action_leave_field(self) -> None:
        """Esc leaves a field, and nothing typed is lost."""
        if isinstance(self.focused, Input | TextArea):
            self.set_focus(None)
            self.after_field()

    def after_field(self) -> None:
        """Where the focus goes when a field is left."""

    def guarded(self, action: str, run: Callable[[], Any]) -> None:
        """Run unless `why_not` has a reason, which is then told."""
        if reason := self.why_not(action):
            self.desk_app.say(reason, "warning")
        else:
            run()

    def act(self, call: Callable[[], Any], *args: Any, **more: Any) -> None:
        """`KppnApp.act`, one at a time: a key pressed again while the database is slow does nothing twice."""
        if self._at_work:
            self.desk_app.say(_("One moment: the last key is still being saved."))
            return
        self._at_work = True

        def run() -> Any:
            try:
                return call()
            finally:
                self._at_work = False

        self.desk_app.act(run, *args, **more)
