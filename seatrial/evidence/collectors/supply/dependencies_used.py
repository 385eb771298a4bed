"""Every declared dependency is used: one that is not is still installed, updated and attacked.

Precision first. Plugins, drivers and peers are used without being named, so only what is known to
be used by import is judged, and any mention outside manifests and lock files counts as a use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors.supply.distributions import IMPORTED, UNNAMED
from seatrial.evidence.collectors.supply.published import unread_files
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Inventory, Need, Reading, Scope, inventory
from seatrial.evidence.packages.formats import foreign_lock, format_of
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Fate, Role

CHECK = Check(
    id="supply.dependencies-used",
    statement="Every dependency that is declared for running is used",
    gate="G9",
    severity=Severity.LOW,
    remedy="Remove it from the manifest, or move it to the group of those who need it.",
    effort="S",
    likelihood="low",
)
_PROSE = frozenset({"markdown", "restructuredtext", "asciidoc"})
_LANGUAGES = {
    "pypi": frozenset({"python"}),
    "golang": frozenset({"go"}),
    "npm": frozenset({"javascript", "typescript", "vue", "svelte"}),
}


@dataclass(frozen=True)
class Candidate:
    """A need that is used only where one of `words` stands in a text."""

    need: Need
    manifest: Reading
    words: tuple[str, ...]


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    judged = [c for m in found.manifests for c in _candidates(found, m)]
    if unread := unread_files(survey, CHECK) + _unread_sources(survey, judged):
        return unread
    if not judged:
        return [survey.not_applicable(CHECK, "no dependency whose use would be seen")]
    failing = [_unused(survey, c) for c in _unmentioned(survey, judged)]
    held = f"each of {len(judged)} dependencies that are used by name is named somewhere"
    return survey.fails_or_holds(CHECK, failing, held)


def _unused(survey: Survey, candidate: Candidate) -> Evidence:
    need, path = candidate.need, candidate.manifest.path
    message = f"{path!r} declares {need.name!r}, and nothing in the tree names it"
    return survey.fails(CHECK, message, Spot(path, need.line))


def _candidates(found: Inventory, manifest: Reading) -> Iterator[Candidate]:
    for need in manifest.needs:
        if need.scope is not Scope.RUNTIME or need.origin or need.marker:
            continue
        words = _words(found, manifest, need)
        if words:
            yield Candidate(need, manifest, words)


def _words(found: Inventory, manifest: Reading, need: Need) -> tuple[str, ...]:
    """What a use of the dependency would say, () when it may be used without a word."""
    if manifest.format in ("pyproject", "setup.cfg") and not manifest.folder:
        modules = IMPORTED.get(need.name, ())
        return (*modules, need.name) if modules else ()
    if manifest.format == "go.mod":
        return (need.name,)
    lock = found.lock_of(manifest) if manifest.format == "package.json" else None
    if lock and lock.peers is not None and need.name not in lock.peers:
        command = re.fullmatch(r"@([\w.-]+)/cli", need.name)  # @svgr/cli brings `svgr`
        names = (need.name, command[1]) if command else (need.name,)
        return () if UNNAMED.search(need.name) else names
    return ()


def _imported(survey: Survey) -> Iterator[str]:
    imports = (i for facts in survey.python.values() for i in facts.imports)
    return (i.module.split(".")[0] for i in imports if not i.level)


def _unmentioned(survey: Survey, judged: list[Candidate]) -> list[Candidate]:
    imported = set(_imported(survey))
    left = [c for c in judged if not imported & set(c.words) and not _in_scripts(survey, c)]
    for entry in filter(_is_use, survey.snapshot.texts):
        if not left:
            return []
        if entry.language == "go" or any(c.manifest.ecosystem != "golang" for c in left):
            text = survey.snapshot.source(entry.path)
            left = [c for c in left if not _named(c, text)]
    return left


def _named(candidate: Candidate, text: str) -> bool:
    """Whether a text holds one of the words, and not as a part of a longer one."""
    present = [w for w in candidate.words if w in text]
    return any(re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", text) for w in present)


def _is_use(entry: Entry) -> bool:
    """Neither a manifest or a lock nor prose; what is vendored speaks of its own."""
    if entry.role is Role.VENDORED or entry.language in _PROSE:
        return False
    return not format_of(entry.path) and not foreign_lock(entry.path)


def _in_scripts(survey: Survey, candidate: Candidate) -> bool:
    """What the manifest says beside declaring: its scripts and settings."""
    declaring = {n.line for n in candidate.manifest.needs}
    lines = enumerate(survey.snapshot.lines(candidate.manifest.path), 1)
    return _named(candidate, "\n".join(line for n, line in lines if n not in declaring))


def _unread_sources(survey: Survey, judged: list[Candidate]) -> list[Evidence]:
    """An absence is claimed only where everything that could name it was read."""
    languages = {_LANGUAGES.get(c.manifest.ecosystem, frozenset()) for c in judged}
    wanted = frozenset().union(*languages)
    return [
        survey.unavailable(CHECK, f"{e.path!r} was not read: {e.reason}")
        for e in survey.snapshot.entries
        if e.language in wanted and e.fate is Fate.SKIPPED and e.role is not Role.VENDORED
    ]
