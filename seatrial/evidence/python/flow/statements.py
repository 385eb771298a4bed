"""Follows the statements of one function in their order; branches are joined where they meet."""

import ast
import re
from collections.abc import Sequence

from seatrial.evidence.python.flow.conditions import (
    assigned_names,
    checked_names,
    matches,
    names_in,
)
from seatrial.evidence.python.flow.expressions import Expressions, State, joined, key_of
from seatrial.evidence.python.flow.handlers import (
    TEXT_IS_A_PAGE,
    arguments_of,
    is_routed,
    requests_in,
)
from seatrial.evidence.python.flow.states import changed, forget, meet, trust
from seatrial.evidence.python.flow.values import CLEAN, GUESSED, KEY, PAGE, Flow, Value
from seatrial.evidence.python.parsed import Function, Parsed, dotted

_MOST_STATEMENTS = 2000
_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_SESSION = re.compile(r"(?i)(\w*_)?(my)?session\w*")
# Names of what must not be guessed.
_SECRET = re.compile(
    r"(?i)(\w+_)?(token|secret|password|passwd|nonce|otp|api_?key|session_?id|salt|csrf\w*)"
)
_PUTS = frozenset({"append", "add", "insert", "extend", "appendleft", "update", "put", "write"})


class Walk:
    """One function. A nested definition is walked for itself."""

    def __init__(self, parsed: Parsed, function: Function) -> None:
        self._function = function
        self._of = Expressions(parsed, requests_in(parsed, function))
        self._left = _MOST_STATEMENTS
        self._loops: list[list[State]] = []
        self._made_of: dict[str, set[str]] = {}
        self._routed = bool(parsed.imported & TEXT_IS_A_PAGE) and is_routed(function)
        self._answers = self._routed or "request" in arguments_of(function)

    def flows(self) -> list[Flow]:
        self._block(self._function.body, {})
        return sorted(self._of.found, key=lambda f: (f.start, f.end, f.threat))

    def _block(self, body: Sequence[ast.stmt], state: State) -> bool:
        """Whether control goes on behind `body`; `state` is changed in place."""
        for statement in body:
            self._left -= 1
            if self._left < 0:
                return True
            if not self._statement(statement, state):
                return False
        return True

    def _statement(self, node: ast.stmt, state: State) -> bool:
        match node:
            case ast.If():
                return self._if(node, state)
            case ast.Match():
                return self._match(node, state)
            case ast.Try():
                return self._try(node, state)
            case ast.With() | ast.AsyncWith():
                return self._with(node, state)
            case ast.For() | ast.AsyncFor():
                over = Value(self._of.value(node.iter, state).threats)
                self._assign([node.target], over, state)
                self._loop([node.body, node.orelse], state)
            case ast.While():
                self._loop([node.body, node.orelse], state)
            case ast.Break() | ast.Continue() if self._loops:
                self._loops[-1].append(dict(state))
            case _:
                self._simple(node, state)
        return not isinstance(node, _LEAVES)

    # -- simple statements -------------------------------------------------------------------------

    def _simple(self, node: ast.stmt, state: State) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._made_of.setdefault(dotted(target), set()).update(names_in(value))
                self._assign(targets, self._of.value(value, state), state)
            case ast.AnnAssign(target=target, value=value) if value:
                self._assign([target], self._of.value(value, state), state)
            case ast.AugAssign(target=target, value=value):
                both = joined(self._of.value(target, state), self._of.value(value, state))
                self._assign([target], both, state)
            case ast.Expr(value=value):
                self._act(value, state)
            case ast.Return(value=value):
                self._answer(node, self._of.value(value, state))

    def _with(self, node: ast.With | ast.AsyncWith, state: State) -> bool:
        for opening in node.items:
            self._act(opening.context_expr, state)
            if opening.optional_vars:
                self._assign([opening.optional_vars], CLEAN, state)
        return self._block(node.body, state)

    def _assign(self, targets: Sequence[ast.expr], value: Value, state: State) -> None:
        for target in targets:
            match target:
                case ast.Name(id=name):
                    forget(name, state)
                    state[name] = value
                    if GUESSED in value.threats and _SECRET.fullmatch(name):
                        self._of.note(GUESSED, target)
                case ast.Tuple(elts=elements) | ast.List(elts=elements):
                    self._assign(elements, Value(value.threats), state)
                case ast.Subscript(value=holder, slice=index):
                    self._store(target, dotted(holder), index, value, state)
                case ast.Attribute(attr=name):
                    if GUESSED in value.threats and _SECRET.fullmatch(name):
                        self._of.note(GUESSED, target)

    def _store(
        self, node: ast.Subscript, holder: str, index: ast.expr, value: Value, state: State
    ) -> None:
        key = self._of.value(index, state)
        if _SESSION.fullmatch(holder.rpartition(".")[2]):
            if KEY in key.threats:
                self._of.note(KEY, node)
            if GUESSED in value.threats:
                self._of.note(GUESSED, node)
        if not holder:
            return
        if key.known:
            state[key_of(holder, key.constant)] = value
        state[holder] = joined(state.get(holder, CLEAN), value, CLEAN)

    def _act(self, node: ast.expr, state: State) -> None:
        """A call for its effect: what it puts into a container is in there afterwards."""
        self._of.value(node, state)
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return
        holder, name = dotted(node.func.value), node.func.attr
        given = [self._of.value(a, state) for a in node.args]
        if holder and name == "set" and len(given) > 1 and all(v.known for v in given[:-1]):
            state[key_of(holder, tuple(v.constant for v in given[:-1]))] = given[-1]
        elif holder and (members := state.get(holder, CLEAN).members) is not None:
            state[holder] = changed(name, members, given)
        elif holder and name in _PUTS:
            state[holder] = joined(state.get(holder, CLEAN), *given, CLEAN)

    def _answer(self, node: ast.Return, value: Value) -> None:
        """A page: text with markup in it, or any where the framework takes text for a page."""
        plain = isinstance(node.value, ast.Name | ast.BinOp | ast.JoinedStr | ast.Call)
        page = self._answers and "<" in value.literal
        page = page or (self._routed and bool(value.literal.strip()))
        if plain and page and PAGE in value.threats:
            self._of.note(PAGE, node)

    # -- branches ----------------------------------------------------------------------------------

    def _if(self, node: ast.If, state: State) -> bool:
        decided = self._of.value(node.test, state)
        if decided.known:
            return self._block(node.body if decided.constant else node.orelse, state)
        checked = self._kin(checked_names(node.test))
        inside, outside = dict(state), dict(state)
        trust(checked, inside)
        goes_on = self._block(node.body, inside)
        if not goes_on or checked & assigned_names(node.body):
            trust(checked, outside)
        ends = self._block(node.orelse, outside)
        meet(state, [s for s, on in ((inside, goes_on), (outside, ends)) if on])
        return goes_on or ends

    def _kin(self, checked: set[str]) -> set[str]:
        """With what the checked names were made of, and what was made of them."""
        found, todo = set(checked), list(checked)
        while todo:
            new = self._made_of.get(todo.pop(), set()) - found
            found |= new
            todo += new
        return found | {name for name, parts in self._made_of.items() if parts & checked}

    def _match(self, node: ast.Match, state: State) -> bool:
        subject = self._of.value(node.subject, state)
        bodies = [case.body for case in node.cases]
        if subject.known:
            chosen = next((c for c in node.cases if matches(c.pattern, subject.constant)), None)
            bodies = [chosen.body] if chosen else []
        return self._branches(bodies, state, may_skip=not bodies) if bodies else True

    def _try(self, node: ast.Try, state: State) -> bool:
        begun = dict(state)
        goes_on = self._block([*node.body, *node.orelse], state)
        meet(begun, [begun, state])
        states = [state] if goes_on else []
        for handler in node.handlers:
            inside = dict(begun)
            if self._block(handler.body, inside):
                states.append(inside)
        meet(state, states)
        return self._block(node.finalbody, state) and bool(states)

    def _loop(self, bodies: Sequence[Sequence[ast.stmt]], state: State) -> None:
        """Once through: what only a second round would bring is left."""
        self._loops.append([])
        self._branches(bodies, state, may_skip=True)
        meet(state, [state, *self._loops.pop()])

    def _branches(
        self, bodies: Sequence[Sequence[ast.stmt]], state: State, *, may_skip: bool
    ) -> bool:
        states = [dict(state)] if may_skip else []
        for body in bodies:
            inside = dict(state)
            if self._block(body, inside):
                states.append(inside)
        meet(state, states)
        return bool(states)
