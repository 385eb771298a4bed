"""Imports artefacts: recognised by content, bound to this tree, one observation a check."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from seatrial import __version__
from seatrial.evidence.importers.artefact import Artefact, read_artefact
from seatrial.evidence.importers.binding import in_utc, why_not_bound
from seatrial.evidence.importers.checks import EXECUTED
from seatrial.evidence.importers.coverage import read_cobertura, read_coverage_json
from seatrial.evidence.importers.drill import SCHEMA, read_drill
from seatrial.evidence.importers.junit import read_junit
from seatrial.evidence.importers.k6 import read_k6
from seatrial.evidence.importers.measured import Measured
from seatrial.evidence.importers.xml_events import root_tag
from seatrial.evidence.model import Check, Evidence, Outcome, Producer, Tier, make_evidence
from seatrial.evidence.survey import Survey
from seatrial.frozen import sha256

# Of several measurements the worst counts: the smallest of these, the largest of all others.
_MORE_IS_BETTER = frozenset(
    {"overall_percent", "critical_percent", "tests", "files", "requests", "minutes", "runs"}
)


def import_artefacts(
    survey: Survey, artefacts: Sequence[Path], critical: Sequence[str] = ()
) -> list[Evidence]:
    """One observation for each check that `artefacts` speak of, the worst of what they say.

    `critical` are patterns (as in .gitignore) of files whose coverage is measured on its own.
    Limits are not applied here: that is the policy's matter. Raises UsageError, naming the file,
    when one cannot be read.
    """
    measured = [m for path in artefacts for m in _read(read_artefact(path), critical)]
    return [
        _merge(survey, check, of_check)
        for check in EXECUTED
        if (of_check := [m for m in measured if m.check.id == check.id])
    ]


def check_artefacts(artefacts: Sequence[Path]) -> None:
    """Raise UsageError for the first that `import_artefacts` could not read."""
    for path in artefacts:
        _read(read_artefact(path), ())


def _read(artefact: Artefact, critical: Sequence[str]) -> list[Measured]:
    start = artefact.content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return _read_xml(artefact, critical)
    if start.startswith(b"{"):
        return _read_json(artefact, critical)
    raise artefact.refuse("it is neither XML nor JSON" if start else "it is empty")


def _read_xml(artefact: Artefact, critical: Sequence[str]) -> list[Measured]:
    root = root_tag(artefact)
    if root in ("testsuites", "testsuite"):
        return read_junit(artefact)
    if root == "coverage":
        return read_cobertura(artefact, critical)
    raise artefact.refuse(f"its outermost XML element is {root[:40]!r}")


def _read_json(artefact: Artefact, critical: Sequence[str]) -> list[Measured]:
    content = artefact.json()
    if str(content.get("schema", "")).startswith(SCHEMA.split("/")[0]):
        return read_drill(artefact)
    if "meta" in content and "files" in content and "totals" in content:
        return read_coverage_json(artefact, critical)
    metrics = content.get("metrics")
    if isinstance(metrics, dict) and not {"http_reqs", "iterations"}.isdisjoint(metrics):
        return read_k6(artefact)
    raise artefact.refuse("its JSON is of no known kind")


def _merge(survey: Survey, check: Check, measured: list[Measured]) -> Evidence:
    """The worst: a failure that counts, then one that does not count or says nothing."""
    unbound = {id(m): why_not_bound(survey, m.made) for m in measured}
    failing = [m for m in measured if m.outcome is Outcome.FAILS and not unbound[id(m)]]
    if failing:
        return _observe(survey, check, Outcome.FAILS, _joined(failing), failing)
    doubtful = [m for m in measured if unbound[id(m)] or m.outcome is Outcome.UNAVAILABLE]
    if doubtful:
        whys = [f"{m.artefact.path.name!r}: {unbound[id(m)] or m.message}" for m in doubtful]
        return _observe(survey, check, Outcome.UNAVAILABLE, "; ".join(whys), doubtful)
    return _observe(survey, check, Outcome.HOLDS, _joined(measured), measured)


def _joined(measured: Iterable[Measured]) -> str:
    return "; ".join(dict.fromkeys(m.message for m in measured))


def _observe(
    survey: Survey, check: Check, outcome: Outcome, message: str, told: list[Measured]
) -> Evidence:
    counts = outcome is not Outcome.UNAVAILABLE
    stamps = [in_utc(m.made.produced_at) for m in told if m.made.produced_at]
    return make_evidence(
        check=check.id,
        outcome=outcome,
        message=survey.snapshot.redact(message),
        producer=Producer(name="import", version=__version__, sha256=_digest(told)),
        subject=survey.subject,
        tier=Tier.EXECUTED if counts else Tier.CLAIMED,
        metric=_worst(told) if counts else {},
        produced_at=min(stamps, default=None),
    )


def _digest(told: list[Measured]) -> str:
    """The artefact's own digest; of several, that of their digests in order."""
    digests = sorted({m.artefact.sha256 for m in told})
    return digests[0] if len(digests) == 1 else sha256("\n".join(digests).encode())


def _worst(told: list[Measured]) -> dict[str, float]:
    names = sorted({name for m in told for name in m.metric})
    return {
        name: (min if name in _MORE_IS_BETTER else max)(
            m.metric[name] for m in told if name in m.metric
        )
        for name in names
    }
