"""No store of data is open to everybody: buckets by their access lists, databases by address."""

from collections.abc import Iterator

from seatrial.evidence.collectors.terraform import Judged, Module, modules
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.terraform.facts import Block

CHECK = Check(
    id="security.no-public-storage",
    statement="No bucket and no database is open to everybody",
    gate="G5",
    severity=Severity.MEDIUM,
    remedy="Make it private; hand out what must be public through a CDN or signed addresses.",
    effort="S",
    maps=("CWE-732",),
)
_EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
# Resource type, attribute, values that open it.
_OPEN: dict[str, tuple[str, frozenset[str]]] = {
    "aws_s3_bucket": ("acl", frozenset({"public-read", "public-read-write"})),
    "aws_s3_bucket_acl": ("acl", frozenset({"public-read", "public-read-write"})),
    "google_storage_bucket_iam_member": ("member", _EVERYBODY),
    "google_storage_bucket_iam_binding": ("members", _EVERYBODY),
    "google_storage_bucket_access_control": ("entity", _EVERYBODY),
    "azurerm_storage_container": ("container_access_type", frozenset({"blob", "container"})),
    "aws_db_instance": ("publicly_accessible", frozenset({"true"})),
    "aws_rds_cluster_instance": ("publicly_accessible", frozenset({"true"})),
    "aws_redshift_cluster": ("publicly_accessible", frozenset({"true"})),
}
_WEBSITE = ("aws_s3_bucket_website_configuration", "aws_cloudfront_distribution")


def collect(survey: Survey) -> list[Evidence]:
    judged, failing = Judged(), []
    for module in modules(survey):
        for path, block in module.of("resource", *_OPEN):
            name, opening = _OPEN[block.labels[0]]
            judged.looked += 1
            stated = block.attributes.get(name)
            if stated is None:
                continue
            attribute, spot = module.resolved(stated), Spot(path, stated.line)
            if found := sorted(opening & {*attribute.values}):
                message = f"{block.name} is open to everybody: {name} is {found[0]!r}"
                weight = _weight(module, block, found[0])
                failing.append(survey.fails(CHECK, message, spot, severity=weight))
            elif not attribute.known:
                judged.unknown.append(spot)
    return judged.answer(survey, CHECK, failing, "buckets and databases")


def _weight(module: Module, block: Block, value: str) -> Severity:
    """What everybody may write is worse; what is a web site is meant to be read."""
    if value == "public-read-write":
        return Severity.HIGH
    return (
        Severity.LOW if any(_websites(module)) or any(block.within("website")) else CHECK.severity
    )


def _websites(module: Module) -> Iterator[tuple[str, Block]]:
    return module.of("resource", *_WEBSITE)
