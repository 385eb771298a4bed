"""Whether the project is open to strangers, and what it tells them."""

import re

from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey

_MANIFESTS = r"pyproject\.toml|setup\.(cfg|py)|package\.json|Cargo\.toml|go\.mod|composer\.json"
_FORGE = re.compile(
    r"(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org|sr\.ht)/[\w.~-]+/[\w.-]+"
)


def home(survey: Survey) -> Spot | None:
    """Where the manifest names a public home of the project."""
    for entry in survey.snapshot.named(_MANIFESTS):
        for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
            if _FORGE.search(line[:500]):
                return Spot(entry.path, number)
    return None


def without_home(survey: Survey, check: Check) -> Evidence:
    return survey.not_applicable(check, "no manifest names a public home of the project")
