"""Reads the facts of every first-party file in a language of the tables, in children."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from seatrial.batch import Batches, Unread, json_lines
from seatrial.evidence.code.facts import CodeFacts
from seatrial.evidence.code.table import LANGUAGES
from seatrial.evidence.python.read import Unparsed
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.python.traits import SERVES
from seatrial.frozen import sha256
from seatrial.grammars import grammar_of
from seatrial.process import module
from seatrial.snapshot.model import Entry, Role
from seatrial.snapshot.snapshot import Snapshot


@dataclass
class CodeReading:
    """Facts by path, and files of which nothing or not everything is known."""

    facts: dict[str, CodeFacts] = field(default_factory=dict)
    unparsed: dict[str, Unparsed] = field(default_factory=dict)


@dataclass(frozen=True)
class CodeReader:
    """Our own reader of one language; a changed rule or grammar reads again.

    `grammar` tells TSX from TypeScript, whose objects may have the same bytes.
    """

    language: str
    grammar: str

    @property
    def fingerprint(self) -> str:
        return f"code/{self.language}/{self.grammar} {_sources()}"

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.evidence.code.reader", self.language)
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def read_code(snapshot: Snapshot, batches: Batches) -> CodeReading:
    """Facts of source and test files; vendored and generated ones are left alone."""
    reading = CodeReading()
    for language in LANGUAGES:
        entries = [
            e
            for e in snapshot.files(Role.SOURCE, Role.TEST, language=language)
            if not e.path.endswith((".d.ts", ".d.mts", ".d.cts"))  # declarations: nothing runs
        ]
        for grammar in sorted({grammar_of(e.path, language) for e in entries}):
            chosen = [e for e in entries if grammar_of(e.path, language) == grammar]
            _read(CodeReader(language, grammar), chosen, batches, reading)
    reading.facts = _without_libraries(snapshot, reading.facts)
    return reading


def _without_libraries(snapshot: Snapshot, facts: Mapping[str, CodeFacts]) -> dict[str, CodeFacts]:
    """A package that can serve is no service where no program starts it."""
    sources = {e.path: e.language for e in snapshot.files(Role.SOURCE)}
    own = {p: f for p, f in facts.items() if p in sources and not is_ancillary(p)}
    started = {sources[p] for p, f in own.items() if f.starts}
    idle = {p for p, f in facts.items() if f.serves and _needs_main(sources.get(p, ""), started)}
    return {p: _not_serving(f) if p in idle else f for p, f in facts.items()}


def _needs_main(language: str, started: set[str]) -> bool:
    return language in ("go", "java", "rust") and language not in started


def _not_serving(facts: CodeFacts) -> CodeFacts:
    traits = {name: line for name, line in facts.traits.items() if name != SERVES}
    return facts.model_copy(update={"serves": False, "traits": traits})


def _read(reader: CodeReader, entries: list[Entry], batches: Batches, reading: CodeReading) -> None:
    seen = batches.read(reader, {e.sha256: e.path for e in entries})
    for entry in entries:
        rows = seen[entry.sha256]
        if isinstance(rows, Unread):
            reading.unparsed[entry.path] = Unparsed(rows.reason)
        elif "error" in rows:
            reading.unparsed[entry.path] = Unparsed(rows["error"], rows["line"])
        else:
            facts = reading.facts[entry.path] = CodeFacts.model_validate(rows)
            if facts.broken:
                reading.unparsed[entry.path] = Unparsed(facts.broken, facts.broken_line)


@cache
def _sources() -> str:
    """What decides the facts: our own readers and rules, the grammars."""
    folder = Path(__file__).parent
    own = [p for p in sorted(folder.rglob("*")) if p.suffix in (".py", ".toml")]
    shared = [folder.parent / f"{name}.py" for name in ("facts", "sameness", "secret_names", "sql")]
    content = b"".join(p.read_bytes() for p in [*own, *shared])
    return f"{sha256(content)[:16]} grammars {version('semble-grammars')}"
