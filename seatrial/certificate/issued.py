"""Reads an issued certificate again, and says in one line why one cannot be believed.

What is checked here shows a careless edit; only a signature shows a careful one.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from seatrial.certificate.model import MANIFEST, SCHEMA_VERSION, Certificate
from seatrial.errors import UsageError
from seatrial.evidence.finding import numbered
from seatrial.frozen import sha256
from seatrial.gates.model import NO_CHECKS, Status, direct_of
from seatrial.gates.verdict import verdict

MOST_BYTES = 128 * 1024 * 1024
_GOOD = (Status.PASS, Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class Issued:
    """A certificate, its bytes, and those of the manifest beside it (None when there is none)."""

    certificate: Certificate
    content: bytes
    manifest: bytes | None

    @property
    def sha256(self) -> str:
        return sha256(self.content)


def read_issued(path: Path, what: str = "certificate") -> Issued:
    """The certificate at `path`. Raises UsageError in one line; `what` it was named as."""
    named = f"{what} {str(path)!r}"
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(f"{named} is larger than {MOST_BYTES} bytes; name a certificate.json")
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{named} cannot be read: {why}; name a certificate.json") from error
    return issued_of(content, _manifest(path), named)


def issued_of(content: bytes, manifest: bytes | None, named: str) -> Issued:
    """As `read_issued`, from bytes."""
    certificate = _parsed(content, named)
    if manifest is not None and _digest_in(manifest) != sha256(content):
        raise UsageError(
            f"{named} was edited: the {MANIFEST} beside it holds another digest;"
            " take the certificate as it was issued"
        )
    for contradiction in contradictions(certificate):
        raise UsageError(
            f"{named} was edited: {contradiction}; take the certificate as it was issued"
        )
    return Issued(certificate, content, manifest)


def _manifest(path: Path) -> bytes | None:
    try:
        return path.with_name(MANIFEST).read_bytes()
    except OSError:
        return None


def _digest_in(manifest: bytes) -> object:
    try:
        return json.loads(manifest)["sha256"]["certificate.json"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _parsed(content: bytes, named: str) -> Certificate:
    try:
        return Certificate.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        schema = _schema(content) if first["type"] != "json_invalid" else ""
        if schema and schema != SCHEMA_VERSION:
            why = f"its schema is {schema!r}, and this Seatrial reads {SCHEMA_VERSION!r}"
        else:
            where = ".".join(str(step) for step in first["loc"])
            why = f"{where}: {first['msg']}" if where else first["msg"]
        raise UsageError(f"{named} is no certificate: {why[:200]}; audit again") from error


def _schema(content: bytes) -> str:
    whole = json.loads(content)
    return str(whole.get("schema_version", ""))[:60] if isinstance(whole, dict) else ""


def contradictions(c: Certificate) -> Iterator[str]:
    """What cannot stand in a certificate as it was issued."""
    if c.schema_version != SCHEMA_VERSION:
        yield f"its schema is {c.schema_version!r}, not {SCHEMA_VERSION!r}"
    yield from _about_verdicts(c)
    met = sum(condition.met for condition in c.conditions)
    if (met, len(c.conditions) - met) != (c.conditions_met, c.conditions_pending):
        yield "it miscounts its conditions"
    for gate in c.gates:
        if gate.status in _GOOD and (gate.held or gate.needs):
            yield f"{gate.gate} is {gate.status} and is held or needs something"
    if [f.id for f in c.findings] != [f.id for f in numbered(c.findings)]:
        yield "its findings are not numbered one after another"
    yield from _about_roll(c)
    yield from _about_direct(c)


def _about_direct(c: Certificate) -> Iterator[str]:
    """What stands behind its checks is what the checks say."""
    for gate in c.gates:
        if gate.direct and gate.direct != direct_of(gate.checks):
            yield f"{gate.gate} miscounts the evidence of its checks"
    if c.direct and c.direct != sum((g.direct for g in c.gates if g.direct), NO_CHECKS):
        yield "it miscounts the evidence of its gates"


def _about_verdicts(c: Certificate) -> Iterator[str]:
    gates = {g.gate: g for g in c.gates}
    if list(c.verdicts) != list(c.environments):
        yield "its verdicts are not those of its environments"
        return
    for environment, needed in c.environments.items():
        if unknown := [g for g in needed if g not in gates]:
            yield f"{environment} needs {unknown[0]}, which it does not hold"
        elif (due := verdict([gates[g] for g in needed])) is not c.verdicts[environment]:
            yield f"{environment} is {c.verdicts[environment]}, and its gates make it {due}"
    for condition in c.conditions:
        gate = gates.get(condition.gate)
        if gate is None or condition.met is not (gate.status in _GOOD and not gate.held):
            yield f"its condition on {condition.gate} is not what the gate says"


def _about_roll(c: Certificate) -> Iterator[str]:
    """Every observation on the roll stands at its check."""
    counted: Counter[str] = Counter()
    for key, n in c.roll.items():
        counted[key.split(" ", 1)[0]] += n
    for gate in c.gates:
        for check in gate.checks:
            if len(check.evidence) != counted[check.check] and not check.cut:
                yield f"{check.check} rests on {len(check.evidence)} observations, its roll on" + (
                    f" {counted[check.check]}"
                )
