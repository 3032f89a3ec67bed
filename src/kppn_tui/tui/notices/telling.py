"""The sentence in which an officer is told of notices as they come."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kppn_tui.i18n import _
from kppn_tui.presentation.alerts import notices_sentence
from kppn_tui.tui.host import Host

if TYPE_CHECKING:
    from kppn_tui.domain.notices import Notice


def tell_notices(host: Host, notices: "Sequence[Notice]") -> None:
    """Tell of `notices`, and of the key that opens the next one."""
    opens = _("“{key}” opens the next one.").format(key=host.keys.shown("app.next_notice"))
    host.say(f"{notices_sentence(notices, host.client.settings)}\n{opens}", "warning")
