"""Writes the generated documents again; a test fails when one of them is stale."""

import json
from pathlib import Path
from typing import Any

from seatrial.certificate.model import Certificate
from seatrial.evidence.catalogue import catalogue
from seatrial.gates.policy import Rules, default_policy
from seatrial.prompts.book import AGENTS, CatalogueQuestion, questions
from seatrial.trial.kinds import catalogue as catalogue_of_faults

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


def list_of_questions() -> str:
    """Every question by agent, as Markdown."""
    asked = list(questions().values())
    pairs = sum(q.companion is not None for q in asked)
    lines = [
        "# Questions",
        "",
        f"{len(asked)} questions, {pairs} of which need two places at once. A model is asked",
        "those that it was measured to answer (`seatrial models probe` lists them); the others",
        "are left to a human reader. Generated: `make docs` writes this list again.",
        "",
    ]
    for agent in AGENTS:
        lines += [
            f"## {agent}",
            "",
            "| question | the defect | gate | severity | read beside it | remedy | see |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        for q in (q for q in asked if q.agent == agent):
            beside = _companion(q)
            cells = (
                f"`{q.id}`",
                q.statement,
                q.gate,
                q.severity,
                beside,
                q.remedy,
                ", ".join(q.maps),
            )
            lines.append(f"| {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def list_of_faults() -> str:
    """Every kind of fault and decoy that a trial plants, by gate, as Markdown."""
    kinds = catalogue_of_faults()
    decoys = sum(k.decoy for k in kinds)
    lines = [
        "# Planted faults",
        "",
        f"{len(kinds) - decoys} kinds of faults and {decoys} of decoys, which `seatrial trial`",
        "plants: see [detection.md](detection.md). Generated: `make docs` writes this list again.",
        "",
        "| kind | who finds none is blind to | gates | severity | seen by | in | source |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for k in sorted(kinds, key=lambda k: (k.decoy, int(k.gates[0][1:]))):
        forms = sorted({p.form or name or "text" for p in k.plants for name in p.languages})
        title = f"decoy: {k.title}" if k.decoy else k.title
        cells = (f"`{k.id}`", title, ", ".join(k.gates), k.severity, k.seen_by, ", ".join(forms))
        lines.append(f"| {' | '.join((*cells, ', '.join(map(_source, k.sources))))} |")
    return "\n".join([*lines, ""])


def _source(source: str) -> str:
    return source if source.startswith("CWE-") else f"<{source}>"


def _companion(question: CatalogueQuestion) -> str:
    """How its second place is found, in words."""
    asked = question.companion
    if asked is None:
        return ""
    where = ", ".join(asked.roles)
    return {
        "name": f"{where} with the same name",
        "symbol": f"{where} that defines the name",
        "search": f"the nearest of {where}",
    }[asked.by]


GENERATED = {
    "schema/certificate-1.json": certificate_schema,
    "schema/policy-1.json": policy_schema,
    "checks.md": list_of_checks,
    "questions.md": list_of_questions,
    "faults.md": list_of_faults,
}

if __name__ == "__main__":
    for name, make in GENERATED.items():
        (DOCS / name).parent.mkdir(exist_ok=True)
        (DOCS / name).write_text(make(), encoding="utf-8")
