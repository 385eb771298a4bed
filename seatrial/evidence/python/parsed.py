"""A parsed module with its nodes by kind and their parents: one walk serves every rule."""

import ast
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

from seatrial.snapshot.text import split_lines

N = TypeVar("N", bound=ast.AST)
Function = ast.FunctionDef | ast.AsyncFunctionDef
_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Parsed:
    """`tree` with an index over it. Positions are ast's: 1-based lines.

    `content` is the file's bytes, for the little that the tree does not hold: comments.
    """

    def __init__(self, tree: ast.Module, content: bytes = b"") -> None:
        self.tree = tree
        self.content = content
        self._by_kind: dict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        self._parent: dict[ast.AST, ast.AST] = {}
        todo: deque[ast.AST] = deque([tree])
        while todo:
            node = todo.popleft()
            self._by_kind[type(node)].append(node)
            for child in _children(node):
                self._parent[child] = node
                todo.append(child)

    def all(self, *kinds: type[N]) -> Iterator[N]:
        """Nodes of exactly these kinds, breadth first."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())  # type: ignore[misc]

    def functions(self) -> Iterator[Function]:
        """Every function, `async` or not."""
        yield from self.all(ast.FunctionDef)
        yield from self.all(ast.AsyncFunctionDef)

    def parents(self, node: ast.AST) -> Iterator[ast.AST]:
        """From the nearest parent of `node` to the module."""
        while node := self._parent.get(node):  # type: ignore[assignment]
            yield node

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parent.get(node)

    def function_of(self, node: ast.AST) -> Function | None:
        """The innermost function that `node` stands in."""
        return next((p for p in self.parents(node) if isinstance(p, Function)), None)

    def in_main_guard(self, node: ast.AST) -> bool:
        """Whether `node` only runs when the file is the program."""
        return any(isinstance(p, ast.If) and is_main_guard(p) for p in self.parents(node))

    def text_of(self, node: ast.ExceptHandler | ast.stmt) -> str:
        """The lines that `node` stands on, comments and all."""
        start, end = span(node)
        return "\n".join(self._lines[start - 1 : end])

    def comments_below(self, function: Function) -> str:
        """Comments with which its body ends: the tree ends it at the last statement."""
        below = self._lines[span(function)[1] :]
        inside = takewhile(lambda line: not line.strip() or line.lstrip()[0] == "#", below)
        return "\n".join(line for line in inside if line[:1].isspace())

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self.content)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """What each imported name stands for: `F` is `flask.Flask` after an import `as F`.

        Names of relative imports start with the dots.
        """
        found = {}
        for node in self.all(ast.Import):
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                found[name] = alias.name if alias.asname else name
        for source in self.all(ast.ImportFrom):
            start = "." * source.level + (source.module or "")
            for alias in source.names:
                found[alias.asname or alias.name] = f"{start}.{alias.name}"
        return found

    def origin(self, node: ast.AST) -> str:
        """`dotted`, with an imported first name written in full."""
        name = dotted(node)
        head, _, rest = name.partition(".")
        full = self.aliases.get(head, head)
        return f"{full}.{rest}" if rest else full

    @cached_property
    def imported(self) -> frozenset[str]:
        """Top-level names of the modules that the file imports absolutely."""
        return frozenset(full.split(".")[0] for full in self.aliases.values()) - {""}


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """As `ast.iter_child_nodes`, without the generator inside a generator: half the time."""
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            for each in value:
                if isinstance(each, ast.AST):
                    yield each
        elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
            yield value


def own_nodes(roots: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """`roots` and all below them that runs in the same scope: no body of an inner definition."""
    todo = list(roots)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _OWN_SCOPE):
            todo.extend(_children(node))


def is_main_guard(node: ast.If) -> bool:
    """`if __name__ == "__main__":`"""
    test = node.test
    return (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], ast.Eq)
        and "__name__" in (dotted(test.left), dotted(test.comparators[0]))
    )


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of names and attributes, '' for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def last_name(node: ast.AST) -> str:
    """The last name of what is called or referred to: `c` for `a.b.c` and for `a().c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def text_of(node: ast.AST | None) -> str | None:
    """The value of a string constant, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value given to the keyword `name`, None when it is not given."""
    return next((k.value for k in call.keywords if k.arg == name), None)


def span(node: ast.stmt | ast.expr | ast.ExceptHandler) -> tuple[int, int]:
    """First and last line."""
    return node.lineno, node.end_lineno or node.lineno
