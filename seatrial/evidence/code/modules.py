"""Which first-party file or folder a reference means, and whether it is there.

Precision first: what a build makes, what a file of any ending may stand for, and what lies outside
of the tree is given the benefit of the doubt.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from posixpath import dirname, join, normpath

from seatrial.evidence.code.facts import Reference
from seatrial.snapshot.snapshot import Snapshot

_MADE = re.compile(
    r"(?i)(dist|build|out|output|lib|libs|es|esm|cjs|umd|bin|bundle|target|pkg|coverage|node_modules|\..+"
    r"|_*(auto)?gen(erated)?_*|.*[._-]gen(erated)?|.*\.pb|.*_pb|pb|proto|protos|grpc|mocks?|fakes?"
    r"|version|parser|lexer|.*parser|wasm|.*\.wasm|prisma|graphql|types|schema|bindata|.*_string"
    r"|client|clientset|statik|assets?|locales?|i18n|buildinfo|build-info|manifest)"
)
_IGNORE_FILES = r"(.*/)?(\.gitignore|\.eslintignore|\.dockerignore|makefile|turbo\.json)"
_MODULE_LINE = re.compile(r"(?m)^module\s+\"?([^\s\"]+)")
# Copied to somewhere else before it is run.
_SCAFFOLD = re.compile(r"(^|/)[\w-]*(templates?|boilerplates?|scaffold\w*|skeletons?|starters?)/")
_INDEX = ("index", "mod")
_CRATE_ROOTS = re.compile(
    r"(^|/)(mod|lib|main|build)\.rs$|(^|/)(src/bin|tests|examples|benches|bin|fuzz_targets)/[^/]+\.rs$"
)


class CodeModules:
    """The files of one snapshot as other languages than Python refer to them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._paths = {e.path for e in snapshot.entries}

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        """Paths by themselves and by every beginning that ends before a dot of the name."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            folder, slash, name = path.rpartition("/")
            parts = name.split(".")
            for i in range(1, len(parts) + 1):
                found.setdefault(folder + slash + ".".join(parts[:i]), []).append(path)
        return found

    @cached_property
    def _go_modules(self) -> dict[str, str]:
        """Folder of each Go module by its path, the longest first."""
        found = {}
        for entry in self._snapshot.named(r"(.*/)?go\.mod"):
            if line := _MODULE_LINE.search(self._snapshot.source(entry.path)):
                found[line[1]] = dirname(entry.path)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[0]), pair[0])))

    @cached_property
    def _go_folders(self) -> frozenset[str]:
        return frozenset(dirname(p) for p in self._paths if p.endswith((".go", ".proto", ".s")))

    @cached_property
    def _build_words(self) -> frozenset[str]:
        """Words of the files that ignore or build: what is named there may appear later."""
        named = (e.path for e in self._snapshot.named(_IGNORE_FILES))
        return frozenset(
            part
            for path in named
            for word in re.findall(r"[\w.-]+", self._snapshot.source(path))
            for part in (word, word.split(".")[0])
        )

    # -- judging --------------------------------------------------------------------------------

    def missing(self, path: str, language: str, wanted: Reference) -> str:
        """What `path` asks for in vain; '' when it is there, in doubt or somebody else's."""
        judge: dict[str, Callable[[str, Reference], bool]] = {
            "javascript": self._lacks_file,
            "typescript": self._lacks_file,
            "svelte": self._lacks_file,
            "vue": self._lacks_file,
            "go": self._lacks_package,
            "rust": self._lacks_module,
        }
        lacks = None if _SCAFFOLD.search(path) else judge.get(language)
        return wanted.name if lacks and lacks(path, wanted) else ""

    def _lacks_file(self, path: str, wanted: Reference) -> bool:
        stem = self._relative(path, wanted.name)
        if not stem or wanted.soft or self._files(stem) or stem in self._snapshot.folders:
            return False
        return not self._in_doubt(stem)

    def _lacks_package(self, path: str, wanted: Reference) -> bool:
        home = self._go_home(wanted.name)
        if home is None or self._has_go(home):
            return False
        return not self._in_doubt(home)

    def _lacks_module(self, path: str, wanted: Reference) -> bool:
        if wanted.kind != "module" or wanted.soft:
            return False
        folders = [dirname(path)]
        if not _CRATE_ROOTS.search(path):
            folders = [path.removesuffix(".rs"), *folders]
        stems = [join(folder, wanted.name) for folder in folders]
        known = any(f"{s}.rs" in self._paths or f"{s}/mod.rs" in self._paths for s in stems)
        return not known and not self._in_doubt(stems[0])

    def lacks(self, path: str) -> bool:
        """Whether neither `path` nor anything that a loader would take for it is there."""
        known = self._files(path) or path in self._snapshot.folders or path == "."
        return not known and not self._in_doubt(path)

    def targets(self, path: str, wanted: Reference) -> Iterator[str]:
        """Files that a relative import of JavaScript or TypeScript runs."""
        stem = self._relative(path, wanted.name)
        if stem and not wanted.soft:
            yield from self._files(stem)[:1]

    # -- finding --------------------------------------------------------------------------------

    def _relative(self, path: str, name: str) -> str:
        """The path that a relative name means, '' when it is none or leads out of the tree."""
        name = re.split(r"[?#]", name)[0]
        if not name.startswith((".", "..")) or re.search(r"[*!${}]", name):
            return ""
        stem = normpath(join(dirname(path), name))
        return "" if stem.startswith("..") or stem == "." else stem

    def _files(self, stem: str) -> list[str]:
        """Files that a stem may mean, code first; TypeScript names its output, `./a.js`."""
        plain = re.sub(r"\.([cm]?)jsx?$", "", stem)
        found = [stem] if stem in self._paths else []
        for each in dict.fromkeys((stem, plain, *(f"{stem}/{i}" for i in _INDEX))):
            found += [p for p in self._by_stem.get(each, ()) if _is_code(p, each)]
            found += [p for p in self._by_stem.get(each, ()) if p not in found and each != stem]
        return found or self._by_stem.get(stem, [])

    def _go_home(self, name: str) -> str | None:
        for module, folder in self._go_modules.items():
            if name == module or name.startswith(f"{module}/"):
                return join(folder, name.removeprefix(module).lstrip("/")).rstrip("/")
        return None

    def _has_go(self, folder: str) -> bool:
        return folder in self._go_folders

    def _in_doubt(self, stem: str) -> bool:
        """Made by a build, ignored by git, or in a folder that is not part of the tree."""
        parts = stem.split("/")
        known = 0
        while known < len(parts) and "/".join(parts[: known + 1]) in self._snapshot.folders:
            known += 1
        absent = parts[known:]
        names = {p for part in absent for p in (part, part.split(".")[0])}
        made = any(_MADE.fullmatch(part) for part in names)
        return made or bool(names & self._build_words)


def _is_code(path: str, stem: str) -> bool:
    return bool(re.fullmatch(r"\.(d\.)?[cm]?[jt]sx?", path[len(stem) :]))
