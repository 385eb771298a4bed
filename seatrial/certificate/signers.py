"""Who signed a certificate, as its papers show it; `seatrial verify` says whether that is so."""

from collections.abc import Iterable, Sequence
from datetime import date

from seatrial.certificate.model import Certificate
from seatrial.frozen import Frozen
from seatrial.gates.model import Level

ROLES = ("Release captain", "Engineering", "Security", "Operations")


class Signer(Frozen):
    """A trusted person's signature. `key` is the fingerprint that `ssh-keygen -l` shows."""

    name: str
    role: str
    on: date
    key: str


def level_signed(certificate: Certificate, people: Sequence[str]) -> Level:
    """The level with the signatures of `people`: GOLD is never in the signed bytes."""
    enough = len(set(people)) >= certificate.policy.signers
    return Level.GOLD if certificate.eligible_for_gold and enough else certificate.level


def as_signed(certificate: Certificate, signers: Sequence[Signer]) -> Certificate:
    """The certificate for display: GOLD, which the signed bytes never claim, where enough
    trusted people have signed."""
    if level_signed(certificate, [s.name for s in signers]) is not Level.GOLD:
        return certificate
    gold = {"level": Level.GOLD, "next_level": None, "path_to_next": ()}
    return certificate.model_copy(update=gold)


def unsigned(roles: Iterable[str], signers: Sequence[Signer]) -> list[str]:
    """Those of `roles`, as papers name them, that nobody has signed as."""
    signed = {s.role for s in signers}
    return [role for role in roles if role.lower().replace(" ", "-") not in signed]


def signed_by(signers: Sequence[Signer]) -> str:
    """All in one line, '' when nobody has signed."""
    return ", ".join(f"{s.name} ({s.role}) on {s.on}" for s in signers)
