"""Plots as SVG: text and shapes alone, no script, readable on light and dark pages."""

import math
from collections.abc import Sequence
from html import escape

_WIDE, _ROW, _LABEL, _VALUE = 720, 30, 190, 70
_STYLE = """<style>
text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600;font-size:15px}
.m{fill:#57606a}.a{fill:#0969da}.b{fill:#8c959f}.g{fill:none;stroke:#d0d7de}
.l{fill:none;stroke:#0969da;stroke-width:2}.r{fill:#d0d7de}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.m{fill:#9198a1}.a{fill:#4493f8}
.b{fill:#656c76}.g{stroke:#3d444d}.l{stroke:#4493f8}.r{fill:#30363d}}
</style>"""


def bars(title: str, rows: Sequence[tuple[str, int, int]], first: str = "") -> str:
    """Of each row its name, how many, of how many; the row named `first` stands out."""
    room = _WIDE - _LABEL - _VALUE - 20
    parts = []
    for k, (name, hits, of) in enumerate(rows):
        y = 48 + k * _ROW
        width = round(room * hits / of, 1) if of else 0
        kind = "a" if not first or name == first else "b"
        parts += [
            _text(_LABEL - 10, y + 15, name, anchor="end"),
            f'<rect class="r" x="{_LABEL}" y="{y}" width="{room}" height="20" rx="3"/>',
            f'<rect class="{kind}" x="{_LABEL}" y="{y}" width="{width}" height="20" rx="3"/>',
            _text(_LABEL + room + 10, y + 15, f"{hits} of {of}", kind="m"),
        ]
    return _whole(title, 60 + len(rows) * _ROW, parts)


def growth(title: str, points: Sequence[tuple[float, float]], across: str, up: str) -> str:
    """Both axes by powers of ten: a straight line is a power, and its slope the exponent."""
    left, top, wide, high = 70, 50, _WIDE - 110, 260
    x0, x1 = _powers([x for x, _ in points])
    y0, y1 = _powers([y for _, y in points])

    def at(x: float, y: float) -> tuple[float, float]:
        across = left + wide * (math.log10(x) - x0) / (x1 - x0)
        down = top + high * (1 - (math.log10(y) - y0) / (y1 - y0))
        return round(across, 1), round(down, 1)

    parts = []
    for power in range(x0, x1 + 1):
        x, _ = at(10**power, 10**y0)
        parts.append(f'<path class="g" d="M{x} {top}V{top + high}"/>')
        parts.append(_text(x, top + high + 20, f"{10**power:,}", anchor="middle", kind="m"))
    for power in range(y0, y1 + 1):
        _, y = at(10**x0, 10**power)
        parts.append(f'<path class="g" d="M{left} {y}H{left + wide}"/>')
        parts.append(_text(left - 8, y + 4, f"{10**power:g}", anchor="end", kind="m"))
    places = [at(x, y) for x, y in points]
    line = "L".join(f"{x} {y}" for x, y in places)
    parts.append(f'<path class="l" d="M{line}"/>')
    for (x, y), (_, value) in zip(places, points, strict=True):
        parts.append(f'<circle class="a" cx="{x}" cy="{y}" r="4"/>')
        parts.append(_text(x, y - 10, f"{value:.1f}", anchor="middle"))
    parts.append(_text(left + wide, top + high + 40, across, anchor="end", kind="m"))
    parts.append(_text(left, top - 10, up, kind="m"))
    return _whole(title, top + high + 55, parts)


def _powers(values: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)


def _text(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> str:
    shown = f' class="{kind}"' if kind else ""
    return f'<text{shown} x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'


def _whole(title: str, high: float, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high:g}" role="img">'
    body = "\n".join([f"<title>{escape(title)}</title>", _STYLE, _text(10, 24, title, kind="t")])
    return "\n".join([head, body, *parts, "</svg>\n"])
