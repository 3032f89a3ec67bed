"""Verbs of the sign-in: a growing wait after wrong passwords, and the session that begins."""

import os
import socket
import sys
from contextlib import suppress
from hashlib import sha256

from kppn_tui.desk import officers
from kppn_tui.desk.base import DeskBase
from kppn_tui.desk.session import Session
from kppn_tui.domain.credentials import SignInNotice, is_text, login_forms, password_forms, sign_in_name
from kppn_tui.domain.errors import SignInDelayed, SignInRefused
from kppn_tui.domain.lifecycle import Action
from kppn_tui.domain.people import Officer
from kppn_tui.domain.text import clean_line
from kppn_tui.store import claims, history, sessions, sign_in_tries
from kppn_tui.store.offices import keep_name

#: Longer than any password that was ever stored: not worth a hash.
_LONGEST = 1000
#: A hash of no password, so that an unknown name takes as long to refuse as a known one.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MIIRqgvgQbgj220jfp0MPA$YfwJSVjtjSU0zzV/P3S9nnQ/USre2wvJMjfCIjrTQbg"


def this_terminal() -> str:
    """Return the name of the machine and of the terminal on it."""
    terminal = ""
    with suppress(OSError, ValueError, AttributeError):
        terminal = os.ttyname(sys.__stdin__.fileno()) if sys.__stdin__ else ""
    return f"{socket.gethostname()} {terminal}".strip()


class SignInVerbs(DeskBase):
    """Verbs that let an officer in and out."""

    def sign_in(self, login: str, password: str, counter: str = "", *, beside: bool = False) -> Officer:
        """Sign the officer in at `counter` (kept from last time if empty); sessions elsewhere end.

        With `beside` they go on: for a front end that only looks.

        Raises:
            SignInRefused: wrong name or password, or disabled; the sentence does not tell which.
            SignInDelayed: too many wrong passwords with that name or at this terminal; the sentence says how long.
        """
        self.session_here = None
        found = self._checked(login, password)
        with self._unit_of_work(Action.SIGN_IN, found) as work:
            work.undoable = False
            keep_name(self.store, self.settings.office.name)
            sign_in_tries.forget(self.store, self._keys(found, login), work.now)
            wanted = clean_line(counter, 20) or work.who.counter
            if not beside:
                sessions.begin(self.store, found.id, wanted, work.now)
            return work.change(work.who, counter=wanted) if wanted != work.who.counter else work.who

    def _checked(self, login: str, password: str) -> Officer:
        """Return the officer of `login` if `password` is theirs; a try that fails leaves an event."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self.store.writing():
            known = self.store.find(Officer, office=self.office, login=login_forms(login), active=True)
            officer = known[0] if known else None
            left = sign_in_tries.count_try(self.store, self._keys(officer, login), self.now())
        if left:
            raise SignInDelayed(left=left)
        if is_text(password) and len(password) <= _LONGEST:
            for form in password_forms(password):
                try:
                    officers.hasher().verify(officer.password_hash if officer else _NOBODY, form)
                except (VerificationError, InvalidHashError):
                    continue
                if officer is not None:
                    return officer
        with self._unit_of_work(Action.SIGN_IN_FAILED, officer) as work:
            work.undoable = False
            work.data["terminal"] = socket.gethostname()
        raise SignInRefused

    def _keys(self, officer: Officer | None, login: str) -> tuple[str, str]:
        """Return the keys of the tries: the name and the terminal.

        Of a name that nobody has only two bytes of a hash are kept: it may be a password in the wrong field.
        """
        name = f"officer {officer.id}" if officer else f"name {sha256(sign_in_name(login).encode()).hexdigest()[:4]}"
        return name, f"terminal {sha256(this_terminal().encode()).hexdigest()[:16]}"

    def sign_in_notice(self, officer: Officer) -> SignInNotice:
        """Return what `officer`, who has just signed in, is to be told."""
        self.require_of_office(officer)
        with self.store.reading():
            failed = history.read_failed_sign_ins(self.store, officer.id)
            held = claims.read_counter(self.store, self.office, officer.id)
        elsewhere = tuple((one.label, one.counter) for one in held if one.counter != officer.counter)
        return SignInNotice(len(failed), failed[0].at if failed else None, elsewhere)

    def begin_session(self, officer: Officer, *, beside: bool = False) -> None:
        """Let this desk act and show for `officer` until the session ends: see `Session.require_open`."""
        self.require_of_office(officer)
        with self.store.reading():
            number = None if beside else sessions.read_newest(self.store, officer.id)[0]
        self.session_here = Session(officer, number)

    def require_session(self) -> None:
        """Raise SessionEnded where the session that this desk holds is over."""
        if self.session_here is not None:
            with self.store.reading():
                self.session_here.require_open(self.store)

    def end_session(self) -> None:
        """Hold no session any more."""
        self.session_here = None

    def sign_out(self, officer: Officer) -> None:
        """Say in the audit trail that the officer left."""
        with self._unit_of_work(Action.SIGN_OUT, officer) as work:
            work.undoable = False
