"""What every screen of the desk shares: one way to read, one way to act, and reasons instead of silence."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, TextArea

from kppn_tui.i18n import N_
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

    TITLE_MSGID: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave_field", N_("Leave the field"), show=False),
    ]

    @property
    def desk_app(self) -> "KppnApp":
        """The app, with its doors."""
        return cast("KppnApp", self.app)

    def compose(self) -> ComposeResult:
        yield TopBar()
        yield from self.body()
        yield KeyBar()

    def body(self) -> ComposeResult:
        """The widgets between header and footer."""
        yield from ()

    def read(self, desk: "Desk") -> Data:
        """What the screen shows, read in the desk's thread."""
        raise NotImplementedError

    def show(self, data: Data) -> None:
        """Put `data` on the screen."""

    def tick(self) -> None:
        """A second has passed."""

    def why_not(self, action: str) -> str:
        """Why `action` is not possible now, translated; "" when it is. The footer greys by it."""
        return ""

    def on_screen_resume(self) -> None:
        self.desk_app.reload()

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
