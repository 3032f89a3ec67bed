"""The question whether the machine's clock is right, where it has jumped or is behind what is recorded."""

from collections.abc import Callable

from kppn_tui.i18n import _
from kppn_tui.presentation.machine_clock import confirm_question
from kppn_tui.tui.dialogs.choose import Choose, Option
from kppn_tui.tui.host import Host

_BACK, _RIGHT = "back", "right"


def confirm_clock(host: Host, ask: Callable[[Choose, Callable[[str | None], None]], object]) -> None:
    """Have the officer confirm the clock, by the question that `ask` shows; say so where it is not in doubt."""
    client = host.client
    doubt = client.connection.clock_doubt
    if doubt is None:
        host.say(_("The machine's clock is not in doubt."))
        return

    def confirmed(_none: None) -> None:
        client.connection.doubt_clock(None)
        client.pulse(force=True)
        host.say(_("The clock is confirmed; the trail says by whom."))

    def chosen(answer: str | None) -> None:
        if answer == _RIGHT:
            client.act(client.verbs.confirm_clock(), confirmed)

    options = [Option(_BACK, _("No, I have it put right")), Option(_RIGHT, _("Yes, it is right"))]
    ask(Choose(confirm_question(doubt, client.local), options), chosen)
