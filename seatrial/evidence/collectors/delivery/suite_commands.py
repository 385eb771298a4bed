"""Tells whether a command runs a test suite, itself or through a script that the tree holds."""

import re
from collections.abc import Iterator

from seatrial.evidence.collectors.delivery.task_runners import lines_behind
from seatrial.evidence.manifests import read_json
from seatrial.evidence.survey import Survey

_MOST_DEEP = 3
_PREPARES = re.compile(
    r"(sudo\s+)?(#|echo\b|printf\b|cd\b|git\b|curl\b|wget\b|apt(-get)?\b|brew\b|choco\b|apk\b"
    r"|(python[\d.]*\s+-m\s+)?pip[\dx.]*\s+(install|download)|uv\s+(pip|add|sync|tool\s+install)"
    r"|(poetry|pdm)\s+(install|add)|conda\s+install|mamba\s+install"
    r"|npm\s+(i|ci|install|add)\b|(yarn|pnpm|bun)\s+(add|install|i)\b|(cargo|go|gem)\s+install\b"
    r"|rustup\b|docker\s+(build|pull|push)\b|mkdir\b|rm\b|cp\b|mv\b|cat\b|export\b|name:|uses:)"
)
_RUNS_TESTS = re.compile(
    r"(^|[\s/\"'=])(pytest|py\.test|tox|nox|nose2|nosetests|stestr|behave|vitest|jest|mocha|karma"
    r"|ctest|phpunit|pest|rspec|bats|gotestsum|cypress\s+run|playwright\s+test|prove|busted"
    r"|shellspec|unittest|runtests(\.py)?)(?=$|[\s\"';)])"
    r"|\b(manage|setup)\.py\s+test\b"
    r"|(^|[\s/])(run|all)?[-_]?tests?\.(sh|py|bash|ps1)\b|(^|[\s/])run[-_]tests?\b"
    r"|\b(make|just|task|rake|mage|invoke|inv|ninja|mix|sbt|swift|bazel|bazelisk|dotnet|stack"
    r"|cabal|flutter|dart|lein|zig|meson|composer|rails|deno|bun|earthly|melos|moon|turbo|nx|pants"
    r"|doit|poe|hatch|gradle|gradlew|mvn|mvnw|buck2|crystal|julia|gleam|forge|anchor|dune|opam)"
    r"\s([^#|]{0,200}[\s:+/-])?(unit|integration|e2e)?[-_:]?(tests?|check|verify|spec)\b"
    r"|\b(mvn|mvnw)\s[^#|]{0,200}\b(install|package)\b|\b(gradle|gradlew)\s[^#|]{0,200}\bbuild\b"
    r"|\b(npm|yarn|pnpm|bun)\s+(run\s+|run-script\s+)?(-\S+\s+)*(t\b|tst\b|[\w:.-]*tests?\b)"
    r"|\bgo\s+([^#|]{0,60}\s)?test\b|\bcargo\s[^#|]{0,120}\b(test|nextest|tarpaulin|llvm-cov)\b"
    r"|(\}\}|\$\w+|\$\{\w+\})\s+(nextest|test)\b"
    r"|\bnode\s[^#|]{0,200}--test\b|\bPkg\.test\b|\bR\s+CMD\s+check\b"
)
# An environment of tox or a session of nox that is named for something else than tests.
_NAMED_ENV = re.compile(
    r"\b(?:tox\s(?:[^|;]{0,80}\s)?-e|nox\s(?:[^|;]{0,80}\s)?-[es])\s*([\w.,:-]+)"
)
_NO_TESTS = re.compile(
    r"(py\d*-?)?(lint(ing|ers?)?|flake8|mypy|typing|types?|typecheck|docs?|format(ting)?|style|black"
    r"|isort|build|release|package|publish|pre-?commit|ruff|pylint|bandit|security|coverage-report)"
)
_MAKE = re.compile(r"\bmake\s+((?:-\S+\s+|\w+=\S*\s+)*)([\w.-]+)")
_NPM_RUN = re.compile(r"\b(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?([\w:.-]+)")
_SCRIPT = re.compile(r"(?:^|[\s;&|])(?:\./)?((?:[\w.-]+/)*[\w.-]+)(?=$|[\s;&|])")


def runs_tests(survey: Survey, command: str, depth: int = 0) -> bool:
    """True when `command`, a line of shell, starts tests that the tree defines."""
    parts = [p.strip() for p in re.split(r"&&|\|\||;", command[:2000])]
    return any(_part_runs_tests(survey, part, depth) for part in parts if part)


def _part_runs_tests(survey: Survey, part: str, depth: int) -> bool:
    if _PREPARES.match(part) or _names_no_tests(part):
        return False
    if _RUNS_TESTS.search(part):
        return True
    if depth >= _MOST_DEEP:
        return False
    return any(runs_tests(survey, line, depth + 1) for line in _behind(survey, part))


def _names_no_tests(part: str) -> bool:
    named = _NAMED_ENV.search(part)
    return named is not None and all(_NO_TESTS.fullmatch(env) for env in named[1].split(","))


def _behind(survey: Survey, part: str) -> Iterator[str]:
    """The lines that a make target, a package script or a script file of the tree holds."""
    if found := _MAKE.search(part):
        yield from recipe(survey, found[2])
    if found := _NPM_RUN.search(part):
        yield from _package_script(survey, found[1])
    yield from lines_behind(survey, part)
    for found in _SCRIPT.finditer(part):
        entry = survey.snapshot.find(found[1])
        if entry and entry.text and entry.language in {"shell", ""} and entry.size < 100_000:
            yield from survey.snapshot.lines(entry.path)


def recipe(survey: Survey, target: str) -> list[str]:
    """The commands of a target of the root's Makefile and of what it needs directly."""
    found: list[str] = []
    inside = False
    for line in _makefile(survey):
        if line.startswith("\t"):
            found += [line.strip().lstrip("@-+")] if inside else []
        elif rule := re.match(r"([\w./ -]+?)\s*::?(?!=)([^=]*)$", line):
            inside = target in rule[1].split()
            if inside:
                found += [f"make {need}" for need in rule[2].split("#")[0].split()[:20]]
    return found


def _makefile(survey: Survey) -> list[str]:
    entries = survey.snapshot.named(r"(GNU)?makefile")
    return survey.snapshot.lines(entries[0].path) if entries else []


def _package_script(survey: Survey, name: str) -> Iterator[str]:
    entry = survey.snapshot.find("package.json")
    package = read_json(survey.snapshot.source(entry.path)) if entry and entry.text else None
    scripts = package.get("scripts") if isinstance(package, dict) else None
    script = scripts.get(name) if isinstance(scripts, dict) else None
    if isinstance(script, str):
        yield script
