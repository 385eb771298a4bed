"""What a service has of Spring Boot without a line of code: its build files and settings say so."""

import re

from seatrial.evidence.survey import Spot, Survey

_BUILDS = r"(.*/)?(pom\.xml|build\.gradle(\.kts)?)"
_SETTINGS = r"(.*/)?src/main/resources/(config/)?application[\w-]*\.(properties|ya?ml)"
_BOOT = re.compile(r"org\.springframework\.boot\b")
_ACTUATOR = re.compile(r"\bspring-boot-starter-actuator\b")
# `management.endpoints.web.exposure.include`, in one line or as the last key of a tree.
_SHOWS_METRICS = re.compile(
    r"^\s*(management\.[\w.]*exposure\.)?include\s*[=:].*(\*|metrics|prometheus)"
)
_LONGEST = 500


def boot(survey: Survey) -> Spot | None:
    """Spring Boot itself: it logs through Logback, and takes `logging.level` from outside."""
    return _first(survey, _BUILDS, _BOOT)


def actuator(survey: Survey) -> Spot | None:
    """Actuator, which answers /actuator/health unless it is told not to."""
    return _first(survey, _BUILDS, _ACTUATOR)


def shown_metrics(survey: Survey) -> Spot | None:
    """The setting that lets Actuator show metrics: by itself it shows only health."""
    return _first(survey, _SETTINGS, _SHOWS_METRICS) if actuator(survey) else None


def _first(survey: Survey, files: str, pattern: re.Pattern[str]) -> Spot | None:
    for entry in survey.snapshot.named(files):
        for number, line in enumerate(survey.snapshot.lines(entry.path), start=1):
            if pattern.search(line[:_LONGEST]):
                return Spot(entry.path, number)
    return None
