"""Every first-party file of program text parses.

A file may be newer than the interpreter or the grammar that reads it here: what looks like later
syntax is reported as not read, never as broken. In other languages than Python only what no
grammar takes is broken: an unresolved merge, a bracket that is never closed.
"""

import re

from seatrial.evidence.collectors.program_scope import Scope, answer, everything, tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_ancillary, is_test_input, is_test_module
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="wiring.parses",
    statement="Every first-party source file parses",
    gate="G10",
    severity=Severity.HIGH,
    remedy="Correct the syntax error, or move the file to where it is not taken for program text.",
    effort="S",
)
# What the grammar of all versions may not know yet: type parameters and aliases (3.12), bare
# `except A, B:` (3.14), template strings (3.14), and quotes nested in f-strings (3.12), which
# older parsers report as errors of the f-string.
_LATER = re.compile(
    r"\s*(async\s+)?(def|class)\s+\w+\s*\[|\s*type\s+\w+\s*[=\[]|\s*except\s+\w[\w.]*\s*,[^:]*:"
    r"|.*\bt[\"']"
)


def collect(survey: Survey) -> list[Evidence]:
    source, suite = everything(survey), tests(survey)
    broken = [*source.unread, *filter(_is_suite, suite.unread)]
    judged = [path for path in broken if not _is_doubtful(survey, path)]
    failing = [_fails(survey, path) for path in judged]
    doubtful = tuple(path for path in broken if path not in set(judged))
    scope = Scope(
        name=source.name,
        read={**source.read, **suite.read},
        unread=doubtful,
        languages={**source.languages, **suite.languages},
        unopened=(*source.unopened, *suite.unopened),
    )
    return answer(survey, CHECK, scope, failing, f"all {scope.said} parse")


def _is_suite(path: str) -> bool:
    return is_test_module(path) or not (path.endswith(".py") or is_test_input(path))


def _fails(survey: Survey, path: str) -> Evidence:
    """A broken example misleads; a broken module stops the program."""
    severity = Severity.LOW if is_ancillary(path) else None
    broken = survey.unparsed[path]
    message = f"does not parse: {broken.reason}"
    return survey.fails(CHECK, message, Spot(path, broken.line), severity=severity)


def _is_doubtful(survey: Survey, path: str) -> bool:
    """The parser gave up, or the text may be written for another Python."""
    broken = survey.unparsed[path]
    if not path.endswith((".py", ".pyw", ".pyi")):
        return path in survey.code or not broken.line
    if not broken.line or broken.foreign or "f-string" in broken.reason:
        return True
    lines = survey.snapshot.lines(path)
    return bool(_LATER.match(lines[min(broken.line, len(lines)) - 1][:500]))
