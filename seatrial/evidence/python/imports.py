"""The imports of a file, with what must be known to judge one that does not resolve."""

import ast
from collections.abc import Iterator

from seatrial.evidence.python.facts import Import
from seatrial.evidence.python.parsed import Function, Parsed, is_main_guard, last_name

# An import inside one of these blocks is expected to fail.
_EXPECTS_FAILURE = frozenset({"raises", "suppress", "assertRaises", "assertRaisesRegex", "warns"})


def imports_of(parsed: Parsed) -> Iterator[Import]:
    found = [*_whole_modules(parsed), *_from_modules(parsed)]
    last = _last_definition(parsed)
    for wanted in sorted(found, key=lambda i: (i.line, i.module, i.names)):
        inside = wanted.deferred or wanted.typing_only or wanted.guarded
        at_foot = 0 < last < wanted.line and not inside
        yield wanted.model_copy(update={"at_foot": True}) if at_foot else wanted


def _last_definition(parsed: Parsed) -> int:
    """The line of the last top-level statement that gives something a name, imports left out."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    return max((n.lineno for n in parsed.tree.body if isinstance(n, kinds)), default=0)


def _whole_modules(parsed: Parsed) -> Iterator[Import]:
    for node in parsed.all(ast.Import):
        for alias in node.names:
            plain = Import(module=alias.name, line=node.lineno)
            yield plain.model_copy(update=_surroundings(parsed, node))


def _from_modules(parsed: Parsed) -> Iterator[Import]:
    for node in parsed.all(ast.ImportFrom):
        names = tuple(alias.name for alias in node.names)
        module = node.module or ""
        plain = Import(module=module, line=node.lineno, level=node.level, names=names)
        yield plain.model_copy(update=_surroundings(parsed, node))


def _surroundings(parsed: Parsed, node: ast.AST) -> dict[str, bool]:
    found = {"deferred": False, "typing_only": False, "guarded": False}
    for parent in parsed.parents(node):
        if kind := _kind(parent):
            found[kind] = True
    return found


def _kind(parent: ast.AST) -> str:
    """What `parent` says of an import inside it, '' for nothing."""
    if isinstance(parent, Function):
        return "deferred"
    if isinstance(parent, ast.If) and is_main_guard(parent):
        return "deferred"
    if isinstance(parent, ast.If) and last_name(parent.test) == "TYPE_CHECKING":
        return "typing_only"
    return "guarded" if _guards(parent) else ""


def _guards(parent: ast.AST) -> bool:
    """A condition, or a block that expects the import to fail."""
    if isinstance(parent, ast.With):
        calls = (i.context_expr for i in parent.items if isinstance(i.context_expr, ast.Call))
        return any(last_name(call.func) in _EXPECTS_FAILURE for call in calls)
    return isinstance(parent, ast.If | ast.Match | ast.Try | ast.TryStar | ast.ExceptHandler)
