"""Circles in a graph of modules: strongly connected components, and a short circle in each."""

from collections import deque
from collections.abc import Iterator, Mapping, Set

Graph = Mapping[str, Set[str]]


def components(graph: Graph) -> list[frozenset[str]]:
    """Strongly connected components of two nodes or more, by their first node.

    Tarjan (1972), with a stack of its own instead of recursion: graphs may be deep.
    """
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    is_open: set[str] = set()
    found: list[frozenset[str]] = []

    def enter(node: str) -> tuple[str, Iterator[str]]:
        order[node] = low[node] = len(order)
        open_nodes.append(node)
        is_open.add(node)
        return node, iter(sorted(graph.get(node, ())))

    for start in sorted(graph):
        work = [] if start in order else [enter(start)]
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in order:
                    work.append(enter(target))
                    break
                if target in is_open:
                    low[node] = min(low[node], order[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    found.append(_close(open_nodes, is_open, node))
    return sorted((c for c in found if len(c) > 1), key=min)


def _close(open_nodes: list[str], is_open: set[str], node: str) -> frozenset[str]:
    group = set[str]()
    while node not in group:
        group.add(open_nodes.pop())
    is_open -= group
    return frozenset(group)


def shortest_cycle(graph: Graph, group: frozenset[str]) -> list[str]:
    """A shortest circle through the first node of `group`, which is strongly connected."""
    start = min(group)
    came_from: dict[str, str] = {}
    todo = deque([start])
    while todo:
        node = todo.popleft()
        for target in sorted(graph[node] & group):
            if target == start:
                return _path(came_from, start, node)
            if target not in came_from:
                came_from[target] = node
                todo.append(target)
    raise ValueError(f"not strongly connected: {start!r}")


def _path(came_from: Mapping[str, str], start: str, end: str) -> list[str]:
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
