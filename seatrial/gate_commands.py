"""What `seatrial gates` and `seatrial explain` say: the gates of a policy, a check in full."""

from pathlib import Path
from typing import Any

from seatrial.brief import read_policy_at
from seatrial.certificate.go_no_go import go_no_go, lines_of
from seatrial.certificate.issued import read_issued
from seatrial.errors import UsageError
from seatrial.escape import terminal
from seatrial.evidence.catalogue import catalogue
from seatrial.explain import explain_check, explain_gate
from seatrial.gates.policy import Policy, default_policy
from seatrial.gates.policy_wrong import near
from seatrial.gates.weaker import weaknesses
from seatrial.settings import FailOn, load_settings


def list_gates(policy_file: Path | None, flags: dict[str, Any]) -> str:
    """Each gate of the policy with its checks, then where it asks less than the default."""
    if given := [name for name, value in flags.items() if value is not None]:
        option = {"environment": "--env", "fail_on": "--fail-on"}[given[0]]
        raise UsageError(f"{option} belongs to --strict-manual CERT; name a certificate.json")
    policy = read_policy_at(policy_file)[1] if policy_file else default_policy()
    lines = [f"policy {policy.name}, SHA-256 {policy.digest}"]
    lines += [line for gate in policy.gates for line in _gate(policy, gate)]
    lines += [f"weaker than the default: it {w}" for w in weaknesses(policy, default_policy())]
    return "\n".join(terminal(line) for line in lines)


def _gate(policy: Policy, gate: str) -> list[str]:
    rules = policy.gates[gate]
    needed = [name for name, gates in policy.environments.items() if gate in gates]
    mine = [c for c in policy.assign(catalogue()).values() if c.gate == gate]
    return [
        f"{gate} {rules.title}: {rules.requirement}. Target: {rules.target}.",
        f"    needed for {', '.join(needed) or 'no environment'};"
        f" fails at {rules.fails_at} severity",
        *(f"    limit on {n.name}: {n.bound}" for n in rules.limits),
        *(f"    {c.id:<36}{c.tier:<10}{c.severity:<10}{c.statement}" for c in mine),
    ]


def run_go_no_go(
    certificate: Path, policy: Path | None, config: Path | None, flags: dict[str, Any]
) -> tuple[str, bool]:
    """What blocks and what closes it, and whether `--fail-on` (default: rejected) was met."""
    if policy:
        raise UsageError("a certificate was decided by its own policy; leave --policy out")
    settings = load_settings(config, flags)
    decided = go_no_go(read_issued(certificate).certificate, settings.environment)
    good = (settings.fail_on or FailOn.REJECTED).met_by(decided.strict)
    return "\n".join(terminal(line) for line in lines_of(decided)), good


def explain_id(name: str) -> str:
    """One check or gate in full. Raises UsageError with the nearest known id."""
    checks, policy = catalogue(), default_policy()
    if check := checks.get(name.lower()):
        return explain_check(check, policy)
    if name.upper() in policy.gates:
        return explain_gate(name.upper(), policy)
    raise UsageError(f"no check or gate {name!r}; {near(name, [*checks, *policy.gates])}")
