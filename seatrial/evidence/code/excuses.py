"""When it is fine to be silent about a failure, as for Python in `errors_not_swallowed.py`."""

import re

from tree_sitter import Node

from seatrial.evidence.code.constants import callee
from seatrial.evidence.code.placing import FUNCTIONS, functions_around, name_of
from seatrial.evidence.code.source import Captures, Source, children, is_comment, parents, text_of

# Cleaning up is allowed to fail: there is nothing left to do about it.
_CLEANING = re.compile(
    r"(?i)(^|[._])(close|unlink|rm|remove|delete|kill|terminate|join|shutdown|stop|disconnect|cancel"
    r"|abort|release|flush|cleanup|clear|quit|exit|end|destroy|detach|dispose|restore|reset|rollback"
    r"|unsubscribe|unregister|off|unwatch|rimraf|rmdir|rmsync|unlock|interrupt|finish|end|blur|focus"
    r"|setitem|removeitem|revoke)\w*$"
)
_CLEANING_FUNCTION = re.compile(
    r"(?i)_*(close|shutdown|cleanup|stop|teardown|dispose|destroy|finalize|tostring|after(each|all)?"
    r"|ondestroy|safe\w*|try\w*|maybe\w*|\w*(quiet|silent|safe)(ly)?|is[A-Z]\w*|has[A-Z]\w*|supports?\w*"
    r"|can[A-Z]\w*|detect\w*|feature\w*)"
)
_LEAVES = frozenset(
    """return_statement throw_statement break_statement continue_statement yield_statement
    return_expression""".split()
)
_READS = frozenset(
    """lexical_declaration variable_declaration local_variable_declaration if_statement
    return_statement import_statement empty_statement""".split()
)
_WRAPPERS = frozenset({"arrow_function", "parenthesized_expression", "call_expression"})
_TELLS_WHY = re.compile(r"(?i)ignor|expect|unused|swallow|noop|quiet|^_+$")


def _not_excusable(source: Source, captures: Captures, clause: Node) -> bool:
    tried = clause.parent
    body = tried.child_by_field_name("body") if tried is not None else None
    if tried is None or body is None:
        return False
    name = clause.child_by_field_name("parameter") or _parameter(clause)
    if name is not None and _TELLS_WHY.search(text_of(name).split()[-1]):
        return False
    done = children(body)
    if not done or all(map(_only_reads, done)) or done[-1].type in _LEAVES:
        return False
    if all(map(_cleans, done)) or _is_in_excused(tried) or _is_wanted(tried):
        return False
    return not _is_explained(tried, clause)


def _parameter(clause: Node) -> Node | None:
    """Java's `catch (Type name)`."""
    return next((c for c in clause.named_children if c.type == "catch_formal_parameter"), None)


def _only_reads(statement: Node) -> bool:
    """A value is assigned that keeps its default when this fails."""
    if statement.type in _READS:
        return True
    inner = statement.named_children[0] if statement.named_children else None
    return inner is not None and inner.type == "assignment_expression"


def _cleans(statement: Node) -> bool:
    for node in (statement, *statement.named_children, *_grandchildren(statement)):
        if node.type in ("call_expression", "method_invocation"):
            return bool(_CLEANING.search(callee(node)))
    return False


def _grandchildren(node: Node) -> list[Node]:
    return [c for child in node.named_children[:3] for c in child.named_children[:3]]


def _is_in_excused(tried: Node) -> bool:
    """Inside another handler, a `finally`, or a function that cleans up, tries or asks."""
    for parent in parents(tried):
        if parent.type in ("catch_clause", "finally_clause"):
            return True
        if parent.type in FUNCTIONS:
            break
    return any(_CLEANING_FUNCTION.fullmatch(name_of(f)) for f in functions_around(tried)[:1])


def _is_wanted(tried: Node) -> bool:
    """Whoever calls has switched it on: `if (options.ignoreInvalidCookies)`."""
    tests = [p.child_by_field_name("condition") for p in parents(tried) if p.type == "if_statement"]
    return any(
        t is not None and re.search(r"(?i)(?<![!\w.])[\w.]*ignor", text_of(t)) for t in tests
    )


def _is_explained(tried: Node, clause: Node) -> bool:
    """A comment stands before the block, in the handler's line, or as the block's last word."""
    before, after = _outermost(tried).prev_named_sibling, tried.next_named_sibling
    near = [before] if before is not None and is_comment(before) else []
    if after is not None and is_comment(after):
        near += [after] if after.start_point.row <= clause.end_point.row + 1 else []
    inside = [c for c in tried.named_children if is_comment(c)]
    body = tried.child_by_field_name("body")
    inside += [c for c in body.named_children if is_comment(c)] if body is not None else []
    return bool(near or inside)


def _outermost(tried: Node) -> Node:
    """The statement that does nothing but run the block: `(async () => { try … })();`."""
    statement, alone = tried, True
    for parent in parents(tried):
        if parent.type == "statement_block":
            alone = len(parent.named_children) == 1
        elif parent.type == "expression_statement":
            statement = parent
        elif parent.type not in _WRAPPERS:
            break
        if not alone:
            break
    return statement


def _not_cleaning(source: Source, captures: Captures, call: Node) -> bool:
    """`stream.close().catch(() => {})` is how one cleans up."""
    return not _CLEANING.search(callee(call).split("(")[0])


def _no_reason(source: Source, captures: Captures, statement: Node) -> bool:
    """No comment beside it or inside the function that it stands in."""
    around = functions_around(statement)
    where = around[0] if around else statement
    return not re.search(r"//|/\*", text_of(where)) and not _commented_above(where)


def _commented_above(function: Node) -> bool:
    for parent in (function, *parents(function)):
        before = parent.prev_named_sibling
        if before is not None and is_comment(before):
            return True
        if parent.type.endswith(("statement", "declaration")):
            return False
    return False


PREDICATES = {
    "not excusable": _not_excusable,
    "not cleaning": _not_cleaning,
    "no reason given": _no_reason,
}
