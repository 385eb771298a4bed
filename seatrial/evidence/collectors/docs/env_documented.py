"""Every environment variable that the program reads by name is written about somewhere."""

from seatrial.evidence.collectors import environment_variables
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.env-documented",
    statement="Every environment variable that the program reads is documented",
    gate="G8",
    severity=Severity.LOW,
    remedy="Name the variable, its default and its meaning in a document.",
    effort="S",
)
_SEARCHED = ("documents", "compose files and Dockerfiles", "environment templates")


def collect(survey: Survey) -> list[Evidence]:
    reads = environment_variables.reads(survey)
    written = environment_variables.words(survey, environment_variables.places_of_words(survey))
    failing = [
        survey.fails(
            CHECK, f"{name!r} is documented nowhere", Spot(path, read.line), searched=_SEARCHED
        )
        for name, (path, read) in reads.items()
        if name not in written
    ]
    if failing and (unread := unopened(survey, CHECK)):
        return unread
    failing += [
        survey.unavailable(CHECK, f"{path!r} could not be parsed")
        for path in environment_variables.program_files(survey, survey.unparsed)
    ]
    if not failing and not reads:
        return [survey.not_applicable(CHECK, "no environment variable is read by name")]
    held = f"{len(reads)} environment variables, all documented"
    return failing or [survey.holds(CHECK, held, variables=len(reads))]
