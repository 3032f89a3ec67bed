"""Undo of the officer's own last action: its texts come back as drafts of the forms that they were typed in."""

from typing import TYPE_CHECKING

from kppn_tui.presentation.sentences import undone_sentence
from kppn_tui.tui.host import Host

if TYPE_CHECKING:
    from kppn_tui.domain.undone import Undone


def undo_last(host: Host) -> None:
    """Take back the last action of who is signed in, and say which that was."""
    client = host.client

    def undone(event: "Undone") -> None:
        client.drafts.give_back(event.texts)
        host.say(undone_sentence(event))

    client.act(client.verbs.undo(), undone)
