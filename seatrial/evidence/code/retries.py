"""Loops that try again: whether anything ends them, in other languages than Python."""

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from seatrial.evidence.code.placing import FUNCTIONS
from seatrial.evidence.code.source import Captures, Source, children, text_of

_COUNTER = re.compile(
    r"(?i)(?!\w*(max|limit|total|allow))\w*?(attempts?|tries|retries|remaining|left"
    r"|(retry|attempt|try)_?count)(_?left)?"
)
_LEAVES = frozenset({"throw_statement", "return_statement", "break_statement"})
_ASKED = frozenset(
    """parenthesized_expression unary_expression binary_expression identifier number""".split()
)
_PAUSES = re.compile(r"(?i)sleep|(?<!a)wait|delay|backoff|settimeout")
_MOST = 2000
_BEGUN = re.compile(rb"\b(?:let|var|const)\s{1,9}([\w$]{1,80})\b[^=;\n]{0,40}=\s{0,9}\d")
_CHANGES = re.compile(
    rb"(?<![\w$])([\w$]{1,80})(?:\s{0,9}:\s{0,9}number)?\s{0,9}"
    rb"(?:(?:[-+*/|&?]{1,2})?=(?![=>])|\+\+|--)"
    rb"|(?:\+\+|--)\s{0,9}([\w$]{1,80})"
)


def is_endless(captures: Captures, loop: Node) -> bool:
    """`while (true)` or `for (;;)`."""
    test = captures.get("test")
    if test is not None:
        return text_of(test).strip("()") in ("true", "1")
    return bool(re.match(r"for\s*\(\s*;\s*;\s*\)", text_of(loop)))


def _endless_retry(source: Source, captures: Captures, loop: Node) -> bool:
    """`while (true) { try { …; break } catch { } }`: no end, no pause, no word that counts."""
    if not is_endless(captures, loop):
        return False
    tried = captures["try"]
    body = tried.child_by_field_name("body")
    inside = children(body) if body is not None else []
    leaves = bool(inside) and inside[-1].type in ("break_statement", "return_statement")
    catches = [c for c in tried.named_children if c.type == "catch_clause"]
    caught = [c.child_by_field_name("body") for c in catches]
    silent = bool(caught) and all(b is not None and not children(b) for b in caught)
    return leaves and silent and not _PAUSES.search(text_of(loop))


def _never_counted(source: Source, captures: Captures, loop: Node) -> bool:
    """A handler asks a counter whether to give up, and nothing in the file changes it."""
    if not is_endless(captures, loop):
        return False
    catches = (n for n in _within(loop) if n.type == "catch_clause")
    asked = (test for c in catches if (test := _only_way_out(c)) is not None)
    return any(_stays(source, test) for test in asked)


def _within(root: Node) -> Iterator[Node]:
    """`root` and what is below it, without the bodies of inner functions."""
    todo = [root]
    for _ in range(_MOST):
        if not todo:
            return
        node = todo.pop()
        yield node
        todo += [c for c in node.named_children if c.type not in FUNCTIONS]


def _only_way_out(clause: Node) -> Node | None:
    """The condition under which a handler leaves the loop, when it is one and has no other."""
    body = clause.child_by_field_name("body")
    if body is None or sum(n.type in _LEAVES for n in _within(body)) != 1:
        return None
    for statement in children(body):
        then = statement.child_by_field_name("consequence")
        if statement.type == "if_statement" and then is not None:
            last = children(then)[-1:] if then.type == "statement_block" else [then]
            if last and last[0].type in _LEAVES:
                return statement.child_by_field_name("condition")
    return None


def _stays(source: Source, test: Node) -> bool:
    """Names and numbers alone are asked; each name is given its one value where it is declared."""
    parts = list(_within(test))
    names = {text_of(n) for n in parts if n.type == "identifier"}
    if any(n.type not in _ASKED for n in parts) or not any(map(_COUNTER.fullmatch, names)):
        return False
    begun, changed = _begun(source), _changed(source)
    return all(n in begun for n in names if _COUNTER.fullmatch(n)) and not names & changed


def _begun(source: Source) -> set[str]:
    """Names that are declared with a number."""
    if "begun" not in source.memory:
        found = _BEGUN.findall(source.content)
        source.memory["begun"] = {name.decode("utf-8", "replace"): True for name in found}
    return set(source.memory["begun"])


def _changed(source: Source) -> set[str]:
    """Names that are given a value more than once, whatever the scope."""
    if "changed" not in source.memory:
        found = Counter(before or after for before, after in _CHANGES.findall(source.content))
        twice = {n.decode("utf-8", "replace"): True for n, times in found.items() if times > 1}
        source.memory["changed"] = twice
    return set(source.memory["changed"])


PREDICATES = {"endless retry": _endless_retry, "a counter that stays": _never_counted}
