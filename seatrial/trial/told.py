"""A trial in plain lines, for a terminal. Nothing is escaped here."""

from collections.abc import Iterator, Sequence

from seatrial.certificate.detection import Detection, Planted

_MOST_ELSEWHERE = 20


def told(detection: Detection) -> list[str]:
    """Tables first, what the audit is blind to, then the sentence of the certificate."""
    return list(_lines(detection))


def _lines(d: Detection) -> Iterator[str]:
    if d.faults:
        yield f"{'gate':<6}{'found':<24}{'decoys flagged':<24}"
    for g in d.gates:
        yield f"{g.gate:<6}{g.faults.told:<24}{g.decoys.told:<24}"
    if d.faults:
        yield f"{'all':<6}{d.overall.told:<24}{d.flagged.told:<24}"
        yield f"what a tool can see: {d.by_tool.told}; what must be read: {d.by_reader.told}"
    yield from _places("missed", [p for p in d.faults if not p.found_by])
    yield from _places("found", [p for p in d.faults if p.found_by])
    yield from _places("decoy flagged", [p for p in d.decoys if p.found_by])
    for rule in d.elsewhere[:_MOST_ELSEWHERE]:
        yield f"new elsewhere: {rule}"
    if len(d.elsewhere) > _MOST_ELSEWHERE:
        yield f"new elsewhere: {len(d.elsewhere) - _MOST_ELSEWHERE} more findings"
    if d.without:
        yield f"no kind of fault is written for: {', '.join(d.without)}"
    if d.faults and d.short:
        yield f"{d.asked} were asked for: {d.short}"
    if d.reliability:
        yield f"how far stated confidence fits: {d.reliability.summary}"
        yield from d.reliability.rows
    yield f"seed {d.seed}; {d.mode}"
    yield d.summary


def _places(word: str, planted: Sequence[Planted]) -> Iterator[str]:
    for p in sorted(planted, key=lambda p: (p.gate, p.kind, p.path, p.line_start)):
        by = f" by {', '.join(p.found_by)}" if p.found_by else ""
        place = f"{p.path}:{p.line_start}-{p.line_end}"
        yield f"{word}: {p.gate} {p.kind} ({p.severity}, {p.seen_by}), {place}{by}"
