"""Verifies a signed certificate: every check is named, with what it found or what it lacks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from seatrial.certificate.acts import Act, Deed
from seatrial.certificate.model import Certificate
from seatrial.certificate.signers import level_signed
from seatrial.errors import UsageError
from seatrial.frozen import sha256
from seatrial.gates.default import DEFAULT, default_text
from seatrial.gates.model import GateResult, Level, Status, Verdict
from seatrial.gates.verdict import verdict
from seatrial.seal.bundle import BUNDLE, Bundle, excuser, read_bundle
from seatrial.seal.logged import trusted_act
from seatrial.seal.strict import read_regular
from seatrial.seal.trust import NotTrusted, Trust

_ATTESTED = re.compile("attested/[0-9a-f]{64}")


class Outcome(StrEnum):
    GOOD = "ok"
    BAD = "FAILED"
    OPEN = "not checked"


@dataclass(frozen=True)
class Checked:
    """One named check of a verification."""

    name: str
    outcome: Outcome
    told: str


@dataclass(frozen=True)
class Verified:
    """What a verification came to. `people` signed, each with the roles of their acts; verdicts
    are those on the day asked for, `level` counts the signatures."""

    certificate: Certificate
    checks: tuple[Checked, ...]
    people: tuple[tuple[str, str], ...]
    verdicts: dict[str, Verdict]
    level: Level

    @property
    def good(self) -> bool:
        return all(c.outcome is not Outcome.BAD for c in self.checks)


def good(name: str, told: str) -> Checked:
    return Checked(name, Outcome.GOOD, told)


def bad(name: str, told: str) -> Checked:
    return Checked(name, Outcome.BAD, told)


def left_open(name: str, told: str) -> Checked:
    return Checked(name, Outcome.OPEN, told)


def find_bundle(path: Path) -> Path:
    """The signed certificate that `path` names: itself, or the one in or beside it."""
    if path.is_dir():
        path = path / BUNDLE
    elif path.name == "certificate.json":
        path = path.with_name(BUNDLE)
    if not path.exists():
        raise UsageError(f"no signed certificate {str(path)!r}; make one with `seatrial sign`")
    return path


def read_signed(path: Path) -> Bundle:
    """Raises UsageError in one line, whatever the file holds."""
    content = read_regular(path, "signed certificate")
    return read_bundle(content, f"signed certificate {str(path)!r}")


def verify(bundle: Bundle, trust: Trust, on: date, more: Sequence[Checked] = ()) -> Verified:
    """The checks that need nothing but the bundle and the trust file, then `more`."""
    certificate = bundle.certificate
    signatures, people = _signatures(bundle, trust)
    reopened = _reopened(certificate, on)
    checks = (
        good("envelope", f"{2 + len(bundle.acts)} statements (DSSE, in-toto v1), consistent"),
        signatures,
        _signers(certificate, people),
        _acts(bundle, trust),
        _waivers(certificate, reopened, on),
        *more,
    )
    gates = {g.gate: reopened.get(g.gate, g) for g in certificate.gates}
    return Verified(
        certificate,
        checks,
        people,
        {
            name: verdict([gates[g] for g in needed])
            for name, needed in certificate.environments.items()
        },
        Level.NONE if reopened else level_signed(certificate, [name for name, _ in people]),
    )


def _signatures(bundle: Bundle, trust: Trust) -> tuple[Checked, tuple[tuple[str, str], ...]]:
    try:
        trust.signers(bundle.readiness)
        trust.signers(bundle.summary)
        offs = [(trusted_act(trust, e, act).person, act) for e, act in bundle.sign_offs]
    except NotTrusted as error:
        return bad("signatures", str(error)), ()
    told = ", ".join(f"{person} as {act.role} on {act.on}" for person, act in offs)
    return good("signatures", told), tuple((person, act.role) for person, act in offs)


def _signers(certificate: Certificate, people: Sequence[tuple[str, str]]) -> Checked:
    names = {name for name, _ in people}
    if not names:
        return bad("signers", "nobody whom the trust file knows has signed it")
    if excused := excuser(certificate, names):
        return bad("signers", f"{excused} waived or dismissed on it and is its only signer")
    return good("signers", f"{len(names)} trusted {'people' if len(names) > 1 else 'person'}")


def _acts(bundle: Bundle, trust: Trust) -> Checked:
    here = bundle.certificate.repository
    acts = [(e, a) for e, a in bundle.acts if a.deed is not Deed.SIGN]
    for envelope, act in acts:
        try:
            trusted_act(trust, envelope, act)
        except NotTrusted as error:
            return bad("acts", f"{act.deed} of {act.told}: {error}")
        if not act.speaks_of(here.name, act.folder, here.tree):
            return bad("acts", f"{act.deed} of {act.told} is about {act.repository!r}, not this")
    return good("acts", f"{len(acts)}, each by a trusted key" if acts else "it rests on none")


def _waivers(certificate: Certificate, reopened: dict[str, GateResult], on: date) -> Checked:
    waivers = [a.act for a in certificate.acts if a.act.deed is Deed.WAIVE]
    ended = [w for w in waivers if _ended(w, on)]
    if ended:
        again = ", ".join(f"{g.gate} is {g.status} again" for g in reopened.values())
        first, more = ended[0], f" (and {len(ended) - 1} more)" if len(ended) > 1 else ""
        told = f"the waiver by {first.by} of {first.told!r} ended on {first.until}{more}"
        return bad("waivers", f"{told}; on {on} {again or 'no gate rests on it'}")
    return good("waivers", f"{len(waivers)} in date on {on}" if waivers else "it rests on none")


def _ended(act: Act, on: date) -> bool:
    return act.deed is Deed.WAIVE and act.until is not None and act.until < on


def _reopened(certificate: Certificate, on: date) -> dict[str, GateResult]:
    """Gates as they are once a waiver that they rest on has ended."""
    ended = {a.act.target for a in certificate.acts if _ended(a.act, on)}
    rules = {f.rule for f in certificate.findings if f.fingerprint in ended}
    found = {}
    for gate in certificate.gates:
        named = {gate.gate, *(c.check for c in gate.checks)}
        if gate.waivers and named & (ended | rules):
            status = gate.unwaived or Status.PENDING
            found[gate.gate] = gate.model_copy(update={"status": status})
    return found


# -- against what lies beside or was named ------------------------------------------------------


def against_papers(bundle: Bundle, folder: Path) -> Iterator[Checked]:
    """The certificate's own file and its artefacts, where they lie beside it."""
    digests = {"certificate.json": bundle.file}
    digests |= {a.name: a.sha256 for a in bundle.certificate.inventory}
    shown = (a for _, a in bundle.acts if a.evidence_sha256)
    digests |= {f"attested/{a.evidence_sha256}": a.evidence_sha256 for a in shown}
    same, missing = 0, []
    for name, digest in digests.items():
        there = _beside(folder, name)
        if not there:
            missing.append(name)
        elif all(sha256(read_regular(path, "artefact")) != digest for path in there):
            yield bad("artefacts", f"{name!r} is not the one that was signed")
            return
        else:
            same += 1
    away = f"; not here: {', '.join(missing)}" if missing else ""
    make = good if same else left_open
    yield make("artefacts", f"{same} of {len(digests)} are as signed{away}")


def _beside(folder: Path, name: str) -> list[Path]:
    """Where a file of this name lies, in the folder or, imported, in a pack's `artefacts/00/`."""
    if name.startswith(".") or ("/" in name and not _ATTESTED.fullmatch(name)):
        return []
    places = [folder, *sorted((folder / "artefacts").glob("*"))]
    return [place / name for place in places if (place / name).exists()]


def against_policy(certificate: Certificate, policy: Path | None) -> Checked:
    """The policy's digest; without a file only the default one is known."""
    signed = certificate.policy
    if policy is not None:
        if sha256(read_regular(policy, "policy")) != signed.sha256:
            return bad("policy", f"{str(policy)!r} is not {signed.name!r}, which it was decided by")
        return good("policy", f"decided by {signed.name!r}, as in {str(policy)!r}")
    if signed.name == DEFAULT and sha256(default_text()) == signed.sha256:
        return good("policy", "decided by the default policy of this version")
    return left_open("policy", f"it was decided by {signed.name!r}; name its file with --policy")


def against_repository(certificate: Certificate, repo: Path | None) -> Checked:
    """The tree digest, and the commit where one is stated."""
    if repo is None:
        return left_open("subject", "name the checkout with --repo to compare its tree")
    from seatrial.snapshot.take import digest_of

    if not repo.is_dir():
        raise UsageError(f"no such folder: {str(repo)!r}; name the root of a checkout")
    tree, git = digest_of(repo.resolve())
    signed = certificate.repository
    if tree != signed.tree:
        return bad(
            "subject", f"the tree at {str(repo)!r} is {tree[:12]}…, signed {signed.tree[:12]}…"
        )
    if signed.commit and git.commit and git.commit != signed.commit:
        return bad("subject", f"it is commit {git.commit[:12]}, signed {signed.commit[:12]}")
    return good("subject", f"the tree at {str(repo)!r} is the one that was signed")
