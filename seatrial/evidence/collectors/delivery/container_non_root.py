"""The shipped image runs as a user without the rights of root."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors import containers, kubernetes
from seatrial.evidence.dockerfile import Dockerfile, Instruction, substituted
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.yaml_tree import Node

CHECK = Check(
    id="delivery.container-non-root",
    statement="The container runs as a user other than root",
    gate="G11",
    severity=Severity.HIGH,
    remedy="Create a user in the Dockerfile and name it in a last USER instruction.",
    effort="S",
    maps=("CWE-250",),
)
_ROOT = re.compile(r"(root|0)(:.*)?", re.IGNORECASE)
# Images that say so in their name, or makers whose images set a user.
_SETS_A_USER = re.compile(
    r"nonroot|non-root|unprivileged|rootless|cgr\.dev/chainguard/|(^|/)bitnami(legacy)?/"
    r"|(^|/)ubi\d+/(python|nodejs|go-toolset|openjdk|php|ruby|nginx|httpd)|jenkins/|windows",
    re.IGNORECASE,
)
# Images known to run as root unless told otherwise: Docker's own, and some makers' bases.
_RUNS_AS_ROOT = re.compile(
    r"(docker\.io/)?(library/)?[\w.-]+(:[\w.-]+)?(@sha256:\w+)?"
    r"|(public\.ecr\.aws/docker/library|ghcr\.io/astral-sh|nvidia|mambaorg/../|pytorch|continuumio"
    r"|rocm|tensorflow|amazon)/.*"
    r"|mcr\.microsoft\.com/(dotnet|playwright|powershell|azure-cli|cbl-mariner)/?.*"
    r"|(registry\.access\.redhat\.com/|redhat/)?ubi\d+(/ubi|/ubi-minimal|-minimal)?(:.*)?"
    r"|gcr\.io/distroless/.*"
)
_DROPS_LATER = re.compile(r"\b(gosu|su-exec|setpriv|runuser|chroot --userspec|s6-setuidgid)\b")


def collect(survey: Survey) -> list[Evidence]:
    found = containers.dockerfiles(survey)
    told = [*_of_compose(survey), *_of_kubernetes(survey)]
    seen = {
        path: _set_by_manifest(survey, path) or _judge(survey, path, dockerfile)
        for path, dockerfile in found.items()
    }
    failing = [e for e in seen.values() if isinstance(e, Evidence)] + [
        survey.fails(CHECK, f"{name!r} is run as root: {said}", spot, severity=Severity.MEDIUM)
        for spot, name, said in told
    ]
    if not found:
        return failing or _without_dockerfile(survey)
    users = ", ".join(f"{path!r} runs as {user!r}" for path, user in seen.items())
    return failing or [survey.holds(CHECK, users[:500])]


def _starts(path: str, dockerfile: Dockerfile) -> bool:
    """A file of a name of its own that starts nothing makes a base, or something to copy from."""
    plain = path.rpartition("/")[2].lower() in ("dockerfile", "containerfile")
    return plain or any(map(dockerfile.effective, ("CMD", "ENTRYPOINT", "EXPOSE")))


def _of_compose(survey: Survey) -> Iterator[tuple[Spot, str, str]]:
    """Services that are built here and told to run as root, whatever their image says."""
    for path, node in containers.compose_files(survey).items():
        for name, service in containers.services(node) if node else ():
            user = service.get("user")
            if user and service.get("build") and _ROOT.fullmatch(user.value):
                yield Spot(path, user.line), name, f"user {user.value!r}"


def _of_kubernetes(survey: Survey) -> Iterator[tuple[Spot, str, str]]:
    """Lasting containers that ask for user 0. Agents of a node (DaemonSets) may need to."""
    for pod in [*kubernetes.pods(survey), *kubernetes.templated_pods(survey)]:
        for container in pod.containers if pod.kind != "DaemonSet" else ():
            for holder in (container, pod.spec):
                user = holder.at("securityContext", "runAsUser")
                if user and user.value == "0":
                    yield Spot(pod.path, user.line), container.text("name"), "runAsUser 0"
                if user:
                    break


def _set_by_manifest(survey: Survey, path: str) -> str:
    """What the manifests say when each that starts this image names a user, else ''.

    An image goes with a Dockerfile by the name of its folder, or of the tree.
    """
    name = (path.rpartition("/")[0].rpartition("/")[2] or survey.snapshot.manifest.name).lower()
    using = [
        (pod, container)
        for pod in kubernetes.pods(survey)
        for container in pod.containers
        if container.text("image").rpartition("/")[2].partition(":")[0].lower() == name
    ]
    stated = bool(using) and all(_states_a_user(pod, container) for pod, container in using)
    return f"the user that {using[0][0].path} names" if stated else ""


def _without_dockerfile(survey: Survey) -> list[Evidence]:
    """The manifests alone: what they leave to the images is not known here."""
    pods = kubernetes.pods(survey)
    silent = [(p, c) for p in pods for c in p.containers if not _states_a_user(p, c)]
    if silent:
        message = f"the images of {len(silent)} containers decide which user they run as"
        spots = [Spot(p.path, c.line) for p, c in silent[:10]]
        return [survey.unavailable(CHECK, message, *spots)]
    if unavailable := kubernetes.unavailable(survey, CHECK):
        return unavailable
    if pods:
        return [survey.holds(CHECK, f"{len(pods)} workloads, none runs as root")]
    return [survey.not_applicable(CHECK, "no Dockerfile of a shipped image")]


def _states_a_user(pod: kubernetes.Pod, container: Node) -> bool:
    stated = [h.get("securityContext") for h in (container, pod.spec)]
    return any(
        s and (s.text("runAsNonRoot") == "true" or s.text("runAsUser") not in {"", "0"})
        for s in stated
    )


def _judge(survey: Survey, path: str, dockerfile: Dockerfile) -> Evidence | str:
    """Evidence when the user is or may be root, else the user's name."""
    instruction = dockerfile.effective("USER")
    if instruction is None:
        return _without_user(survey, path, dockerfile)
    user = _resolved(dockerfile, instruction)
    if "$" in user:
        spot = Spot(path, instruction.start, instruction.end)
        return survey.unavailable(CHECK, f"{path!r}: the user is known at build time only", spot)
    if not _ROOT.fullmatch(user) or _drops_rights(survey, path):
        return user
    spot = Spot(path, instruction.start, instruction.end)
    return survey.fails(CHECK, f"{path!r}: the last USER is {user!r}", spot)


def _resolved(dockerfile: Dockerfile, instruction: Instruction) -> str:
    """The user with the defaults of ARG and ENV put in."""
    values = {}
    for stage in reversed(dockerfile.lineage()):
        for found in stage.instructions:
            if found.name in {"ARG", "ENV"}:
                pairs = re.findall(r"(\w+)=(\"[^\"]*\"|'[^']*'|\S+)", found.value)
                values.update({name: value.strip("\"'") for name, value in pairs})
    return substituted(instruction.value, values).strip("\"' ")


def _without_user(survey: Survey, path: str, dockerfile: Dockerfile) -> Evidence | str:
    base = dockerfile.root_image
    if _SETS_A_USER.search(base):
        return f"the user of {base}"
    if _drops_rights(survey, path):
        return "a user that its start script changes to"
    final = dockerfile.stages[-1]
    spot = Spot(path, final.start, final.end)
    if not _starts(path, dockerfile):
        message = f"{path!r} starts nothing: who builds on it, or runs it, names the user"
        return survey.unavailable(CHECK, message, spot)
    if base == "scratch" or _RUNS_AS_ROOT.fullmatch(base):
        return survey.fails(CHECK, f"{path!r} has no USER instruction: it runs as root", spot)
    message = f"{path!r} has no USER instruction, and {base!r} may or may not set one"
    return survey.unavailable(CHECK, message, spot)


def _drops_rights(survey: Survey, path: str) -> bool:
    """Root only until the start script hands over to another user."""
    folder = path.rpartition("/")[0]
    scripts = [e.path for e in survey.snapshot.named(r"(.*/)?[^/]*(entrypoint|start|init)[^/]*")]
    near = [s for s in scripts if s.startswith(folder)]
    return any(_DROPS_LATER.search(survey.snapshot.source(p)) for p in [path, *near])
