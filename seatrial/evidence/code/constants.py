"""Is a value written in the file, or does it come from somewhere else? Asked of any language.

Precision first: what may well be constant counts as constant.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from tree_sitter import Node

from seatrial.evidence.code.source import Source, children, text_of

_LITERAL = frozenset(
    """string string_literal interpreted_string_literal raw_string_literal number int_literal
    float_literal integer_literal decimal_integer_literal decimal_floating_point_literal true false
    null nil undefined character_literal rune_literal boolean_literal string_fragment
    interpreted_string_literal_content raw_string_literal_content escape_sequence regex
    char_literal null_literal comment string_content line_comment block_comment text_block
    multiline_string_fragment import this super self""".split()
)
_BUILT = frozenset({"template_string", "binary_expression", "macro_invocation", "concatenation"})
_PASSES = frozenset(
    """parenthesized_expression binary_expression as_expression non_null_expression template_string
    template_substitution ternary_expression conditional_expression satisfies_expression
    reference_expression await_expression unary_expression array object pair
    type_conversion_expression literal_value literal_element keyed_element
    field_initializer""".split()
)  # fmt: skip
_NAMES = frozenset({"identifier", "field_identifier", "shorthand_property_identifier"})
_MEMBERS = frozenset(
    {"member_expression", "selector_expression", "field_access", "field_expression",
     "scoped_identifier", "subscript_expression", "index_expression"}
)  # fmt: skip
_CALLS = frozenset({"call_expression", "method_invocation", "macro_invocation", "new_expression"})
_BY_CONVENTION = re.compile(
    r"_*[A-Z][A-Z0-9_]*|__dirname|__filename|process\.\w+|import\.meta\.\w+"
)
# Its result cannot carry text from outside: a number, a quoted or checked value, a known place.
_HARMLESS = re.compile(
    r"(?i)(escap|quot|encode|sanitiz|purif|parseint|parsefloat|\bnumber\b|math\.|\.length$|count$"
    r"|stringify|tofixed|fileurltopath|require\.resolve|process\.cwd|tmpdir|strconv\.|placeholder"
    r"|\bi18n|^t$|uuid|\bdate|\bnow\b|\bport$|size$|width$|height$|index$|^(i|j|n|idx|num)$|len$"
    r"|render|markdown|highlight|\.tostring\(\d)"
)
_MOST = 400


def is_constant(source: Source, node: Node) -> bool:
    """Every part of `node` is written in this file, or harmless whatever it is."""
    todo, seen = [node], 0
    while todo and seen < _MOST:
        part = todo.pop()
        seen += 1
        if part.type in _LITERAL:
            if part.type == "string":  # in a shell it may hold expansions
                todo += [c for c in part.named_children if c.type.endswith(("ion", "sion"))]
            continue
        if part.type in _PASSES:
            todo += children(part)
        elif part.type in _CALLS:
            if not _HARMLESS.search(callee(part)):
                todo += arguments(part)
                if not arguments(part):
                    return False
        elif part.type in _NAMES or part.type in _MEMBERS:
            if not _is_fixed(source, part):
                return False
        else:
            return False
    return seen < _MOST


def is_built(source: Source, node: Node) -> bool:
    """A string that is put together here, with at least one part that comes from elsewhere."""
    whole = resolved(source, node)
    return looks_built(whole) and not is_constant(source, whole)


def looks_built(node: Node) -> bool:
    """Text with something pasted in: concatenation, a template, a formatting call."""
    if node.type == "template_string":
        return any(c.type == "template_substitution" for c in node.named_children)
    if node.type == "binary_expression":
        operator = node.child_by_field_name("operator")
        return operator is not None and text_of(operator) == "+" and _holds_text(node)
    if node.type in _CALLS:
        return bool(re.search(r"(^|\.)(Sprintf?|Sprintln|format|formatted|format_args)!?$",
                              callee(node)))  # fmt: skip
    return node.type == "reference_expression" and any(map(looks_built, children(node)))


def _holds_text(node: Node) -> bool:
    """One of the terms of a sum is a literal text: numbers are added with the same sign."""
    todo = [node]
    for _ in range(_MOST):
        if not todo:
            return False
        part = todo.pop()
        if part.type in ("string", "template_string", "string_literal", "text_block",
                         "interpreted_string_literal", "raw_string_literal"):  # fmt: skip
            return True
        if part.type in ("binary_expression", "parenthesized_expression"):
            todo += children(part)
    return False


def resolved(source: Source, node: Node) -> Node:
    """What a name stands for, when the file gives it one value and one only."""
    if node.type == "identifier":
        values = source_values(source).get(text_of(node), [])
        if len(values) == 1:
            return values[0]
    return node


def callee(call: Node) -> str:
    """`a.b.c` of what is called, `format` of `format!`, the class of `new`."""
    if call.type == "method_invocation":
        on, name = call.child_by_field_name("object"), call.child_by_field_name("name")
        return ".".join(text_of(n) for n in (on, name) if n is not None)[-200:]
    for field in ("function", "macro", "constructor"):
        if found := call.child_by_field_name(field):
            return text_of(found)[-200:]
    return ""


def arguments(call: Node) -> list[Node]:
    given = call.child_by_field_name("arguments")
    if given is None:
        given = next((c for c in call.named_children if c.type == "token_tree"), None)
    return children(given) if given is not None else []


def _is_fixed(source: Source, node: Node) -> bool:
    text = text_of(node)
    last = re.split(r"[.:]+", text)[-1]
    if _BY_CONVENTION.fullmatch(text) or _BY_CONVENTION.fullmatch(last) or _HARMLESS.search(text):
        return True
    if node.type not in _NAMES:
        return False
    known = source.memory.setdefault("constant", {})
    if text not in known:
        known[text] = False  # a name that is made of itself is not constant
        values = source_values(source).get(text, [])
        known[text] = bool(values) and all(is_constant(source, v) for v in values)
    return known[text]


_BINDINGS = {
    "javascript": """
      (variable_declarator name: (identifier) @name value: (_) @value)
      (assignment_expression left: (identifier) @name right: (_) @value)
      (augmented_assignment_expression left: (identifier) @name right: (_) @value)
      (formal_parameters (identifier) @name @value)
      (for_in_statement left: (identifier) @name right: (_) @value)""",
    "typescript": """
      (variable_declarator name: (identifier) @name value: (_) @value)
      (assignment_expression left: (identifier) @name right: (_) @value)
      (augmented_assignment_expression left: (identifier) @name right: (_) @value)
      (required_parameter pattern: (identifier) @name @value)
      (optional_parameter pattern: (identifier) @name @value)
      (for_in_statement left: (identifier) @name right: (_) @value)""",
    "go": """
      (const_spec name: (identifier) @name value: (expression_list (_) @value))
      (var_spec name: (identifier) @name value: (expression_list (_) @value))
      (short_var_declaration
        left: (expression_list . (identifier) @name) right: (expression_list . (_) @value))
      (assignment_statement
        left: (expression_list . (identifier) @name) right: (expression_list . (_) @value))
      (parameter_declaration name: (identifier) @name @value)""",
    "java": """
      (variable_declarator name: (identifier) @name value: (_) @value)
      (assignment_expression left: (identifier) @name right: (_) @value)
      (formal_parameter name: (identifier) @name @value)""",
    "rust": """
      (let_declaration pattern: (identifier) @name value: (_) @value)
      (const_item name: (identifier) @name value: (_) @value)
      (static_item name: (identifier) @name value: (_) @value)
      (parameter pattern: (identifier) @name @value)""",
}  # fmt: skip


def source_values(source: Source) -> dict[str, list[Node]]:
    """Every value that the file gives to a name, whatever the scope. A parameter's is itself."""
    if source.values is None:
        found: dict[str, list[Node]] = defaultdict(list)
        for name, value in _bindings(source):
            found[name].append(value)
        source.values = dict(found)
    return source.values


def _bindings(source: Source) -> Iterator[tuple[str, Node]]:
    query = _BINDINGS.get(source.language, "")
    for captures in source.matches(query) if query else ():
        yield text_of(captures["name"]), captures["value"]
