"""Whether a test compares a thing with itself, in other languages than Python."""

import re

from tree_sitter import Node

from seatrial.evidence.code.constants import callee
from seatrial.evidence.code.placing import name_of
from seatrial.evidence.code.source import Captures, Source, children, parents, text_of
from seatrial.evidence.sameness import speaks_of_sameness

# Reading them calls nothing that can be seen: names, members and what is looked up by a literal.
_PARTS = frozenset(
    """identifier property_identifier field_identifier type_identifier member_expression this
    selector_expression field_access subscript_expression index_expression array_access number
    int_literal decimal_integer_literal string string_fragment string_literal escape_sequence
    interpreted_string_literal interpreted_string_literal_content private_property_identifier
    string_content""".split()
)
_PLACES = frozenset(
    """identifier member_expression selector_expression field_access subscript_expression
    index_expression array_access""".split()
)
# Of a constant it may be tested that there is only one.
_CONSTANT = re.compile(r"NaN|undefined|Infinity|nil|null|(.*[.:])?[A-Z][A-Z0-9_]*")
_EXPECTS_ERROR = re.compile(r"(?i)throws?|rejects|panics|raises|^expect$")
_NAMED = frozenset(
    "function_declaration method_declaration class_declaration function_item mod_item".split()
)
_TEXT = frozenset({"string", "template_string", "interpreted_string_literal"})
_MOST = 100


def _is_one(source: Source, captures: Captures, node: Node) -> bool:
    """`@one` and `@other` are the same place, read twice."""
    one, other = captures["one"], captures["other"]
    return _is_plain(one) and text_of(one) == text_of(other)


def _is_plain(node: Node) -> bool:
    if node.type not in _PLACES or _CONSTANT.fullmatch(text_of(node)):
        return False
    todo, seen = [node], 0
    while todo and seen < _MOST:
        part = todo.pop()
        seen += 1
        if part.type not in _PARTS:
            return False
        todo += part.named_children
    return seen < _MOST


def _is_one_of_macro(source: Source, captures: Captures, tokens: Node) -> bool:
    """`(a.b, a.b)` or with a message behind: Rust's macros are given tokens, not expressions."""
    if any(c.type not in {"identifier", "integer_literal", "self", ".", ",", "(", ")"}
           for c in tokens.children[:_MOST]):  # fmt: skip
        return False
    given = re.sub(r"\s", "", text_of(tokens)[1:-1]).split(",")
    return len(given) > 1 and given[0] == given[1] and not given[0][:1].isdigit()


def _is_not_meant(source: Source, captures: Captures, node: Node) -> bool:
    """Nothing around is named for sameness, and no error is expected of it."""
    for parent in parents(node):
        if parent.type in _NAMED and speaks_of_sameness(name_of(parent)):
            return False
        if parent.type in ("call_expression", "method_invocation"):
            first = next(iter(_given(parent)), None)
            told = first is not None and first.type in _TEXT and speaks_of_sameness(text_of(first))
            if told or _EXPECTS_ERROR.search(callee(parent)):
                return False
    return True


def _given(call: Node) -> list[Node]:
    given = call.child_by_field_name("arguments")
    return children(given) if given is not None else []


PREDICATES = {
    "one and the same": _is_one,
    "one and the same token": _is_one_of_macro,
    "not meant for sameness": _is_not_meant,
}
