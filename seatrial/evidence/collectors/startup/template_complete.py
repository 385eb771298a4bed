"""The environment template names every variable that is required, and none that nothing reads."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import environment_variables
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="startup.template-complete",
    statement="The environment template names what is required, and nothing that nobody reads",
    gate="G7",
    severity=Severity.LOW,
    remedy="Add the variable to the template, or take out the one that nothing reads.",
    effort="S",
)
_TEMPLATES = (
    r"(.*/)?(\.?env[._-](example|sample|template|dist|defaults?)|[^/]*(example|sample|template)\.env"
    r"|\.env\.\w*(example|sample|template))"
)
_SETS = re.compile(r"\s*#?\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]{1,80})\s*=")
# Read by the image or the tool that the file is handed to, not by the program.
_OTHERS = re.compile(
    r"(POSTGRES|PG|MYSQL|MARIADB|MONGO|REDIS|RABBITMQ|MINIO|GRAFANA|GF|TRAEFIK|NGINX|COMPOSE|DOCKER|"
    r"TZ|PUID|PGID|NODE|NPM|VITE|NEXT|REACT_APP|SENTRY|OTEL|AWS|AZURE|GOOGLE|DJANGO|FLASK|UVICORN"
    r"|GUNICORN|WEB_CONCURRENCY|PORT|HOST|DEBUG)(_.*)?"
)
_ROLES = (Role.SOURCE, Role.CONFIG, Role.CONTAINER, Role.CI, Role.TEST, Role.DATA, Role.GENERATED)


def collect(survey: Survey) -> list[Evidence]:
    templates = [e.path for e in survey.snapshot.named(_TEMPLATES)]
    if not templates:
        return [survey.not_applicable(CHECK, "there is no environment template")]
    named = {name: spot for path in templates for name, spot in _named(survey, path)}
    unread = environment_variables.program_files(survey, survey.unparsed)
    failing = [
        survey.fails(CHECK, f"{name!r} has no default and is not in the template", Spot(p, r.line))
        for name, (p, r) in environment_variables.reads(survey).items()
        if r.required and name not in named
    ]
    if not unread:
        failing += _dead(survey, named, frozenset(templates))
    failing += [survey.unavailable(CHECK, f"{path!r} could not be parsed") for path in unread]
    return survey.fails_or_holds(CHECK, failing, f"{len(named)} variables in {templates[0]!r}")


def _named(survey: Survey, path: str) -> Iterator[tuple[str, Spot]]:
    """A variable that is commented out is named all the same."""
    for number, line in enumerate(survey.snapshot.lines(path), 1):
        if found := _SETS.match(line[:300]):
            yield found[1], Spot(path, number)


def _dead(survey: Survey, named: dict[str, Spot], templates: frozenset[str]) -> Iterator[Evidence]:
    """Variables whose name, or its end in small letters as settings classes have it, is a word
    of nothing but documents."""
    left = {name: spot for name, spot in named.items() if not _OTHERS.fullmatch(name)}
    for entry in survey.snapshot.files(*_ROLES):
        if not left:
            return
        if entry.path in templates or entry.language in {"markdown", "restructuredtext"}:
            continue
        words = set(re.findall(r"\w+", survey.snapshot.source(entry.path).lower()))
        left = {name: spot for name, spot in left.items() if not _ends(name) & words}
    for name, spot in left.items():
        yield survey.fails(CHECK, f"nothing reads {name!r}", spot)


def _ends(name: str) -> set[str]:
    """`app_db_url`, `db_url`, `url`: a prefix may be put before the name at run time."""
    parts = name.lower().split("_")
    return {"_".join(parts[i:]) for i in range(len(parts))} - {""}
