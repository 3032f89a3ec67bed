"""Base of follow-ups and inbox: a list by due date, the chosen case below it, and filters."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from kppn_tui.domain.lifecycle import RULE, Action, Subject
from kppn_tui.domain.views import ConsultationView
from kppn_tui.i18n import _
from kppn_tui.presentation import case_row as caserow
from kppn_tui.presentation.case import Block, paint
from kppn_tui.presentation.case_row import Case, Lens
from kppn_tui.presentation.presence import MARK, company_text
from kppn_tui.presentation.rows import Column, Row
from kppn_tui.resources import asset
from kppn_tui.tui.base import Data, DeskScreen
from kppn_tui.tui.dialogs.choose import Choose
from kppn_tui.tui.dialogs.form import Form
from kppn_tui.tui.widgets.rowlist import RowList

#: From this width on the detail stands in two columns.
WIDE = 100


class CaseScreen(DeskScreen[Data]):
    """Screen of cases. Cursor, filter and scroll stay where they are through every refresh."""

    CSS_PATH = asset("styles/cases.tcss")

    #: Name → marked label; the first one is shown at the start.
    FILTERS: ClassVar[dict[str, str]] = {}
    #: Filters that are offered only while a case belongs under them: the line is short at 80 columns.
    RARE_FILTERS: ClassVar[frozenset[str]] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.cases: list[Case] = []
        self.filter = next(iter(self.FILTERS))
        self._minute: object = None
        #: Whether the cases have been read: before that nothing is said of them.
        self._read = False
        #: The ticket that the last form was opened for.
        self._in_hand: int | None = None
        self._detail: tuple[object, ...] = ()
        #: The row that the cursor begins on.
        self._begin: int | None = None

    @property
    def has_data(self) -> bool:
        return self._read

    # What a screen gives -------------------------------------------------------------------------------------------

    @abstractmethod
    def columns(self) -> Sequence[Column]:
        """Return the columns of the list."""

    @abstractmethod
    def cells(self, case: Case, lens: Lens) -> tuple[Text, ...]:
        """Return the cells of the row of a case."""

    @abstractmethod
    def matches(self, name: str, case: Case, lens: Lens) -> bool:
        """Return whether `case` belongs under the filter `name`."""

    @abstractmethod
    def detail(self, case: Case, lens: Lens) -> tuple[list[Block], list[Block]]:
        """Return the text below the list: the case, and its history."""

    def whose(self) -> str:
        """Return whose cases these are: it stands before the filters."""
        return ""

    @abstractmethod
    def nothing(self) -> str:
        """Return the sentence of an empty list."""

    # Drawing ------------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        yield Static("", id="filters", markup=False)
        yield RowList(self.columns(), id="cases")
        with VerticalScroll(id="detail", can_focus=False), Container(id="detail-columns"):
            yield Static("", id="detail-left", markup=False)
            yield Static("", id="detail-right", markup=False)

    def on_mount(self) -> None:
        rows = self.query_one("#cases", RowList)
        self.set_focus(rows)
        if self._begin is not None:
            rows.begin_at(self._begin)

    def go_to(self, key: int) -> None:
        """Put the cursor on the row of `key`, below the first filter, which hides none."""
        self._begin, self.filter = key, next(iter(self.FILTERS))
        if self.is_up:
            self.draw()
            self.query_one("#cases", RowList).move_to(key)

    @property
    def lens(self) -> Lens:
        """Return the moment, the calendar and the settings by which cases are shown."""
        client = self.client
        return Lens(client.now(), client.calendar, client.settings)

    @property
    def open_ticket(self) -> int | None:
        """Return the ticket that a form lies open for; going over the list is not working on it."""
        above = self.app.screen_stack[self.app.screen_stack.index(self) + 1 :]
        return self._in_hand if any(isinstance(screen, Form | Choose) for screen in above) else None

    def take_in_hand(self, case: Case | None) -> None:
        """Note `case` as the one that the next form is about; None for no case."""
        self._in_hand = case.view.ticket.id if case else None

    def _colleagues(self, view: ConsultationView) -> tuple[str, ...]:
        return self.client.presence.others.get(view.ticket.id, ())

    def subject(self, view: ConsultationView) -> Text:
        """Return the cell of institution and topic, marked where a colleague has the ticket open."""
        cell = caserow.subject_cell(view)
        return Text(f"{MARK} ", style="bold").append_text(cell) if self._colleagues(view) else cell

    def company(self, view: ConsultationView) -> list[Block]:
        """Return the first block of the detail: the colleagues who have the ticket open; empty without one."""
        text = company_text(self._colleagues(view))
        return [("", text)] if text else []

    @property
    def case(self) -> Case | None:
        """Return the case under the cursor; None without one."""
        key = self.query_one("#cases", RowList).key
        return next((case for case in self.cases if case.key == key), None)

    def do(self, action: Action) -> None:
        self.take_in_hand(self.case)
        super().do(action)

    def record_of(self, action: Action) -> int | None:
        case = self.case
        if case is None or RULE[action].subject is Subject.CONSULTATION:
            return case.view.consultation.id if case else None
        return case.escalation.escalation.id if case.escalation else None

    def tick(self) -> None:
        # Nothing here counts seconds.
        if self.is_up and self.client.is_open and self.lens.now.replace(second=0) != self._minute:
            self.draw()

    def on_resize(self) -> None:
        if self.client.is_open:
            self.draw_detail()

    def draw(self) -> None:
        """Draw list, filters and detail, as far as they differ from what is shown."""
        lens = self.lens
        self._minute = lens.now.replace(second=0)
        shown = [case for case in self.cases if self.matches(self.filter, case, lens)]
        self.query_one("#cases", RowList).show_rows([Row(case.key, self.cells(case, lens)) for case in shown])
        self.query_one("#filters", Static).update(self._filter_line(lens))
        self.draw_detail()

    def _filter_line(self, lens: Lens) -> Text:
        """Return the filters with their counts; where they don't fit, those around the chosen one."""
        line = Text(no_wrap=True, overflow="ellipsis")
        if whose := self.whose():
            line.append(whose + "  ", style="bold")
        line.append(self.host.keys.shown("cases.filter") + " ", style="dim")
        offered = self._offered(lens)
        counts = {name: sum(self.matches(name, case, lens) for case in self.cases) for name in offered}
        told = {name: f" {_(self.FILTERS[name])} {counts[name]} " for name in offered}
        room = self.app.size.width - 2 - line.cell_len
        if sum(map(cell_len, told.values())) > room:
            # What has nothing is left out first; the one that is shown never is.
            told = {name: text for name, text in told.items() if counts[name] or name == self.filter}
        for name, text in told.items():
            line.append(text, style="reverse" if name == self.filter else "" if counts[name] else "dim")
        return line

    def _offered(self, lens: Lens) -> list[str]:
        """Return the filters that are offered now, in order; the one in use stays."""
        return [
            name for name in self.FILTERS
            if name not in self.RARE_FILTERS or name == self.filter
            or any(self.matches(name, case, lens) for case in self.cases)
        ]  # fmt: skip

    def draw_detail(self) -> None:
        """Draw the case under the cursor; the text stays scrolled where it is."""
        if not self.is_up:
            return
        case, wide = self.case, self.app.size.width >= WIDE
        if case is None:
            key = self.host.keys.shown("cases.filter")
            filtered = _("Nothing under this filter; “{key}” shows the next one.").format(key=key)
            told = (filtered if self.cases else self.nothing()) if self._read else ""
            left, right = Text(told), Text()
        else:
            blocks = self.detail(case, self.lens)
            left, right = (paint(part, spaced=wide) for part in blocks)
        if self._detail != (left, right):
            self._detail = (left, right)
            self.query_one("#detail-left", Static).update(left)
            history = self.query_one("#detail-right", Static)
            history.update(right)
            history.display = bool(right)
            self.call_after_refresh(self._mark_more)

    def _mark_more(self) -> None:
        if not self.is_up:
            return
        detail = self.query_one("#detail", VerticalScroll)
        detail.border_title = _("Space: read on") if detail.max_scroll_y else ""

    # Keys ---------------------------------------------------------------------------------------------------------

    @on(RowList.Moved, "#cases")
    def _cursor_moved(self) -> None:
        self.moved()
        self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self.draw_detail()
        self.renew_possible()

    def moved(self) -> None:
        """Take note that the cursor has come to another row."""

    def action_page(self, step: int) -> None:
        """Scroll the text below a page on or back; the cursor stays in the list."""
        detail = self.query_one("#detail", VerticalScroll)
        # One line of the page before stays in sight.
        detail.scroll_relative(y=step * max(detail.scrollable_content_region.height - 1, 1), animate=False)

    def action_filter(self) -> None:
        """Show the next filter; the first one follows the last."""
        names = self._offered(self.lens)
        self.filter = names[(names.index(self.filter) + 1) % len(names)]
        self.draw()
        self.renew_possible()
