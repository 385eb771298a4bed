"""SQL with values pasted into it, in any language that is read by its syntax tree."""

import re

from tree_sitter import Node

from seatrial.evidence.code.constants import arguments, callee, is_constant, looks_built, resolved
from seatrial.evidence.code.source import Source, children, shown, text_of
from seatrial.evidence.sql import STATEMENT, Position, position_after

_VERBS = re.compile(r"%[-+# 0]*[\d*]*(?:\.\d+)?([a-zA-Z%])|\{[^{}]*\}")
_NAMED = re.compile(r"\b(\w+)\s*=\s*(\w+)\s*[,)]")
_HOLES = re.compile(r"\{(\w*)[^{}]*\}")
# Pieces of a statement that the code itself has chosen, by the names that people give them.
_PIECES = re.compile(
    r"(?i)(placeholder|question|marks|params|bind|column|cols?\b|table|where|order|sort|clause|cond"
    r"|sql|query|schema|filter|field|set\b|limit|offset|values|join\b|names?\b|expr|stmt|prefix|dialect"
    r"|interval|keys?\b|quot|escap|ident|literal|predicate|fragment|returning|suffix)"
)
_MOST_PARTS = 200


def pasted(source: Source, node: Node) -> str:
    """The first part that stands where a value belongs and is not the file's own, or ''."""
    whole = resolved(source, node)
    parts = _parts(whole) if looks_built(whole) else []
    before = ""
    static = "".join(p if isinstance(p, str) else "?" for p in parts)[:4000]
    if not STATEMENT.match(static):
        return ""
    for part in parts:
        if isinstance(part, str):
            before += part
            continue
        where = position_after(before)
        foreign = where in (Position.QUOTED, Position.VALUE) and not is_constant(source, part)
        if foreign and not _PIECES.search(text_of(part)[:200]):
            return shown(part)
        before += "?"
    return ""


def _parts(node: Node) -> list[str | Node]:
    """Literal text and pasted expressions, in order."""
    todo, parts = [node], list[str | Node]()
    while todo and len(parts) < _MOST_PARTS:
        part = todo.pop()
        if part.type in ("binary_expression", "parenthesized_expression", "reference_expression"):
            todo += reversed(children(part))
        elif part.type == "template_string":
            parts += _template(part)
        elif part.type.endswith(("string_literal", "string")) or part.type == "text_block":
            parts.append(text_of(part).strip("\"'`r#"))
        elif looks_built(part):
            parts += _formatted(part)
        else:
            parts.append(part)
    return parts


def _template(node: Node) -> list[str | Node]:
    return [
        children(c)[0] if c.type == "template_substitution" and children(c) else text_of(c)
        for c in node.named_children
    ]


def _formatted(call: Node) -> list[str | Node]:
    """`Sprintf("… %s …", a)`: a verb for numbers refuses anything else."""
    given = arguments(call)
    if re.search(r"\.formatted$", callee(call)) or not given:
        return [call]
    text, values = text_of(given[0]).strip("\"'`r#"), given[1:]
    if call.type == "macro_invocation":
        return _of_macro(text, call, values)
    parts: list[str | Node] = []
    end = 0
    for verb in _VERBS.finditer(text):
        parts.append(text[end : verb.start()])
        end = verb.end()
        if verb[1] == "%":
            continue
        value = values.pop(0) if values else None
        takes_text = verb[1] is None or verb[1] in "svq"
        parts.append(value if value is not None and takes_text else "0")
    return [*parts, text[end:]]


def _of_macro(text: str, call: Node, values: list[Node]) -> list[str | Node]:
    """Rust's `format!("… {} … {a}", b, a = c)`: what is named stands behind its name."""
    named = dict(_NAMED.findall(text_of(call)))
    by_text = {text_of(value): value for value in values}
    positional = [v for v in values if text_of(v) not in {*named, *named.values()}]
    parts: list[str | Node] = []
    end = 0
    for hole in _HOLES.finditer(text):
        parts.append(text[end : hole.start()])
        end = hole.end()
        if hole[1]:
            value = by_text.get(named.get(hole[1], ""))
        else:
            value = positional.pop(0) if positional else None
        parts.append(value if value is not None else "0")
    return [*parts, text[end:]]
