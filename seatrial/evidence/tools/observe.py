"""Turns what a tool saw into evidence: the one way from rows to outcomes, for every tool."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from seatrial.batch import Batches, Unread
from seatrial.evidence.code.table import covered
from seatrial.evidence.model import Evidence, Severity
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.tools.constants import only_constants
from seatrial.evidence.tools.table import OURS, TABLE, ToolCheck
from seatrial.evidence.tools.tool import Hit, Rows, Tool
from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.model import Entry, Role
from seatrial.snapshot.snapshot import Snapshot

# Languages whose programs no tool of this version reads. Shell and SQL are glue, not programs.
_OTHERS = PROGRAMMING - {"python", "shell", "powershell", "sql"}
_LONGEST = 200
_NAMED = 3
# The head of the function that a line stands in, when it is near.
_HEAD = re.compile(r"\s*(async\s+)?def\s")
_NEAR = 15
_FOLLOWING = 5
_ANSWERS = re.compile(r"\s*@[\w.]{1,100}\.(route|get|post|put|patch|delete|websocket)\(")
_COMMAND = re.compile(r"\s*@[\w.]{1,100}\.(command|argument|option)\(")


@dataclass(frozen=True)
class Reading:
    """A tool's hits by path where it has any, and why a path could not be read. `stopped`: it
    read nothing."""

    hits: Mapping[str, tuple[Hit, ...]] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    stopped: str = ""


def evidence_of_tool(survey: Survey, batches: Batches, tool: Tool) -> list[Evidence]:
    """Evidence of `tool` for each of its checks in the table; the survey's producer is replaced
    by the tool's own."""
    own = replace(survey, producer=tool.producer)
    checks = [row for row in TABLE if row.rules_of(tool.name)]
    roles = frozenset(role for row in checks for role in row.roles)
    look = _Look(own, tool, _read(survey.snapshot, batches, tool, roles))
    return [e for row in checks for e in look.observe(row)]


def _read(snapshot: Snapshot, batches: Batches, tool: Tool, roles: frozenset[Role]) -> Reading:
    files = tool.scope.files(snapshot, roles)
    unread = tool.scope.unreadable(snapshot, roles)
    if not files or (reason := tool.missing()):
        return Reading(unread=unread, stopped=reason if files else "")
    chosen = [e for e in files if tool.may_match(snapshot.raw(e.path))]
    seen = batches.read(tool, {e.sha256: e.path for e in chosen})
    hits = {}
    for entry in chosen:
        rows = _rows(seen[entry.sha256])
        if rows.hits:
            hits[entry.path] = rows.hits
        if rows.unread:
            unread[entry.path] = rows.unread
    reasons = {str(r.reason) for r in seen.values() if isinstance(r, Unread)}
    died = bool(chosen) and all(isinstance(r, Unread) for r in seen.values())
    return Reading(hits, unread, stopped=min(reasons) if died and len(chosen) > 1 else "")


def _rows(seen: object) -> Rows:
    return Rows(unread=seen.reason) if isinstance(seen, Unread) else Rows.model_validate(seen)


def _elsewhere(survey: Survey, row: ToolCheck) -> Counter[str]:
    """Lines of programs in languages that neither a tool nor our own rules read for a check."""
    if OURS in row.check.producers:
        return Counter()  # our own rules speak of all other languages
    found = Counter[str]()
    for entry in survey.sources:
        if entry.language in _OTHERS - covered(row.check.id):
            found[entry.language] += entry.lines
    return found


@dataclass(frozen=True)
class _Look:
    """What one tool saw in one tree, asked check by check."""

    survey: Survey
    tool: Tool
    reading: Reading

    def observe(self, row: ToolCheck) -> list[Evidence]:
        scope = self.tool.scope.files(self.survey.snapshot, row.roles)
        if not scope and not self.reading.unread:
            return [self._without_files(row)]
        if self.reading.stopped:
            why = f"could not look: {self.reading.stopped}; to provide it: {self.tool.provide}"
            return [self.survey.unavailable(row.check, f"{self.tool.name} {why}")]
        struck = [entry.path for entry in scope if entry.path in self.reading.hits]
        seen = [e for path in struck for e in self._failing(row, path)] + self._unread(row)
        return seen or [self._found_nothing(row, scope)]

    def _without_files(self, row: ToolCheck) -> Evidence:
        if not self.tool.scope.programs:
            return self.survey.not_applicable(row.check, f"there are no {self._noun} here")
        others = _elsewhere(self.survey, row)
        if not others:
            return self.survey.not_applicable(row.check, "there is no Python source here")
        return self.survey.unavailable(row.check, self._only_python(others))

    def _found_nothing(self, row: ToolCheck, scope: list[Entry]) -> Evidence:
        """Python does not speak for a part of the program in another language."""
        held = f"{self.tool.name} found nothing in {len(scope)} {self._noun}"
        if self.tool.scope.programs and (others := _elsewhere(self.survey, row)):
            return self.survey.unavailable(row.check, f"{held}; {self._only_python(others)}")
        return self.survey.holds(row.check, held)

    @property
    def _noun(self) -> str:
        return self.tool.scope.noun

    def _only_python(self, others: Counter[str]) -> str:
        return f"not read in this version for: {', '.join(sorted(others))}"

    def _unread(self, row: ToolCheck) -> list[Evidence]:
        named = [f"{path!r} ({why})" for path, why in sorted(self.reading.unread.items())]
        if not named:
            return []
        rest = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        why = f"{self.tool.name} could not read {', '.join(named[:_NAMED])}{rest}"
        return [self.survey.unavailable(row.check, why)]

    def _failing(self, row: ToolCheck, path: str) -> list[Evidence]:
        """One observation a place, however many rules of the check match there."""
        rules = row.rules_of(self.tool.name)
        hits = [h for h in self.reading.hits[path] if h.rule in rules]
        lines = self.survey.snapshot.lines(path) if hits else []
        found: dict[int, Evidence] = {}
        for hit in sorted(hits, key=lambda h: (h.start, h.end, h.rule)):
            text = "\n".join(lines[hit.start - 1 : hit.end])
            if hit.start in found or _is_harmless(row, hit, lines):
                continue
            if row.concerns(hit.message, text):
                found[hit.start] = self._fails(row, path, hit, lines)
        return list(found.values())

    def _fails(self, row: ToolCheck, path: str, hit: Hit, lines: list[str]) -> Evidence:
        said = hit.message[:_LONGEST] + ("…" if len(hit.message) > _LONGEST else "")
        # What only developers run is not open to attack: it is shown, and weighs little.
        weight = _weight(row, hit, lines)
        if self._is_source(path) and is_ancillary(path):
            weight = min(weight, Severity.LOW, key=lambda s: s.rank)
        return self.survey.fails(
            row.check,
            f"{self.tool.name} {hit.rule}: {said}",
            Spot(path, hit.start, hit.end),
            severity=weight if weight is not row.check.severity else None,
        )

    def _is_source(self, path: str) -> bool:
        entry = self.survey.snapshot.find(path)
        return entry is not None and entry.role is Role.SOURCE


def _weight(row: ToolCheck, hit: Hit, lines: list[str]) -> Severity:
    """What the lines of the hit and the head of its function say of it."""
    if row.constant and only_constants(lines, hit.start, hit.end):
        return row.constant
    if row.operator and _is_of_command_line(lines):
        return row.operator
    return row.weight(_with_head(hit, lines))


def _with_head(hit: Hit, lines: list[str]) -> str:
    """The lines of the hit below the first line of the function that they stand in."""
    head = _head(hit, lines)
    return "\n".join([lines[head] if head >= 0 else "", *lines[hit.start - 1 : hit.end]])


def _below(hit: Hit, lines: list[str]) -> str:
    """The lines after the hit that may be of the same function."""
    below = lines[hit.end : hit.end + _FOLLOWING]
    last = next((n for n, line in enumerate(below) if _HEAD.match(line)), len(below))
    return "\n".join(below[:last])


def _head(hit: Hit, lines: list[str]) -> int:
    """Where the function begins, counted from 0; -1 when it is not near."""
    near = range(hit.start - 2, max(0, hit.start - 1 - _NEAR) - 1, -1)
    return next((n for n in near if _HEAD.match(lines[n])), -1)


def _is_harmless(row: ToolCheck, hit: Hit, lines: list[str]) -> bool:
    """What the function says above the hit and what it does below; a word that raises the
    severity outweighs what is said."""
    head = _head(hit, lines)
    said = "\n".join(lines[head if head >= 0 else hit.start - 1 : hit.end])
    return row.is_counted(_below(hit, lines)) or (
        row.is_harmless(said) and not row.is_raised(_with_head(hit, lines))
    )


def _is_of_command_line(lines: list[str]) -> bool:
    """A module of commands of Click or Typer that answers no request."""
    return any(map(_COMMAND.match, lines)) and not any(map(_ANSWERS.match, lines))
