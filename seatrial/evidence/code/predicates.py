"""What a query cannot say: the predicates that `where` names, each asked of one match.

A name may end in a capture: `built arg` asks `built` of `@arg`.
"""

import re
from collections.abc import Callable

from tree_sitter import Node

from seatrial.evidence.code import excuses, leaks, placing, retries, sameness
from seatrial.evidence.code.constants import is_built, is_constant, resolved
from seatrial.evidence.code.source import Captures, Source, children, parents, text_of
from seatrial.evidence.code.sql import pasted

Predicate = Callable[[Source, Captures, Node], bool]
_PASSWORD = re.compile(r"(?i)passw|passphrase|pwd\b|credential")
# What a stranger sends, as the usual frameworks name it.
_REQUEST = re.compile(
    r"\b(req|request|ctx|context)\.(body|query|params?|headers|cookies|url|args|form|json|data)\b"
)
_NUMBER = re.compile(r"(?<![\w.])(\d[\d_]*(?:\.\d+)?)")
_LONG = 500  # milliseconds
_UNITS = {"Second": 1000, "Minute": 60_000, "from_secs": 1000, "SECONDS": 1000, "ofSeconds": 1000,
          "Microsecond": 0, "Nanosecond": 0, "from_micros": 0, "from_nanos": 0}  # fmt: skip


def satisfies(source: Source, row: tuple[str, ...], captures: Captures) -> bool:
    """Whether all predicates of a row are true of a match."""
    return all(_one(source, name, captures) for name in row)


def _one(source: Source, name: str, captures: Captures) -> bool:
    verb, _, capture = name.rpartition(" ")
    if verb in PREDICATES and capture in captures:
        return PREDICATES[verb](source, captures, captures[capture])
    return PREDICATES[name](source, captures, captures["hit"])


def _varies(source: Source, captures: Captures, node: Node) -> bool:
    return not is_constant(source, resolved(source, node))


def _built(source: Source, captures: Captures, node: Node) -> bool:
    return is_built(source, node)


def _sql(source: Source, captures: Captures, node: Node) -> bool:
    return bool(pasted(source, node))


def _silent(source: Source, captures: Captures, body: Node) -> bool:
    """Not even a comment."""
    return not body.named_children


def _does_nothing(source: Source, captures: Captures, body: Node) -> bool:
    """A comment is no excuse: empty, or a bare return."""
    return all(s.type == "return_statement" and not s.named_children for s in children(body))


def _speaks_of_passwords(source: Source, captures: Captures, node: Node) -> bool:
    """The statement, or the name of the function around it."""
    for parent in parents(node):
        if parent.type.endswith(("statement", "declaration", "let_declaration")):
            name = parent.child_by_field_name("name")
            if _PASSWORD.search(text_of(name) if name is not None else text_of(parent)[:400]):
                return True
        if parent.type in placing.FUNCTIONS:
            name = parent.child_by_field_name("name")
            return name is not None and bool(_PASSWORD.search(text_of(name)))
    return False


def _requested(source: Source, captures: Captures, node: Node) -> bool:
    return bool(_REQUEST.search(text_of(node)[:400]))


def _internal(source: Source, captures: Captures, node: Node) -> bool:
    return not _requested(source, captures, node)


def _long_sleep(source: Source, captures: Captures, node: Node) -> bool:
    """Half a second or more, as written; what is computed is not judged."""
    text = text_of(captures["body"])
    if re.search(r"[A-Za-z_]+\s*\*|\*\s*[a-z]\w*\b(?!\.)", text) and "time." not in text:
        return False
    numbers = [float(n.replace("_", "")) for n in _NUMBER.findall(text)]
    unit = next((v for k, v in _UNITS.items() if k in text), 1)
    if not numbers and unit >= 1000 and "." in text:
        numbers = [1.0]
    return any(n * unit >= _LONG for n in numbers) and not placing.in_loop(node)


def _only_waits(source: Source, captures: Captures, body: Node) -> bool:
    """A promise whose function does more than set a timer waits for that, for a time."""
    return body.type != "statement_block" or len(children(body)) == 1


PREDICATES: dict[str, Predicate] = {
    "varies": _varies,
    "requested": _requested,
    "internal": _internal,
    "built": _built,
    "sql": _sql,
    "silent": _silent,
    "does nothing": _does_nothing,
    "speaks of passwords": _speaks_of_passwords,
    "long sleep": _long_sleep,
    "only waits": _only_waits,
    **excuses.PREDICATES,
    **leaks.PREDICATES,
    **placing.PREDICATES,
    **retries.PREDICATES,
    **sameness.PREDICATES,
}
