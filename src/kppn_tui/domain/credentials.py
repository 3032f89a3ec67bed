"""Sign-in names and passwords: how they are spelt, which are refused, and how long a try has to wait."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from kppn_tui.domain.errors import N_, BadInput
from kppn_tui.domain.people import PASSWORD_MIN
from kppn_tui.domain.text import clean_line

LOGIN_MAX = 40
PASSWORD_MAX = 200
#: Passwords that are tried first; besides these the sign-in name, blanks, and one character over and over.
REFUSED_PASSWORDS = frozenset({
    "12345678", "123456789", "1234567890", "87654321", "abcdefgh", "abcd1234", "abc12345", "password", "password1",
    "passw0rd", "password123", "qwertyui", "qwertyuiop", "qwerty123", "katasandi", "kppn-tui", "admin123",
})  # fmt: skip
#: So many wrong passwords in a row are an honest mistake.
FREE_TRIES = 3
#: The wait after the last of them; each further one doubles it, up to the longest.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
#: A row of wrong passwords is forgotten after so long without another one.
FORGOTTEN = timedelta(hours=1)
_TOO_COMMON = N_("This password is one of the first that anybody tries: choose another one.")


@dataclass(frozen=True, slots=True)
class SignInNotice:
    """News for an officer at the sign-in: tries that failed since the last one, and visitors called elsewhere."""

    failed: int = 0
    since: datetime | None = None
    #: Labels with their counters, called or served there by the same officer.
    elsewhere: tuple[tuple[str, str], ...] = ()


def sign_in_name(text: str) -> str:
    """Return the sign-in name that `text` spells: compatibility forms and capitals make no difference."""
    return clean_line(unicodedata.normalize("NFKC", clean_line(text, LOGIN_MAX)).lower(), LOGIN_MAX)


def login_forms(login: str) -> tuple[str, ...]:
    """Return the forms in which a sign-in name may be stored: as names are spelt now, and as they were long ago."""
    return tuple(dict.fromkeys((sign_in_name(login), clean_line(login, 40).lower())))


def name_refusal(login: str) -> BadInput | None:
    """Return why `login` can't be a new sign-in name; None when it can.

    Letters are Latin ones: another script has letters that look the same.
    """
    for char in login:
        latin = unicodedata.name(char, "").startswith("LATIN ") if char.isalpha() else char.isascii()
        if not latin and not unicodedata.combining(char):
            return BadInput(
                N_("Write the sign-in name with Latin letters and digits only: “{char}” looks like another one."),
                char=char,
            )
    return None


def password_forms(password: str) -> tuple[str, ...]:
    """Return the forms in which `password` may be stored: composed, and as it was typed when it was set long ago."""
    return tuple(dict.fromkeys((unicodedata.normalize("NFC", password), password)))


def password_refusal(password: str, login: str) -> BadInput | None:
    """Return why `password` can't be the new one of `login`; None when it can. Its length counts composed."""
    if not is_text(password):
        return BadInput()
    password = unicodedata.normalize("NFC", password)
    if len(password) < PASSWORD_MIN:
        return BadInput(N_("A password needs at least {n} characters."), n=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        return BadInput(N_("A password has at most {n} characters."), n=PASSWORD_MAX)
    if not password.strip():
        return BadInput(N_("A password needs more than blanks."))
    folded = unicodedata.normalize("NFKC", password).casefold().strip()
    if folded == sign_in_name(login).casefold():
        return BadInput(N_("The password must not be the sign-in name."))
    if folded in REFUSED_PASSWORDS or len(set(folded)) == 1:
        return BadInput(_TOO_COMMON)
    return None


def is_text(password: str) -> bool:
    """Return whether `password` is text: a broken paste can hold half characters."""
    try:
        password.encode()
    except UnicodeEncodeError:
        return False
    return True


def wait_left(failed: int, last_at: datetime, now: datetime) -> timedelta:
    """Return how long the next try has to wait after `failed` wrong passwords, the last at `last_at`."""
    if failed < FREE_TRIES:
        return timedelta(0)
    wait = min(FIRST_WAIT * (1 << min(failed - FREE_TRIES, 16)), LONGEST_WAIT)
    # A clock that was set back makes nobody wait longer.
    return max(min(last_at + wait - now, wait), timedelta(0))
