"""The tests of a file: what could make each of them fail, and whether it is skipped for good."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from seatrial.evidence.code.source import (
    Source,
    children,
    is_comment,
    last_line_of,
    line_of,
    shown,
    text_of,
    unquoted,
)
from seatrial.evidence.code.table import Suite
from seatrial.evidence.facts import TestFunction

_JAVASCRIPT = """
((call_expression function: (_) @f arguments: (arguments . (_) @name (_)? @second) @args) @hit
 (#match? @f "^(x?it|x?test|x?describe|x?context|x?specify|suite|fit|fdescribe)(\\\\.(skip|only|each|concurrent|failing|serial|todo|fails|sequential))*(\\\\(|`|$)"))
"""  # noqa: E501  a query cannot be divided inside a string
_GO = """
((function_declaration name: (identifier) @name
  parameters: (parameter_list (parameter_declaration type: (pointer_type) @t)) body: (block) @body) @hit
 (#match? @name "^(Test|Fuzz)([A-Z0-9_]|$)") (#match? @t "testing.(T|F)$"))
"""  # noqa: E501
_JAVA = """
((method_declaration (modifiers) @marks name: (identifier) @name body: (block) @body) @hit
 (#match? @marks "@(Test|ParameterizedTest|RepeatedTest|TestFactory|Property)([^A-Za-z]|$)"))
"""
_RUST = """
((attribute_item (attribute) @mark) . (attribute_item)* . (function_item name: (identifier) @name body: (block) @body) @hit
 (#match? @mark "^((\\\\w+::)*test|rstest|test_case|tokio::test|quickcheck|proptest)\\\\b"))
"""  # noqa: E501
_QUERIES = {"javascript": _JAVASCRIPT, "typescript": _JAVASCRIPT, "go": _GO, "java": _JAVA}
_WORDS = {
    "javascript": rb"\b[xf]?(it|test|specify)\b", "typescript": rb"\b[xf]?(it|test|specify)\b",
    "go": rb"func (Test|Fuzz)", "java": rb"@(\w*Test|Property)", "rust": rb"#\[[\w:]*test",
}  # fmt: skip
# Packages of Go's library that only compute, and functions and types of the language itself.
_PURE = frozenset("bytes errors maps math math/bits slices sort strconv strings unicode".split())
_GO_BUILT_IN = frozenset({"append", "cap", "copy", "len", "make", "max", "min", "new"})
_GO_TYPES = frozenset("bool byte error float32 float64 int int32 int64 rune string uint".split())
_FUNCTION = frozenset({"arrow_function", "function_expression", "generator_function"})
_GROUP = re.compile(r"^[xf]?(describe|context|suite)\b")
_SKIP = re.compile(r"^x|\.skip\b")
# What a comment above a skipped test says when it says why.
_REASON = re.compile(
    r"(?i)\b(because|fails?|failing|failed|flaky|unreliable|unstable|broken|bug|until|skip(ped)?"
    r"|disabled?|ignored?|slow|no longer|not (yet )?supported|todo)\b|/issues/\d|\B#\d{1,8}\b"
)


@dataclass(frozen=True)
class _Found:
    name: str
    hit: Node
    body: Node | None
    skip: str | None
    skip_line: int


def tests_of(source: Source) -> Iterator[TestFunction]:
    suite = source.table.suite
    words = _WORDS.get(source.language)
    if suite is None or words is None or not re.search(words, source.content):
        return
    for found in _found(source, suite):
        yield TestFunction(
            name=found.name[:100],
            start=line_of(found.hit),
            end=last_line_of(found.hit),
            checks=_checks_of(source, suite, found.body),
            skip=found.skip,
            skip_line=found.skip_line,
        )


def _found(source: Source, suite: Suite) -> Iterator[_Found]:
    if source.language in ("javascript", "typescript"):
        yield from _calls(source)
    elif source.language == "rust":
        yield from _marked_rust(source)
    else:
        yield from _functions(source, suite)


def _checks_of(source: Source, suite: Suite, body: Node | None) -> int:
    if body is None:
        return 1
    if source.language == "go" and _is_alone(source, body):
        return 0
    return _checks(suite, body)


def _is_alone(source: Source, body: Node) -> bool:
    """A Go test that calls nothing but functions of the library that touch no code of the project,
    and never its `t`: it can only pass."""
    known = {name.rpartition("/")[2] for name, _ in source.modules if name in _PURE}
    todo, calls = [body], 0
    while todo:
        node = todo.pop()
        if node.type == "call_expression":
            calls += 1
            called = node.child_by_field_name("function")
            if called is None or text_of(called).partition(".")[0] not in known | _GO_BUILT_IN:
                return False
        elif node.type in ("func_literal", "go_statement", "type_identifier", "index_expression"):
            if text_of(node) not in _GO_TYPES:
                return False
        elif node.type == "identifier" and text_of(node) == "t":
            return False
        todo += node.children
    return calls > 0


def _checks(suite: Suite, body: Node) -> int:
    """How many statements can make the test fail; 0 only when it is certain that none can."""
    if body.type not in ("statement_block", "block"):
        return 1
    statements = [" ".join(text_of(s).split()) for s in children(body)]
    busy = [s for s in statements if not suite.idle.fullmatch(s)]
    firm = [s for s in busy if not suite.hollow.fullmatch(s)]
    if len(firm) < len(busy) and not any(suite.checking.search(s) for s in firm):
        return 0
    return len(firm)


def _told_above(node: Node | None) -> str:
    """The reason that the comments directly above give, '' when they give none."""
    above = node.prev_named_sibling if node is not None else None
    while above is not None and is_comment(above):
        if _REASON.search(text_of(above)[:2000]):
            return shown(above)
        above = above.prev_named_sibling
    return ""


# -- JavaScript ------------------------------------------------------------------------------------


def _calls(source: Source) -> Iterator[_Found]:
    groups: list[tuple[int, int, int]] = []
    for captures in source.matches(_JAVASCRIPT):
        hit, called = captures["hit"], text_of(captures["f"])[:60]
        given = children(captures["args"])
        body = given[-1] if given[-1].type in _FUNCTION else None
        if _GROUP.match(called):
            if _SKIP.search(called):
                groups.append((hit.start_byte, hit.end_byte, line_of(hit)))
            continue
        if not _is_test(given, called):
            continue
        outer = next((line for s, e, line in groups if s < hit.start_byte < e), 0)
        own = line_of(hit) if _SKIP.search(called) or _switched_off(given) else 0
        yield _Found(
            name=unquoted(text_of(given[0])),
            hit=hit,
            body=body.child_by_field_name("body") if body is not None else None,
            skip=_told_above(hit.parent) if outer or own else None,
            skip_line=outer or own,
        )


def _is_test(given: list[Node], called: str) -> bool:
    """`it("name", …)`: a name and something to run. `test.todo` is a note, not a test."""
    named = given[0].type in ("string", "template_string", "binary_expression", "identifier")
    return named and len(given) > 1 and ".todo" not in called


def _switched_off(given: list[Node]) -> bool:
    """node:test's `{skip: true}`."""
    options = [g for g in given[1:] if g.type == "object"]
    return any(re.search(r"\bskip:\s*(true|['\"])", text_of(o)[:300]) for o in options)


# -- Go, Java, Rust --------------------------------------------------------------------------------


def _functions(source: Source, suite: Suite) -> Iterator[_Found]:
    for captures in source.matches(_QUERIES[source.language]):
        hit, body = captures["hit"], captures["body"]
        skip, line = _first_skips(suite, body)
        marks = captures.get("marks")
        if marks is not None:
            skip, line = _annotated(hit, marks, skip, line)
        yield _Found(text_of(captures["name"]), hit, body, skip, line)


def _first_skips(suite: Suite, body: Node) -> tuple[str | None, int]:
    """The first statement skips: nothing stands before it that could decide."""
    first = next(iter(children(body)), None)
    if first is None or suite.skips is None:
        return None, 0
    found = suite.skips.match(" ".join(text_of(first).split()))
    return (unquoted(found["reason"]), line_of(first)) if found else (None, 0)


def _annotated(hit: Node, marks: Node, skip: str | None, line: int) -> tuple[str | None, int]:
    """JUnit's `@Disabled` and `@Ignore`, on the method or on its class."""
    for node in (marks, _class_marks(hit)):
        for mark in node.named_children if node is not None else ():
            if re.match(r"@(Disabled|Ignore)(\(|$)", text_of(mark)):
                given = unquoted(text_of(mark).partition("(")[2].rstrip(")"))
                return given or _told_above(hit), line_of(mark)
    return skip, line


def _class_marks(method: Node) -> Node | None:
    node = method.parent.parent if method.parent is not None else None
    if node is None or node.type != "class_declaration":
        return None
    return next((c for c in node.named_children if c.type == "modifiers"), None)


def _marked_rust(source: Source) -> Iterator[_Found]:
    """Looked for in what is hidden from the rules as well: the tests among the sources."""
    for captures in source.matches(_RUST, hidden=True):
        hit = captures["hit"]
        ignored = _ignored(hit)
        yield _Found(
            name=text_of(captures["name"]),
            hit=hit,
            body=_can_fail(hit, captures["body"]),
            skip="" if ignored else None,
            skip_line=ignored,
        )


def _ignored(function: Node) -> int:
    """The line of `#[ignore]`; with a reason, or a word beside it, it is run on demand."""
    node = function.prev_named_sibling
    while node is not None and node.type == "attribute_item":
        after = node.next_named_sibling
        told = after is not None and after.type == "line_comment"
        if re.fullmatch(r"#\[ignore\]", text_of(node)) and not told:
            return line_of(node)
        node = node.prev_named_sibling
    return 0


def _can_fail(function: Node, body: Node) -> Node | None:
    """None, as for what is not judged, when a panic is expected or the body returns a result."""
    node = function.prev_named_sibling
    while node is not None and node.type == "attribute_item":
        if "should_panic" in text_of(node):
            return None
        node = node.prev_named_sibling
    return body if function.child_by_field_name("return_type") is None else None
