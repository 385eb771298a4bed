"""The programs of the tree by the words that a reader types to start them."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.modules import package_folder
from seatrial.evidence.manifests import read_json, read_toml
from seatrial.evidence.survey import Survey

_CONSOLE_SCRIPT = re.compile(r"[\"']\s{0,4}([\w.-]{2,60})\s{0,4}=\s{0,4}[\w.]{1,100}:\w+[\"']")
_PREFIX = re.compile(
    r"(?:(?:sudo|time|exec|env|nohup|(?:uv|poetry|pdm|pipenv|hatch|rye|pixi) run|uvx|npx|pipx run"
    r"|[A-Z_]{1,40}=\S{1,200})\s+){1,8}"
)
_MODULE = re.compile(r"(?:python[\d.]*|py)\s+-m\s+([A-Za-z_][\w.]{0,100})(?=\s)")
_FILE = re.compile(r"(?:(?:python[\d.]*|bash|sh|node)\s+)?((?:\./)?[\w./-]{1,200}\.\w{2,4})(?=\s)")
_WORD = re.compile(r"(?:\./)?(?:(?:target/\w+|bin|dist|build)/)?([\w.-]{2,60})(?=\s)")


def started(survey: Survey, line: str) -> tuple[str, str]:
    """The program of the tree that `line` starts and the rest of the line; '' for no program."""
    found = _PREFIX.match(line)
    line = line[found.end() :] if found else line
    if module := _MODULE.match(line):
        known = package_folder(survey, module[1].split(".")[0]) is not None
        return (module[1] if known else ""), line[module.end() :]
    if (file := _FILE.match(line)) and survey.snapshot.find(file[1].removeprefix("./")):
        # Its options are those of a framework, and of what is plugged into that.
        own = not file[1].endswith("manage.py")
        return (file[1].removeprefix("./") if own else ""), line[file.end() :]
    word = _WORD.match(line)
    if word and word[1] in survey.once("names of programs", lambda: frozenset(_names(survey))):
        return word[1], line[word.end() :]
    return "", ""


def _names(survey: Survey) -> Iterator[str]:
    snapshot = survey.snapshot
    yield from survey.project.scripts if survey.project else ()
    for entry in snapshot.named(r"setup\.py"):
        yield from _CONSOLE_SCRIPT.findall(snapshot.source(entry.path))
    for entry in snapshot.named(r"(.*/)?package\.json"):
        yield from _of_package(snapshot.source(entry.path))
    for entry in snapshot.named(r"(.*/)?Cargo\.toml"):
        yield from _of_crate(snapshot.source(entry.path))
    for entry in snapshot.named(r"(.*/)?cmd/[^/]+/main\.go"):
        yield entry.path.split("/")[-2]
    if snapshot.find("main.go"):
        for entry in snapshot.named(r"go\.mod"):
            module = re.search(
                r"(?m)^module[ \t]+(\S+?)(?:/v\d+)?\s*$", snapshot.source(entry.path)
            )
            yield from [module[1].rpartition("/")[2]] if module else []


def _of_package(text: str) -> Iterator[str]:
    package = read_json(text)
    bins = package.get("bin") if isinstance(package, dict) else None
    if isinstance(bins, dict):
        yield from map(str, bins)
    elif isinstance(bins, str) and isinstance(package, dict):
        yield str(package.get("name", "")).rpartition("/")[2]


def _of_crate(text: str) -> Iterator[str]:
    tables = read_toml(text) or {}
    bins, package = tables.get("bin"), tables.get("package")
    for table in [package, *(bins if isinstance(bins, list) else [])]:
        if isinstance(table, dict) and isinstance(table.get("name"), str):
            yield table["name"]
