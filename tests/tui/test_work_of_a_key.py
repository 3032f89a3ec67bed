"""How much work one key makes: Esc on a changed question, until it is saved and shown on the own screen."""

import sys
import threading
from collections import Counter
from types import FrameType
from typing import Any

from kppn_tui.desk import Desk
from tests.conftest import HandClock, People
from tests.desk.kit import now_of, serve
from tests.tui.desks import at_desk

#: Changes of file between calls of the program, 1,074 before the screens stood on a client.
MOST = 400


class Walk:
    """Counts how often a call of the program is in another file than the call before in its thread, and the calls."""

    def __init__(self) -> None:
        self.changes = 0
        self.calls: Counter[str] = Counter()
        self._last: dict[int, str] = {}

    def __call__(self, frame: FrameType, event: str, _arg: Any) -> None:
        file = frame.f_code.co_filename
        # The hand at the keyboard is none of the program's work.
        if event == "call" and "/kppn_tui/" in file and not file.endswith("/key_driver.py"):
            self.calls[frame.f_code.co_name] += 1
            # Two threads that take turns are no walk of either.
            thread = threading.get_ident()
            self.changes += file != self._last.get(thread)
            self._last[thread] = file

    def __enter__(self) -> "Walk":
        threading.setprofile(self)
        sys.setprofile(self)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)


async def test_esc_on_a_changed_question(desk: Desk, people: People, clock: HandClock) -> None:
    _ticket, (consultation,) = serve(desk, people)
    async with at_desk(desk, people.ana, clock) as officer:
        await officer.press("2")
        await officer.session()
        # A second that passes meanwhile, and what the change feed hears, is another matter.
        for task in officer.app.client._tasks._residents:
            task.cancel()
        await officer.press("f3")
        await officer.type(" lagi")
        await officer.quiet()
        officer.app.client._access.thread.while_idle(lambda: None, 60)
        await officer.app.client.in_thread(lambda: None)
        await officer.quiet()
        with Walk() as walk:
            officer.app.simulate_key("escape")
            await officer.until(lambda: walk.calls["refreshed"] and not officer.app.client.busy, "saved and read again")
            await officer.quiet()
    assert now_of(desk, consultation).question.endswith("lagi")
    assert walk.changes <= MOST, walk.calls.most_common(20)
    assert walk.calls["of_visit"] == 1, "what is possible is worked out once"
