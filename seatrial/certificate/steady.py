"""Compares audits of one snapshot: which findings all of them made, and what they came to.

Pure: whoever repeated the audits hands over what each came to.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from seatrial.certificate.model import Certificate
from seatrial.certificate.stability import Flip, Likeness, Seen, Stability
from seatrial.evidence.finding import Finding, Source, Standing, numbered, where
from seatrial.frozen import Frozen, sha256

LEVEL = "level"
_NONE: frozenset[str] = frozenset()


class Repeat(Frozen):
    """What one audit came to: digests of its evidence and of its certificate without the run, its
    findings by fingerprint, those of them in full that the first did not make, and the words that
    gates, environments and the level got."""

    evidence: str
    certificate: str
    tools: frozenset[str]
    claims: frozenset[str]
    new: tuple[Finding, ...]
    gates: dict[str, str]
    verdicts: dict[str, str]

    @property
    def found(self) -> frozenset[str]:
        return self.tools | self.claims


def repeat_of(certificate: Certificate, evidence: bytes, known: frozenset[str] = _NONE) -> Repeat:
    """`certificate` in short. `known` are the fingerprints that the first audit found."""
    body = certificate.model_dump_json(exclude={"run"})
    return Repeat(
        evidence=sha256(evidence),
        certificate=sha256(body.encode()),
        tools=_by(certificate, Source.TOOL),
        claims=_by(certificate, Source.MODEL),
        new=tuple(f for f in certificate.findings if f.fingerprint not in known),
        gates={g.gate: f"{g.status}{' (held)' if g.held else ''}" for g in certificate.gates},
        verdicts={**certificate.verdicts, LEVEL: certificate.level},
    )


def _by(certificate: Certificate, source: Source) -> frozenset[str]:
    return frozenset(f.fingerprint for f in certificate.findings if f.source is source)


def stability_of(certificate: Certificate, audits: Sequence[Repeat]) -> Stability:
    """What `audits` have in common, the first of which came to `certificate`."""
    counted = Counter(fp for audit in audits for fp in audit.found)
    known = {f.fingerprint: f for a in reversed(audits) for f in a.new}
    known |= {f.fingerprint: f for f in certificate.findings}
    unsteady = [_seen(known[fp], n) for fp, n in counted.items() if n < len(audits)]
    unsteady.sort(key=lambda s: (s.source is Source.MODEL, s.rule, s.place, s.fingerprint))
    first, claims = audits[0], [a.claims for a in audits]
    return Stability(
        runs=len(audits),
        mode=certificate.reading.mode,
        findings=len(counted),
        steady=len(counted) - len(unsteady),
        likeness=likeness([a.found for a in audits]),
        by_tools=likeness([a.tools for a in audits]),
        by_model=likeness(claims) if certificate.reading.model else None,
        evidence=sum(a.evidence == first.evidence for a in audits),
        certificates=sum(a.certificate == first.certificate for a in audits),
        verdict_flips=tuple(_flips([a.verdicts for a in audits])),
        gate_flips=tuple(_flips([a.gates for a in audits])),
        unsteady=tuple(unsteady),
    )


def likeness(sets: Sequence[frozenset[str]]) -> Likeness:
    """Over every pair of `sets`, of which there are at least two."""
    shares = [len(a & b) / len(a | b) if a | b else 1.0 for a, b in combinations(sets, 2)]
    mean = sum(shares) / len(shares)
    return Likeness(mean=round(mean, 4), least=round(min(shares), 4), pairs=len(shares))


def steadied(certificate: Certificate, audits: Iterable[Repeat], told: Stability) -> list[Finding]:
    """The findings of all `audits`, marked unstable where no majority made them.

    Those of the first keep their numbers. What a tool found in another run alone is not listed: its
    evidence is not that of this certificate, and `told` says so loudly.
    """
    unstable = {s.fingerprint for s in told.unstable}
    new = {f.fingerprint: f for a in audits for f in a.new if f.source is Source.MODEL}
    known = {f.fingerprint for f in certificate.findings}
    more = [f for fp, f in new.items() if fp not in known]
    more.sort(key=lambda f: (-f.severity.rank, f.rule, where(f), f.fingerprint))
    return numbered([_marked(f, unstable) for f in (*certificate.findings, *more)])


def _marked(finding: Finding, unstable: set[str]) -> Finding:
    if finding.fingerprint not in unstable:
        return finding
    return finding.model_copy(update={"standing": Standing.UNSTABLE})


def _seen(finding: Finding, runs: int) -> Seen:
    path, line = where(finding)
    return Seen(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        gate=finding.gate,
        source=finding.source,
        claim=finding.claim,
        place=f"{path}:{line}" if path else "",
        runs=runs,
    )


def _flips(words: Sequence[Mapping[str, str]]) -> Iterator[Flip]:
    for name in words[0]:
        said = Counter(w[name] for w in words)
        if len(said) > 1:
            yield Flip(of=name, words=dict(sorted(said.items())))
