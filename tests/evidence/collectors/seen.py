"""What a collector answered, short enough for a table of cases."""

from seatrial.evidence.model import Evidence

Seen = tuple[str, str]


def seen(evidence: list[Evidence]) -> list[Seen]:
    """Each outcome with its first place as `path:start-end` (`path:line` for one line)."""
    return [(str(e.outcome), _first(e)) for e in evidence]


def _first(evidence: Evidence) -> str:
    if not evidence.places:
        return ""
    place = evidence.places[0]
    end = "" if place.line_start == place.line_end else f"-{place.line_end}"
    return f"{place.path}:{place.line_start}{end}"


def outcomes(evidence: list[Evidence]) -> set[str]:
    return {str(e.outcome) for e in evidence}
