"""Coverage of the tests: coverage.py's JSON, and Cobertura XML, which many tools write.

Formats: https://coverage.readthedocs.io/en/latest/commands/cmd_json.html and
https://github.com/cobertura/web/blob/master/htdocs/xml/coverage-04.dtd
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from pathspec import GitIgnoreSpec
from pydantic import BaseModel, Field, ValidationError

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.checks import COVERAGE_MEASURED
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.importers.xml_events import elements
from seatrial.evidence.model import Outcome


@dataclass(frozen=True)
class _File:
    """Statements (and branches, where they were measured) of one file."""

    path: str
    covered: int
    all: int


class _Summary(BaseModel):
    covered_lines: int = Field(ge=0)
    num_statements: int = Field(ge=0)
    covered_branches: int = Field(default=0, ge=0)
    num_branches: int = Field(default=0, ge=0)


class _FileReport(BaseModel):
    summary: _Summary


class _Meta(BaseModel):
    timestamp: datetime | None = None


class _Report(BaseModel):
    meta: _Meta
    files: dict[str, _FileReport]


def read_coverage_json(artefact: Artefact, critical: Sequence[str]) -> list[Measured]:
    try:
        report = _Report.model_validate(artefact.json())
    except ValidationError as error:
        raise artefact.refuse(f"it is not coverage.py's JSON ({_first(error)})") from error
    files = [
        _File(
            path.replace("\\", "/"),
            f.summary.covered_lines + f.summary.covered_branches,
            f.summary.num_statements + f.summary.num_branches,
        )
        for path, f in report.files.items()
    ]
    return [_measured(artefact, files, critical, report.meta.timestamp)]


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    return f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"[:150]


def read_cobertura(artefact: Artefact, critical: Sequence[str]) -> list[Measured]:
    """Counted line by line: the rates in the attributes are rounded."""
    files: list[_File] = []
    made: datetime | None = None
    for event, element in elements(artefact, "class"):
        if event == "start" and element.tag == "coverage":
            made = _since_epoch(element.get("timestamp") or "")
        elif event == "end" and element.tag == "class":
            files.append(_class(artefact, element))
    return [_measured(artefact, files, critical, made)]


def _since_epoch(text: str) -> datetime | None:
    """coverage.py writes milliseconds, other tools seconds."""
    if not text.isascii() or not text.isdigit() or len(text) > 13:
        return None
    number = int(text)
    return datetime.fromtimestamp(number / 1000 if len(text) > 11 else number, UTC)


def _class(artefact: Artefact, element: Element) -> _File:
    # Only <class><lines>: lines below <methods> are the same ones again.
    hits = [line.get("hits") or "0" for line in element.findall("./lines/line")]
    try:
        covered = sum(int(h) > 0 for h in hits)
    except ValueError as error:
        raise artefact.refuse("a 'hits' in its XML is not a number") from error
    return _File((element.get("filename") or "").replace("\\", "/"), covered, len(hits))


def _measured(
    artefact: Artefact, files: list[_File], critical: Sequence[str], at: datetime | None
) -> Measured:
    made = Made(produced_at=at).completed_by(artefact.beside)
    if not sum(f.all for f in files):
        why = "the coverage report measured no statement"
        return Measured(COVERAGE_MEASURED, Outcome.UNAVAILABLE, why, artefact, made)
    metric = {"overall_percent": _percent(files), "files": float(len(files))}
    message = f"the tests cover {metric['overall_percent']:.1f} % of {len(files)} files"
    spec = GitIgnoreSpec.from_lines(critical)
    if chosen := [f for f in files if f.all and critical and spec.match_file(f.path)]:
        metric["critical_percent"] = _percent(chosen)
        message += f", {metric['critical_percent']:.1f} % of {len(chosen)} critical files"
    elif critical:
        why = f"no measured file matches the critical paths {', '.join(critical)!r}"
        return Measured(COVERAGE_MEASURED, Outcome.UNAVAILABLE, why, artefact, made)
    return Measured(COVERAGE_MEASURED, Outcome.HOLDS, message, artefact, made, metric=metric)


def _percent(files: Iterable[_File]) -> float:
    """Rounded down, so that 74.996 does not become 75."""
    covered, total = 0, 0
    for file in files:
        covered, total = covered + file.covered, total + file.all
    return covered * 10_000 // total / 100
