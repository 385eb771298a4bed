"""Terraform's state is kept where everybody who applies it shares it, not on one machine."""

from collections.abc import Iterator
from posixpath import normpath

from seatrial.evidence.collectors.terraform import Module, modules, unread
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.terraform.facts import Block

CHECK = Check(
    id="delivery.terraform-state-remote",
    statement="Terraform that is applied states where its state is shared",
    gate="G11",
    severity=Severity.LOW,
    remedy="Add a `backend` (or `cloud`) block with locking.",
    effort="M",
)


def collect(survey: Survey) -> list[Evidence]:
    called = {folder for m in modules(survey) for folder in _calls(m)}
    roots = [m for m in modules(survey) if m.is_root and _applies(m) and m.folder not in called]
    broken = unread(survey, CHECK)
    if not roots and not broken:
        return [survey.not_applicable(CHECK, "no Terraform that is applied as it is")]
    if wrapped := survey.snapshot.named(r"(.*/)?terragrunt\.hcl"):
        message = "Terragrunt writes the backend, which is not read in this version"
        return [survey.unavailable(CHECK, message, Spot(wrapped[0].path, 1))]
    spots = [spot for module in roots if (spot := _kept_here(module))]
    message = f"{len(spots)} of {len(roots)} configurations keep their state where they are applied"
    searched = ("backend", "cloud")
    failing = [survey.fails(CHECK, message, *spots[:20], searched=searched)] if spots else []
    held = f"{len(roots)} Terraform configurations with a shared state"
    return survey.fails_or_holds(CHECK, [*failing, *broken], held)


def _calls(module: Module) -> Iterator[str]:
    """Folders that another one uses as a module: they are not applied by themselves."""
    for _, block in module.of("module"):
        source = block.value("source")
        if source.startswith((".", "..")):
            yield normpath(f"{module.folder}/{source}").lstrip("/")


def _applies(module: Module) -> bool:
    return any(module.of("resource")) or any(module.of("module"))


def _kept_here(module: Module) -> Spot | None:
    stated = list(_backends(module))
    local = [(p, b) for p, b in stated if b.labels == ("local",)]
    if stated and not local:
        return None
    path, block = local[0] if local else next(module.of("provider"))
    return Spot(path, block.start, block.end)


def _backends(module: Module) -> Iterator[tuple[str, Block]]:
    for path, block in module.of("terraform"):
        yield from ((path, b) for b in block.within("backend", "cloud"))
