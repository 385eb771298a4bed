"""One parsed file, and the questions that rules ask of it. In a child only."""

import re
from collections.abc import Iterator
from functools import cache, cached_property

from semble_grammars import get_language, get_parser  # type: ignore[import-untyped]  # no stubs
from tree_sitter import Node, Query, QueryCursor

from seatrial.evidence.code.table import Row, Table, table_of

Captures = dict[str, Node]
_MOST_UP = 80
_RUNS = re.compile(
    rb"(?m)^\s*(export\s+)?(default\s+)?(const|let|var|(async\s+)?function|class|return|if|for|while"
    rb"|throw|await|try|switch)\b|\b(new|await|require)\s*[\w(]|\)\s*;\s*$"
)
_MOST_SHOWN = 80


class Source:
    """A file's tree. `language` is the snapshot's word, `grammar` tree-sitter's."""

    def __init__(self, language: str, grammar: str, content: bytes) -> None:
        self.language = language
        self.grammar = grammar
        self.content = content
        self.root = get_parser(grammar).parse(content).root_node
        self.memory: dict[str, dict[str, bool]] = {}
        self.values: dict[str, list[Node]] | None = None

    @property
    def table(self) -> Table:
        return table_of(self.language)

    def find(self, row: Row) -> Iterator[Captures]:
        """Matches of a row's query, in order of place; its `where` is the caller's matter."""
        if self.may_match(row):
            yield from self.matches(row.query, hidden=row.in_tests)

    def may_match(self, row: Row) -> bool:
        """What costs little is asked first: most rows end at their words."""
        if row.words and not any(word in self.content for word in row.words):
            return False
        if row.imports and not any(row.imports.fullmatch(m) for m, _ in self.modules):
            return False
        if row.needs and not row.needs.search(self.content):
            return False
        return not (row.unless and row.unless.search(self.content))

    def matches(self, query: str, *, hidden: bool = False) -> list[Captures]:
        """One capture a name, in the order of place; in `hidden` parts only when told."""
        found = QueryCursor(_query(self.grammar, query)).matches(self.root)
        rows = [{name: nodes[0] for name, nodes in captures.items()} for _, captures in found]
        kept = [r for r in rows if r and (hidden or not self._is_hidden(next(iter(r.values()))))]
        return sorted(kept, key=_place)

    @cached_property
    def is_broken(self) -> bool:
        """The grammar lost its way, and not only among types, where nothing runs."""
        if not self.root.has_error:
            return False
        return self.language != "typescript" or any(map(_may_run, errors_in(self.root)))

    @cached_property
    def modules(self) -> list[tuple[str, Node]]:
        """Names of imported modules, as written, with the place of each."""
        rows = [c for row in self.table.imports for c in self.find(row)]
        return [(unquoted(text_of(c["name"])), c.get("hit", c["name"])) for c in rows]

    @cached_property
    def hidden(self) -> list[tuple[int, int]]:
        """Bytes of what never runs in production: Rust's tests among the sources."""
        found: list[tuple[int, int]] = []
        for row in self.table.hidden:
            if not self.may_match(row):
                continue
            for _, captures in QueryCursor(_query(self.grammar, row.query)).matches(self.root):
                found += [(n.start_byte, n.end_byte) for n in captures.get("hit", [])]
        return found

    def _is_hidden(self, node: Node) -> bool:
        return any(start <= node.start_byte < end for start, end in self.hidden)


def errors_in(root: Node) -> Iterator[Node]:
    """The outermost nodes that the grammar could not place."""
    todo = [root]
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            yield node
        else:
            todo += [c for c in reversed(node.children) if c.has_error or c.is_missing]


def _may_run(node: Node) -> bool:
    return bool(_RUNS.search(node.text or b""))


@cache
def _query(grammar: str, text: str) -> Query:
    return Query(get_language(grammar), text)


def _place(captures: Captures) -> tuple[int, int]:
    node = captures.get("hit") or next(iter(captures.values()))
    return node.start_byte, node.end_byte


def text_of(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")


def shown(node: Node) -> str:
    """The node's text in one short line."""
    text = " ".join(text_of(node).split())
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def unquoted(text: str) -> str:
    return text.strip().strip("\"'`")


def line_of(node: Node) -> int:
    return node.start_point.row + 1


def last_line_of(node: Node) -> int:
    """A node that ends with its line's end ends on that line, not on the next."""
    row, column = node.end_point
    return row + 1 if column or row == node.start_point.row else row


def parents(node: Node) -> Iterator[Node]:
    """From the nearest outward, at most as many as real code nests."""
    for _ in range(_MOST_UP):
        if node.parent is None:
            return
        node = node.parent
        yield node


def children(node: Node) -> list[Node]:
    """Named children without comments; a lone list of statements stands for what is in it."""
    found = [c for c in node.named_children if not is_comment(c)]
    if len(found) == 1 and found[0].type == "statement_list":
        return children(found[0])
    return found


def is_comment(node: Node) -> bool:
    return node.type in ("comment", "line_comment", "block_comment")


def searched(pattern: re.Pattern[str], node: Node) -> bool:
    return bool(pattern.search(text_of(node)[:4000]))
