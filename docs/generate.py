"""Writes the generated documents again; a test fails when one of them is stale."""

import json
from pathlib import Path
from typing import Any

from seatrial.certificate.model import Certificate
from seatrial.evidence.catalogue import catalogue
from seatrial.gates.policy import Rules, default_policy

DOCS = Path(__file__).parent


def certificate_schema() -> str:
    schema = Certificate.model_json_schema(mode="serialization")
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seatrial certificate, version 1",
    }
    return json.dumps({**schema, **about}, indent=2, sort_keys=True) + "\n"


def policy_schema() -> str:
    """Nothing but `schema` and `name` is required: what `extends` leaves out is inherited."""
    schema = _unrequired(Rules.model_json_schema())
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seatrial policy, version 1",
        "required": ["schema", "name"],
    }
    return json.dumps({**schema, **about}, indent=2, sort_keys=True) + "\n"


def _unrequired(part: Any) -> Any:
    if isinstance(part, dict):
        return {k: _unrequired(v) for k, v in part.items() if k != "required"}
    return [_unrequired(v) for v in part] if isinstance(part, list) else part


def list_of_checks() -> str:
    """Every check by gate, as Markdown."""
    policy = default_policy()
    lines = [
        "# Checks",
        "",
        f"{len(catalogue())} checks. Generated: `make docs` writes this list again.",
        "",
    ]
    for gate, rules in policy.gates.items():
        lines += [
            f"## {gate} {rules.title}",
            "",
            f"{rules.requirement}. Target: {rules.target}.",
            "",
        ]
        mine = [c for c in catalogue().values() if c.gate == gate]
        if not mine:
            lines += ["No check in this version: the gate stays PENDING.", ""]
            continue
        lines += [
            "| check | statement | tier | severity | remedy | see |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        for c in mine:
            cells = (f"`{c.id}`", c.statement, c.tier, c.severity, c.remedy, ", ".join(c.maps))
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


GENERATED = {
    "schema/certificate-1.json": certificate_schema,
    "schema/policy-1.json": policy_schema,
    "checks.md": list_of_checks,
}

if __name__ == "__main__":
    for name, make in GENERATED.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(make(), encoding="utf-8")
