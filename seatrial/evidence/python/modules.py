"""Which first-party module an import means, and whether the names it takes are there.

Precision first. A module counts as there when any file with its name lies where it should: an
extension, a stub, a source in another language that is compiled to it. What is made by a build,
found by a changed search path, or supplied at run time is given the benefit of the doubt.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property

from seatrial.evidence.python.facts import Import, PythonFacts
from seatrial.evidence.python.scope import is_ancillary, is_test_input
from seatrial.evidence.python.traits import CHANGES_PATH, DYNAMIC_NAMES
from seatrial.snapshot.model import Role
from seatrial.snapshot.snapshot import Snapshot

_PROJECT_FILES = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})
_BUILD_FILES = re.compile(
    r"(.*/)?(pyproject\.toml|setup\.(py|cfg)|meson\.build|cmakelists\.txt|cargo\.toml|makefile"
    r"|\.gitignore|manifest\.in|build\.py|hatch_build\.py|.*\.cmake|build(\.bazel)?|noxfile\.py)"
)
_MADE = re.compile(
    r"_?_?(version|about|build|build_info|generated|buildinfo)_?_?|.*_pb2(_grpc)?|.*_rc|ui_.*"
)
_CODE = (".py", ".pyi")


class Modules:
    """The modules of one snapshot. `facts` are those of its Python files by path."""

    def __init__(self, snapshot: Snapshot, facts: Mapping[str, PythonFacts]) -> None:
        self._snapshot = snapshot
        self._facts = facts
        self._stems = {_stem(e.path) for e in snapshot.entries}
        self._paths = {e.path for e in snapshot.entries}
        self._hiding: dict[str, frozenset[str]] = {}

    # -- finding --------------------------------------------------------------------------------

    @cached_property
    def _roots(self) -> list[str]:
        """Folders from which absolute imports start, each '' or ending in a slash."""
        projects = {""}
        for entry in self._snapshot.entries:
            folder, _, name = entry.path.rpartition("/")
            if name in _PROJECT_FILES and not is_ancillary(entry.path):
                projects.add(f"{folder}/" if folder else "")
        usual = {f"{p}{sub}/" for p in projects for sub in ("src", "lib", "python", "source")}
        return sorted(r for r in projects | usual if not is_test_input(r))

    @cached_property
    def _homes(self) -> dict[str, list[str]]:
        """Paths without ending of each top-level package or module, by its name."""
        found: dict[str, list[str]] = {}
        roots = frozenset(self._roots)
        for entry in self._snapshot.files(Role.SOURCE, Role.TEST, language="python"):
            package, _, name = entry.path.rpartition("/")
            stem = package if name == "__init__.py" else entry.path.removesuffix(".py")
            root, slash, top = stem.rpartition("/")
            if root + slash in roots and top.isidentifier():
                found.setdefault(top, []).append(stem)
        return found

    def _starts(self, path: str, wanted: Import) -> list[str]:
        """Where the import's module would lie, without ending; [] when it is not first-party."""
        if wanted.level:
            return [self._relative(path, wanted)]
        top, _, rest = wanted.module.partition(".")
        if top in sys.stdlib_module_names:
            return []
        below = rest.replace(".", "/")
        return [f"{home}/{below}" if below else home for home in self._homes.get(top, ())]

    def _relative(self, path: str, wanted: Import) -> str:
        folders = path.split("/")[:-1]
        up = wanted.level - 1
        kept = folders[: len(folders) - up] if up <= len(folders) else [".."]
        return "/".join([*kept, *filter(None, wanted.module.split("."))])

    def file_of(self, stem: str) -> str:
        """The Python file of the module at `stem`, '' when there is none."""
        candidates = (f"{stem}.py", f"{stem}/__init__.py" if stem else "__init__.py")
        return next((c for c in candidates if c in self._paths), "")

    def targets(self, path: str, wanted: Import) -> Iterable[str]:
        """Files that a resolved import runs: submodules that are named, else the module."""
        for start in self._starts(path, wanted):
            module = self.file_of(start)
            hidden = self._hidden(start, module) if module and module != path else frozenset()
            subs = {name: self.file_of(f"{start}/{name}") for name in wanted.names}
            yield from (s for name, s in subs.items() if s and name not in hidden)
            if module and (not wanted.names or any(not s for s in subs.values())):
                yield module

    def _hidden(self, start: str, module: str) -> frozenset[str]:
        """Names that `module` at `start` defines in front of its submodules. What a package takes
        from itself by a submodule's name is the submodule, for others as well."""
        if start not in self._hiding and module in self._facts:
            facts = self._facts[module]
            taken = (i.names for i in facts.imports if start in self._starts(module, i))
            self._hiding[start] = frozenset(facts.defines).difference(*taken)
        return self._hiding.get(start, frozenset())

    def submodules(self, path: str, wanted: Import) -> Iterable[str]:
        """Files of the modules among the names that are taken, whatever else has the name."""
        for start in self._starts(path, wanted):
            yield from filter(None, (self.file_of(f"{start}/{name}") for name in wanted.names))

    # -- judging --------------------------------------------------------------------------------

    def missing(self, path: str, wanted: Import) -> str:
        """What the import in `path` asks for in vain; '' when all is there or in doubt."""
        if wanted.guarded or wanted.typing_only or self._is_dynamic(path, wanted):
            return ""
        starts = self._starts(path, wanted)
        lacks = [self._missing_at(start, wanted) for start in starts]
        return min(lacks, default="", key=len) if all(lacks) else ""

    def _is_dynamic(self, path: str, wanted: Import) -> bool:
        facts = self._facts[path]
        return CHANGES_PATH in facts.traits and not wanted.level

    def _missing_at(self, start: str, wanted: Import) -> str:
        if not self._exists(start):
            named = wanted.module or "."
            return "" if self._in_doubt(start) else f"{'.' * wanted.level}{named.strip('.')}"
        lacking = (n for n in wanted.names if not self._offers(start, n))
        return next(lacking, "")

    def _exists(self, stem: str) -> bool:
        return not stem or stem in self._stems or stem in self._snapshot.folders

    def _offers(self, start: str, name: str) -> bool:
        """Whether the module at `start` has `name`, or might have it."""
        submodule = f"{start}/{name}" if start else name
        if name == "*" or name.startswith("__") or self._exists(submodule):
            return True
        files = [f for f in self._files(start) if f in self._paths]
        if not files or any(f not in self._facts for f in files):
            return True
        if any(_is_open(self._facts[f]) or name in self._facts[f].defines for f in files):
            return True
        return self._in_doubt(submodule)

    def _files(self, stem: str) -> list[str]:
        inside = f"{stem}/__init__" if stem else "__init__"
        return [f"{s}{ending}" for s in (stem, inside) for ending in _CODE]

    def _in_doubt(self, stem: str) -> bool:
        """Made by a build, or reached through a package that extends its own path."""
        if stem.startswith("..") or any(map(self._is_made, self._absent_parts(stem))):
            return True
        packages = _ancestors(stem)
        if any(_is_open(self._facts[p]) for p in packages if p in self._facts):
            return True
        return not any(p in self._paths for p in packages)

    def _is_made(self, name: str) -> bool:
        return bool(_MADE.fullmatch(name)) or name in self._build_words

    def _absent_parts(self, stem: str) -> list[str]:
        """The names along `stem` from the first folder or module that is not there."""
        parts = stem.split("/")
        for i in range(len(parts)):
            if not self._exists("/".join(parts[: i + 1])):
                return parts[i:]
        return []

    @cached_property
    def _build_words(self) -> frozenset[str]:
        """Words of the files that build or ignore: what is named there may appear later."""
        named = (e.path for e in self._snapshot.named(_BUILD_FILES.pattern))
        return frozenset(
            word for path in named for word in re.findall(r"\w+", self._snapshot.source(path))
        )


def _stem(path: str) -> str:
    """`a/b/_core` for `a/b/_core.cpython-311-x86_64-linux-gnu.so`."""
    folder, slash, name = path.rpartition("/")
    return folder + slash + name.split(".")[0]


def _is_open(facts: PythonFacts) -> bool:
    """Whether the module may have names that its text does not show."""
    stars = any("*" in i.names for i in facts.imports)
    return stars or "__getattr__" in facts.defines or DYNAMIC_NAMES in facts.traits


def _ancestors(stem: str) -> list[str]:
    """The modules above `stem`: `__init__.py` of its folders, or files that act as packages."""
    parts = stem.split("/")[:-1]
    folders = ["/".join(parts[: i + 1]) for i in range(len(parts))]
    return [path for folder in folders for path in (f"{folder}/__init__.py", f"{folder}.py")]
