"""Collectors of gate G12: readiness documents agree with themselves and with the tree."""

from seatrial.claims.rules import RULES
from seatrial.evidence.collectors.claims import against_tree
from seatrial.evidence.collectors.claims.contradictions import WithoutContradiction
from seatrial.evidence.survey import Collector

CLAIMS: tuple[Collector, ...] = (
    against_tree,
    *(WithoutContradiction(rule.CHECK) for rule in RULES),
)
