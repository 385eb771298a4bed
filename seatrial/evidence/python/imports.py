"""The imports of a file, with what must be known to judge one that does not resolve."""

import ast
from collections.abc import Iterator

from seatrial.evidence.python.facts import Import
from seatrial.evidence.python.parsed import Function, Parsed, is_main_guard, last_name

# An import inside one of these blocks is expected to fail.
_EXPECTS_FAILURE = frozenset({"raises", "suppress", "assertRaises", "assertRaisesRegex", "warns"})


def imports_of(parsed: Parsed) -> Iterator[Import]:
    found = [*_whole_modules(parsed), *_from_modules(parsed)]
    yield from sorted(found, key=lambda i: (i.line, i.module, i.names))


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
