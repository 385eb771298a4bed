"""What people said of each finding: waived, dismissed or confirmed, by whom and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from seatrial.certificate.acts import Act, Deed, LoggedAct
from seatrial.certificate.model import Certificate
from seatrial.evidence.finding import Finding

_RULINGS = (Deed.CONFIRM, Deed.DISMISS)


@dataclass(frozen=True)
class Said:
    """The word that counts for one finding. `lets_be`: it is waived or dismissed."""

    text: str
    lets_be: bool


def said_of(certificate: Certificate) -> dict[str, Said]:
    """By fingerprint, what the acts of the certificate come to on the day it was decided."""
    return words_on(certificate.findings, certificate.acts, certificate.decided_on)


def words_on(findings: Sequence[Finding], acts: Sequence[LoggedAct], on: date) -> dict[str, Said]:
    """As `said_of`, from its parts. As for the gates, one confirmation outweighs dismissals."""
    ruled: dict[str, LoggedAct] = {}
    waived: dict[str, LoggedAct] = {}
    for logged in acts:
        act = logged.act
        if act.deed in _RULINGS and (act.deed is Deed.CONFIRM or act.target not in ruled):
            ruled[act.target] = logged
        if act.deed is Deed.WAIVE and in_date(act, on):
            waived.setdefault(act.target, logged)
    told = {}
    for f in findings:
        places = (ruled.get(f.fingerprint), *map(waived.get, (f.fingerprint, f.rule, f.gate)))
        if logged_act := next(filter(None, places), None):
            lets_be = logged_act.act.deed is not Deed.CONFIRM
            told[f.fingerprint] = Said(told_of(logged_act), lets_be)
    return told


def suppressed(
    findings: Sequence[Finding], acts: Sequence[LoggedAct], on: date
) -> Mapping[str, str] | None:
    """Reason by fingerprint of what was let be; None when no act speaks of findings at all."""
    if not any(logged.act.deed in (*_RULINGS, Deed.WAIVE) for logged in acts):
        return None
    words = words_on(findings, acts, on)
    return {print_: said.text for print_, said in words.items() if said.lets_be}


def in_date(act: Act, on: date) -> bool:
    """A waiver counts to the end of its last day; other acts have none."""
    return act.until is None or act.until >= on


def told_of(logged: LoggedAct) -> str:
    """One act in words: what was done, by whom, why, and where the log has it."""
    act = logged.act
    done = {Deed.WAIVE: "waived", Deed.DISMISS: "dismissed", Deed.CONFIRM: "confirmed"}
    what = done.get(act.deed, f"{act.deed}ed")
    owner = f" (owner {act.owner})" if act.owner and act.owner != act.by else ""
    until = f" until {act.until}" if act.until else ""
    why = f": {act.reason}" if act.reason else ""
    return f"{what} by {act.by}{owner} on {act.on}{until}, log entry {logged.entry}{why}"
