"""The welcome of an officer: the sentences told right after signing in."""

from typing import TYPE_CHECKING

from kppn_tui.client.queries import directory, sign_in_notice
from kppn_tui.domain.conditions import directory_refusal

if TYPE_CHECKING:
    from kppn_tui.domain.credentials import SignInNotice
    from kppn_tui.domain.people import Officer
    from kppn_tui.domain.views import Directory
    from kppn_tui.tui.host import Host


def tell_notice(host: "Host", officer: "Officer") -> None:
    """Tell `officer`, who has just signed in, what happened to their name and their counters since the last time."""
    client = host.client

    def told(notice: "SignInNotice") -> None:
        from kppn_tui.presentation.sentences import sign_in_sentence
        from kppn_tui.presentation.words import short_moment

        if client.officer is officer:
            told = sign_in_sentence(notice, lambda at: short_moment(client.local(at), client.local_now()))
            host.say(told, "warning")

    client.ask(sign_in_notice(officer), told)


def tell_skipped(host: "Host", officer: "Officer") -> None:
    """Tell `officer` what was left out of the satker list, if they may have it put right."""
    if directory_refusal(officer) is not None:
        return

    def told(found: "Directory") -> None:
        from kppn_tui.presentation.directory import skipped_sentence

        host.say(skipped_sentence(found.skipped), "warning")

    host.client.ask(directory(), told)
