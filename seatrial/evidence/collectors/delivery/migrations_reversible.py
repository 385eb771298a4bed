"""A release that goes wrong can be taken back: a migration has a way back or says so."""

from seatrial.evidence.collectors import migrations
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.migrations-reversible",
    statement="Every database migration has a way back, or says that it has none",
    gate="G11",
    severity=Severity.LOW,
    remedy="Write the way back (downgrade, reverse_code, down), or state that there is none and "
    "how a release is taken back instead.",
    effort="M",
)
_MOST_SPOTS = 20


def collect(survey: Survey) -> list[Evidence]:
    found, unread = migrations.folders(survey), migrations.unread(survey)
    failing = [_fails(survey, folder) for folder in found if folder.one_way]
    if unread:
        message = f"{len(unread)} migrations follow no convention that is read here"
        spots = [Spot(path, 1) for path in unread[:_MOST_SPOTS]]
        failing.append(survey.unavailable(CHECK, message, *spots))
    if not found and not failing:
        return [survey.not_applicable(CHECK, "no database migration")]
    held = f"{sum(f.count for f in found)} migrations, each with a way back or a word on it"
    return survey.fails_or_holds(CHECK, failing, held)


def _fails(survey: Survey, folder: migrations.Folder) -> Evidence:
    """One observation a folder: old migrations are many, and one word settles them all."""
    spots = sorted((spot for spot, _ in folder.one_way), key=lambda s: (s.path, s.start))
    files = len({spot.path for spot in spots})
    first = folder.one_way[0][1]
    message = f"{files} of {folder.count} migrations in {folder.path!r} have no way back: {first}"
    return survey.fails(CHECK, message, *spots[-_MOST_SPOTS:])
