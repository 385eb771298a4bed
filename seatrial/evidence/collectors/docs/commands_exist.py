"""What the README tells its reader to run is there: scripts, make targets, modules."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors.docs.opened import unopened
from seatrial.evidence.collectors.modules import module_path, package_folder, top_levels
from seatrial.evidence.documents import CodeBlock
from seatrial.evidence.manifests import read_json
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="docs.commands-exist",
    statement="Every command of the README that names a part of the repository finds it",
    gate="G8",
    severity=Severity.MEDIUM,
    remedy="Correct the command, or restore what it runs.",
    effort="S",
)
_SHELL = frozenset({"", "sh", "bash", "shell", "console", "zsh", "shell-session", "terminal"})
_STRANGE = re.compile(r"[<>*$\\{}|]|\.\.\.|…|path/to|your|my[-_]|foo|bar\b|example")
# A block with one of these makes or fetches files that it then runs.
_MAKES_FILES = re.compile(r"\b(curl|wget|tar|unzip|touch|cp|mv|ln|nano|vim?|cat >|tee|scp|rsync)\b")
_PREFIX = re.compile(
    r"(sudo|time|exec|env|(uv|poetry|pdm|pipenv|hatch|rye|pixi) run|\w+=\S+)\s+",
)
_SCRIPT = re.compile(
    r"(?:(?:bash|sh|zsh|source|\.)\s+)?(\./[\w./-]+\.(?:sh|py|bash|js|rb|pl|ps1))(?=$|\s)"
)
_PYTHON_FILE = re.compile(r"python[\d.]*\s+([\w-]+/[\w./-]+\.py)(?=$|\s)")
_PYTHON_MODULE = re.compile(r"python[\d.]*\s+-m\s+([A-Za-z_][\w.]*)(?=$|\s)")
_MAKE = re.compile(r"make\s+([a-zA-Z][\w-]*)\s*$")
_NPM = re.compile(r"(?:npm|pnpm)\s+run\s+([\w:.-]+)")


@dataclass(frozen=True)
class Command:
    """A line of a code block, prompt taken off. `folder` is where the reader stands."""

    text: str
    path: str
    line: int
    folder: str


def collect(survey: Survey) -> list[Evidence]:
    document = survey.documents.get(survey.readme)
    known = list(judged_commands(survey, survey.readme, document.blocks if document else ()))
    if document and document.unread:
        message = f"{survey.readme!r} was not read: {document.unread}"
        return [survey.unavailable(CHECK, message, Spot(survey.readme, 1))]
    if not survey.readme and (unread := unopened(survey, CHECK, r"readme[^/]*")):
        return unread
    if not known:
        return [survey.not_applicable(CHECK, "no README command names a part of the repository")]
    failing = [
        survey.fails(CHECK, f"{c.text[:80]!r}: {missing}", Spot(c.path, c.line))
        for c, missing in known
        if missing
    ]
    return failing or [
        survey.holds(CHECK, f"{len(known)} commands find what they name", commands=len(known))
    ]


def judged_commands(
    survey: Survey, path: str, blocks: Iterable[CodeBlock]
) -> Iterator[tuple[Command, str]]:
    """Every command of the `blocks` of the document `path` that names a part of the repository,
    with what is missing of it, '' when it is there."""
    for block in blocks:
        if block.language in _SHELL and not any(map(_MAKES_FILES.search, block.lines)):
            for command in _of_block(survey, path, block):
                yield from ((command, missing) for missing in _judge(survey, command))


def _of_block(survey: Survey, path: str, block: CodeBlock) -> Iterator[Command]:
    """Lines after a prompt, or all of them when the block has no prompt; `cd` is followed."""
    prompted = any(line.lstrip().startswith("$ ") for line in block.lines)
    folder: str | None = ""
    for number, line in block.numbered:
        text = line.strip()
        if prompted and not text.startswith("$ "):
            continue
        text = re.sub(r"\s+#.*$", "", text.removeprefix("$ ")).strip()
        for part in re.split(r"\s*(?:&&|;)\s*", text):
            if part.startswith("cd "):
                folder = _entered(survey, folder, part[3:].strip())
            elif folder is not None:
                while found := _PREFIX.match(part):
                    part = part[found.end() :]
                yield Command(part, path, number, folder)


def _entered(survey: Survey, folder: str | None, target: str) -> str | None:
    """The folder after `cd target`; None when it is not known where the reader stands."""
    joined = posixpath.normpath(posixpath.join(folder or "", target)).strip("/")
    if joined in survey.snapshot.folders:
        return joined
    same = re.sub(r"\W", "", survey.snapshot.manifest.name.lower())
    project = survey.project.name.value if survey.project else ""
    names = {same, re.sub(r"\W", "", project.lower())}
    return "" if not folder and re.sub(r"\W", "", target.lower()) in names else None


def _judge(survey: Survey, command: Command) -> Iterator[str]:
    """For each part that is named: '' when it is there, else what is missing."""
    if _STRANGE.search(command.text):
        return
    for pattern, judge in _JUDGES:
        if found := pattern.match(command.text):
            verdict = judge(survey, command, found[1])
            if verdict is not None:
                yield verdict


def _file(survey: Survey, command: Command, name: str) -> str | None:
    path = posixpath.normpath(posixpath.join(command.folder, name))
    if path.startswith(".."):
        return None
    there = survey.snapshot.find(path) or any(
        path == p for p, _ in survey.snapshot.manifest.outside
    )
    return "" if there else f"there is no {path!r}"


def _module(survey: Survey, command: Command, name: str) -> str | None:
    """Only what lies in a package of the tree can be missing from it."""
    top = name.split(".")[0]
    if command.folder or top not in top_levels(survey) or package_folder(survey, top) is None:
        return None
    path = module_path(survey, name)
    if path and not path.endswith("/__init__.py"):
        return ""
    return "" if module_path(survey, f"{name}.__main__") else f"there is no module {name!r} to run"


def _target(survey: Survey, command: Command, name: str) -> str | None:
    folder = f"{command.folder}/" if command.folder else ""
    makefiles = survey.snapshot.named(rf"{re.escape(folder)}(GNU)?makefile")
    if not makefiles:
        return None
    text = survey.snapshot.source(makefiles[0].path)
    if re.search(
        r"(?m)^-?s?include\b|^[^#\t\n]*%[^\n:]*:|^\$[({]|^\s*\$\(eval|^\.DEFAULT\s*:", text
    ):
        return None
    targets = re.findall(r"(?m)^([^\s#:=][^:=#\n]*?)\s*::?(?!=)", text)
    there = any(name in rule.split() for rule in targets)
    return "" if there else f"{makefiles[0].path!r} has no target {name!r}"


def _package_script(survey: Survey, command: Command, name: str) -> str | None:
    path = posixpath.join(command.folder, "package.json")
    entry = survey.snapshot.find(path)
    package = read_json(survey.snapshot.source(path)) if entry and entry.text else None
    if not isinstance(package, dict):
        return None
    scripts = package.get("scripts")
    there = isinstance(scripts, dict) and name in scripts
    return "" if there else f"{path!r} has no script {name!r}"


_JUDGES: tuple[tuple[re.Pattern[str], Callable[[Survey, Command, str], str | None]], ...] = (
    (_SCRIPT, _file),
    (_PYTHON_FILE, _file),
    (_PYTHON_MODULE, _module),
    (_MAKE, _target),
    (_NPM, _package_script),
)
