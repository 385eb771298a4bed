"""Data at rest is encrypted, where the provider does not do so unless told."""

from seatrial.evidence.collectors.terraform import Judged, modules
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.terraform.facts import Block

CHECK = Check(
    id="security.storage-encrypted",
    statement="Every database and disk is encrypted at rest",
    gate="G5",
    severity=Severity.LOW,
    remedy="Switch encryption on; for a database this needs a new one from a snapshot.",
    effort="M",
    maps=("CWE-311",),
)
# Attribute, and whether leaving it out means "not encrypted".
_SWITCH = {
    "aws_db_instance": ("storage_encrypted", True),
    "aws_rds_cluster": ("storage_encrypted", True),
    "aws_efs_file_system": ("encrypted", True),
    "aws_neptune_cluster": ("storage_encrypted", True),
    "aws_docdb_cluster": ("storage_encrypted", True),
    "aws_ebs_volume": ("encrypted", False),
    "aws_elasticache_replication_group": ("at_rest_encryption_enabled", False),
    "aws_redshift_cluster": ("encrypted", False),
}
# Taken over from what it is made of, or always on.
_INHERITS = (
    "snapshot_identifier",
    "replicate_source_db",
    "engine_mode",
    "restore_to_point_in_time",
)


def collect(survey: Survey) -> list[Evidence]:
    judged, failing = Judged(), []
    for module in modules(survey):
        for path, block in module.of("resource", *_SWITCH):
            name, needed = _SWITCH[block.labels[0]]
            judged.looked += 1
            stated = block.attributes.get(name)
            value = module.resolved(stated) if stated else None
            if value and not value.known:
                judged.unknown.append(Spot(path, value.line))
            elif value.value == "false" if value else needed and not _inherits(block):
                said = f"{name} is false" if value else f"{name} is not set"
                spot = Spot(path, stated.line if stated else block.start)
                failing.append(survey.fails(CHECK, f"{block.name}: {said}", spot))
    return judged.answer(survey, CHECK, failing, "databases and disks")


def _inherits(block: Block) -> bool:
    return any(name in block.attributes for name in _INHERITS)
