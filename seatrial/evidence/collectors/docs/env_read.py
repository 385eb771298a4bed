"""Every environment variable that documents tell to set is read: else it does nothing."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from seatrial.evidence.collectors import environment_variables, vocabulary
from seatrial.evidence.collectors.docs.composed_names import may_be_made
from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.docs.variables_told import (
    NAME,
    Told,
    current_documents,
    variables_told,
)
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Survey

CHECK = Check(
    id="docs.env-read",
    statement="Every environment variable that documents tell to set is read by something",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Read the variable, correct its name, or take it out of the document.",
    effort="S",
)
_SEARCHED = ("every text of the tree that is no document",)
# Read by what the program stands on, not by the program. (`environment_variables` knows more.)
_OF_OTHERS = re.compile(
    r"(MY|YOUR|SOME|EXAMPLE|FOO|BAR|SENTRY|OTEL|OPENAI|ANTHROPIC|HF|HUGGING\w+|TRANSFORMERS|LANGCHAIN"
    r"|LANGSMITH|OLLAMA|TOKENIZERS|DD|DATADOG|NEW_RELIC|CELERY|GUNICORN|UVICORN|HYPERCORN|UWSGI|DJANGO"
    r"|RAILS|RACK|BUNDLE|ASPNETCORE|DOTNET|SPRING|SERVER|MANAGEMENT|LOGGING|JVM|JDK|POSTGRES|MYSQL"
    r"|MARIADB|MONGO\w*|REDIS|RABBITMQ|MINIO|ELASTIC\w*|ELASTICSEARCH|GRAFANA|GF|KEYCLOAK|KC|DOCKER"
    r"|COMPOSE|PODMAN|BUILDKIT|BUILDX|KUBE|HELM|TF|TERRAFORM|VAULT|CONSUL|ANSIBLE|NVIDIA|XLA|NCCL"
    r"|QT|GTK|GDK|SDL|ELECTRON|PUPPETEER|PLAYWRIGHT|CHROME|NEXT|NUXT|VITE|REACT_APP|YARN|PNPM|DENO"
    r"|BUN|HTTP|HTTPS|SSL|NO|ALL|CLOUDSDK|HEROKU|FLY|RAILWAY|VERCEL|NETLIFY|RENDER|CF|PYPI|TWINE"
    r"|PRISMA|MLFLOW|WANDB|RAY|DASK|NUMBA|OPENBLAS|PGSSL\w*|PG\w+|ODBC|ORACLE|TNS|KRB5\w*|S6"
    r"|PUID|PGID|PLUGIN)_\w+|\w+_HERE|DATABASE_URL|REDIS_URL|SECRET_KEY_BASE|\w+_OPTS"
)
_USED = r"\$\{{?{0}\b|[\"']{0}[\"']|\benv\.{0}\b|%{0}%|\${0}\b"


def collect(survey: Survey) -> list[Evidence]:
    paths = current_documents(survey)
    told = [t for t in variables_told(survey, paths) if not _is_given(t.name)]
    if not told:
        return unopened(survey, CHECK) or [
            survey.not_applicable(CHECK, "no document tells to set an environment variable")
        ]
    missing = _missing(survey, told)
    if missing and (path := vocabulary.unread(survey)):
        message = f"{missing[0].name!r} was not found, and {path!r} was not read"
        return [survey.unavailable(CHECK, message, missing[0].spot)]
    failing = [
        survey.fails(CHECK, f"nothing reads {t.name!r}", t.spot, searched=_SEARCHED)
        for t in missing
    ]
    held = f"{len({t.name for t in told})} documented variables, none found unread"
    return survey.fails_or_holds(CHECK, [*failing, *unopened(survey, CHECK)], held)


def _is_given(name: str) -> bool:
    return environment_variables.is_given(name) or bool(_OF_OTHERS.fullmatch(name))


def _missing(survey: Survey, told: Sequence[Told]) -> list[Told]:
    """The first place of each variable that nothing reads, where others are read."""
    absent = vocabulary.absent(survey, {t.name for t in told})
    if not absent:
        return []
    read = _read(survey, {t.name for t in told} - absent)
    absent -= {name for name in absent if may_be_made(survey, name)}
    absent -= _used_in_documents(survey, absent)
    absent -= _of_dependencies(survey, absent)
    first: dict[str, Told] = {}
    for one in _vouched(told, absent, read):
        first.setdefault(one.name, one)
    return list(first.values())


def _read(survey: Survey, names: set[str]) -> set[str]:
    """Those of `names` that a program file reads, or names in quotes."""
    found = names & environment_variables.reads(survey).keys()
    for path in environment_variables.program_files(survey, [e.path for e in survey.sources]):
        found |= names & set(re.findall(rf"[\"'`]({NAME})[\"'`]", survey.snapshot.source(path)))
    return found


def _vouched(told: Sequence[Told], absent: set[str], read: set[str]) -> Iterator[Told]:
    """Told beside variables that are read, or named like one that the same document tells of."""
    groups, families = defaultdict[tuple[str, int], set[str]](set), set[tuple[str, str]]()
    for one in told:
        groups[one.spot.path, one.group].add(one.name)
        if one.name in read:
            families.add((one.spot.path, one.name.partition("_")[0]))
    for one in told:
        beside = groups[one.spot.path, one.group]
        listed = one.kind != "block" and len(beside & read) >= max(1, len(beside & absent))
        family = (one.spot.path, one.name.partition("_")[0]) in families
        if one.name in absent and (listed or family):
            yield one


def _used_in_documents(survey: Survey, names: set[str]) -> set[str]:
    """Variables that the reader's own text uses: a script, a template, an example of code."""
    texts = [survey.snapshot.source(path) for path in current_documents(survey)]
    return {n for n in names if any(re.search(_USED.format(n), text) for text in texts)}


def _of_dependencies(survey: Survey, names: set[str]) -> set[str]:
    """Variables that begin with a word of a dependency's name."""
    found = survey.inventory.packages if survey.inventory else ()
    heads = {word for p in found for word in re.split(r"[^a-z0-9]+", p.name.lower())}
    return {n for n in names if n.partition("_")[0].lower() in heads}
