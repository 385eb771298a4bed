"""YAML as a tree with line numbers; nothing is ever constructed from what it says.

The parser in C recurses without a limit, so depth is bounded before it starts, by the events of
the scanner, which does not recurse. Aliases are shown as what they name, each node once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

MOST_CHARACTERS = 1_000_000
MOST_DEEP = 100
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _TooMuch(yaml.YAMLError):
    """The text is longer or deeper than is read."""


@dataclass(frozen=True)
class Node:
    """One value. `kind` is "mapping", "sequence" or "scalar"; lines are 1-based, inclusive.

    `quoted` tells `"on"` from `on`. A mapping keeps its pairs in order; keys are nodes as well,
    because findings point at them.
    """

    kind: str
    line: int
    end_line: int
    value: str = ""
    quoted: bool = False
    pairs: tuple[tuple["Node", "Node"], ...] = field(default=(), repr=False)
    elements: tuple["Node", ...] = field(default=(), repr=False)

    def get(self, key: str) -> "Node | None":
        """The value under `key` of a mapping; None when there is none or this is no mapping."""
        return next((value for name, value in self.pairs if name.value == key), None)

    def at(self, *keys: str) -> "Node | None":
        """The value at the end of a path of keys."""
        node: Node | None = self
        for key in keys:
            node = node.get(key) if node else None
        return node

    def items(self) -> Iterator[tuple[str, "Node"]]:
        return ((name.value, value) for name, value in self.pairs)

    def keys(self) -> list[str]:
        return [name.value for name, _ in self.pairs]

    def key_line(self, key: str) -> int:
        """The line where `key` stands; this node's own when there is no such key."""
        return next((name.line for name, _ in self.pairs if name.value == key), self.line)

    def text(self, key: str) -> str:
        """The scalar under `key`, or ''."""
        found = self.get(key)
        return found.value if found else ""

    def strings(self) -> list[str]:
        """The scalars of a sequence, or the scalar itself."""
        if self.kind == "scalar":
            return [self.value]
        return [e.value for e in self.elements if e.kind == "scalar"]

    def walk(self) -> Iterator["Node"]:
        """This node and everything below it, parents first."""
        yield self
        for _, value in self.pairs:
            yield from value.walk()
        for element in self.elements:
            yield from element.walk()


def read_yaml(text: str) -> Node | None:
    """The first document of `text`; None when it cannot be read. Empty text is an empty mapping."""
    found = read_yaml_all(text)
    if found is None:
        return None
    return found[0] if found else Node("mapping", 1, 1)


def read_yaml_all(text: str) -> list[Node] | None:
    """Every document of `text`; None when one of them cannot be read."""
    try:
        _refuse_excess(text)
        roots = [n for n in yaml.compose_all(text, Loader=_LOADER) if n is not None]
        return [_Copy().node(root) for root in roots]
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def _refuse_excess(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise _TooMuch(f"longer than {MOST_CHARACTERS} characters")
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEEP:
            raise _TooMuch(f"nested deeper than {MOST_DEEP}")


class _Copy:
    """Copies PyYAML's nodes. Aliases make a graph of them: a bomb of aliases is refused."""

    most = 200_000

    def __init__(self) -> None:
        self._made = 0
        self._open: set[int] = set()

    def node(self, node: yaml.Node) -> Node:
        self._made += 1
        if self._made > self.most or id(node) in self._open:
            raise _TooMuch("aliases without end")
        self._open.add(id(node))
        made = self._copy(node)
        self._open.discard(id(node))
        return made

    def _copy(self, node: yaml.Node) -> Node:
        line, end = node.start_mark.line + 1, _end_line(node)
        if isinstance(node, yaml.ScalarNode):
            return Node("scalar", line, end, value=node.value, quoted=bool(node.style))
        if isinstance(node, yaml.SequenceNode):
            return Node("sequence", line, end, elements=tuple(map(self.node, node.value)))
        pairs = tuple((self.node(k), self.node(v)) for k, v in node.value)
        return Node("mapping", line, end, pairs=_merged(pairs))


def _merged(pairs: tuple[tuple[Node, Node], ...]) -> tuple[tuple[Node, Node], ...]:
    """Pairs with what `<<` names put behind a mapping's own, so that the own ones are found."""
    own = tuple(p for p in pairs if p[0].value != "<<")
    if len(own) == len(pairs):
        return pairs
    sources = [v for k, v in pairs if k.value == "<<"]
    maps = [m for s in sources for m in (s.elements if s.kind == "sequence" else (s,))]
    return own + tuple(p for m in maps for p in m.pairs)


def _end_line(node: yaml.Node) -> int:
    """The last line that holds something of the node.

    PyYAML ends a block where the next token begins, behind comments and empty lines.
    """
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_line(last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style == "|":
        lines = str(node.value).rstrip("\n").count("\n") + 1
        return int(node.start_mark.line) + 1 + lines
    end = int(node.end_mark.line) + 1
    past = node.end_mark.column == 0 and end > int(node.start_mark.line) + 1
    return end - 1 if past else end
