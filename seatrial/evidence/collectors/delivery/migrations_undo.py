"""The way back of a migration takes away all that the migration made.

What a downgrade leaves stays in the database of the older release, and the next upgrade fails on
it: the column exists already.
"""

from seatrial.evidence.collectors import containers, migrations
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.migrations-undo",
    statement="Every Python migration of Alembic undoes what it did",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Let downgrade() drop every table, column, index and constraint that upgrade() makes.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    found, broken = migrations.of_alembic(survey), migrations.broken_python(survey)
    failing = [
        survey.fails(CHECK, f"downgrade() leaves {hit.message}", Spot(path, hit.start, hit.end))
        for path, left in found.items()
        for hit in left
    ]
    failing += containers.unreadable(survey, CHECK, broken, "could not be parsed")
    failing += [
        survey.unavailable(CHECK, f"{e.path!r} was not read: {e.reason}")
        for e in migrations.unopened_python(survey)
    ]
    if not found and not failing:
        return [survey.not_applicable(CHECK, "no migration of Alembic")]
    return survey.fails_or_holds(CHECK, failing, f"{len(found)} migrations leave nothing behind")
