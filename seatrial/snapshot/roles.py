"""What a file is for: decides which checks look at it and how much a match there weighs."""

import re

from seatrial.snapshot.languages import PROGRAMMING
from seatrial.snapshot.model import Role

# Content of these folders is made by tools from other files; it is named, never read, unless git
# says that it was committed on purpose.
TOOL_FOLDERS = frozenset(
    ".venv venv __pycache__ node_modules .tox .nox .mypy_cache .pytest_cache .ruff_cache "
    ".hypothesis .eggs .gradle .terraform site-packages".split()
)
VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj"})

_VENDORED = re.compile(
    r"(^|/)(vendor|vendored|_vendor|third[-_]party|node_modules|bower_components|site-packages)/"
)
_TEST_FOLDER = re.compile(r"^t/|(^|/)(tests?|testing|spec|specs|__tests__|e2e|testdata|fixtures)/")
_TEST_NAME = re.compile(
    r"(^|/)(test_[^/]*|[^/]*_test|[^/]*[._-](test|spec)|conftest|[^/]*Tests?)\.\w+$"
)
_CI = re.compile(
    r"^(\.github/(workflows|actions)/.*|\.gitlab-ci\.yml|\.circleci/.*|azure-pipelines\.ya?ml"
    r"|\.travis\.yml|Jenkinsfile|\.drone\.yml|bitbucket-pipelines\.yml|\.woodpecker/.*)$"
)
_CONTAINER = re.compile(
    r"(^|/)((Docker|Container)file[^/]*|[^/]*\.dockerfile|(docker-)?compose[^/]*\.ya?ml"
    r"|\.dockerignore)$",
    re.IGNORECASE,
)
_DOCS = re.compile(
    r"(^|/)(docs?|documentation)/|(^|/)(README|CHANGE(LOG|S)|HISTORY|NEWS|LICEN[CS]E|COPYING|NOTICE"
    r"|SECURITY|CONTRIBUTING|CODE_OF_CONDUCT|AUTHORS|MAINTAINERS|SUPPORT)[^/]*$",
    re.IGNORECASE,
)
_GENERATED_NAME = re.compile(r"(_pb2(_grpc)?\.pyi?|\.pb\.go|\.min\.(js|css)|\.generated\.\w+)$")
# https://go.dev/s/generatedcode and the marks that other generators leave in the first lines.
_GENERATED_MARK = re.compile(rb"Code generated .* DO NOT EDIT|@generated\b|do not edit by hand")
_PROSE = frozenset({"markdown", "restructuredtext", "asciidoc"})
_CONFIG = frozenset({"toml", "yaml", "ini", "json", "go-mod", "xml", "terraform", "make", "just"})


def role_of(path: str, language: str, head: bytes) -> Role:
    """The first role that fits, from the most particular to the least."""
    if _VENDORED.search(path):
        return Role.VENDORED
    if _GENERATED_NAME.search(path) or _GENERATED_MARK.search(head[:2000]):
        return Role.GENERATED
    if _CI.match(path):
        return Role.CI
    if _CONTAINER.search(path) and language not in PROGRAMMING:
        return Role.CONTAINER
    if _is_test(path, language):
        return Role.TEST
    if language in PROGRAMMING:
        return Role.SOURCE
    if _DOCS.search(path) or language in _PROSE:
        return Role.DOCS
    return Role.CONFIG if _is_config(path, language) else Role.DATA


def _is_test(path: str, language: str) -> bool:
    return bool(_TEST_FOLDER.search(path) or (language in PROGRAMMING and _TEST_NAME.search(path)))


def _is_config(path: str, language: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return language in _CONFIG or name.startswith(".") or name.endswith((".lock", ".env"))
