"""Terraform's providers and modules are named by a version, so that tomorrow's plan is today's."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.terraform import Module, modules, unread
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.terraform.facts import Block

CHECK = Check(
    id="supply.terraform-pinned",
    statement="Every Terraform provider and module states its version",
    gate="G9",
    severity=Severity.LOW,
    remedy="State `version` in required_providers and modules (`?ref=` for git), commit "
    ".terraform.lock.hcl.",
    effort="S",
    maps=("Scorecard:Pinned-Dependencies", "CWE-1357"),
)
_REGISTRY = re.compile(r"([\w.-]+\.[a-z]{2,}/)?[\w-]+/[\w-]+/[\w-]+(//.*)?")
_GIT = re.compile(r"git::|git@|(github|bitbucket)\.com/|.*\.git(//|\?|$)")
_MOVING = re.compile(r"[?&]ref=(main|master|develop|HEAD)\b")


def collect(survey: Survey) -> list[Evidence]:
    found = [m for m in modules(survey) if any(m.of("resource")) or any(m.of("module"))]
    failing = [e for module in found for e in _judge(survey, module)]
    failing += unread(survey, CHECK)
    if not found and not failing:
        return [survey.not_applicable(CHECK, "no Terraform that is applied")]
    held = f"{len(found)} Terraform modules state the versions of what they use"
    return survey.fails_or_holds(CHECK, failing, held)


def _judge(survey: Survey, module: Module) -> Iterator[Evidence]:
    if not _locked(survey, module):
        yield from _providers(survey, module)
    for path, block in module.of("module"):
        source = block.value("source")
        if fault := _fault(source, block):
            message = f"the module {block.labels[0]!r} from {source!r} {fault}"
            spot = Spot(path, block.start, block.end)
            yield survey.fails(CHECK, message, spot, severity=Severity.MEDIUM)


def _locked(survey: Survey, module: Module) -> bool:
    return survey.snapshot.find(f"{module.folder}/.terraform.lock.hcl".lstrip("/")) is not None


def _providers(survey: Survey, module: Module) -> Iterator[Evidence]:
    required = [
        (path, needs)
        for path, block in module.of("terraform")
        for needs in block.within("required_providers")
    ]
    for path, needs in required:
        for name, stated in needs.attributes.items():
            if "version" not in stated.pairs and not stated.values:
                message = f"the provider {name!r} states no version"
                yield survey.fails(CHECK, message, Spot(path, stated.line))
    first = next(module.of("resource"), None)
    if not required and first and not any(b.attributes.get("version") for b in _set_up(module)):
        path, block = first
        message = f"{module.folder or '.'!r} uses a provider and states no version of any"
        searched = ("required_providers", ".terraform.lock.hcl")
        yield survey.fails(CHECK, message, Spot(path, block.start), searched=searched)


def _set_up(module: Module) -> Iterator[Block]:
    return (block for _, block in module.of("provider"))


def _fault(source: str, block: Block) -> str:
    """Why the module may be another one tomorrow, '' when it may not or nobody can tell."""
    if source.startswith(("./", "../")) or not source:
        return ""
    if _MOVING.search(source):
        return "follows a branch"
    if _GIT.match(source):
        return "" if "ref=" in source else "names no ref"
    if _REGISTRY.fullmatch(source):
        return "" if "version" in block.attributes else "names no version"
    return ""
