"""Short tour over the desk: six cards, each beside what it explains; Enter goes on, Esc skips the rest."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from kppn_tui.client.call import Call
from kppn_tui.i18n import N_, _
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.training.host import TrainingHost
from kppn_tui.tui.widgets.keybar import KeyBar

#: How fast the room goes meanwhile: something moves within ten seconds.
SPEED = 30


@dataclass(frozen=True)
class Card:
    """Card of the tour: its text, its screen, and its place there, which leaves what it explains in sight."""

    title: str
    text: str
    screen: ScreenName = ScreenName.QUEUE
    place: str = "low"


CARDS = (
    Card(
        N_("The queue"),
        N_(
            "On top who is at the counters, below who waits, in the order of service. “n” calls the next one, “s” "
            "starts the service."
        ),
    ),
    Card(
        N_("The clock"),
        N_(
            "Each service has its own time. Yours stands at the top right on every screen: it warns before the "
            "standard time is over, and says so afterwards."
        ),
        place="middle",
    ),
    Card(
        N_("One visit, several consultations"),
        N_(
            "Who has two questions is served twice: each topic gets its own clock and its own outcome. “2” opens the "
            "service, “a” adds a topic there."
        ),
    ),
    Card(
        N_("Follow-ups"),
        N_(
            "What is not answered at once has a due date: at most 3 working days, holidays skipped; until then the "
            "stakeholder hears of the progress every working day."
        ),
        screen=ScreenName.FOLLOW_UPS,
    ),
    Card(
        N_("The trainer's panel"),
        N_("F10 makes time go faster, steps to what comes next, lets people come, shows hints. F11 pauses everything."),
        place="middle",
    ),
    Card(
        N_("All of it is invented"),
        N_(
            "People, offices and questions do not exist, and nothing here touches real data. Try everything; F1 "
            "explains the keys."
        ),
        place="middle",
    ),
)


class Tour(RoomDialog[bool]):
    """Dialog of one card; gives whether to go on."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.TOUR,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TOUR)
    AUTO_FOCUS = ""

    def __init__(self, number: int) -> None:
        super().__init__(classes=f"-{CARDS[number].place}")
        self.number = number

    def compose(self) -> ComposeResult:
        card = CARDS[self.number]
        with Vertical(classes="tour-card") as box:
            box.border_title = f"{self.number + 1}/{len(CARDS)} · {_(card.title)}"
            yield Static(_(card.text), markup=False)
        yield KeyBar()

    def action_go(self, on: bool) -> None:
        """Close; the tour goes on with the next card if `on`."""
        self.dismiss(on)


def begin_tour(app: TrainingHost) -> None:
    """Show the tour from its first card while the room runs; afterwards its time goes as fast as before."""
    clock = app.room.clock
    speed = clock.pace().speed

    def run() -> None:
        clock.set_speed(SPEED)
        clock.run()

    app.client.act(Call(lambda _desk: run()))
    _show(app, 0, speed)


def _is_at(app: TrainingHost, number: int) -> bool:
    """Return whether the screen of the card is in front; the first card may find any other one."""
    if number:
        return CARDS[number - 1].screen is CARDS[number].screen
    return app.base_screen is not None and app.base_screen.NAME is ScreenName.QUEUE


def _show(app: TrainingHost, number: int, speed: int) -> None:
    card = CARDS[number]
    if not _is_at(app, number):
        app.screens.go(card.screen)

    def closed(on: bool | None) -> None:
        if on and number + 1 < len(CARDS):
            _show(app, number + 1, speed)
        else:
            if card.screen is not ScreenName.QUEUE:
                app.screens.go(ScreenName.QUEUE)
            app.client.act(Call(lambda _desk: app.room.clock.set_speed(speed)), lambda _done: app.read_room())

    app.open_dialog(Tour(number), closed)
