"""Which secret a call writes as it is, in other languages than Python."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from seatrial.evidence.code.constants import arguments, callee
from seatrial.evidence.code.source import Captures, Source, children, text_of, unquoted
from seatrial.evidence.secret_names import not_to_be_logged

_NAMES = frozenset({"identifier", "field_identifier", "shorthand_property_identifier"})
_MEMBERS = frozenset({"member_expression", "selector_expression", "field_access"})
_LOOKUPS = frozenset({"subscript_expression", "index_expression"})
_CALLS = frozenset({"call_expression", "method_invocation"})
# What holds values that end up in the text. A comparison or a choice shows something else.
_HOLDS = frozenset(
    """template_string template_substitution parenthesized_expression as_expression
    non_null_expression composite_literal literal_value literal_element object""".split()
)
_PAIRS = frozenset({"pair", "keyed_element"})
# They put what they are given into the text as it is.
_SPELLS = re.compile(
    r"fmt\.(Sprintf?|Sprintln|Errorf)|(slog|zap)\.(String|Any|Reflect|Stringp)|string|String"
    r"|String\.format|JSON\.stringify|util\.(format|inspect)"
)
_READS = re.compile(r"(.*\.)?(os\.Getenv|[Hh]eaders?(\(\))?\.[gG]et|getenv|config\.get)")
_GETTER = re.compile(r"get(?=[A-Z])")
_MOST = 400


def leaked(source: Source, call: Node) -> str:
    """The name of a secret among what `call` is given, else ''."""
    names = (name for node in _written(call) if (name := _name_of(node)))
    return next((n for n in names if not_to_be_logged(n, source.content)), "")


def _written(call: Node) -> Iterator[Node]:
    """Parts of the arguments whose value ends up in the text."""
    shows_objects = callee(call).startswith("console.")
    todo, seen = list(reversed(arguments(call))), 0
    while todo and seen < _MOST:
        node = todo.pop()
        seen += 1
        if node.type == "object" and not shows_objects:
            continue  # a logger may be told which keys to leave out
        if node.type in _HOLDS or _is_sum(node):
            todo += reversed(children(node))
        elif node.type in _PAIRS:
            todo += children(node)[-1:]
        elif node.type in _CALLS and _SPELLS.fullmatch(callee(node)):
            todo += reversed(arguments(node))
        else:
            yield node


def _is_sum(node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    is_plus = operator is not None and text_of(operator) == "+"
    return node.type == "binary_expression" and is_plus


def _name_of(node: Node) -> str:
    """`apiKey` of `config.apiKey` and of `config["apiKey"]`, `password` of `getPassword()`."""
    if node.type in _NAMES:
        return text_of(node)
    if node.type in _MEMBERS:
        holder, name = children(node)[0], children(node)[-1]
        return _of(holder, text_of(name))
    if node.type in _LOOKUPS:
        holder, key = children(node)[0], children(node)[-1]
        return _of(holder, unquoted(text_of(key))) if "string" in key.type else ""
    return _asked(node) if node.type in _CALLS else ""


def _asked(call: Node) -> str:
    """What a getter gives: `user.getPassword()`, `os.Getenv("DB_PASSWORD")`."""
    given, called = arguments(call), callee(call)
    if call.type == "method_invocation" and not given:
        return _GETTER.sub("", called.rpartition(".")[2])
    if len(given) == 1 and "string" in given[0].type and _READS.fullmatch(called):
        key = unquoted(text_of(given[0]))
        return f"headers.{key}" if re.search(r"(?i)headers?(\(\))?\.get$", called) else key
    return ""


def _of(holder: Node, name: str) -> str:
    return f"headers.{name}" if re.search(r"(?i)\bheaders$", text_of(holder)[-60:]) else name


def _leaks(source: Source, captures: Captures, call: Node) -> bool:
    return bool(leaked(source, call))


PREDICATES = {"leaks a secret": _leaks}
