"""The suite itself: nothing is skipped, what is left out says why, and the two halves are the whole."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "tests").rglob("*.py"))


def marks(source: str) -> Iterator[tuple[str, list[str]]]:
    """Each use of the soak mark in `source`: as it is spelt, and the reasons that it gives."""
    tree = ast.parse(source)
    called = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called[id(node.func)] = node
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "pytest.mark.soak":
            call = called.get(id(node))
            yield ast.unparse(call or node), [_text(one.value) for one in call.keywords] if call else []
        elif isinstance(node, ast.Name) and node.id == "in_soak" and isinstance(node.ctx, ast.Load):
            call = called.get(id(node))
            yield ast.unparse(call or node), [_text(call.args[0])] if call and call.args else []


def _text(node: ast.expr) -> str:
    """A literal as it is, and a name that stands for one."""
    return str(node.value).strip() if isinstance(node, ast.Constant) else ast.unparse(node)


def test_every_soak_mark_has_a_reason() -> None:
    used = [one for path in FILES for one in marks(path.read_text("utf-8"))]
    assert len(used) > 15
    assert [spelt for spelt, reasons in used if not all(reasons) or len(reasons) != 1] == []


@pytest.mark.parametrize(
    ("source", "reasons"),
    [
        ('@pytest.mark.soak(reason="slow")\ndef f(): ...', ["slow"]),
        ("@pytest.mark.soak\ndef f(): ...", []),
        ('@pytest.mark.soak(reason=" ")\ndef f(): ...', [""]),
        ("x = in_soak(WHY, 1)", ["WHY"]),
        ("x = in_soak()", []),
    ],
)
def test_a_mark_is_found_with_its_reason(source: str, reasons: list[str]) -> None:
    ((_spelt, found),) = marks(source)
    assert found == reasons


def test_nothing_is_skipped() -> None:
    skipping = re.compile(r"pytest\.(skip|importorskip|xfail)\b|mark\.(skip|skipif|xfail)\b|unittest\.skip")
    found = [path.name for path in FILES if path.name != "test_suite.py" and skipping.search(path.read_text("utf-8"))]
    assert found == []


def test_make_test_and_make_soak_are_everything_together() -> None:
    recipes = dict(re.findall(r"^([a-z]+):.*\n\t(.*)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert '-m "not soak"' in recipes["test"]
    assert "HYPOTHESIS_PROFILE=soak" in recipes["soak"] and "-m soak " in recipes["soak"]
