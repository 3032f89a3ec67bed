"""Spelling of names as people type them: words, letters in order, one slip, figures for Roman numbers."""

import re
import unicodedata
from functools import cache

#: They stand inside words and are left out by whoever is in a hurry: Jum'at, Qur'an.
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʹ`´\"“”")
#: The dot of an abbreviation in single letters: K.U.A.
_DOT = re.compile(r"\b(\w)\.(?=\w\b)")
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"\d+|\D+")
_ROMAN = re.compile(r"(ix|iv|v?i{1,3}|v|x)([a-d]?)")
_FIGURES = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_SPOKEN = {"1": "satu", "2": "dua", "3": "tiga", "4": "empat", "5": "lima", "6": "enam", "7": "tujuh", "8": "delapan"}


def words(text: str) -> tuple[str, ...]:
    """Return the words of `text` in small letters, without accents, apostrophes and the dots of abbreviations."""
    letters = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    return tuple(_WORD.findall(_DOT.sub(r"\1", "".join(c for c in letters if not unicodedata.combining(c)))))


def parts(word: str) -> list[str]:
    """Return figures and letters of `word` one after the other: man1 is man and 1."""
    return _PART.findall(word)


@cache
def spellings(word: str) -> frozenset[str]:
    """Return `word` of a name as it may also be written: IIB is 2b, 1 is satu."""
    roman = _ROMAN.fullmatch(word)
    return frozenset({word, f"{_FIGURES[roman[1]]}{roman[2]}"} if roman else {word, _SPOKEN.get(word, word)})


def in_order(letters: str, word: str) -> bool:
    """Return whether `word` begins with the first of `letters` and has the others in their order."""
    rest = iter(word)
    return word[:1] == letters[:1] and all(letter in rest for letter in letters)


def is_one_slip(typed: str, meant: str) -> bool:
    """Return whether `typed` is `meant` with one letter wrong, missing, too many, or swapped with the next one."""
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    if len(longer) - len(shorter) > 1 or typed == meant:
        return False
    at = next((n for n, (one, other) in enumerate(zip(shorter, longer, strict=False)) if one != other), len(shorter))
    if len(longer) > len(shorter):
        return shorter[at:] == longer[at + 1 :]
    if shorter[at + 1 :] == longer[at + 1 :]:
        return True
    swapped = shorter[at + 1 : at + 2] + shorter[at]
    return swapped == longer[at : at + 2] and shorter[at + 2 :] == longer[at + 2 :]


def is_syllabic(typed: str, name: tuple[str, ...]) -> bool:
    """Return whether `typed` is made of the beginnings of at least two words of `name`, the first one included."""
    ends = {0}
    for count, word in enumerate(name):
        reached = {
            end + length
            for end in ends
            for length in range(1, len(word) + 1)
            if typed[end : end + length] == word[:length]
        }
        if count and len(typed) in reached:
            return True
        if not reached:
            return False
        ends = reached
    return False
