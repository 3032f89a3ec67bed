"""`kppn-tui worker`: the SLA check without a desk, for a server or a timer of the system."""

import json
import os
import signal
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kppn_tui.commands.office import office_settings, require_database
from kppn_tui.i18n import _, explain
from kppn_tui.office.places import Places

if TYPE_CHECKING:
    from kppn_tui.client.sla import News
    from kppn_tui.desk import Desk
    from kppn_tui.office.settings import Settings

WHO = "worker"
_ENDING = (signal.SIGTERM, signal.SIGINT)
#: How long a transaction under way may take to end, in seconds; one that is cut off is rolled back.
_GRACE = 0.15


def run(options: Namespace, places: Places) -> int:
    """Sweep until told to end (or once), printing what is raised; return the exit code."""
    settings = office_settings(places)
    require_database(places)
    if options.once:
        return 0 if _nothing_due(settings, options.json) else _sweep_once(settings, options.json)
    with _stopped_by_signal() as stop:
        _watch(settings, stop, options.json)
    return 0


def _nothing_due(settings: "Settings", as_json: bool) -> bool:
    """Return whether nothing is due, and print it then.

    The bare driver is enough for it; a sweep would load six times as much to say the same.
    """
    from kppn_tui.store.timer_query import find_idle

    now = datetime.now(UTC).replace(microsecond=0)
    idle = find_idle(settings.url, settings.office.code, WHO, now)
    if idle is None:
        return False
    zone = ZoneInfo(settings.office.zone)
    if as_json:
        next_at = idle.next_at.astimezone(zone).isoformat() if idle.next_at else None
        _say_json({"at": now.astimezone(zone).isoformat(), "raised": [], "breaches": 0, "next": next_at})
    else:
        _say(now.astimezone(zone), _("No clock has passed a limit."))
    return True


def _sweep_once(settings: "Settings", as_json: bool) -> int:
    """Sweep once and tell what was raised; return 1 where a clock in doubt kept it from that."""
    from kppn_tui.client import sla
    from kppn_tui.desk import open_desk

    with open_desk(settings.url, settings) as desk:
        news = sla.sweep_once(desk, WHO)
        _tell(desk, news, as_json)
        if news.sweep is not None and news.sweep.doubt is not None:
            return 1
        if not as_json and news.sweep and not news.sweep.raised:
            _say(desk.calendar.local(news.at), _("No clock has passed a limit."))
        return 0


def _watch(settings: "Settings", stop: threading.Event, as_json: bool) -> None:
    from kppn_tui.client import sla
    from kppn_tui.desk import open_desk

    with open_desk(settings.url, settings) as desk:
        sla.run_worker(desk, stop, lambda news: _tell(desk, news, as_json), WHO)


def _tell(desk: "Desk", news: "News", as_json: bool) -> None:
    from kppn_tui.client import sla

    if news.trouble is not None:
        trying = _("The worker goes on trying.")
        print(f"kppn-tui: {explain(news.trouble)} {trying}", file=sys.stderr, flush=True)
    elif as_json:
        _say_json(sla.as_json(desk, news))
    elif news.sweep is not None and news.sweep.doubt is not None:
        from kppn_tui.presentation.machine_clock import held_sentence

        print(f"kppn-tui: {held_sentence(news.sweep.doubt, desk.calendar.local)}", file=sys.stderr, flush=True)
    else:
        _say(desk.calendar.local(news.at), sla.sentence(news))


def _say_json(found: dict[str, object]) -> None:
    print(json.dumps(found, ensure_ascii=False), flush=True)


def _say(moment: datetime, sentences: str) -> None:
    for line in sentences.splitlines():
        print(f"{moment:%Y-%m-%d %H:%M}  {line}", flush=True)


@contextmanager
def _stopped_by_signal() -> Iterator[threading.Event]:
    """Yield an event that SIGTERM and SIGINT set, from a thread of its own.

    A signal handler could meet the event's own lock. A transaction that is still under way after `_GRACE` seconds is
    cut off.
    """
    stop, ended = threading.Event(), threading.Event()

    def watch() -> None:
        signal.sigwait(_ENDING)
        stop.set()
        if not ended.wait(_GRACE):
            os._exit(0)  # it waits for another writer: nothing of it is half done

    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield stop
    finally:
        ended.set()
