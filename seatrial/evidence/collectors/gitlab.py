"""GitLab's CI definition as jobs with what they inherit, their scripts and when they run.

Format: https://docs.gitlab.com/ci/yaml/
"""

from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import Node, read_yaml

_NO_JOBS = frozenset(
    """default include stages variables workflow image services before_script after_script cache
    spec pages:deploy""".split()
)
_MOST_PARENTS = 8
_MOST_FILES = 50
# What starts a pipeline other than a change of the code.
_NOT_A_CHANGE = frozenset({"tags", "schedules", "triggers", "web", "api", "pipelines", "chat"})
DEFINITION = r"\.gitlab-ci\.ya?ml"


@dataclass(frozen=True)
class Job:
    """One job; `parts` are its own mapping and those it extends, nearest first."""

    path: str
    name: str
    line: int
    parts: tuple[Node, ...]

    def get(self, key: str) -> Node | None:
        return next((found for part in self.parts if (found := part.get(key))), None)

    def text(self, key: str) -> str:
        found = self.get(key)
        return found.value if found else ""

    @property
    def stage(self) -> str:
        return self.text("stage") or "test"

    @property
    def tolerated(self) -> bool:
        return self.text("allow_failure") == "true"

    @property
    def commands(self) -> Iterator[Node]:
        """The entries of its scripts; one may have several lines."""
        for key in ("before_script", "script"):
            script = self.get(key)
            for node in script.walk() if script else ():
                if node.kind == "scalar" and node.value:
                    yield node

    @property
    def on_change(self) -> bool:
        """False only where it plainly waits for a person, a tag or a clock."""
        if self.text("when") == "manual":
            return False
        only = self.get("only")
        refs = (only.get("refs") or only) if only else None
        stated = set(refs.strings()) if refs and refs.kind != "mapping" else set()
        return not stated or bool(stated - _NOT_A_CHANGE)


def files(survey: Survey) -> dict[str, Node | None]:
    """The root's definition and the files of the tree that it includes; None for no YAML."""
    return survey.once("gitlab", lambda: _files(survey))


def _files(survey: Survey) -> dict[str, Node | None]:
    found: dict[str, Node | None] = {}
    todo = [e.path for e in survey.snapshot.named(DEFINITION)]
    while todo and len(found) < _MOST_FILES:
        path = todo.pop(0)
        if path not in found:
            found[path] = node = read_yaml(survey.snapshot.source(path))
            names = (local for _, local in _includes(node) if local)
            todo += [n for n in names if (e := survey.snapshot.find(n)) and e.text]
    return found


def _includes(root: Node | None) -> Iterator[tuple[int, str]]:
    """Line and path of each file that is included, '' where it is not a file of this tree."""
    include = root.get("include") if root else None
    if include is None:
        return
    for node in include.elements if include.kind == "sequence" else (include,):
        named = node.value if node.kind == "scalar" else node.text("local")
        yield node.line, "" if "://" in named else named.lstrip("/")


def elsewhere(survey: Survey) -> Iterator[tuple[str, int]]:
    """Where a definition takes a part from what is not read here."""
    read = files(survey)
    for path, root in read.items():
        yield from ((path, line) for line, name in _includes(root) if name not in read)
        for number, line in enumerate(survey.snapshot.lines(path), 1):
            if "!reference" in line:
                yield path, number


def stages(survey: Survey) -> list[str]:
    """The order in which jobs run."""
    stated = [root.get("stages") for root in files(survey).values() if root]
    named = next((s.strings() for s in stated if s), ["build", "test", "deploy"])
    return [".pre", *named, ".post"]


def jobs(survey: Survey) -> list[Job]:
    """Jobs that run: no hidden ones, which others extend."""
    roots = {path: root for path, root in files(survey).items() if root}
    named = {k.value: v for root in roots.values() for k, v in root.pairs if v.kind == "mapping"}
    return [
        Job(path, key.value, key.line, (value, *_parents(value, named)))
        for path, root in roots.items()
        for key, value in root.pairs
        if value.kind == "mapping" and key.value not in _NO_JOBS and not key.value.startswith(".")
    ]


def _parents(job: Node, named: dict[str, Node]) -> list[Node]:
    """What a job extends, the last named first, as GitLab merges them."""
    found: list[Node] = []
    todo = [job]
    while todo and len(found) < _MOST_PARENTS:
        extends = todo.pop(0).get("extends")
        for name in reversed(extends.strings() if extends else []):
            if (parent := named.get(name)) and parent not in found:
                found.append(parent)
                todo.append(parent)
    return found
