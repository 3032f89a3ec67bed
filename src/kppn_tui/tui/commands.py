"""The command palette: every key of the screen in front, by its name; it never touches what is being typed."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from kppn_tui.domain.errors import DeskError
from kppn_tui.i18n import _, explain
from kppn_tui.tui.action_lists import nearest_first, rows_by_action
from kppn_tui.tui.action_row import ActionRow, Place
from kppn_tui.tui.host import host_of
from kppn_tui.tui.keys import key_name

Refusal = Callable[[ActionRow], DeskError | None]


class DeskCommands(Provider):
    """Provider of the actions by words of their names, in the language in use; one not possible now says why."""

    async def discover(self) -> Hits:
        for name, run, key in self._actions():
            yield DiscoveryHit(name, run, help=key)

    async def search(self, query: str) -> Hits:
        matcher, found = self.matcher(query), False
        for name, run, key in self._actions():
            if (score := matcher.match(name)) > 0:
                found = True
                yield Hit(score, matcher.highlight(name), run, help=key)
        if not found:
            yield Hit(0, _("Nothing is found."), lambda: None)

    def _actions(self) -> Iterator[tuple[str, Any, str]]:
        """Yield each action: its name, how to run it, its keys with what it does or why it is not possible now."""
        from kppn_tui.tui.base import DeskScreen
        from kppn_tui.tui.dialogs.base import Dialog

        screen, host = self.screen, host_of(self.screen)
        asked: list[tuple[DOMNode, tuple[Place, ...], Refusal]] = [(self.app, host.PLACES, _always_possible)]
        if isinstance(screen, DeskScreen | Dialog):
            asked.insert(0, (screen, screen.PLACES, screen.refusal))
        seen: set[str] = set()
        for node, places, refusal in asked:
            for action, rows in rows_by_action(nearest_first(places)).items():
                if action in seen:
                    continue
                seen.add(action)
                error = refusal(rows[0])
                keys = " ".join(key_name(key) for row in rows for key in host.keys.of(row))
                told = explain(error) if error else _(rows[0].tooltip)
                run: Callable[[], Any] = partial(self.app.run_action, action, node)
                yield _(rows[0].label), run, f"{keys} · {told}" if told else keys
        if host.client.officer is not None and host.client.drafts.kept():
            yield _("Kept texts"), self._show_kept, _("what you typed for a case that ended meanwhile")

    def _show_kept(self) -> None:
        from kppn_tui.tui.dialogs.kept import KeptTexts

        self.app.push_screen(KeptTexts())


def _always_possible(_row: ActionRow) -> DeskError | None:
    return None
