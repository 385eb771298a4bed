"""Which comments and files would hide findings from tools: listed, because here they hide none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Role


@dataclass(frozen=True)
class Mark:
    """One kind of comment. `word` is in every text that `pattern` matches; `languages` are those
    in which it works, any when there is none."""

    kind: str
    word: str
    pattern: re.Pattern[str]
    languages: frozenset[str] = frozenset()


def _mark(kind: str, word: str, pattern: str, languages: str = "") -> Mark:
    return Mark(kind, word, re.compile(pattern), frozenset(languages.split()))


_SCRIPT = "javascript typescript vue svelte"
MARKS = (
    # One that names only rules of style hides nothing that is looked at here.
    _mark("noqa", "noqa", r"#\s*(ruff:\s*|flake8:\s*)?noqa(?!:|\w)", "python"),
    _mark("noqa", "noqa", r"#\s*(ruff:\s*)?noqa:[^#]{0,200}\b(S|F5|F8|PLE)\d", "python"),
    _mark("nosec", "nosec", r"#\s*nosec\b", "python go"),
    _mark("nosemgrep", "nosemgrep", r"(#|//|--)\s*nosemgrep\b"),
    _mark("NOSONAR", "NOSONAR", r"(#|//)\s*NOSONAR\b"),
    _mark("allowlist secret", "pragma", r"pragma:\s*(allow|white)list[ -](nextline[ -])?secret"),
    _mark("gitleaks:allow", "gitleaks", r"(#|//|--)\s*gitleaks:allow\b"),
    _mark("zizmor: ignore", "zizmor", r"#\s*zizmor:\s*ignore\[", "yaml"),
    _mark("shellcheck disable", "shellcheck", r"#\s*shellcheck\s[^#]{0,200}disable=", "shell"),
    _mark("hadolint ignore", "hadolint", r"#\s*hadolint\s(global\s)?ignore\s*=", "dockerfile"),
    _mark("trivy:ignore", ":ignore", r"(#|//)\s*(trivy|tfsec):ignore\b"),
    _mark("checkov:skip", "checkov", r"(#|//)\s*checkov:skip\b"),
    _mark(
        "eslint-disable",
        "eslint-disable",
        r"eslint-disable[^*]{0,200}\b(security/|no-eval|no-implied-eval|no-new-func|no-script-url"
        r"|no-danger|no-unsanitized|detect-)",
        _SCRIPT,
    ),
)
_FILES = frozenset(
    ".bandit .gitleaksignore .gitleaks.toml .secrets.baseline .semgrepignore .snyk .tfsecignore"
    " .trivyignore .trivyignore.yaml".split()
)
_LONGEST = 5000
_NOT_OURS = (Role.VENDORED, Role.GENERATED)


def suppressions(survey: Survey) -> dict[str, list[Spot]]:
    """Where each kind stands, in the order of the paths; whole files by their name."""
    found: dict[str, list[Spot]] = {}
    for entry in survey.snapshot.texts:
        if entry.role not in _NOT_OURS:
            for kind, spot in _in_file(survey, entry):
                found.setdefault(kind, []).append(spot)
    return dict(sorted(found.items()))


def _in_file(survey: Survey, entry: Entry) -> Iterator[tuple[str, Spot]]:
    name = entry.path.rpartition("/")[2]
    if name in _FILES:
        yield name, Spot(entry.path, 1)
    content = survey.snapshot.raw(entry.path)
    marks = [m for m in MARKS if _works_in(m, entry) and m.word.encode() in content]
    if not marks:
        return
    for number, line in enumerate(survey.snapshot.lines(entry.path), 1):
        kinds = {m.kind for m in marks if m.word in line and m.pattern.search(line[:_LONGEST])}
        yield from ((kind, Spot(entry.path, number)) for kind in sorted(kinds))


def _works_in(mark: Mark, entry: Entry) -> bool:
    """Documents only speak of it."""
    if entry.role is Role.DOCS and entry.language != "python":
        return False
    return not mark.languages or entry.language in mark.languages
