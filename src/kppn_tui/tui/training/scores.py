"""Score card on the screen: each criterion, each lost point with its moment, one key away from the replay."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from kppn_tui.client.call import Call
from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.states import Role
from kppn_tui.i18n import N_, _, clock_time
from kppn_tui.newfile import write_new
from kppn_tui.presentation import words
from kppn_tui.presentation.rows import Column, Row
from kppn_tui.resources import asset
from kppn_tui.training.score.criteria import CRITERION_TEXT
from kppn_tui.training.score.export import to_csv, to_html
from kppn_tui.training.score.marks import LostPoint, Mark
from kppn_tui.training.score.office_facts import OfficeFacts
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.run_file import save_run
from kppn_tui.training.score.score_card import ScoreCard, score
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.actions import ROW
from kppn_tui.tui.training.dialog import RoomDialog
from kppn_tui.tui.training.file_prompt import CARDS, RUNS, write_somewhere
from kppn_tui.tui.widgets.keybar import KeyBar
from kppn_tui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.training.room import Room

#: Cells of the bar that stands for a hundred percent.
BAR = 20
#: Cells of a criterion's name.
NAME = 42
_NO_DEEDS = (Action.SIGN_IN, Action.SIGN_OUT, Action.OFFICER)


class ScoreScreen(RoomDialog[None]):
    """Score cards of the trainee and of each other CSO who did something in `room` before it was opened."""

    CSS_PATH = asset("styles/runs.tcss")

    title_msgid = N_("Score card")
    PLACES: ClassVar[tuple[Place, ...]] = (Place.SCORES,)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.SCORES)

    def __init__(self, room: "Room") -> None:
        super().__init__()
        self.room = room
        self.cards: list[ScoreCard] = []
        self.at = 0

    def compose(self) -> ComposeResult:
        yield Static(id="score-title")
        yield Static(id="score-officer")
        yield Static(id="score-marks")
        columns = (
            Column(_("Time"), 5),
            Column(_("Number"), 7),
            Column("", 4),
            Column(_("Lost points")),
        )
        yield RowList(columns, id="score-losses")
        yield Static(id="score-said")
        yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#score-title", Static).update(Text(_("Adding up …")))
        self.client.ask(Call(partial(cards_of, self.room)), self._show_cards)

    def refusal(self, row: ActionRow) -> DeskError | None:
        if not self.cards and row is not ROW["scores.back"]:
            return DeskError(N_("The card is still being made."))
        if row is ROW["scores.replay"] and not self.card.lost_points:
            return DeskError(N_("No point is lost."))
        if row in (ROW["scores.officer_before"], ROW["scores.next_officer"]) and len(self.cards) < 2:
            return DeskError(N_("Nobody else has done anything."))
        return None

    # Drawing

    @property
    def card(self) -> ScoreCard:
        """Return the card that is shown."""
        return self.cards[self.at]

    @property
    def _list(self) -> RowList:
        return self.query_one(RowList)

    @property
    def loss(self) -> LostPoint | None:
        """Return the lost point under the cursor; None without one."""
        key = self._list.key
        return (
            self.card.lost_points[key] if self.cards and key is not None and key < len(self.card.lost_points) else None
        )

    def _show_cards(self, cards: list[ScoreCard]) -> None:
        if self.is_attached:
            self.cards = cards
            self._show()

    def _show(self) -> None:
        card, run = self.card, self.card.run
        total = _("{earned} of {possible} points ({percent}%)").format(
            earned=card.earned, possible=card.possible, percent=card.percent
        )
        self.query_one("#score-title", Static).update(Text(self.badged(f"{_('Score card')} · {run.title} · {total}")))
        who = Text(f"‹ {card.officer} ›", style="bold") if len(self.cards) > 1 else Text(card.officer, style="bold")
        who.append(f"  {self.at + 1}/{len(self.cards)}", style="dim")
        self.query_one("#score-officer", Static).update(who)
        self.query_one("#score-marks", Static).update(marks_table(card))
        self._list.show_rows([self._row(number, loss) for number, loss in enumerate(card.lost_points)])
        self.set_focus(self._list)
        self._say()
        self.refresh_bindings()

    def _row(self, number: int, loss: LostPoint) -> Row:
        local = loss.at.astimezone(ZoneInfo(self.card.run.zone))
        return Row(number, tuple(map(Text, (clock_time(local), loss.label, loss.requirement, loss.sentence))))

    def _say(self) -> None:
        """Show the whole of the loss under the cursor, since the list may cut its sentence."""
        loss = self.loss
        if loss is None:
            told = Text(_("No point is lost.") if self.card.possible else _("Nothing has been judged yet."))
        else:
            local = loss.at.astimezone(ZoneInfo(self.card.run.zone))
            told = Text(loss.requirement, style="bold").append(f" {loss.sentence} ", style="not bold")
            told.append(f"({words.long_day(local.date())}, {clock_time(local)})", style="not bold dim")
        self.query_one("#score-said", Static).update(told)

    def on_row_list_moved(self) -> None:
        if self.cards:
            self._say()

    # Keys

    def action_officer(self, step: int) -> None:
        """Show the card of the next officer, or of the one before; the first follows the last."""
        if self.cards:
            self.at = (self.at + step) % len(self.cards)
            self._list.show_rows([])
            self._show()

    def on_row_list_chosen(self) -> None:
        self.action_replay()

    def action_replay(self) -> None:
        """Open the replay at the moment of the loss under the cursor."""
        from kppn_tui.tui.training.replay import ReplayScreen

        if self.cards and (loss := self.loss) is not None:
            card = self.card
            self.app.push_screen(ReplayScreen(card.run, event_of(card.run, loss), card.officer_id, card.lost_points))

    def action_html(self) -> None:
        """Write the card as a page."""
        self._write_card(_("Write the card as HTML"), "html", to_html)

    def action_csv(self) -> None:
        """Write the card as a table."""
        self._write_card(_("Write the card as CSV"), "csv", to_csv)

    def _write_card(self, title: str, kind: str, text_of: Callable[[ScoreCard], str]) -> None:
        if self.cards:
            card = self.card
            usual = self.room.folder / CARDS / f"{file_name(card.run, card.officer)}.{kind}"
            write_somewhere(self, title, usual, lambda place: write_new(place, text_of(card).encode("utf-8")))

    def action_save(self) -> None:
        """Save the run, to be judged and replayed later."""
        if self.cards:
            run = self.card.run
            usual = self.room.folder / RUNS / f"{file_name(run)}.json"
            write_somewhere(self, _("Save the run"), usual, partial(save_run, run))


def cards_of(room: "Room", desk: "Desk") -> list[ScoreCard]:
    """Return the cards of the trainee and of each other CSO who has done something; for the desk's thread."""
    run, seat = room.run_to_save(desk), room.trainee(desk).id
    facts = OfficeFacts.of(room.settings)
    acted = {event.officer_id for event in run.events if event.action not in _NO_DEEDS}
    others = [one.id for one in desk.officers() if one.has(Role.CSO) and one.id in acted and one.id != seat]
    return [score(run, officer_id, facts) for officer_id in (seat, *others)]


def file_name(run: Run, *more: str) -> str:
    """Return a name for a file about `run`: scenario, seed, `more` that tells it apart, and the room's moment."""
    ended = run.ended_at.astimezone(ZoneInfo(run.zone))
    told = "-".join(re.findall(r"\w+", " ".join(more).casefold()))[:40]
    return "-".join(part for part in (run.scenario, str(run.seed), told, f"{ended:%Y%m%d-%H%M}") if part)


def event_of(run: Run, loss: LostPoint) -> int | None:
    """Return the id of the event at which the replay opens for `loss`: its own, else the last one up to its moment."""
    if loss.event_id is not None:
        return loss.event_id
    return next((event.id for event in reversed(run.events) if event.at <= loss.at), None)


def marks_table(card: ScoreCard) -> RenderableType:
    """Return a line for each criterion, with its requirement and its points; one that never came up says so."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=NAME, no_wrap=True, overflow="ellipsis")
    table.add_column(width=4)
    table.add_column(width=9, justify="right")
    table.add_column(width=BAR)
    for mark in card.marks:
        points = Text(f"{mark.earned}/{mark.possible}", style="bold") if mark.tried else Text("–", style="dim")
        table.add_row(Text(_(CRITERION_TEXT[mark.criterion])), Text(mark.requirement, style="dim"), points, bar(mark))
    return table


def bar(mark: Mark) -> Text:
    """Return a bar of the share that was earned, with its percentage, which is bold where a point was lost."""
    if not mark.tried:
        return Text(_("did not come up"), style="dim")
    full = mark.percent * (BAR - 5) // 100
    told = Text("━" * full, style="green").append("─" * (BAR - 5 - full), style="dim")
    return told.append(f" {mark.percent:>3}%", style="bold" if mark.lost_points else "")
