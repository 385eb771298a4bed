"""What each expression of a function may do, and where it is handed to something that trusts it."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from seatrial.evidence.python.flow.constants import binary, compared, indexed, known
from seatrial.evidence.python.flow.sinks import opened, trusted
from seatrial.evidence.python.flow.values import (
    CLEAN,
    CURES,
    FOREIGN,
    KEEPS,
    NONE,
    PASSES,
    PATH,
    SENT,
    WEAK,
    Flow,
    Value,
    is_weak_random,
)
from seatrial.evidence.python.parsed import Parsed, dotted, last_name, span

_MOST_DEEP = 60
_MOST_MEMBERS = 50
State = dict[str, Value]


class Expressions:
    """Evaluates the expressions of one function, given what its names hold now."""

    def __init__(self, parsed: Parsed, request: frozenset[str]) -> None:
        self._parsed, self._request = parsed, request
        self._deep = 0
        self.found: set[Flow] = set()

    def value(self, node: ast.expr | None, state: State) -> Value:
        """CLEAN for what is not followed, and for what is nested too deeply."""
        if node is None or self._deep >= _MOST_DEEP:
            return CLEAN
        self._deep += 1
        try:
            return self._value(node, state)
        finally:
            self._deep -= 1

    def _value(self, node: ast.expr, state: State) -> Value:
        match node:
            case ast.Constant(value=constant):
                return known(constant)
            case ast.Name(id=name):
                return state.get(name, CLEAN)
            case ast.Attribute():
                return self._attribute(node, state)
            case ast.Subscript():
                return self._subscript(node, state)
            case ast.Call():
                return self._call(node, state)
            case ast.List(elts=elements) if not any(isinstance(e, ast.Starred) for e in elements):
                return listed(tuple(self.value(e, state) for e in elements))
            case ast.FormattedValue(value=inner):
                return CLEAN if _is_number(node) else self.value(inner, state)
        return self._decided(node, state) or self._together(node, state)

    def _decided(self, node: ast.expr, state: State) -> Value | None:
        """What may be a constant of the function's own; None for all else."""
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                one, other = self.value(left, state), self.value(right, state)
                folded = binary(op, one, other)
                return folded if folded.known else joined(one, other)
            case ast.Compare(left=left, comparators=[right]):
                return compared(node, self.value(left, state), self.value(right, state))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.value(operand, state)
                return known(not inner.constant) if inner.known else CLEAN
            case ast.IfExp(test=test, body=body, orelse=orelse):
                decided = self.value(test, state)
                if decided.known:
                    return self.value(body if decided.constant else orelse, state)
                return joined(self.value(body, state), self.value(orelse, state), CLEAN)
        return None

    def _together(self, node: ast.expr, state: State) -> Value:
        if isinstance(node, ast.NamedExpr):
            state[node.target.id] = self.value(node.value, state)
        return joined(*(self.value(part, state) for part in _parts(node)))

    def _attribute(self, node: ast.Attribute, state: State) -> Value:
        if self._is_request(node.value) and node.attr in SENT:
            return Value(FOREIGN)
        inner = self.value(node.value, state)
        return Value(inner.threats) if node.attr in ("body", "name", "parent") else CLEAN

    def _subscript(self, node: ast.Subscript, state: State) -> Value:
        index = self.value(node.slice, state)
        base = dotted(node.value)
        if base and index.known and (kept := state.get(key_of(base, index.constant))):
            return kept
        whole = self.value(node.value, state)
        if whole.members and isinstance(index.constant, int):
            at = index.constant
            return whole.members[at] if -1 <= at < len(whole.members) else CLEAN
        one = indexed(whole, index)
        return one if one.known else Value(whole.threats, literal=whole.literal)

    def _call(self, node: ast.Call, state: State) -> Value:
        given = [self.value(a, state) for a in node.args]
        named = {k.arg or "": self.value(k.value, state) for k in node.keywords}
        for threat in trusted(self._parsed, node, given, named):
            self.note(threat, node)
        name, every = last_name(node.func), joined(*given, *named.values(), CLEAN)
        if isinstance(node.func, ast.Attribute):
            holder = self.value(node.func.value, state)
            if opened(node, holder):
                self.note(PATH, node)
            if self._is_request(node.func.value) and name in SENT:
                return Value(FOREIGN)
            if kept := self._kept(node, name, given, state):
                return kept
            if name in KEEPS:
                return joined(holder, every, CLEAN)
        if is_weak_random(self._parsed, node):
            return Value(WEAK)
        if name in CURES:
            return replace(every, threats=every.threats - CURES[name])
        if name == "make_response":
            return self._response(node, state)
        return every if name in PASSES else CLEAN

    def _response(self, node: ast.Call, state: State) -> Value:
        """Its text alone: what stands beside it are a status and headers."""
        first = node.args[0] if node.args else None
        return self.value(
            first.elts[0] if isinstance(first, ast.Tuple) and first.elts else first, state
        )

    def _kept(self, node: ast.Call, name: str, given: list[Value], state: State) -> Value | None:
        """What `holder.get("a", "b")` was given by `holder.set("a", "b", value)`."""
        if name != "get" or not isinstance(node.func, ast.Attribute):
            return None
        holder = dotted(node.func.value)
        if not holder or not given or not all(v.known for v in given):
            return None
        return state.get(key_of(holder, tuple(v.constant for v in given)))

    def _is_request(self, node: ast.expr) -> bool:
        name = dotted(node)
        return name in self._request or self._parsed.origin(node) in ("flask.request",)

    def note(self, threat: str, node: ast.expr | ast.stmt) -> None:
        start, end = span(node)
        text = last_name(node.func) if isinstance(node, ast.Call) else ""
        self.found.add(Flow(threat, start, end, text))


def joined(*values: Value) -> Value:
    """Several values pasted into one, or one of several; a constant only when it is alone."""
    if len(values) == 1:
        return values[0]
    threats = frozenset[str]().union(*(v.threats for v in values)) if values else NONE
    return Value(threats, literal="".join(v.literal for v in values)[:500])


def listed(members: tuple[Value, ...]) -> Value:
    """A list of these: what one of them may do, the whole may."""
    return replace(joined(*members, CLEAN), members=members[:_MOST_MEMBERS])


def key_of(holder: str, key: object) -> str:
    """The name under which one member of a container is remembered."""
    return f"{holder}[{key!r}]"


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child


def _is_number(node: ast.FormattedValue) -> bool:
    """A format such as `:d` refuses anything but a number."""
    spec = node.format_spec
    first = spec.values[0] if isinstance(spec, ast.JoinedStr) and spec.values else None
    return isinstance(first, ast.Constant) and str(first.value)[-1:] in tuple("dfgeEnxX")
