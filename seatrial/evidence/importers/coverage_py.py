"""coverage.py's JSON: statements, and branches where they were measured.

Format: https://coverage.readthedocs.io/en/latest/commands/cmd_json.html
"""

from datetime import datetime

from pydantic import BaseModel, Field

from seatrial.evidence.importers.artefact import Artefact, Made
from seatrial.evidence.importers.coverage import Covered, measured_coverage
from seatrial.evidence.importers.measured import Context, Measured

NAME = "coverage.py JSON"


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


def recognises(artefact: Artefact) -> bool:
    return artefact.object.keys() >= {"meta", "files", "totals"}


def read(artefact: Artefact, context: Context) -> list[Measured]:
    report = artefact.read_as(_Report, "coverage.py's JSON")
    files = [
        Covered(
            path.replace("\\", "/"),
            f.summary.covered_lines + f.summary.covered_branches,
            f.summary.num_statements + f.summary.num_branches,
        )
        for path, f in report.files.items()
    ]
    return measured_coverage(artefact, files, context, Made(produced_at=report.meta.timestamp))
