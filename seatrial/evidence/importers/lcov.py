"""LCOV tracefiles, as lcov, Jest, c8, cargo-llvm-cov and others write them.

Format: https://github.com/linux-test-project/lcov (man page geninfo, "TRACEFILE FORMAT"). Lines
are counted one by one: the totals LF and LH are not believed.
"""

from seatrial.evidence.importers.artefact import Artefact
from seatrial.evidence.importers.coverage import Covered, measured_coverage
from seatrial.evidence.importers.measured import Context, Measured

NAME = "LCOV"
_END = "end_of_record"


def recognises(artefact: Artefact) -> bool:
    return artefact.start.startswith((b"TN:", b"SF:"))


def read(artefact: Artefact, context: Context) -> list[Measured]:
    lines = [line.strip() for line in artefact.text.splitlines()]
    if [line for line in lines if line][-1] != _END:
        raise artefact.refuse(f"it is cut off: it does not end with {_END!r}")
    files: dict[str, dict[str, bool]] = {}
    hit: dict[str, bool] = {}
    for line in lines:
        if line.startswith("SF:"):
            # Tests of several runs name a file several times: a line counts once.
            hit = files.setdefault(line[3:].replace("\\", "/"), {})
        elif line.startswith("DA:"):
            number, executed = _line(artefact, line)
            hit[number] = hit.get(number, False) or executed
    covered = [Covered(path, sum(hits.values()), len(hits)) for path, hits in files.items()]
    return measured_coverage(artefact, covered, context)


def _line(artefact: Artefact, text: str) -> tuple[str, bool]:
    """`DA:12,3` or `DA:12,3,checksum`."""
    number, _, rest = text[3:].partition(",")
    count = rest.partition(",")[0]
    try:
        return number, float(count) > 0
    except ValueError as error:
        raise artefact.refuse(f"its line {text[:60]!r} has no count") from error
