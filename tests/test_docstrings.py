"""A docstring begins with its verb or names its subject (style): no riddle opens one below the screens."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kppn_tui

PACKAGE = Path(kppn_tui.__file__).parent
MODULES = [
    *(path for layer in ("domain", "store", "desk") for path in (PACKAGE / layer).rglob("*.py")
      if "migrations" not in path.parts),
    PACKAGE / "backup.py",
]  # fmt: skip
Documented = ast.FunctionDef | ast.ClassDef | ast.Module
#: No verb: the docstring of a function that begins so does not say what the function does.
NO_VERBS = set(
    [
        "A",
        "All",
        "An",
        "Every",
        "How",
        "It",
        "Nobody",
        "None",
        "Nothing",
        "One",
        "The",
        "These",
        "This",
        "Those",
        "What",
        "When",
        "Whether",
        "Which",
        "Who",
        "Why",
    ]
)
#: A class or module that begins so does not name what it is.
RIDDLES = set(
    ["Everybody", "How", "It", "Nobody", "Nothing", "These", "This", "Those", "What", "When", "Whether", "Who", "Why"]
)


def first_words(path: Path, *kinds: type[Documented]) -> Iterator[tuple[str, str]]:
    """Where a docstring stands, and its first word."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, kinds) and (said := ast.get_docstring(node)):
            name = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else "module"
            yield f"{path.name}: {name}", said.split()[0].rstrip(",.:;")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_docstrings_begin_with_a_verb_or_name_their_subject(path: Path) -> None:
    functions = [where for where, word in first_words(path, ast.FunctionDef) if word in NO_VERBS or word[0] == "`"]
    others = [where for where, word in first_words(path, ast.ClassDef, ast.Module) if word in RIDDLES]
    assert (functions, others) == ([], [])
