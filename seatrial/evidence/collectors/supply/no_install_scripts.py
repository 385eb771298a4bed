"""Installing a published package runs none of its scripts: each is a program with all rights."""

from seatrial.evidence.collectors.supply.published import is_library
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Scope, inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="supply.no-install-scripts",
    statement="Installing the published package runs no script",
    gate="G9",
    severity=Severity.INFO,
    remedy="Do at build time what the script does, or tell users what it does and why.",
    effort="M",
    likelihood="low",
    maps=("CWE-829",),
)
_MOST = 5


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    manifests = [r for r in found.manifests if r.format == "package.json"]
    failing = [
        survey.fails(CHECK, f"{r.path!r} runs {name!r} when it is installed", Spot(r.path, line))
        for r in manifests
        if is_library(survey, r)
        for name, line in r.installs
    ]
    failing += [
        survey.unavailable(CHECK, f"{r.path!r} cannot be read: {r.unread}", Spot(r.path, 1))
        for r in found.unread
        if r.format == "package.json"
    ]
    if not manifests and not failing:
        return [survey.not_applicable(CHECK, "no package.json")]
    scripts = sum(p.runs_script and p.scope is Scope.RUNTIME for p in found.packages)
    held = f"no install script in {len(manifests)} packages; {scripts} packages they need have one"
    return survey.fails_or_holds(CHECK, failing, held)
