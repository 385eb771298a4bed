"""Where in a file something stands: in a function, at the top, in the program's entry point."""

import re

from tree_sitter import Node

from seatrial.evidence.code.source import Captures, Source, parents, text_of

FUNCTIONS = frozenset(
    """function_declaration function_expression arrow_function method_definition generator_function
    generator_function_declaration func_literal method_declaration constructor_declaration
    lambda_expression function_item closure_expression function_definition""".split()
)
_ENTRY = re.compile(
    r"_*(main|run|serve|start|cli|server|bootstrap|init|launch|listen|boot|usage|help)"
    r"(_?(server|app|service|http|api|forever|application))?",
    re.IGNORECASE,
)
_LOOPS = frozenset(
    """while_statement for_statement for_in_statement do_statement loop_expression
    enhanced_for_statement while_expression for_expression""".split()
)  # fmt: skip
_CONDITIONS = frozenset(
    """if_statement if_expression expression_switch_statement switch_statement match_expression
    ternary_expression expression_case type_switch_statement conditional_expression""".split()
)
_STARTED = re.compile(r"listen|serve|start|on$|once$|then$|catch$|ready|forEach|main", re.I)
_TESTS = re.compile(r"^(it|test|specify)\b(?!.*\.skip$)")  # one that is skipped does nothing
_MAKERS = re.compile(r"(?i)(NestFactory|hapi|restify|server|http|fastify|express)$")


def functions_around(node: Node) -> list[Node]:
    """From the innermost outward."""
    return [p for p in parents(node) if p.type in FUNCTIONS]


def name_of(function: Node) -> str:
    """What a function is called: its own name, or that of what it is given to."""
    name = function.child_by_field_name("name")
    if name is None and function.parent is not None:
        outer = function.parent
        name = outer.child_by_field_name("name") or outer.child_by_field_name("left")
    return re.split(r"[.\s]", text_of(name))[-1] if name is not None else ""


def in_loop(node: Node) -> bool:
    for parent in parents(node):
        if parent.type in _LOOPS:
            return True
        if parent.type in FUNCTIONS and parent.type not in ("arrow_function", "func_literal"):
            return False
    return False


def _inside_function(source: Source, captures: Captures, node: Node) -> bool:
    """Not a script's own statement, an entry point, or what is called when the server is up."""
    around = functions_around(node)
    if not around or any(_ENTRY.fullmatch(name_of(f)) for f in around):
        return False
    return not any(_is_callback_of(f, _STARTED) for f in around)


def _is_callback_of(function: Node, called: re.Pattern[str]) -> bool:
    call = function.parent.parent if function.parent is not None else None
    target = call.child_by_field_name("function") if call is not None else None
    return target is not None and bool(called.search(text_of(target)[-40:]))


def _started(source: Source, captures: Captures, node: Node) -> bool:
    """At the top of the file, or in functions that are all entry points or callbacks."""
    if text_of(node).startswith("this."):
        return False
    return all(
        _ENTRY.fullmatch(name_of(f)) or (not name_of(f) and f.type != "method_definition")
        for f in functions_around(node)
    )


def _makes_server(source: Source, captures: Captures, node: Node) -> bool:
    """An application of a framework is made: not in a method, which is how libraries do it."""
    called = captures.get("p")
    if called is not None and not _MAKERS.search(text_of(node).split("(")[0].rpartition(".")[0]):
        return False
    return all(f.type != "method_definition" for f in functions_around(node))


def _not_wrapper(source: Source, captures: Captures, node: Node) -> bool:
    """A method that is itself named so only passes the call on."""
    around = [f for f in functions_around(node) if f.type != "func_literal"]
    return not any(
        f.type == "method_declaration" and re.match(r"(Listen|Serve|Run)", name_of(f))
        for f in around
    )


def _unconditional(source: Source, captures: Captures, node: Node) -> bool:
    for parent in parents(node):
        if parent.type in FUNCTIONS and parent.type != "func_literal":
            return True
        if parent.type in _CONDITIONS:
            return False
    return True


def _directly_in_test(source: Source, captures: Captures, node: Node) -> bool:
    """The innermost function is the test: an inner one may be a slow peer that nobody awaits."""
    around = functions_around(node)
    if not around:
        return False
    return bool(re.match(r"(?i)test", name_of(around[0]))) or _is_callback_of(around[0], _TESTS)


def _in_marked_test(source: Source, captures: Captures, node: Node) -> bool:
    """The innermost function is one that an annotation or an attribute makes a test."""
    around = functions_around(node)
    if not around:
        return False
    marks = [c for c in around[0].named_children if c.type == "modifiers"]
    before = around[0].prev_named_sibling
    if before is not None and before.type == "attribute_item":
        marks.append(before)
    return any(re.search(r"@\w*Test\b|#\[([\w:]+::)?test\b", text_of(m)) for m in marks)


def _first_line(source: Source, captures: Captures, node: Node) -> bool:
    """A statement of its own, not a part of how a helper is built."""
    parent = node.parent
    return parent is not None and parent.type == "expression_statement"


def _read(source: Source, captures: Captures, node: Node) -> bool:
    """The variable is read, not set or removed."""
    parent = node.parent
    if parent is None:
        return True
    if parent.type == "assignment_expression":
        left = parent.child_by_field_name("left")
        return left is None or left.id != node.id
    return not (parent.type == "unary_expression" and text_of(parent).startswith("delete"))


def _http_server(source: Source, captures: Captures, node: Node) -> bool:
    """The name is given an `http.Server` of Go somewhere in the file."""
    name = re.escape(text_of(node).rpartition(".")[2][:100])
    made = rf"\b{name}\s{{0,20}}(:=|[:=]|\*)?\s{{0,20}}[*&]?http\.Server\b"
    return bool(re.search(made.encode(), source.content))


PREDICATES = {
    "an http.Server": _http_server,
    "inside a function": _inside_function,
    "started by the program": _started,
    "makes a server": _makes_server,
    "not a wrapper": _not_wrapper,
    "unconditional": _unconditional,
    "directly in a test": _directly_in_test,
    "in a marked test": _in_marked_test,
    "first line": _first_line,
    "read": _read,
}
