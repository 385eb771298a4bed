"""Imports artefacts: recognised by content, bound to this tree, the worst counts of each check."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from seatrial import __version__
from seatrial.evidence.importers.advisory_dump import read_dump
from seatrial.evidence.importers.artefact import read_artefact
from seatrial.evidence.importers.binding import in_utc, why_not_bound
from seatrial.evidence.importers.checks import EXECUTED
from seatrial.evidence.importers.formats import format_of
from seatrial.evidence.importers.measured import Context, Fault, Measured
from seatrial.evidence.model import (
    Blocks,
    Check,
    Evidence,
    Outcome,
    Producer,
    Tier,
    make_evidence,
)
from seatrial.evidence.survey import Survey
from seatrial.frozen import sha256

# Of several measurements the worst counts: the smallest of these, the largest of all others.
_MORE_IS_BETTER = frozenset(
    {
        "overall_percent",
        "critical_percent",
        "tests",
        "files",
        "requests",
        "rounds",
        "minutes",
        "runs",
        "components",
        "packages",
        "advisories",
    }
)


def import_artefacts(
    survey: Survey, artefacts: Sequence[Path], critical: Sequence[str] = ()
) -> list[Evidence]:
    """Observations of each check that `artefacts` speak of, the worst of what they say.

    `critical` are patterns (as in .gitignore) of files whose coverage is measured on its own.
    Limits are not applied here: that is the policy's matter. Raises UsageError, naming the file,
    when one cannot be read.
    """
    context = Context(survey, critical)
    measured = [m for path in artefacts for m in _read(path, context)]
    by_check = {check: [m for m in measured if m.check.id == check.id] for check in EXECUTED}
    return [e for check, told in by_check.items() if told for e in _merge(survey, check, told)]


def not_imported(survey: Survey, found: Sequence[Evidence]) -> list[Evidence]:
    """What nobody brought though only others can know it: said once, and blocking nothing."""
    why = Fault("only the forge knows, and its settings were not imported")
    told = {e.check for e in found}
    missing = [c for c in EXECUTED if c.blocks is Blocks.NEVER and c.id not in told]
    return [observe(survey, check, Outcome.UNAVAILABLE, why, []) for check in missing]


def check_artefacts(artefacts: Sequence[Path]) -> None:
    """Raise UsageError for the first that `import_artefacts` could not read.

    A folder is read where it is copied: twice would be seconds of waiting.
    """
    for path in artefacts:
        if not path.is_dir():
            _read(path, Context())


def _read(path: Path, context: Context) -> list[Measured]:
    artefact = read_dump(path) if path.is_dir() else read_artefact(path)
    return format_of(artefact).read(artefact, context)


def _merge(survey: Survey, check: Check, measured: list[Measured]) -> list[Evidence]:
    """The worst: what fails and counts, and beside it what does not count or says nothing."""
    unbound = {id(m): why_not_bound(survey, m) for m in measured}
    failing = [m for m in measured if m.outcome is Outcome.FAILS and not unbound[id(m)]]
    doubtful = [m for m in measured if unbound[id(m)] or m.outcome is Outcome.UNAVAILABLE]
    found = [observe(survey, check, Outcome.FAILS, fault, failing) for fault in _faults(failing)]
    if doubtful:
        whys = [f"{m.artefact.path.name!r}: {unbound[id(m)] or m.message}" for m in doubtful]
        why = Fault("; ".join(whys))
        found.append(observe(survey, check, Outcome.UNAVAILABLE, why, doubtful))
    if found:
        return found
    held = [m for m in measured if m.outcome is Outcome.HOLDS]
    outcome = Outcome.HOLDS if held else Outcome.NOT_APPLICABLE
    told = held or measured
    return [observe(survey, check, outcome, Fault(_joined(told)), told)]


def _faults(failing: Sequence[Measured]) -> list[Fault]:
    """What has faults of its own gives each; all others give one together."""
    found = [fault for m in failing for fault in m.faults]
    if plain := [m for m in failing if not m.faults]:
        found.append(Fault(_joined(plain)))
    return found


def _joined(measured: Iterable[Measured]) -> str:
    return "; ".join(dict.fromkeys(m.message for m in measured))


def observe(
    survey: Survey, check: Check, outcome: Outcome, fault: Fault, told: list[Measured]
) -> Evidence:
    """An observation with the digest of what told it. What is not available is but a claim."""
    counts = outcome is not Outcome.UNAVAILABLE
    stamps = [in_utc(m.made.produced_at) for m in told if m.made.produced_at]
    return make_evidence(
        check=check.id,
        outcome=outcome,
        message=survey.snapshot.redact(fault.message),
        producer=Producer(name="import", version=__version__, sha256=_digest(told)),
        subject=survey.subject,
        tier=Tier.EXECUTED if counts else Tier.CLAIMED,
        severity=fault.severity,
        places=tuple(survey.place(spot) for spot in fault.spots),
        metric=_worst(told) if counts else {},
        produced_at=min(stamps, default=None),
    )


def _digest(told: list[Measured]) -> str:
    """The artefact's own digest; of several, that of their digests in order."""
    digests = sorted({m.artefact.sha256 for m in told})
    if not digests:
        return ""
    return digests[0] if len(digests) == 1 else sha256("\n".join(digests).encode())


def _worst(told: list[Measured]) -> dict[str, float]:
    names = sorted({name for m in told for name in m.metric})
    return {
        name: (min if name in _MORE_IS_BETTER else max)(
            m.metric[name] for m in told if name in m.metric
        )
        for name in names
    }
