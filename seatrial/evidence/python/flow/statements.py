"""Follows the statements of one function in their order; branches are joined where they meet."""

import ast
import re
from collections.abc import Iterator, Sequence

from seatrial.evidence.python.flow.expressions import Expressions, State, joined, key_of, listed
from seatrial.evidence.python.flow.values import CLEAN, GUESSED, KEY, PAGE, Flow, Value
from seatrial.evidence.python.parsed import Function, Parsed, dotted, last_name

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
        self._of = Expressions(parsed, _requests(parsed, function))
        self._left = _MOST_STATEMENTS
        self._loops: list[list[State]] = []
        self._made_of: dict[str, set[str]] = {}
        self._routed = bool(parsed.imported & _TEXT_IS_A_PAGE) and _is_routed(function)
        self._answers = self._routed or "request" in _arguments(function)

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
                    self._made_of.setdefault(dotted(target), set()).update(_names(value))
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
                    _forget(name, state)
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
            state[holder] = _changed(name, members, given)
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
        checked = self._kin(_checked(node.test))
        inside, outside = dict(state), dict(state)
        _trust(checked, inside)
        goes_on = self._block(node.body, inside)
        if not goes_on or checked & _assigned(node.body):
            _trust(checked, outside)
        ends = self._block(node.orelse, outside)
        _meet(state, [s for s, on in ((inside, goes_on), (outside, ends)) if on])
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
            chosen = next((c for c in node.cases if _matches(c.pattern, subject.constant)), None)
            bodies = [chosen.body] if chosen else []
        return self._branches(bodies, state, may_skip=not bodies) if bodies else True

    def _try(self, node: ast.Try, state: State) -> bool:
        begun = dict(state)
        goes_on = self._block([*node.body, *node.orelse], state)
        _meet(begun, [begun, state])
        states = [state] if goes_on else []
        for handler in node.handlers:
            inside = dict(begun)
            if self._block(handler.body, inside):
                states.append(inside)
        _meet(state, states)
        return self._block(node.finalbody, state) and bool(states)

    def _loop(self, bodies: Sequence[Sequence[ast.stmt]], state: State) -> None:
        """Once through: what only a second round would bring is left."""
        self._loops.append([])
        self._branches(bodies, state, may_skip=True)
        _meet(state, [state, *self._loops.pop()])

    def _branches(
        self, bodies: Sequence[Sequence[ast.stmt]], state: State, *, may_skip: bool
    ) -> bool:
        states = [dict(state)] if may_skip else []
        for body in bodies:
            inside = dict(state)
            if self._block(body, inside):
                states.append(inside)
        _meet(state, states)
        return bool(states)


def _changed(name: str, members: tuple[Value, ...], given: Sequence[Value]) -> Value:
    """A list after one of its methods."""
    if name == "append" and len(given) == 1:
        return listed((*members, given[0]))
    if name == "pop" and members and (not given or given[0].constant == 0):
        return listed(members[1:] if given else members[:-1])
    return joined(*members, *given, CLEAN)


def _meet(state: State, states: Sequence[State]) -> None:
    """`state` becomes what holds whichever of `states` was reached."""
    merged = {}
    for name in {name for s in states for name in s}:
        values = [s.get(name, CLEAN) for s in states]
        alike = all(v == values[0] for v in values)
        merged[name] = values[0] if alike else joined(*values, CLEAN)
    state.clear()
    state.update(merged)


def _forget(name: str, state: State) -> None:
    """What was known of the members of what `name` held before."""
    for key in [k for k in state if k.startswith(f"{name}[")]:
        del state[key]


def _checked(test: ast.expr) -> set[str]:
    """Names that a condition compares or hands to a call; merely being there is no check."""
    if isinstance(test, ast.BoolOp):
        return {name for part in test.values for name in _checked(part)}
    if isinstance(test, ast.UnaryOp):
        return _checked(test.operand)
    if isinstance(test, ast.Compare):
        bare = isinstance(test.left, ast.Name)
        blank = bare and any(isinstance(c, ast.Constant) and not c.value for c in test.comparators)
        return set() if blank else set(_names(test))
    return set(_names(test)) if isinstance(test, ast.Call) else set()


def _assigned(body: Sequence[ast.stmt]) -> set[str]:
    """Names that get another value when the condition does not please."""
    return {last_name(t) for s in body if isinstance(s, ast.Assign) for t in s.targets}


def _names(node: ast.AST) -> Iterator[str]:
    yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name))


def _trust(names: set[str], state: State) -> None:
    for name in names & set(state):
        state[name] = Value(literal=state[name].literal)


def _matches(pattern: ast.pattern, constant: object) -> bool:
    match pattern:
        case ast.MatchValue(value=ast.Constant(value=value)):
            return bool(value == constant)
        case ast.MatchOr(patterns=patterns):
            return any(_matches(p, constant) for p in patterns)
        case ast.MatchAs(pattern=None):
            return True
    return False


def _arguments(function: Function) -> set[str]:
    given = function.args
    return {a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)}


def _is_routed(function: Function) -> bool:
    """`@app.route(…)`, `@bp.get(…)` and their kin."""
    calls = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(f, ast.Attribute) and f.attr in _ROUTES for f in calls)


def _requests(parsed: Parsed, function: Function) -> frozenset[str]:
    """Names of a request here: a parameter so called, or the framework's own."""
    names = {name for name, full in parsed.aliases.items() if full in _OF_FRAMEWORK}
    if "request" in _arguments(function):
        names |= {"request"}
    return frozenset({*names, "self.request", "flask.request"} if names else {"self.request"})


_ROUTES = frozenset({"route", "get", "post", "put", "delete", "patch"})
# Frameworks in which text that a handler returns is sent as HTML.
_TEXT_IS_A_PAGE = frozenset({"flask", "quart", "bottle"})
_OF_FRAMEWORK = frozenset({"flask.request", "quart.request", "bottle.request"})
