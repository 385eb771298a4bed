"""Artefacts of runs (test reports, coverage, load, drills) that become executed evidence."""

from seatrial.evidence.importers.checks import EXECUTED
from seatrial.evidence.importers.claimed import claims_in_tree
from seatrial.evidence.importers.take import check_artefacts, import_artefacts, not_imported

__all__ = ["EXECUTED", "check_artefacts", "claims_in_tree", "import_artefacts", "not_imported"]
