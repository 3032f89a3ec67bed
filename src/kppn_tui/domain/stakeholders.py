"""Find a stakeholder while typing: by code or by any words of the name."""

from collections.abc import Iterable

from kppn_tui.domain.people import Stakeholder


def search_stakeholders(known: Iterable[Stakeholder], query: str) -> list[Stakeholder]:
    """Return those that fit every word of `query`, numbers with or without leading zeros; best first, each once."""
    words = _words(query)
    if not words:
        return []
    ranked: dict[tuple[str, str], tuple[int, int, Stakeholder]] = {}
    for order, candidate in enumerate(known):
        rank = _rank(candidate, words)
        if rank is not None:
            ranked.setdefault((candidate.code, candidate.name), (rank, order, candidate))
    return [candidate for _, _, candidate in sorted(ranked.values(), key=lambda entry: entry[:2])]


def _rank(candidate: Stakeholder, words: list[str]) -> int | None:
    name = _words(candidate.name)
    code = candidate.code.casefold()
    total = 0
    for word in words:
        if word == code or (word.isdigit() and word.lstrip("0") == code.lstrip("0") != ""):
            continue
        if code.startswith(word) or word in name:
            total += 1
        elif any(part.startswith(word) for part in name) or (word.isdigit() and code.lstrip("0").startswith(word)):
            total += 2
        elif any(word in part for part in name):
            total += 4
        else:
            return None
    return total


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text.casefold()).split()
