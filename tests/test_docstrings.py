"""A docstring begins with its verb or names its subject (style): no riddle opens one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import kppn_tui

PACKAGE = Path(kppn_tui.__file__).parent
MODULES = list(PACKAGE.rglob("*.py"))
Documented = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_RIDDLES = """
Everybody From How If It Nobody Nothing So That These This Those To What When Where Whether Which Who Whom Whose Why
"""
_NO_VERBS = "A After All Also An At Before By Each Every In None One Once Real Same The Their Then Two Until While"
#: A class or module that begins so does not name what it is.
RIDDLES = frozenset(_RIDDLES.split())
#: No verb: the docstring of a function that begins so does not say what the function does.
NO_VERBS = RIDDLES | frozenset(_NO_VERBS.split())


def first_words(path: Path, *kinds: type[Documented]) -> Iterator[tuple[str, str]]:
    """Yield where each docstring of `path` stands, and its first word."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, kinds) and (said := ast.get_docstring(node)):
            name = "module" if isinstance(node, ast.Module) else node.name
            yield f"{path.name}: {name}", said.split()[0].rstrip(",.:;")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_docstrings_begin_with_a_verb_or_name_their_subject(path: Path) -> None:
    functions = [where for where, word in first_words(path, *FUNCTIONS) if word in NO_VERBS or not word[0].isalpha()]
    others = [where for where, word in first_words(path, ast.ClassDef, ast.Module) if word in RIDDLES]
    assert (functions, others) == ([], [])
