"""Find a stakeholder while typing: by code, words, initials, letters in order, abbreviations; one slip is forgiven."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.spelling import in_order, is_one_slip, is_syllabic, parts, spellings, words

#: So many words of a query are looked at: longer ones are no shorthand.
MOST_WORDS = 12
#: So many answers are kept: with each key but one word of a query changes.
KEPT = 64
#: So many words together may be one abbreviation.
_LONGEST_RUN = 4
#: They have no initial in an abbreviation: KPKNL is Kekayaan Negara dan Lelang.
_SMALL = frozenset({"dan", "di", "ke", "atas", "dari", "untuk", "serta", "yang"})


class Nearness(IntEnum):
    """Ways in which a query fits a name: by its words, by a slip or left-out letters, or only by letters in order."""

    PLAIN = 0
    FORGIVEN = 1
    LOOSE = 2


#: How far a word is from a name: its nearness, then the distance; less is nearer.
Distance = tuple[Nearness, int]
#: The stakeholders that something fits, by their number in the list.
Fits = dict[int, Distance]
_EXACT: Distance = (Nearness.PLAIN, 1)


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """Everyday abbreviations with the words that they stand for, and words that may be left out of a name."""

    meanings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The stakeholders that fit, best first; `sure` if the first one is nearer than all others."""

    stakeholders: tuple[Stakeholder, ...] = ()
    sure: bool = False
    #: How many are as near as the first; none where only letters in order fit.
    nearest: int = 0
    #: Those that fit by plain words, codes and abbreviations.
    plain: frozenset[Stakeholder] = frozenset()


class StakeholderSearch:
    """Search in a list of stakeholders, prepared once for the list so that each key of a query is cheap."""

    def __init__(
        self,
        known: Iterable[Stakeholder] = (),
        abbreviations: Abbreviations = Abbreviations(),
        aliases: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Take `aliases` as (text, satker code) pairs."""
        self.known = tuple(dict.fromkeys(known))
        self._fillers = abbreviations.fillers
        self._names = [words(one.name) for one in self.known]
        self._codes: dict[str, set[int]] = {}
        self._words: dict[str, set[int]] = {}
        self._pairs: dict[str, set[int]] = {}
        self._initials: list[tuple[str, ...]] = []
        self._whole: dict[tuple[str, ...], set[int]] = {}
        for at, name in enumerate(self._names):
            self._take_in(at, name)
        self._meant = {words(short): self._meaning(long) for short, long in abbreviations.meanings.items()}
        self._aliases: dict[tuple[str, ...], set[int]] = {}
        for text, code in aliases:
            self._aliases.setdefault(words(text), set()).update(self._codes.get(code, ()))
        self._shorts = {"".join(short): fits for short, fits in (*self._meant.items(), *self._aliases.items()) if fits}
        self._word = lru_cache(KEPT)(self._fits_of_word)
        self._run = lru_cache(KEPT)(self._fits_of_run)
        self.find = lru_cache(KEPT)(self._find)

    def _take_in(self, at: int, name: tuple[str, ...]) -> None:
        code = self.known[at].code.casefold()
        if code:
            self._codes.setdefault(code, set()).add(at)
        self._whole.setdefault(name, set()).add(at)
        for word in name:
            for one in {*spellings(word), *parts(word)}:
                self._words.setdefault(one, set()).add(at)
        for first, second in pairwise(name):
            self._pairs.setdefault(first + second, set()).add(at)
        long = [word for word in name if word not in _SMALL]
        self._initials.append(tuple({_first_letters(name), _first_letters(long)}))

    def _meaning(self, phrases: Iterable[str]) -> set[int]:
        """Return those whose name (or code) has all words of one of `phrases`."""
        found: set[int] = set()
        for phrase in phrases:
            sets = [self._words.get(word, set()) | self._codes.get(word, set()) for word in words(phrase)]
            if sets:
                found |= set.intersection(*sets)
        return found

    # A query

    def _find(self, query: str) -> Found:
        """Return those that fit every word of `query`; official codes come before names that were only typed."""
        typed = words(query)[:MOST_WORDS]
        split = tuple(part for word in typed for part in parts(word))
        fits = self._fits(typed)
        if split != typed:
            fits = _nearer(fits, self._fits(split))
        for at in self._whole.get(typed, ()):
            fits[at] = (Nearness.PLAIN, 0)
        # An alias brings in whom the search would not find; among equals it decides the order alone.
        chosen = self._aliases.get(typed, set())
        _put(fits, [at for at in chosen if at not in fits or fits[at][0] is not Nearness.PLAIN], _EXACT)

        def near(at: int) -> tuple[Nearness, bool, int]:
            return fits[at][0], self.known[at].lacks_code, fits[at][1]

        order = sorted(fits, key=lambda at: (near(at), at not in chosen, at))
        nearest = [at for at in order if near(at) == near(order[0])]
        return Found(
            tuple(self.known[at] for at in order),
            len(nearest) == 1 and fits[order[0]][0] is not Nearness.LOOSE,
            0 if order and fits[order[0]][0] is Nearness.LOOSE else len(nearest),
            frozenset(self.known[at] for at in order if fits[at][0] is Nearness.PLAIN),
        )

    def _fits(self, typed: tuple[str, ...]) -> Fits:
        """Return the nearest way to read `typed` as words and abbreviations of one name."""
        read: list[Fits | None] = [None] * (len(typed) + 1)
        for start in range(len(typed)):
            before = read[start] if start else None
            if start and before is None:
                continue
            for end in range(start + 1, min(start + _LONGEST_RUN, len(typed)) + 1):
                fits = self._alone(typed) if len(typed) == 1 else self._run(typed[start:end])
                if before is not None:
                    fits = {at: _sum(before[at], distance) for at, distance in fits.items() if at in before}
                known = read[end]
                read[end] = dict(fits) if known is None else _nearer(known, fits)
        return read[-1] or {}

    def _alone(self, typed: tuple[str, ...]) -> Fits:
        """Return what a query of one word fits: of a code also the first figures."""
        fits = dict(self._run(typed))
        if typed[0].isdigit():
            for code, found in self._codes.items():
                if code.startswith(typed[0]) or code.lstrip("0").startswith(typed[0]):
                    _put(fits, found, (Nearness.PLAIN, 1 if code.startswith(typed[0]) else 2))
                if typed[0].lstrip("0") == code.lstrip("0") != "":
                    _put(fits, found, (Nearness.PLAIN, 0))
        return fits

    def _fits_of_run(self, typed: tuple[str, ...]) -> Fits:
        """Return what `typed` fits as one abbreviation, or as one word."""
        if len(typed) == 1:
            return self._word(typed[0])
        fits = dict.fromkeys(self._meant.get(typed, ()), _EXACT)
        if len(typed) == 2:
            _put(fits, self._words.get("".join(typed), ()), _EXACT)
        return fits

    def _fits_of_word(self, word: str) -> Fits:
        is_short = (word,) in self._meant
        fits = dict.fromkeys(self._words.get(word, ()), _EXACT)
        _put(fits, self._meant.get((word,), ()), _EXACT)
        near = self._near(word)
        if is_short:
            # An abbreviation that everybody knows is not taken for the beginning of another name: PA is no PAjak.
            near = {at: (Nearness.LOOSE, distance) for at, (_nearness, distance) in near.items()}
        fits = _nearer(fits, near)
        alias = self._aliases.get((word,), ())
        _put(fits, [at for at in alias if at not in fits or fits[at][0] is not Nearness.PLAIN], _EXACT)
        if not fits:
            fits = (not is_short and self._forgiven(word)) or self._loose(word)
        plain = any(distance[0] is Nearness.PLAIN for distance in fits.values())
        if word in self._fillers or (not plain and any(_is_slip_of(word, one) for one in self._fillers)):
            left_out = (Nearness.PLAIN if word in self._fillers else Nearness.FORGIVEN, 7)
            for at in range(len(self.known)):
                fits.setdefault(at, left_out)
        return fits

    def _near(self, word: str) -> Fits:
        """Return what `word` fits as a beginning, or as initials."""
        fits: Fits = {}
        if word.isdigit():
            for code, found in self._codes.items():
                if len(word) >= 3 and code.startswith(word):
                    _put(fits, found, _EXACT)
        for known, found in self._words.items():
            if known.startswith(word):
                _put(fits, found, (Nearness.PLAIN, 2))
        for pair, found in self._pairs.items():
            if pair == word or (len(word) > 3 and pair.startswith(word)):
                _put(fits, found, (Nearness.PLAIN, 2))
        if len(word) < 2 or word.isdigit():
            return fits
        for at, initials in enumerate(self._initials):
            if any(one.startswith(word) for one in initials):
                _put(fits, (at,), _EXACT)
            elif any(word in one for one in initials):
                _put(fits, (at,), (Nearness.PLAIN, 3))
        for short, found in self._shorts.items():
            if len(word) > 2 and short.startswith(word):
                _put(fits, found, (Nearness.PLAIN, 3))
        return fits

    def _is_syllabic(self, word: str, name: tuple[str, ...]) -> bool:
        starts = [at for at, one in enumerate(name) if one[0] == word[0]]
        return any(is_syllabic(word, name[at:]) for at in starts)

    def _forgiven(self, word: str) -> Fits:
        """Return what `word` fits with one slip, as first syllables, as a part of a word, or without some letters."""
        fits: Fits = {}
        if len(word) > 3 and not word.isdigit():
            # One slip leaves the letters before or after the middle as they are; nothing else is looked at closely.
            head, tail = word[: (len(word) - 1) // 2], word[(len(word) - 1) // 2 + 1 :]
            begun = range(len(word) - 1, len(word) + 2)
            for table in (self._words, self._pairs, self._shorts):
                near = {one: found for one, found in table.items() if one.startswith(head) or tail in one}
                self._gather(fits, near, 5, lambda one: _is_slip_of(word, one))
                if len(word) > 4 and table is not self._shorts:
                    self._gather(fits, near, 6, lambda one: any(is_one_slip(word, one[:end]) for end in begun))
            syllabic = [at for at, name in enumerate(self._names) if self._is_syllabic(word, name)]
            _put(fits, syllabic, (Nearness.FORGIVEN, 5))
        if len(word) > 2:
            self._gather(fits, self._words, 5, lambda one: word in one)
            self._gather(fits, self._words, 6, lambda one: 2 * len(word) >= len(one) and in_order(word, one))
        return fits

    def _gather(self, fits: Fits, table: Mapping[str, set[int]], distance: int, test: Callable[[str], bool]) -> None:
        for one, found in table.items():
            if test(one):
                _put(fits, found, (Nearness.FORGIVEN, distance))

    def _loose(self, word: str) -> Fits:
        """Return what has the letters of `word` in order, from the beginning of a word on through the three after it.

        Nearly every long name has the letters of a short word: such a one is offered, and never taken unasked.
        """
        if len(word) < 4 or word.isdigit():
            return {}
        return {
            at: (Nearness.LOOSE, 9)
            for at, name in enumerate(self._names)
            if any(one[0] == word[0] and in_order(word, "".join(name[n : n + 4])) for n, one in enumerate(name))
        }


def _is_slip_of(typed: str, meant: str) -> bool:
    """Return whether `typed` is one slip from `meant`; of four letters only a swap is no other word."""
    long_enough = min(len(typed), len(meant)) > 3 and max(len(typed), len(meant)) > 4
    return (long_enough or sorted(typed) == sorted(meant)) and is_one_slip(typed, meant)


def _first_letters(name: Iterable[str]) -> str:
    return "".join(word if word.isdigit() else word[0] for word in name)


def _put(fits: Fits, found: Iterable[int], distance: Distance) -> None:
    """Let `found` be as near as `distance`, unless they are nearer."""
    for at in found:
        if at not in fits or distance < fits[at]:
            fits[at] = distance


def _nearer(one: Fits, other: Fits) -> Fits:
    fits = dict(one)
    for at, distance in other.items():
        _put(fits, (at,), distance)
    return fits


def _sum(one: Distance, other: Distance) -> Distance:
    return max(one[0], other[0]), one[1] + other[1]
