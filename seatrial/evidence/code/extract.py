"""Everything that is known of one parsed file, put together."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from seatrial.evidence.code.constants import callee
from seatrial.evidence.code.facts import CodeFacts
from seatrial.evidence.code.leaks import leaked
from seatrial.evidence.code.predicates import satisfies
from seatrial.evidence.code.references import package_of, references_of
from seatrial.evidence.code.source import (
    Captures,
    Source,
    errors_in,
    last_line_of,
    line_of,
    parents,
    shown,
    text_of,
    unquoted,
)
from seatrial.evidence.code.sql import pasted
from seatrial.evidence.code.suites import tests_of
from seatrial.evidence.code.table import Row, Rule
from seatrial.evidence.facts import EnvRead, Hit, Route, Stub
from seatrial.evidence.python.traits import SERVES

_STARTS = "starts"
_TOLD = re.compile(r"(?i)(^|[._])(json|send|render|stringify|info|debug|log)$")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MOST_HITS = 200
_TROJAN = "security.no-trojan-source"


def facts_of(source: Source) -> CodeFacts:
    """The facts of one file. They depend on its content and language alone, never on its path."""
    traits = _traits(source)
    starts = traits.pop(_STARTS, 0)
    broken = next(errors_in(source.root), None) if source.is_broken else None
    return CodeFacts(
        tests=tuple(tests_of(source)),
        env=tuple(_env(source)),
        routes=tuple(_routes(source)),
        stubs=tuple(_stubs(source)),
        prints=tuple(_prints(source)),
        traits=traits,
        serves=SERVES in traits,
        hits=_hits(source),
        references=tuple(references_of(source)),
        package=package_of(source),
        starts=bool(starts),
        broken=f"line {line_of(broken)}: not understood" if broken is not None else "",
        broken_line=line_of(broken) if broken is not None else 0,
    )


# -- rows ------------------------------------------------------------------------------------------


def _places(source: Source, row: Row) -> Iterator[Captures]:
    """Where a row is true; without a query the import, else the word that shows it."""
    if row.query:
        yield from (c for c in source.find(row) if satisfies(source, row.where, c))
        return
    if not source.may_match(row):
        return
    if row.imports:
        found = (node for name, node in source.modules if row.imports.fullmatch(name))
        yield from ({"hit": node} for node in found)
    elif (at := _first_word(source, row)) >= 0:
        node = source.root.descendant_for_byte_range(at, at)
        if node is not None:
            yield {"hit": node}


def _first_word(source: Source, row: Row) -> int:
    """Where a row without a query is shown: the first byte of its pattern, else of a word."""
    if row.needs:
        found = row.needs.search(source.content)
        return found.start() if found else -1
    places = [source.content.find(word) for word in row.words]
    return min((at for at in places if at >= 0), default=-1)


def _traits(source: Source) -> dict[str, int]:
    first: dict[str, int] = {}
    for trait in source.table.trait:
        for captures in _places(source, trait):
            line = line_of(captures["hit"])
            first[trait.name] = min(line, first.get(trait.name, line))
            break
    return dict(sorted(first.items()))


def _hits(source: Source) -> dict[str, tuple[Hit, ...]]:
    found: dict[str, dict[tuple[int, int], Hit]] = {}
    for rule in source.table.rule:
        for captures in _places(source, rule):
            hit = _hit(source, rule, captures)
            found.setdefault(rule.check, {}).setdefault((hit.start, hit.end), hit)
    if lines := _trojan(source.content):
        said = "a bidirectional control character hides what the line says"
        found[_TROJAN] = {(n, n): Hit(start=n, end=n, message=said) for n in lines}
    return {
        check: tuple(hit for _, hit in sorted(hits.items())[:_MOST_HITS])
        for check, hits in sorted(found.items())
    }


def _hit(source: Source, rule: Rule, captures: Captures) -> Hit:
    words = {name: shown(node) for name, node in captures.items()}
    if "pasted" in rule.message:
        words["pasted"] = pasted(source, captures["arg"])
    node = captures["hit"]
    if "leaked" in rule.message:
        words["leaked"] = leaked(source, node)
    return Hit(
        start=line_of(node),
        end=last_line_of(node),
        message=rule.message.format(**words),
        severity=rule.severity,
        service=rule.service,
    )


def _trojan(content: bytes) -> list[int]:
    if b"\xe2\x80" not in content and b"\xe2\x81" not in content:
        return []
    lines = content.decode("utf-8", "replace").split("\n")
    return [n for n, line in enumerate(lines, 1) if _BIDI.search(line)]


# -- particular facts ------------------------------------------------------------------------------


def _env(source: Source) -> Iterator[EnvRead]:
    found = {
        (line_of(c["hit"]), unquoted(text_of(c["name"])), _is_required(c["hit"]))
        for row in source.table.env
        for c in _places(source, row)
    }
    for line, name, required in sorted(found):
        if re.fullmatch(r"[A-Za-z_]\w{0,80}", name):
            yield EnvRead(name=name, line=line, required=required)


def _is_required(node: Node) -> bool:
    """Taken as it is: an argument, a field, `!`, `.unwrap()`; with `||` or a test it may lack."""
    parent = node.parent
    if parent is None:
        return False
    if parent.type == "field_expression":  # Rust: what is done with the result
        return bool(re.search(r"\.(unwrap|expect)$", text_of(parent)))
    if parent.type == "pair" and any(_TOLD.search(callee(p)) for p in parents(parent)):
        return False  # what is not set is left out of an answer
    return parent.type in ("pair", "non_null_expression")


def _routes(source: Source) -> Iterator[Route]:
    found = set[tuple[int, str]]()
    for row in source.table.routes:
        for captures in _places(source, row):
            path = re.sub(r"^[A-Z]+ ", "", unquoted(text_of(captures["path"])).lstrip('r#"'))
            if len(path) < 300:
                path = path if path.startswith("/") else f"/{path}"
                found.add((line_of(captures["path"]), path))
    yield from (Route(path=path, line=line) for line, path in sorted(found))


def _prints(source: Source) -> Iterator[int]:
    rows = (c for row in source.table.prints for c in _places(source, row))
    yield from sorted({line_of(c["hit"]) for c in rows})


def _stubs(source: Source) -> Iterator[Stub]:
    """`live` when the file itself calls it; who else does is asked later."""
    for row in source.table.stubs:
        for captures in _places(source, row):
            name = text_of(captures["name"])
            calls = re.findall(rb"\b%s\s*\(" % re.escape(name.encode()), source.content)
            yield Stub(
                name=name,
                start=line_of(captures["hit"]),
                end=last_line_of(captures["hit"]),
                live=len(calls) > 1,
            )
