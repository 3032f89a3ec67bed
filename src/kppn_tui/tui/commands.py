"""The command palette: every key of the screen in front, by its name; it never touches what is being typed."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode

from kppn_tui.i18n import _
from kppn_tui.tui.widgets.keybar import key_name


class DeskCommands(Provider):
    """Finds an action by words of its name, in the language in use; one that is not possible now says why."""

    async def discover(self) -> Hits:
        for name, run, key in self._actions():
            yield DiscoveryHit(name, run, help=key)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, run, key in self._actions():
            if (score := matcher.match(name)) > 0:
                yield Hit(score, matcher.highlight(name), run, help=key)

    def _actions(self) -> Iterator[tuple[str, Any, str]]:
        """Name, how to run it, and its keys; with the reason when it is not possible now."""
        seen: set[str] = set()
        for node in (self.screen, self.app):
            why_not = getattr(node, "why_not", lambda _action: "")
            for binding in _named(node):
                if binding.action in seen:
                    continue
                seen.add(binding.action)
                keys = " ".join(key_name(key) for key in binding.key.split(","))
                reason = why_not(binding.action)
                run = partial(node.run_action, binding.action, node)
                yield _(binding.description), run, f"{keys} · {reason}" if reason else keys


def _named(node: DOMNode) -> Iterator[Binding]:
    """The bindings of our own classes that have a name; those of the library speak English and are on the keyboard."""
    for kind in type(node).__mro__:
        if kind.__module__.startswith("kppn_tui."):
            for binding in kind.__dict__.get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.description:
                    yield binding
