"""Kubernetes workloads as the tree states them, and what can be read of Helm's templates.

A template is no YAML before it is rendered. What it says in plain words, outside of conditions,
is seen all the same; what it does not say may come from values, so its absence shows nothing.
Formats: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/,
https://helm.sh/docs/chart_template_guide/
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatrial.evidence.collectors import containers
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import Node, read_yaml, read_yaml_all
from seatrial.snapshot.model import Entry, Role

_WORKLOAD = re.compile(
    r"^kind:[ \t]*[\"']?(Deployment|StatefulSet|DaemonSet|ReplicaSet|Pod|Job|CronJob)\b", re.M
)
KINDS = frozenset("""Deployment StatefulSet DaemonSet ReplicaSet Pod Job CronJob""".split())
# Kinds that run until they are stopped.
SERVING = frozenset({"Deployment", "StatefulSet", "ReplicaSet"})
TEMPLATE = "a template: what it leaves unsaid may come from values"
_OPENS = re.compile(r"\{\{-?\s*(if|with|range|define|block)\b")
_CLOSES = re.compile(r"\{\{-?\s*end\b")
_INLINE = re.compile(r"\{\{[^{}]*\}\}")
_FILLED = "filled-in-later"


@dataclass(frozen=True)
class Pod:
    """What one workload runs. `kind` is the workload's, `spec` the pod's own mapping."""

    path: str
    kind: str
    name: str
    spec: Node

    @property
    def called(self) -> str:
        """Kind and name, as a message says them; a template may know its name only later."""
        known = self.name and _FILLED not in self.name
        return f"the {self.kind} {self.name!r}" if known else f"the {self.kind}"

    @property
    def containers(self) -> list[Node]:
        """Its lasting containers; one without an image is a patch of another's."""
        found = self.spec.get("containers")
        each = found.elements if found else ()
        return [c for c in each if c.kind == "mapping" and c.get("image")]


def pods(survey: Survey) -> list[Pod]:
    """The pods of every manifest that could be read whole."""
    return [pod for path, docs in manifests(survey).items() for pod in _pods(path, docs or [])]


def templated_pods(survey: Survey) -> list[Pod]:
    """The pods that templates show in plain words: speak of what they say, never of the rest."""
    found = survey.once("kubernetes templates", lambda: _templates(survey))
    return [pod for path, docs in found.items() for pod in _pods(path, docs)]


def unread(survey: Survey) -> tuple[list[str], list[str]]:
    """Paths of templates, and of manifests that are no YAML."""
    none = containers.unread(manifests(survey))
    written = [p for p in none if _is_template(survey.snapshot.source(p))]
    return written, [p for p in none if p not in written]


def unavailable(survey: Survey, check: Check, compose: Sequence[str] = ()) -> list[Evidence]:
    """What `check` could not look at: templates, and whatever is no YAML (`compose` too)."""
    written, broken = unread(survey)
    return [
        *containers.unreadable(survey, check, written, TEMPLATE),
        *containers.unreadable(survey, check, [*compose, *broken], containers.NOT_YAML),
    ]


def manifests(survey: Survey) -> dict[str, list[Node] | None]:
    """Documents of shipped workloads by path; None for a template and for what is no YAML."""
    return survey.once("kubernetes", lambda: _manifests(survey))


def chart_values(survey: Survey) -> dict[str, Node]:
    """The readable values.yaml of every chart, by path: what whoever installs it gets."""
    charts = {e.path.rpartition("/")[0] for e in survey.snapshot.files() if _named(e, "Chart.yaml")}
    paths = [f"{folder}/values.yaml".lstrip("/") for folder in sorted(charts)]
    entries = [e for p in paths if (e := survey.snapshot.find(p)) and _is_shipped(e)]
    read = {e.path: read_yaml(survey.snapshot.source(e.path)) for e in entries}
    return {path: node for path, node in read.items() if node}


def _named(entry: Entry, name: str) -> bool:
    return entry.path.rpartition("/")[2] == name


def _is_shipped(entry: Entry) -> bool:
    return entry.text and entry.role is Role.CONFIG and containers.shipped(entry.path)


def _manifests(survey: Survey) -> dict[str, list[Node] | None]:
    found: dict[str, list[Node] | None] = {}
    for entry in survey.snapshot.files(Role.CONFIG, language="yaml"):
        if not containers.shipped(entry.path):
            continue
        text = survey.snapshot.source(entry.path)
        if _WORKLOAD.search(text) and "apiVersion:" in text:
            found[entry.path] = None if _is_template(text) else read_yaml_all(text)
    return found


def _is_template(text: str) -> bool:
    return "{{" in text


def _templates(survey: Survey) -> dict[str, list[Node]]:
    written, _ = unread(survey)
    read = {p: read_yaml_all(plain(survey.snapshot.source(p))) for p in written}
    return {path: documents for path, documents in read.items() if documents}


def plain(text: str) -> str:
    """A template without its actions, line for line: conditional parts of a document are left
    out, values that are filled in are replaced by a word."""
    kept: list[str] = []
    inside = 0  # how many conditions within the document are open
    outside: list[bool] = []  # for each open block: did it start within a document?
    started = comment = False
    for line in text.split("\n"):
        comment = comment or ("{{" in line and "/*" in line)
        if comment:
            kept.append("")
            comment = "*/" not in line
            continue
        started = started and line.strip() != "---"
        for _ in _OPENS.finditer(line):
            outside.append(started)
            inside += started
        action = line.strip().startswith("{{") and line.strip().endswith("}}")
        kept.append("" if inside or action else _INLINE.sub(_FILLED, line))
        for _ in _CLOSES.finditer(line):
            inside -= outside.pop() if outside else 0
        started = started or bool(kept[-1].strip(" -"))
    return "\n".join(kept)


def _pods(path: str, documents: list[Node]) -> Iterator[Pod]:
    for document in documents:
        kind = document.text("kind")
        specification = _specification(document) if kind in KINDS else None
        if specification:
            name = document.at("metadata", "name")
            yield Pod(path, kind, name.value if name else "", specification)


def _specification(workload: Node) -> Node | None:
    """The pod's own mapping, wherever the workload's kind keeps it."""
    for keys in (
        ("spec", "template", "spec"),
        ("spec", "jobTemplate", "spec", "template", "spec"),
        ("spec",),
    ):
        found = workload.at(*keys)
        if found and found.get("containers"):
            return found
    return None
