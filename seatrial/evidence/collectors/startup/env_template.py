"""Who starts the program is told which variables it must have: in a template or a document."""

from seatrial.evidence.collectors import environment_variables
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.services import without_service
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="startup.env-template",
    statement="Every required environment variable stands in a template or a document",
    gate="G7",
    severity=Severity.LOW,
    remedy="Name the variable in .env.example, with a placeholder as its value.",
    effort="S",
)
_SEARCHED = (".env.example and its kin", "documents", "container files")


def collect(survey: Survey) -> list[Evidence]:
    unread = environment_variables.program_files(survey, survey.unparsed)
    required = {
        name: place
        for name, place in environment_variables.reads(survey).items()
        if place[1].required
    }
    written = environment_variables.words(survey, environment_variables.places_of_words(survey))
    failing = [
        survey.fails(
            CHECK,
            f"{name!r} has no default and stands in no template and no document",
            Spot(path, read.line),
            searched=_SEARCHED,
        )
        for name, (path, read) in required.items()
        if name not in written
    ]
    if failing and (unopened_ := unopened(survey, CHECK)):
        failing = unopened_
    failing += [survey.unavailable(CHECK, f"{path!r} could not be parsed") for path in unread]
    if other := without_service(survey, CHECK, "nothing here is started as a service"):
        return [other]
    if not failing and not required:
        return [survey.not_applicable(CHECK, "no environment variable is required")]
    return survey.fails_or_holds(CHECK, failing, f"{len(required)} required variables, all named")
