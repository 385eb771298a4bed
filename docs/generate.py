"""Writes the generated documents again; a test fails when one of them is stale."""

import json
from pathlib import Path

from seatrial.certificate.model import Certificate
from seatrial.evidence.catalogue import catalogue
from seatrial.gates.policy import default_policy

DOCS = Path(__file__).parent


def certificate_schema() -> str:
    schema = Certificate.model_json_schema(mode="serialization")
    about = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seatrial certificate, version 1",
    }
    return json.dumps({**schema, **about}, indent=2, sort_keys=True) + "\n"


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
    "checks.md": list_of_checks,
}

if __name__ == "__main__":
    for name, make in GENERATED.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(make(), encoding="utf-8")
