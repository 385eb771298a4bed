"""What `check-report` says of documents: as text, JSON or SARIF."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from seatrial import __version__
from seatrial.certificate.sarif import sarif
from seatrial.claims.checked import Checked
from seatrial.claims.model import Contradiction
from seatrial.escape import terminal
from seatrial.evidence.finding import findings_of
from seatrial.evidence.model import (
    Check,
    Evidence,
    Outcome,
    Place,
    Producer,
    Severity,
    Subject,
    make_evidence,
)

SCHEMA = "seatrial.check-report/1"
_MOST_PLACES = 5
_SHOWN = (Outcome.FAILS, Outcome.UNAVAILABLE, Outcome.NOT_APPLICABLE, Outcome.HOLDS)
_PRODUCER = Producer(name="seatrial", version=__version__)


@dataclass(frozen=True)
class Examined:
    """One document and what was found. `against` is what the repository says of its claims."""

    name: str
    sha256: str
    checked: Checked
    against: tuple[Evidence, ...] = ()


def as_text(examined: Sequence[Examined], checks: Mapping[str, Check]) -> str:
    lines = [line for one in examined for line in _text(one, checks)]
    return "\n".join(terminal(line) for line in lines)


def _text(one: Examined, checks: Mapping[str, Check]) -> Iterator[str]:
    found = one.checked.contradictions
    kind = "a readiness document" if one.checked.readiness else "not a readiness document"
    count = f"{len(found)} contradiction{'' if len(found) == 1 else 's'}"
    yield f"{one.name}: {count} in {one.checked.lines} lines of {one.checked.form}, {kind}"
    if one.against:
        yield f"    against the tree: {_outcomes(one)}"
    yield f"    read: {_counted(one.checked)}"
    for note in one.checked.notes:
        yield f"    note: {note}"
    for seen in found:
        yield from _told(seen, checks)
    for e in sorted(one.against, key=lambda e: _SHOWN.index(e.outcome)):
        yield from _against(e)


def _outcomes(one: Examined) -> str:
    told = Counter(str(e.outcome) for e in one.against)
    return ", ".join(f"{n} {outcome}" for outcome, n in sorted(told.items()))


def _told(seen: Contradiction, checks: Mapping[str, Check]) -> Iterator[str]:
    yield ""
    yield f"  line {seen.line} {_severity(seen, checks)} {seen.rule}: {seen.says}"
    for quote in seen.quotes:
        yield f"    {quote.line:>5} | {quote.text}"
    if seen.computed:
        yield f"    by what stands there: {seen.computed}"


def _against(e: Evidence) -> Iterator[str]:
    first, *others = e.places
    if e.outcome is Outcome.HOLDS:
        places = "".join(f", {p.path}:{p.line_start}" for p in others[:1])
        yield f"  HOLDS {e.check}: {e.message} (line {first.line_start}{places})"
        return
    yield ""
    yield f"  {e.outcome} {e.check}: {e.message}"
    yield f"    {first.line_start:>5} | {first.quote}"
    for place in others[:_MOST_PLACES]:
        yield f"          {place.path}:{place.line_start} | {place.quote}"


def _counted(checked: Checked) -> str:
    kinds = dict.fromkeys(i.kind for i in checked.items)
    told = (
        f"{len(checked.called(k))} {k}{'' if len(checked.called(k)) == 1 else 's'}" for k in kinds
    )
    return ", ".join(told) or "nothing that it states was recognised"


def _severity(seen: Contradiction, checks: Mapping[str, Check]) -> Severity:
    return seen.severity or checks[seen.rule].severity


def as_json(examined: Sequence[Examined], checks: Mapping[str, Check]) -> str:
    documents = [_document(one, checks) for one in examined]
    told = {"schema": SCHEMA, "seatrial": __version__, "documents": documents}
    return json.dumps(told, indent=2, ensure_ascii=False)


def _document(one: Examined, checks: Mapping[str, Check]) -> dict[str, Any]:
    return {
        "name": one.name,
        "sha256": one.sha256,
        "form": one.checked.form,
        "lines": one.checked.lines,
        "readiness": one.checked.readiness,
        "notes": list(one.checked.notes),
        "items": [asdict(item) for item in one.checked.items],
        "contradictions": [
            {**asdict(c), "severity": _severity(c, checks)} for c in one.checked.contradictions
        ],
        "claims": [e.model_dump(mode="json") for e in one.against],
    }


def as_sarif(examined: Sequence[Examined], checks: Mapping[str, Check], tree: str = "") -> str:
    evidence = [e for one in examined for e in (*_evidence(one, tree), *one.against)]
    log = sarif(findings_of(evidence, checks), checks, tree)
    return json.dumps(log, indent=2, ensure_ascii=False)


def _evidence(one: Examined, tree: str) -> Iterator[Evidence]:
    for seen in one.checked.contradictions:
        yield make_evidence(
            check=seen.rule,
            outcome=Outcome.FAILS,
            message=seen.says,
            producer=_PRODUCER,
            subject=Subject(tree=tree),
            severity=seen.severity,
            places=tuple(
                Place(
                    path=one.name,
                    line_start=q.line,
                    line_end=q.line,
                    quote=q.text,
                    sha256=one.sha256,
                )
                for q in seen.quotes
            ),
        )
