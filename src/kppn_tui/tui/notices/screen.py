"""Page of what the officer was told today, newest first; Enter opens the case."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from kppn_tui.client.queries import told_today
from kppn_tui.domain.lifecycle import Subject
from kppn_tui.i18n import N_, _
from kppn_tui.presentation.alerts import notice_row
from kppn_tui.presentation.rows import Column, Row
from kppn_tui.resources import asset
from kppn_tui.tui.base import DeskScreen
from kppn_tui.tui.host import ScreenName
from kppn_tui.tui.notices.opening import open_notice
from kppn_tui.tui.widgets.rowlist import RowList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kppn_tui.client.call import Call
    from kppn_tui.domain.notices import Notice


class NoticeScreen(DeskScreen["Sequence[Notice]"]):
    """Screen of the notices of today: deadlines, and what went from hand to hand."""

    CSS_PATH = asset("styles/cases.tcss")

    NAME = ScreenName.NOTICES
    TITLE_MSGID = N_("Told today")
    SUBJECTS: ClassVar[tuple[Subject, ...]] = (Subject.CONSULTATION, Subject.ESCALATION)

    def __init__(self) -> None:
        super().__init__()
        self._notices: dict[int, Notice] = {}

    def body(self) -> ComposeResult:
        yield Static("", id="filters", markup=False)
        yield RowList((Column(_("Told"), 6), Column(_("Raised"), 12), Column(_("What"))), id="cases")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(RowList))

    def wanted(self) -> "Call[Sequence[Notice]]":
        return told_today(self.client.signed_in)

    def show(self, data: "Sequence[Notice]") -> None:
        client = self.client
        self._notices = {notice.id: notice for notice in reversed(data)}
        rows = [
            Row(key, tuple(map(Text, notice_row(notice, client.settings, client.local, client.local_now()))))
            for key, notice in self._notices.items()
        ]
        self.query_one(RowList).show_rows(rows)
        told = _("What you were told today; Enter opens the case.") if rows else _("You were told nothing today.")
        self.query_one("#filters", Static).update(told)

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        if (notice := self._notices.get(event.key or 0)) is not None:
            open_notice(self.host, notice)
