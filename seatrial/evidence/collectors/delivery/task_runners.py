"""The commands behind a task's name: justfile, Taskfile, and tables of pyproject.toml."""

import re
from collections.abc import Iterator

from seatrial.evidence.manifests import read_toml
from seatrial.evidence.survey import Survey
from seatrial.evidence.yaml_tree import Node, read_yaml

_RUN = re.compile(
    r"\b(just|task|poe|pdm\s+run|hatch\s+run|pixi\s+run|rye\s+run|uv\s+run\s+poe)\s+((?:-\S+\s+)*)([\w:.-]+)"
)
# Where each runner keeps its tasks: https://poethepoet.natn.io, https://pdm-project.org,
# https://hatch.pypa.io, https://pixi.sh
_TABLES = (
    ("poe", "tasks"),
    ("pdm", "scripts"),
    ("hatch", "envs", "default", "scripts"),
    ("pixi", "tasks"),
    ("rye", "scripts"),
)


def lines_behind(survey: Survey, part: str) -> Iterator[str]:
    """What `part` runs when it calls a task by name, one level down."""
    found = _RUN.search(part)
    if found is None:
        return
    if found[1] == "just":
        yield from _recipe(survey, found[3])
    elif found[1] == "task":
        yield from _task(survey, found[3])
    else:
        yield from _script(survey, found[3])


def _recipe(survey: Survey, name: str) -> Iterator[str]:
    entries = survey.snapshot.named(r"\.?justfile")
    inside = False
    for line in survey.snapshot.lines(entries[0].path) if entries else []:
        if line.startswith((" ", "\t")):
            if inside:
                yield line.strip().lstrip("@-")
        elif rule := re.match(r"@?([\w-]+)[^:=]{0,200}:(?!=)(.*)$", line):
            inside = rule[1] == name
            if inside:
                yield from (f"just {need}" for need in re.findall(r"[\w-]+", rule[2])[:20])


def _task(survey: Survey, name: str) -> Iterator[str]:
    for entry in survey.snapshot.named(r"taskfile(\.dist)?\.ya?ml"):
        root = read_yaml(survey.snapshot.source(entry.path))
        task = root.at("tasks", name) if root else None
        if task:
            yield from _commands(task)


def _commands(task: Node) -> Iterator[str]:
    """`cmds` as text, as `cmd:` or as another `task:`; `deps` are tasks."""
    found = task if task.kind == "sequence" else task.get("cmds") or task.get("cmd")
    for node in (found.elements or (found,)) if found else ():
        text = node.value or node.text("cmd")
        yield from text.split("\n") if text else [f"task {node.text('task')}"]
    needs = task.get("deps")
    yield from (f"task {n.value or n.text('task')}" for n in (needs.elements if needs else ()))


def _script(survey: Survey, name: str) -> Iterator[str]:
    entry = survey.snapshot.find("pyproject.toml")
    project = read_toml(survey.snapshot.source(entry.path)) if entry and entry.text else None
    for keys in _TABLES:
        table: object = project.get("tool") if project else None
        for key in keys:
            table = table.get(key) if isinstance(table, dict) else None
        yield from _strings(table.get(name) if isinstance(table, dict) else None)


def _strings(value: object) -> Iterator[str]:
    """A script is text, a list of texts, or a table that holds one under `cmd` and the like."""
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, list):
        yield from (v for v in value if isinstance(v, str))
    elif isinstance(value, dict):
        for key in ("cmd", "shell", "composite", "sequence"):
            yield from _strings(value.get(key)) if not isinstance(value.get(key), dict) else ()
