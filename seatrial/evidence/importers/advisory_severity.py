"""How grave an advisory is: its database's word, else its CVSS 3 vector, else not stated.

Formula: https://www.first.org/cvss/v3.1/specification-document#7-4-Metric-Values
"""

import math

from seatrial.evidence.importers.advisory_dump import Advisory
from seatrial.evidence.model import Severity

_WORDS = {
    "LOW": Severity.LOW,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}
_VALUES = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {
    "U": {"N": 0.85, "L": 0.62, "H": 0.27},
    "C": {"N": 0.85, "L": 0.68, "H": 0.5},
}


def severity_of(advisory: Advisory) -> Severity | None:
    """None when it is not stated. Packages made to do harm are critical."""
    if advisory.id.startswith("MAL-"):
        return Severity.CRITICAL
    if word := _WORDS.get(advisory.word.upper()):
        return word
    rated = [*advisory.severity, *(s for a in advisory.affected for s in a.severity)]
    scores = [base_score(str(s.get("score"))) for s in rated if s.get("type") == "CVSS_V3"]
    known = [score for score in scores if score is not None]
    return _rated(max(known)) if known else None


def base_score(vector: str) -> float | None:
    """The base score of a CVSS 3 vector, None for what is none."""
    parts = dict(part.split(":", 1) for part in vector.split("/") if ":" in part)
    try:
        value = {name: table[parts[name]] for name, table in _VALUES.items()}
        privileges = _PRIVILEGES[parts["S"]][parts["PR"]]
    except KeyError:
        return None
    lost = 1 - (1 - value["C"]) * (1 - value["I"]) * (1 - value["A"])
    changed = parts["S"] == "C"
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if changed else 6.42 * lost
    if impact <= 0:
        return 0.0
    ease = 8.22 * value["AV"] * value["AC"] * privileges * value["UI"]
    return _rounded_up(min((1.08 if changed else 1.0) * (impact + ease), 10.0))


def _rounded_up(score: float) -> float:
    """To one place, by the rule of appendix A that leaves out noise of floating point."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10


def _rated(score: float) -> Severity:
    bounds = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))
    return next((severity for bound, severity in bounds if score >= bound), Severity.LOW)
