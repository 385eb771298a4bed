"""The commands that documents show: code blocks of Markdown, literal blocks of other markup."""

import re
from collections.abc import Iterable, Iterator, Sequence

from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey

INSTALLS = re.compile(
    r"\b(pip[\dx.]*\s+install|uv\s+(sync|pip|add|tool|venv|run)|uvx\s+\S|(poetry|pdm|hatch|rye|pixi)\s+"
    r"(install|add|sync|run|shell)|pipenv\s+(install|sync)|conda\s+(install|env|create)"
    r"|(mamba|micromamba)\s+\w+"
    r"|python[\d.]*\s+setup\.py\s+(install|develop)|easy_install|npm\s+(i|install|ci|add)\b"
    r"|npx\s+\S|(yarn|pnpm|bun|deno)\s+(add|install|i|dlx|create)\b|yarn\s*$|go\s+(get|install|run|build)\b"
    r"|cargo\s+(add|install|build|run|binstall)\b|docker\s+(run|build|pull|compose)\b"
    r"|docker-compose\b|podman\s+\w+|kubectl\s+apply|helm\s+(install|upgrade)|brew\s+install"
    r"|apt(-get)?\s+install|dnf\s+install|yum\s+install|pacman\s+-S|apk\s+add|nix(-shell|-env)?\s"
    r"|gem\s+install|bundle\s+install|composer\s+(require|install)|dotnet\s+(add|tool|run|build)"
    r"|mvn\s|gradlew?\s|make\b|just\s+\w+|cmake\b|meson\b|\./configure|git\s+clone|curl\s+\S+.*\|"
    r"|bash\s+\S+\.sh|sh\s+\S+\.sh|\./\S*(install|setup|bootstrap)\S*|luarocks\s+install"
    r"|mix\s+deps|Pkg\.add|install\.packages|vagrant\s+up|ansible-playbook|terraform\s+init"
    r"|winget\s+install|choco\s+install|scoop\s+install|snap\s+install|pkg\s+install)"
)
_ELSEWHERE = re.compile(
    r"readthedocs|\bdocs?\b|documentation|wiki|guide|tutorial|getting.started|quick.?start|manual"
    r"|more information|web ?site|home ?page",
    re.IGNORECASE,
)
_BADGE = re.compile(r"https?://\S{0,300}(badge|shields)\S{0,300}|!\[[^\[\]]{0,200}\]")
_LITERAL = re.compile(r"(::\s*$|^\s*\.\. (code|code-block|sourcecode|prompt|highlight)\b)")
_PROMPT = re.compile(r"^\s*([$%>#]|>>>|\S{0,40}[$#])\s+")


def lines_of_code(survey: Survey, paths: Iterable[str]) -> Iterator[tuple[str, int, str]]:
    """Path, line number and text of every line of code in these documents, prompts taken off.

    Code within prose counts when it is a command that installs.
    """
    for path in paths:
        document = survey.documents.get(path)
        if document and not document.unread:
            numbered = [pair for block in document.blocks for pair in block.numbered]
            numbered += _inline_code(document.lines)
        else:
            numbered = list(_literal_blocks(survey.snapshot.lines(path)))
        yield from (
            (path, n, _PROMPT.sub("", line).strip()) for n, line in numbered if line.strip()
        )


def unparsed(survey: Survey, check: Check, paths: Iterable[str]) -> list[Evidence]:
    """One observation for each document whose blocks of code are not known."""
    seen = ((path, survey.documents.get(path)) for path in paths)
    return [
        survey.unavailable(check, f"{path!r} could not be parsed: {document.unread}", Spot(path, 1))
        for path, document in seen
        if document and document.unread
    ]


def _inline_code(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        codes = re.findall(r"`([^`\n]{3,200})`", line)
        yield from ((number, code) for code in codes if INSTALLS.search(code))


def _literal_blocks(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Indented lines after a `::` or a code directive, as reStructuredText has them."""
    inside = False
    for number, line in enumerate(lines, 1):
        if line.startswith(("  ", "\t")) and inside:
            yield number, line
        elif _LITERAL.search(line):
            inside = True
        elif line.strip():
            inside = False
        codes = re.findall(r"``([^`\n]{3,200})``", line)
        yield from ((number, code) for code in codes if INSTALLS.search(code))


def documentation_elsewhere(survey: Survey) -> Spot | None:
    """Where the README sends its reader to documentation outside the tree."""
    for entry in survey.snapshot.named(r"(\.github/|docs/)?readme[^/]*"):
        document = survey.documents.get(entry.path)
        lines = survey.snapshot.lines(entry.path)
        linked = {ln.line for ln in document.links if "://" in ln.target} if document else set()
        for number, line in enumerate(lines, 1):
            plain = _BADGE.sub("", line[:1000])
            if (number in linked or "://" in plain) and _ELSEWHERE.search(plain):
                return Spot(entry.path, number)
    return None
