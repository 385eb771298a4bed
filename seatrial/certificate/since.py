"""Which findings touch what changed since a git ref. Gates and verdicts never look at it."""

from collections.abc import Mapping, Sequence

from seatrial.certificate.comparison import Since
from seatrial.evidence.finding import Finding
from seatrial.snapshot.change import Change, ChangedFile, How


def since_of(change: Change, findings: Sequence[Finding]) -> Since:
    """Every finding in one of four lists, each in the order of the findings."""
    files = {f.path: f for f in change.files if f.how is not How.DELETED}
    stands = {f.id: _stands(f, files) for f in findings}
    return Since(
        ref=change.ref,
        commit=change.commit,
        files=change.files,
        **{name: tuple(i for i, n in stands.items() if n == name) for name in _LISTS},
    )


_LISTS = ("on_lines", "in_files", "placeless", "outside")


def _stands(finding: Finding, files: Mapping[str, ChangedFile]) -> str:
    here = [(files[p.path], p) for p in finding.places if p.path in files]
    if any(file.touches(place.line_start, place.line_end) for file, place in here):
        return "on_lines"
    if here:
        return "in_files"
    return "outside" if finding.places else "placeless"
