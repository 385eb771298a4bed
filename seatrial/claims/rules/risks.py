"""Are risks of one impact and one probability ranked alike?"""

import re
from collections.abc import Iterator

from seatrial.claims.model import Contradiction, Kind, Piece
from seatrial.claims.reading import Reading
from seatrial.evidence.model import Check, Severity

CHECK = Check(
    id="claims.risks-ranked-alike",
    statement="Risks of one impact and one probability are ranked alike",
    gate="G12",
    severity=Severity.LOW,
    remedy="Rank both alike, or say what sets them apart.",
)

_RANK = re.compile(
    r"\W*(critical|high|medium|low)\b(\s(priority|risks?|severity))?\W*", re.IGNORECASE
)


def find(reading: Reading) -> Iterator[Contradiction]:
    ranked: dict[tuple[str, str], tuple[str, Piece]] = {}
    for piece in reading.prose:
        weight, rank = _weight(piece), _rank(reading, piece)
        if not weight or not rank:
            continue
        before, other = ranked.setdefault(weight, (rank, piece))
        if before != rank:
            says = (
                f"impact {weight[0]} and probability {weight[1]} rank {before} in one place, {rank}"
                " in the other"
            )
            quotes = reading.quotes(other.line, piece.line)
            yield Contradiction(CHECK.id, says, quotes, severity=Severity.LOW)


def _weight(piece: Piece) -> tuple[str, str] | None:
    if piece.kind is not Kind.ROW:
        return None
    cells = {h.strip(" *").lower(): c for h, c in zip(piece.header, piece.cells, strict=False)}
    impact = cells.get("impact", "")
    probability = cells.get("probability", cells.get("likelihood", ""))
    found = [_RANK.fullmatch(value) for value in (impact, probability)]
    return (found[0][1].lower(), found[1][1].lower()) if found[0] and found[1] else None


def _rank(reading: Reading, piece: Piece) -> str:
    titles = reading.above(piece)
    found = _RANK.fullmatch(titles[-1].text) if titles else None
    return found[1].lower() if found and found[2] else ""
