"""The session of an officer at the desk of a front end: it ends elsewhere, and then nothing is done or shown here.

A script that calls verbs with an officer has no session: nothing ends for it but by disabling the officer.
"""

from dataclasses import dataclass

from kppn_tui.domain.errors import N_, SessionEnded
from kppn_tui.domain.people import Officer
from kppn_tui.store import sessions
from kppn_tui.store.store import Store

DISABLED = N_("{name} may not sign in any more, so this session has ended.")
NEW_PASSWORD = N_("Your password was changed: sign in with the new one. What you typed is kept.")
AT_COUNTER = N_("You have signed in at counter {counter}, so this session has ended. What you typed is kept.")
ELSEWHERE = N_("You have signed in at another desk, so this session has ended. What you typed is kept.")


@dataclass(frozen=True, slots=True)
class Session:
    """A session that a front end holds; `number` is None for one that goes on beside others, since it only looks."""

    officer: Officer
    number: int | None

    def require_open(self, store: Store) -> None:
        """Raise SessionEnded where the officer was disabled, has a new password, or signed in elsewhere."""
        number, counter = sessions.read_newest(store, self.officer.id)
        if self.number is not None and number == self.number:
            return
        stored = store.get(Officer, self.officer.id)
        if not stored.active:
            raise SessionEnded(DISABLED, name=stored.name)
        if stored.password_hash != self.officer.password_hash:
            raise SessionEnded(NEW_PASSWORD)
        if self.number is not None:
            raise SessionEnded(AT_COUNTER if counter else ELSEWHERE, counter=counter)
