"""The command palette: every key of the screen in front, by its name; it never touches what is being typed."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.command import DiscoveryHit, Hit, Hits, Provider

from kppn_tui.i18n import _


class DeskCommands(Provider):
    """Finds an action by words of its name, in the language in use; one that is not possible now says why."""

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
        """Name, how to run it, and its keys; with the reason when it is not possible now."""
        from kppn_tui.tui.base import DeskScreen
        from kppn_tui.tui.dialogs.base import Dialog
        from kppn_tui.tui.help.screen import own_keys

        seen: set[str] = set()
        for node in (self.screen, self.app):
            why_not = node.why_not if isinstance(node, DeskScreen | Dialog) else _always_possible
            for action, (keys, description) in own_keys(type(node)).items():
                if action not in seen:
                    seen.add(action)
                    reason = why_not(action)
                    run = partial(self.app.run_action, action, node)
                    yield _(description), run, " ".join(keys) + (f" · {reason}" if reason else "")


def _always_possible(_action: str) -> str:
    return ""
