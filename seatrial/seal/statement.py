"""in-toto Statements (v1): a claim of a stated kind about things named by their digests.

The kinds are URNs: the project owns no host name, and a name that somebody else may register
tomorrow must not be signed today (docs/decisions/0011-what-is-signed.md).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, ValidationError

from seatrial.certificate.acts import Act, Deed
from seatrial.certificate.model import Certificate
from seatrial.errors import UsageError
from seatrial.frozen import Frozen, canonical, sha256
from seatrial.gates.model import PRODUCTION, Verdict

STATEMENT = "https://in-toto.io/Statement/v1"
READINESS = "urn:seatrial:production-readiness:v1"
ACT = "urn:seatrial:act:v1"
RUN = "urn:seatrial:run:v1"
HEAD = "urn:seatrial:log-head:v1"
STATION = "urn:seatrial:station:v1"
SUMMARY = "https://slsa.dev/verification_summary/v1"


class Subject(Frozen):
    """A thing by its digests: `sha256`, or `gitCommit`."""

    name: str
    digest: dict[str, str]


class Statement(Frozen):
    """What is claimed (`predicate`, of the kind `predicateType`) about `subject`."""

    kind: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: tuple[Subject, ...] = Field(min_length=1)
    predicateType: str
    predicate: dict[str, Any]


class Readiness(Frozen):
    """The predicate of a signed certificate. `log` is the head of the log before it was signed:
    `size:root`."""

    certificate: dict[str, Any]
    log: str


def statement_bytes(subject: Sequence[Subject], kind: str, predicate: dict[str, Any]) -> bytes:
    """The payload to sign: canonical JSON."""
    return canonical(
        {
            "_type": STATEMENT,
            "subject": [s.model_dump() for s in subject],
            "predicateType": kind,
            "predicate": predicate,
        }
    )


def read_statement(payload: dict[str, Any], kind: str, named: str) -> Statement:
    """The statement in `payload`, which must be of `kind`. Raises UsageError."""
    try:
        statement = Statement.model_validate(payload)
    except ValidationError as error:
        raise UsageError(f"{named} is no in-toto statement: {_first(error)}") from error
    if statement.predicateType != kind:
        raise UsageError(f"{named} is a {statement.predicateType[:80]!r}, not a {kind!r}")
    return statement


def tree_subject(repository: str, tree: str) -> Subject:
    """The tree digest is the SHA-256 of the tree's listing (docs/architecture.md, "Words")."""
    return Subject(name=f"tree:{repository}", digest={"sha256": tree})


def subjects_of(certificate: Certificate, file: str) -> list[Subject]:
    """The tree, its commit, the certificate's file (SHA-256 `file`), and every artefact."""
    here = certificate.repository
    commit = [Subject(name=f"commit:{here.name}", digest={"gitCommit": here.commit})]
    return [
        tree_subject(here.name, here.tree),
        *(commit if here.commit else []),
        Subject(name="certificate.json", digest={"sha256": file}),
        *(Subject(name=a.name, digest={"sha256": a.sha256}) for a in certificate.inventory),
    ]


def readiness_bytes(certificate: Certificate, file: str, log: str) -> bytes:
    """The payload of a signed certificate."""
    predicate = {"certificate": certificate.model_dump(mode="json"), "log": log}
    return statement_bytes(subjects_of(certificate, file), READINESS, predicate)


def act_bytes(act: Act) -> bytes:
    subject = [tree_subject(act.repository, act.tree)]
    return statement_bytes(subject, ACT, act.model_dump(mode="json"))


def read_act(payload: dict[str, Any], named: str) -> Act:
    """Raises UsageError."""
    statement = read_statement(payload, ACT, named)
    try:
        act = Act.model_validate(statement.predicate)
    except ValidationError as error:
        raise UsageError(f"{named} is no act: {_first(error)}") from error
    if act_bytes(act) != canonical(payload):
        raise UsageError(f"{named} is no act: it is about another tree than it says")
    return act


def summary_bytes(
    certificate: Certificate, file: str, payload: bytes, now: str, version: str
) -> bytes:
    """A SLSA Verification Summary of the verdict for production (slsa.dev, version 1).

    PASSED is APPROVED and nothing less. GOLD is not claimed: it needs the signatures.
    """
    passed = certificate.verdicts.get(PRODUCTION) is Verdict.APPROVED
    predicate = {
        "verifier": {"id": "urn:seatrial", "version": {"seatrial": version}},
        "timeVerified": now,
        "resourceUri": f"urn:seatrial:tree:{certificate.repository.tree}",
        "policy": {
            "uri": f"urn:seatrial:policy:{certificate.policy.sha256}",
            "digest": {"sha256": certificate.policy.sha256},
        },
        "inputAttestations": [
            {"uri": "urn:seatrial:statement", "digest": {"sha256": sha256(payload)}}
        ],
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": [f"SEATRIAL_{certificate.level}"],
        "slsaVersion": "1.0",
    }
    return statement_bytes(subjects_of(certificate, file), SUMMARY, predicate)


def sign_off(certificate: Certificate, folder: str, payload: bytes, role: str, **who: Any) -> Act:
    """The act of signing `payload`; `who` gives `by` and `on`."""
    on: date = who["on"]
    here = certificate.repository
    return Act(
        deed=Deed.SIGN,
        target=sha256(payload),
        told=f"certificate of {here.name} of {certificate.decided_on}",
        by=who["by"],
        on=on,
        repository=here.name,
        folder=folder,
        tree=here.tree,
        commit=here.commit,
        role=role,
    )


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"[:160]
