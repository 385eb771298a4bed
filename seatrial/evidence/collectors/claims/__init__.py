"""Collectors of gate G12: readiness documents agree with themselves and with the tree."""

from seatrial.claims.rules import RULES
from seatrial.evidence.collectors.claims import against_tree, left_to_a_person
from seatrial.evidence.collectors.claims.comparisons import COMPARISONS
from seatrial.evidence.collectors.claims.contradictions import WithoutContradiction
from seatrial.evidence.collectors.claims.held import AgreesWithTree
from seatrial.evidence.survey import Collector

CLAIMS: tuple[Collector, ...] = (
    against_tree,
    left_to_a_person,
    *(AgreesWithTree(comparison) for comparison in COMPARISONS),
    *(WithoutContradiction(rule) for rule in RULES),
)
