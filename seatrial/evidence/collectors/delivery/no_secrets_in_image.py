"""No layer of the image keeps a secret of the build: whoever pulls it can read every layer.

Literal secrets are what `security.no-secrets` finds. Here: build arguments with a secret's name,
which the image's history keeps, and files of secrets that are copied in.
Source: https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
"""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers
from seatrial.evidence.dockerfile import Dockerfile, Instruction
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="delivery.no-secrets-in-image",
    statement="No secret of the build stays in a layer of the image",
    gate="G11",
    severity=Severity.MEDIUM,
    remedy="Mount it for one command (`RUN --mount=type=secret,id=…`), or pass it at run time.",
    effort="S",
    maps=("CWE-538", "CWE-522"),
)
_SECRET = re.compile(
    r"(^|_)(PASSWORD|PASSWD|SECRET|SECRET_KEY|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY|CREDENTIALS?)$",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"public|publishable|sitekey|site_key|anon|_file$|_path$|^(NEXT|VITE|REACT)_")
_PAIR = re.compile(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S*)")
_SECRET_FILE = re.compile(
    r"(.*/)?(\.env|\.env\.(prod|production|local)|id_(rsa|dsa|ecdsa|ed25519)|\.netrc|\.pypirc|\.pgpass"
    r"|credentials\.json|service[-_]account\.json|\.aws|\.ssh)/?"
)


def collect(survey: Survey) -> list[Evidence]:
    found = containers.dockerfiles(survey)
    if not found:
        return [survey.not_applicable(CHECK, "no Dockerfile of a shipped image")]
    failing = [
        survey.fails(CHECK, message, Spot(path, i.start, i.end), severity=weight)
        for path, dockerfile in found.items()
        for i, message, weight in _kept(dockerfile)
    ]
    return survey.fails_or_holds(CHECK, failing, f"{len(found)} Dockerfiles, none keeps a secret")


def _kept(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, str, Severity]]:
    """Only the stages that the image is made of: others are thrown away."""
    arguments: set[str] = set()
    for stage in reversed(dockerfile.lineage()):
        for found in stage.instructions:
            if found.name == "ARG" and (name := _named(found.value.partition("=")[0])):
                arguments.add(name)
                yield found, f"the build argument {name!r} stays in the history", Severity.LOW
            elif found.name == "ENV":
                yield from (
                    (found, f"{name!r} of the build is kept in the image's environment", weight)
                    for name, weight in _copied(found.value, arguments)
                )
            elif path := _secret_file(found):
                yield found, f"{path!r} becomes a layer of the image", Severity.MEDIUM


def _named(name: str) -> str:
    """`name` when it is that of a secret, else ''."""
    name = name.strip()
    return name if _SECRET.search(name) and not _PUBLIC.search(name) else ""


def _copied(pairs: str, arguments: set[str]) -> Iterator[tuple[str, Severity]]:
    for name, value in _PAIR.findall(pairs):
        source = value.strip("\"'").lstrip("${").partition("}")[0]
        if "$" in value and source in arguments:
            yield name, Severity.MEDIUM


def _secret_file(found: Instruction) -> str:
    if found.name not in {"COPY", "ADD"} or any(f.startswith("--from") for f in found.flags):
        return ""
    sources = found.value.strip("[]").replace('"', "").replace(",", " ").split()[:-1]
    return next((s for s in sources if _SECRET_FILE.fullmatch(s)), "")
