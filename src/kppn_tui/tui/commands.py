"""The command palette: every key of the screen in front, by its name."""

from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider

from kppn_tui.i18n import _
from kppn_tui.tui.widgets.keybar import key_name


class DeskCommands(Provider):
    """Finds an action by words of its name, in the language in use."""

    def _actions(self) -> list[tuple[str, Binding, Any]]:
        found: dict[str, tuple[str, Binding, Any]] = {}
        for node in (self.screen, self.app):
            for key, binding in node._bindings:
                if binding.description and binding.action not in found:
                    found[binding.action] = (key, binding, node)
        return list(found.values())

    async def discover(self) -> Hits:
        for key, binding, node in self._actions():
            yield DiscoveryHit(
                _(binding.description), partial(node.run_action, binding.action, node), help=key_name(key)
            )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key, binding, node in self._actions():
            name = _(binding.description)
            if (score := matcher.match(name)) > 0:
                yield Hit(
                    score, matcher.highlight(name), partial(node.run_action, binding.action, node), help=key_name(key)
                )
