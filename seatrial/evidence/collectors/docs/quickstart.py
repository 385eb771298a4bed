"""The README shows, in commands that can be copied, how to install it and how to use it."""

from seatrial.evidence.collectors import commands
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.docs.targets import Targets
from seatrial.evidence.collectors.prose import FILLER
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.quickstart",
    statement="The README shows how to install and how to use it, in commands",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Add an install and a run section with code blocks to the README.",
    effort="S",
    maps=("OSPS-DO-01.01",),
)


_READMES = r"(\.github/|docs?/)?readme[^/]*"


def collect(survey: Survey) -> list[Evidence]:
    readmes = [e.path for e in survey.snapshot.named(_READMES)]
    if not survey.sources:
        return [survey.not_applicable(CHECK, "there is no program to start with")]
    if not readmes and (unread := unopened(survey, CHECK, _READMES)):
        return unread
    if not readmes:
        return [survey.fails(CHECK, "there is no README", searched=("README*",))]
    documents = [*readmes, *_linked(survey, readmes)]
    blocks = commands.lines_of_code(survey, documents)
    shown = [(path, number, line) for path, number, line in blocks if _is_code(line)]
    install = [spot for *spot, line in shown if commands.INSTALLS.search(line)]
    use = [spot for *spot, line in shown if not commands.INSTALLS.search(line)]
    if shown and (use or len(install) > 1):
        return [survey.holds(CHECK, f"{len(shown)} lines of commands and code", lines=len(shown))]
    if elsewhere := commands.documentation_elsewhere(survey):
        message = f"{readmes[0]!r} sends its reader to documentation that is not in the tree"
        return [survey.unavailable(CHECK, message, elsewhere)]
    if unparsed := commands.unparsed(survey, CHECK, documents):
        return unparsed
    missing = "how to install it" if not install else "how to use it"
    return [survey.fails(CHECK, f"{readmes[0]!r} does not show {missing}", Spot(readmes[0], 1))]


def _is_code(line: str) -> bool:
    """Not a word that only keeps the place of a command."""
    return not FILLER.search(line[:500]) and any(char.isalnum() for char in line)


def _linked(survey: Survey, readmes: list[str]) -> list[str]:
    """Documents of the tree that the README links to."""
    targets = Targets(survey)
    found = []
    for path in readmes:
        document = survey.documents.get(path)
        for link in document.links if document else ():
            resolved = targets.resolve(path, link.target) if "://" not in link.target else None
            if resolved and resolved in survey.documents:
                found.append(resolved)
    return list(dict.fromkeys(found))
