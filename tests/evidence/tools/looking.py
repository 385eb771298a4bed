"""Runs a tool over a small tree the way an audit does."""

from seatrial.evidence.model import Outcome
from seatrial.evidence.survey import Survey
from seatrial.evidence.tools.observe import evidence_of_tool
from tests.trees import SEATRIAL, snapshot_of, write_tree


def look(tmp_path, tool, files):
    return look_at(tmp_path, tool, write_tree(tmp_path / "tree", files))


def look_at(tmp_path, tool, root):
    snapshot, batches = snapshot_of(root, tmp_path / "state")
    evidence = evidence_of_tool(Survey(snapshot, SEATRIAL), batches, tool)
    batches.cache.close()
    return evidence


def failing(evidence):
    """(check, path, first line, last line) of every failing observation."""
    return {
        (e.check, p.path, p.line_start, p.line_end)
        for e in evidence
        if e.outcome is Outcome.FAILS
        for p in e.places
    }


def outcomes(evidence):
    return {e.outcome for e in evidence}
