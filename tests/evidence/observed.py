"""What tests ask of evidence: outcomes, and where something was seen."""

from collections.abc import Iterable
from pathlib import Path

from seatrial.evidence.model import Evidence
from seatrial.evidence.survey import Collector, Survey
from tests.trees import EXAMPLES, survey_folder, survey_of

# A service of the smallest kind: one file that makes an application.
SERVICE = "from flask import Flask\n\napp = Flask(__name__)\n"


def outcomes(evidence: Iterable[Evidence]) -> list[str]:
    return sorted(str(e.outcome) for e in evidence)


def lines(evidence: Iterable[Evidence]) -> list[tuple[str, int, int]]:
    """Path and lines of every place."""
    return sorted((p.path, p.line_start, p.line_end) for e in evidence for p in e.places)


def observe(collector: Collector, tmp_path: Path, files: dict[str, str]) -> list[Evidence]:
    return collector.collect(survey_of(tmp_path, files))


def example(name: str, tmp_path: Path) -> Survey:
    return survey_folder(EXAMPLES / name, tmp_path / "state")
