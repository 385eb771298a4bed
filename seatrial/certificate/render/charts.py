"""The geometry of the charts: plain numbers for inline SVG, rounded so that bytes stay the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

_LEAST = 0.8  # of 100: what there is at all can be seen


@dataclass(frozen=True)
class Part:
    """One stretch of a bar that is 100 wide; `kind` names its colour."""

    kind: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Arc:
    """One sector of the ring: its outline, and where its label stands."""

    path: str
    x: float
    y: float


def stack(counts: Mapping[str, int], whole: int = 0) -> list[Part]:
    """Stretches side by side, those of 0 left out. `whole` (default: their sum) is 100 wide."""
    whole = max(whole or sum(counts.values()), 1)
    there = {kind: n for kind, n in counts.items() if n > 0}
    widths = {kind: max(100 * n / whole, _LEAST) for kind, n in there.items()}
    shrink = min(1.0, 100 / (sum(widths.values()) or 1))
    parts, x = [], 0.0
    for kind, n in there.items():
        width = widths[kind] * shrink
        parts.append(Part(kind, n, round(x, 2), round(width, 2)))
        x += width
    return parts


def ring(n: int, inner: float = 62, outer: float = 92, label: float = 107) -> Sequence[Arc]:
    """`n` equal sectors around (120, 120), clockwise from the top, a small gap between them."""
    step = 2 * pi / max(n, 1)
    gap = min(0.022, step / 8)
    return [_arc(k * step + gap, (k + 1) * step - gap, inner, outer, label) for k in range(n)]


def _arc(start: float, end: float, inner: float, outer: float, label: float) -> Arc:
    large = int(end - start > pi)
    a, b = _at(outer, start), _at(outer, end)
    c, d = _at(inner, end), _at(inner, start)
    path = (
        f"M{a[0]} {a[1]}A{outer} {outer} 0 {large} 1 {b[0]} {b[1]}"
        f"L{c[0]} {c[1]}A{inner} {inner} 0 {large} 0 {d[0]} {d[1]}Z"
    )
    x, y = _at(label, (start + end) / 2)
    return Arc(path, x, y)


def _at(radius: float, angle: float) -> tuple[float, float]:
    return round(120 + radius * sin(angle), 2), round(120 - radius * cos(angle), 2)
