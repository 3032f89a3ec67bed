"""How the package is put together: no circle of modules, layers kept in every form of import, plain names.

Every import counts: at the top of a module, inside a function, for typing only, and by a string handed to
`import_module`. `import a.b` is an import of `a.b`, not of the package `a`.

What is known to break a rule stands in the lists of `ALLOWED_…`. An entry that is no longer needed fails its test, so
the lists can only shrink.
"""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import kppn_tui

PACKAGE = "kppn_tui"
SOURCE = Path(kppn_tui.__file__).parent


@dataclass(frozen=True)
class Import:
    """One module, or one name of it, taken by another module."""

    importer: str
    module: str
    #: The name taken out of `module`; "" where the module itself is imported.
    name: str
    #: Only a type checker runs it.
    typing: bool


def module_name(path: Path) -> str:
    """The dotted name of the module in `path`; a package is its `__init__`."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def trees() -> dict[str, ast.Module]:
    """Each module of the package, parsed."""
    return {module_name(path): ast.parse(path.read_text("utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def is_package(module: str) -> bool:
    return (SOURCE.parent / Path(*module.split(".")) / "__init__.py").exists()


def imports_of(module: str, tree: ast.Module, known: Iterable[str]) -> Iterator[Import]:
    """Every import in `tree`, in any form; a name that is a module among `known` is that module."""
    yield from _walk(module, tree, frozenset(known), False)
    for prefix in _dynamic_prefixes(tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                target = prefix + node.value if node.value != prefix else ""
                if target in known:
                    yield Import(module, target, "", False)


def _walk(module: str, node: ast.AST, known: frozenset[str], typing: bool) -> Iterator[Import]:
    match node:
        case ast.Import(names=names):
            yield from (Import(module, one.name, "", typing) for one in names)
        case ast.ImportFrom(names=names):
            base = _absolute(module, node)
            for one in names:
                inner = f"{base}.{one.name}"
                yield Import(module, inner, "", typing) if inner in known else Import(module, base, one.name, typing)
        case ast.If(test=test, body=body, orelse=orelse) if ast.unparse(test).endswith("TYPE_CHECKING"):
            for statement in body:
                yield from _walk(module, statement, known, True)
            for statement in orelse:
                yield from _walk(module, statement, known, typing)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _walk(module, child, known, typing)


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    base = parts[: len(parts) - node.level + is_package(module)]
    return ".".join([*base, *([node.module] if node.module else [])])


def _dynamic_prefixes(tree: ast.Module) -> set[str]:
    """What `import_module` is called with, up to what is put in: "" for a whole name."""
    prefixes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            for text in ast.walk(node):
                if isinstance(text, ast.JoinedStr):
                    first = text.values[0]
                    prefixes.add(str(first.value) if isinstance(first, ast.Constant) else "")
                    break
            else:
                prefixes.add("")
    return prefixes


@cache
def all_imports() -> tuple[Import, ...]:
    """Every import of the package, of its own modules and of others."""
    known = trees()
    return tuple(one for module, tree in known.items() for one in imports_of(module, tree, known))


def graph() -> dict[str, set[str]]:
    """Which modules of the package each module imports."""
    known = trees()
    edges: dict[str, set[str]] = {module: set() for module in known}
    for one in all_imports():
        if one.module in known:
            edges[one.importer].add(one.module)
    return edges


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of more than one module, and modules that import themselves (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(edges[module]):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            component = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(component) > 1 or module in edges[module]:
                found.append(sorted(component))

    for module in sorted(edges):
        if module not in index:
            visit(module)
    return sorted(found)


def closure(starts: Iterable[str], edges: dict[str, set[str]]) -> set[str]:
    """`starts` and every module that they import, directly or not."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += edges[module]
    return found


def within(module: str, *packages: str) -> bool:
    """Whether `module` is one of `packages` (named below kppn_tui) or lies in one."""
    return any(f"{module}.".startswith(f"{PACKAGE}.{one}.") for one in packages)


def pairs(*lines: str) -> frozenset[tuple[str, str]]:
    """`importer → imported`, both named below kppn_tui."""
    return frozenset((f"{PACKAGE}.{one}", f"{PACKAGE}.{two}") for one, two in (line.split(" → ") for line in lines))


def names(*lines: str) -> frozenset[str]:
    """Modules, or `module:name`, named below kppn_tui."""
    return frozenset(lines)


#: The modules that hold an app, and who may import them.
APPS = ("tui.app", "tui.training.app")
#: Where a `Desk` is used at run time.
HOLDERS = ("client", "commands", "training", "desk")
#: What gives a desk.
DESK_NAMES = ("Desk", "connect", "open_desk")

#: Imports of an app that are to go.
ALLOWED_APP_IMPORTS = pairs()
#: Further imports that are to go; without them there is no circle.
ALLOWED_CIRCLES = pairs()
#: Who names `Desk` for typing only.
DESK_FOR_TYPING = names(
    "tui.app",
    "tui.training.app",
    "tui.training.autopilot",
    "tui.training.scores",
)
#: Who uses a desk at run time and is to stop.
ALLOWED_DESK = names()
#: `module` or `module:name` that bears a bad name and is to get another.
ALLOWED_NAMES = names()


def words_of(name: str) -> set[str]:
    """The words of a name in snake or camel case, in small letters."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


#: Words that say nothing about what a module or class holds (style, rule 8).
BAD_WORDS = words_of(
    "tale then past turns duties fingers reach clerk doors line face seat seats strip leaps stage truth scene scenes "
    "keeping hot bare glance silence look"
)
#: Plain in the name of a function (`render_line`, `look_up`).
PLAIN_IN_FUNCTIONS = {"line", "strip"}
PLAIN_FUNCTIONS = {"look_up"}


def badly_named() -> set[str]:
    """Each module, class and function whose name holds a bad word."""
    found = set()
    for module, tree in trees().items():
        if words_of(module.rpartition(".")[2]) & BAD_WORDS:
            found.add(module)
        for node in ast.walk(tree):
            bad = BAD_WORDS
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                bad = set() if node.name in PLAIN_FUNCTIONS else BAD_WORDS - PLAIN_IN_FUNCTIONS
            elif not isinstance(node, ast.ClassDef):
                continue
            if words_of(node.name) & bad:
                found.add(f"{module}:{node.name}")
    return {name.removeprefix(f"{PACKAGE}.") for name in found}


def app_imports() -> set[tuple[str, str]]:
    """Who in `tui` imports an app, apart from an app itself."""
    apps = {f"{PACKAGE}.{one}" for one in APPS}
    return {
        (importer, module)
        for importer, imported in graph().items()
        for module in imported
        if module in apps and importer not in apps and within(importer, "tui")
    }


def desk_users(typing: bool) -> set[str]:
    """Who imports `Desk` or what gives one, outside HOLDERS: for typing only, or at run time."""
    return {
        one.importer.removeprefix(f"{PACKAGE}.")
        for one in all_imports()
        if one.module == f"{PACKAGE}.desk" and one.name in (*DESK_NAMES, "", "*")
        if one.typing is typing and not within(one.importer, *HOLDERS)
    }


def without(edges: dict[str, set[str]], gone: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """`edges` without some."""
    less = set(gone)
    return {one: {other for other in imported if (one, other) not in less} for one, imported in edges.items()}


def compare(found: Collection[object], allowed: Collection[object], name: str) -> None:
    """Fail for what is found and not allowed, and for what is allowed and no longer found."""
    new = sorted(str(one) for one in found if one not in allowed)
    gone = sorted(str(one) for one in allowed if one not in found)
    assert not new, f"not in {name}: {new}"
    assert not gone, f"no longer needed, strike it from {name}: {gone}"


def test_the_import_graph_has_no_circle() -> None:
    assert circles(without(graph(), ALLOWED_APP_IMPORTS | ALLOWED_CIRCLES)) == []


def test_each_allowed_circle_is_still_one() -> None:
    edges, gone = graph(), ALLOWED_APP_IMPORTS | ALLOWED_CIRCLES
    needed = {one for one in ALLOWED_CIRCLES if circles(without(edges, gone - {one}))}
    compare(needed, ALLOWED_CIRCLES, "ALLOWED_CIRCLES")


def test_only_the_apps_import_an_app() -> None:
    compare(app_imports(), ALLOWED_APP_IMPORTS, "ALLOWED_APP_IMPORTS")


def test_client_and_presentation_reach_no_textual() -> None:
    starts = [module for module in trees() if within(module, "client", "presentation")]
    assert len(starts) > 2
    reached = closure(starts, graph())
    assert [one for one in all_imports() if one.importer in reached and one.module.split(".")[0] == "textual"] == []


def test_a_desk_is_used_by_its_holders_only() -> None:
    compare(desk_users(typing=False), ALLOWED_DESK, "ALLOWED_DESK")


def test_whoever_names_a_desk_for_typing_is_listed() -> None:
    compare(desk_users(typing=True), DESK_FOR_TYPING, "DESK_FOR_TYPING")


def test_names_are_those_of_the_field() -> None:
    compare(badly_named(), ALLOWED_NAMES, "ALLOWED_NAMES")


def test_every_form_of_import_is_seen() -> None:
    source = """
import a.one
from a import two as renamed, name
if TYPE_CHECKING:
    from a.three import T
else:
    from a.four import F
def later():
    from . import five
    from .six import x
    return import_module(f"a.{y}")
TABLE = {"7": "seven"}
"""
    known = ["a", *(f"a.{name}" for name in ("one", "two", "three", "four", "seven")), f"{PACKAGE}.five"]
    seen = {(one.module, one.name, one.typing) for one in imports_of(f"{PACKAGE}.here", ast.parse(source), known)}
    assert seen == {
        ("a.one", "", False),
        ("a.two", "", False),
        ("a", "name", False),
        ("a.three", "T", True),
        ("a.four", "F", False),
        (f"{PACKAGE}.five", "", False),
        (f"{PACKAGE}.six", "x", False),
        ("a.seven", "", False),
    }


def test_circles_are_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"d"}, "e": set()}) == [["b", "c"], ["d"]]
    assert closure(["a"], {"a": {"b"}, "b": {"a"}, "c": {"a"}}) == {"a", "b"}
