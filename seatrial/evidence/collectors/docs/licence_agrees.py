"""The manifest names the licence whose text the repository ships."""

from collections.abc import Iterator

from seatrial.evidence.collectors.docs.licences import licence_texts, stated_licences
from seatrial.evidence.collectors.modules import broken_manifests
from seatrial.evidence.manifests import Stated, read_manifests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import inventory
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.licence-agrees",
    statement="The manifest names the licence whose text is shipped",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="State the SPDX id of the shipped text in the manifest, or ship the text it names.",
    effort="S",
    maps=("OSPS-LE-03.01",),
)


def collect(survey: Survey) -> list[Evidence]:
    shipped = {text.licence: text.path for text in licence_texts(survey) if text.licence}
    stated = _stated(survey)
    if unread := broken_manifests(survey, CHECK):
        return unread
    judged = [(path, s, names) for path, s in stated if (names := stated_licences(s.value))]
    if not shipped or not judged:
        return [survey.not_applicable(CHECK, "no manifest and text to compare")]
    failing = [
        survey.fails(
            CHECK,
            f"{path!r} says {said.value[:60]!r}, the text is {', '.join(sorted(shipped))}",
            Spot(path, said.line),
            *(Spot(p, 1) for p in shipped.values()),
        )
        for path, said, names in judged
        if not names & set(shipped)
    ]
    return survey.fails_or_holds(CHECK, failing, f"manifest and text say {', '.join(shipped)}")


def _stated(survey: Survey) -> list[tuple[str, Stated]]:
    project = survey.project
    own = [(project.path, project.licence)] if project else []
    others = [(m.path, m.licence) for m in read_manifests(survey.snapshot)]
    return [(path, stated) for path, stated in (*own, *others, *_further(survey)) if stated]


def _further(survey: Survey) -> Iterator[tuple[str, Stated]]:
    """What the root's manifests of Maven and Composer say."""
    for reading in inventory(survey).manifests:
        if reading.path in ("pom.xml", "composer.json") and reading.licence:
            lines = enumerate(survey.snapshot.lines(reading.path), 1)
            line = next((n for n, text in lines if "licen" in text.lower()), 1)
            yield reading.path, Stated(value=reading.licence, line=line)
