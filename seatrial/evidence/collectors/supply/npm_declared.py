"""Packages that JavaScript and TypeScript import and no package.json above them declares.

Precision first: a name that a workspace, a configuration or a folder of the tree may stand for is
let be, and so is what a runtime brings by itself, an import for types alone, and one that stands in
a function or a condition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from seatrial.evidence.code.facts import Reference
from seatrial.evidence.collectors.supply.node_modules import BUILT_IN, BY_RUNTIME, COMES_WITH
from seatrial.evidence.packages import Reading, inventory
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Entry, Role

LANGUAGES = ("javascript", "typescript", "vue", "svelte")
_NAME = re.compile(r"(@[a-z0-9-][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*")
# Whatever a bundler, a compiler or a test runner is told to take for something else.
_SETTINGS = (
    r"(.*/)?(package\.json|[tj]sconfig[^/]*\.json|[^/]*\.(config|conf)\.[cm]?[jt]s(on)?"
    r"|\.[^/]*rc(\.[^/]+)?|importmap[^/]*\.json|import_map\.json|components\.json"
    r"|(webpack|rollup|vite|craco|quasar|ember-cli-build|gulpfile|Gruntfile)[^/]*\.[cm]?[jt]s)"
)
_OTHER_RUNTIMES = r"(.*/)?(deno\.jsonc?|jsr\.json|bower\.json|importmap\.(json|js))"
_ASIDE = re.compile(
    r"(^|/)[\w-]*(templates?|boilerplates?|scaffold\w*|skeletons?|starters?)/"
    r"|(^|[/._-])(tests?|specs?|mocks?|fixtures?)[/._-]|(^|/)\.[^/]+$"
)


@dataclass(frozen=True)
class Undeclared:
    """`package` is imported at a line and `manifest`, the nearest, does not declare it."""

    package: str
    path: str
    line: int
    manifest: str


class NodePackages:
    """What the manifests of one tree declare, for the files below them."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        found = inventory(survey)
        readings = [r for r in found.manifests if r.format == "package.json"]
        self._manifests = {r.folder: r for r in readings}
        self._local = {r.name for r in readings if r.name}
        self._anywhere = {n.name for r in readings for n in r.needs}
        self._closed = {
            path.rpartition("/")[0]
            for path in (*found.aside, *(r.path for r in found.unread))
            if path.rpartition("/")[2] == "package.json"
        } | {e.path.rpartition("/")[0] for e in survey.snapshot.named(_OTHER_RUNTIMES)}

    def judged(self) -> list[Entry]:
        """Files of the program below a manifest that declares dependencies."""
        entries = self._survey.snapshot.files(Role.SOURCE)
        return [e for e in entries if e.language in LANGUAGES and self._is_judged(e.path)]

    def undeclared(self, paths: list[str]) -> Iterator[Undeclared]:
        """Each package once for each manifest that lacks it."""
        seen: set[tuple[str, str]] = set()
        for path in sorted(paths):
            above = self._above(path)
            for wanted in self._survey.code[path].references:
                name = package_of(wanted)
                if not name or (above[0].path, name) in seen or self._is_known(name, above):
                    continue
                seen.add((above[0].path, name))
                yield Undeclared(name, path, wanted.line, above[0].path)

    def _is_judged(self, path: str) -> bool:
        if is_ancillary(path) or _ASIDE.search(path):
            return False
        above = self._above(path)
        return bool(above) and any(r.needs for r in above)

    def _above(self, path: str) -> list[Reading]:
        """Manifests from the nearest upwards; none below what is not read or not of node."""
        folder, found = path, list[Reading]()
        while folder:
            folder = folder.rpartition("/")[0]
            if folder in self._closed:
                return []
            if folder in self._manifests:
                found.append(self._manifests[folder])
        return found

    def _is_known(self, name: str, above: list[Reading]) -> bool:
        declared = {n.name for reading in above for n in reading.needs}
        first = name.split("/")[0]
        return (
            name in declared
            # What is never published works with what the workspace installs beside it.
            or (not above[0].shipped and name in self._anywhere)
            or _types_of(name) in declared
            or any(name in COMES_WITH.get(d, ()) for d in declared)
            or any(first in COMES_WITH.get(d, ()) for d in declared)
            or name in self._local
            or first in self._names
            or not self._configured.isdisjoint((name, first))
        )

    @cached_property
    def _names(self) -> frozenset[str]:
        """Names of folders and files: with a base folder set, these are imported like packages."""
        folders = (f.rpartition("/")[2] for f in self._survey.snapshot.folders)
        files = (e.path.rpartition("/")[2].split(".")[0] for e in self._survey.snapshot.entries)
        return frozenset((*folders, *files))

    @cached_property
    def _configured(self) -> frozenset[str]:
        """Every word in quotes of a configuration, up to a `*`, and every key of a package.json
        but those of its dependencies, which are judged."""
        found = set[str]()
        for entry in self._survey.snapshot.named(_SETTINGS):
            text = self._survey.snapshot.source(entry.path)
            if entry.path.rpartition("/")[2] == "package.json":
                text = _DEPENDENCIES.sub("", text)
            found.update(w.removesuffix("*").rstrip("/$") for w in _QUOTED.findall(text))
        return frozenset(found)


_QUOTED = re.compile(r"[\"'`^]([@\w.~/-]{1,80}\*?)\$?[\"'`]")
_DEPENDENCIES = re.compile(r'"(?:dev|peer|optional)?[dD]ependencies"\s*:\s*\{[^{}]*\}')


def package_of(wanted: Reference) -> str:
    """The package that an import names; '' for what is none, or is not certain to be needed."""
    name = re.split(r"[?!]", wanted.name)[0]
    parts = name.split("/")
    package = "/".join(parts[:2]) if name.startswith("@") else parts[0]
    if wanted.soft or not _NAME.fullmatch(package) or BY_RUNTIME.match(name):
        return ""
    if package.startswith("@") and len(parts) < 2:
        return ""
    return "" if package in BUILT_IN else package


def _types_of(name: str) -> str:
    return f"@types/{name.removeprefix('@').replace('/', '__')}"
