"""Which package is locked at which version, and where: lock files of every kind in one form.

A reader of another lock file is one function and one line of `_READERS`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from seatrial.evidence.collectors.supply.requirements import read_requirements
from seatrial.evidence.manifests import normalised, read_json, read_toml
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Role


@dataclass(frozen=True)
class Ecosystem:
    """`osv` is its name in the OSV schema; `normalised` makes names comparable."""

    osv: str
    normalised: Callable[[str], str] = str


# By the type of its package URLs (https://github.com/package-url/purl-spec).
ECOSYSTEMS: Mapping[str, Ecosystem] = {
    "pypi": Ecosystem("PyPI", normalised),
    "npm": Ecosystem("npm", str.lower),
    "cargo": Ecosystem("crates.io"),
    "golang": Ecosystem("Go"),
    "maven": Ecosystem("Maven"),
}


@dataclass(frozen=True)
class Locked:
    """One package at one version. `ecosystem` and `name` are as advisories of OSV have them.

    `shipped` is False for what only developers install.
    """

    ecosystem: str
    name: str
    version: str
    spot: Spot
    shipped: bool = True


@dataclass(frozen=True)
class Locks:
    """`files` were read; `unread` says of each other file why its versions are not known."""

    packages: tuple[Locked, ...]
    files: tuple[str, ...]
    unread: tuple[str, ...]


# Packages of one file (a version is '' where none is fixed), None when it cannot be read.
Reader = Callable[[str, list[str], str], "list[Locked] | None"]


def locked_packages(survey: Survey) -> Locks:
    """What the program's lock files lock; those of tests, examples and vendored parts are not
    the program's."""
    return survey.once("locked packages", lambda: _locks(survey))


def _locks(survey: Survey) -> Locks:
    read: dict[str, list[Locked]] = {}
    unread: list[str] = []
    locking: set[tuple[str, str]] = set()
    for path, kind, reader in _found(survey):
        packages = reader(survey.snapshot.source(path), survey.snapshot.lines(path), path)
        if packages is None:
            unread.append(f"{path!r} could not be read")
            continue
        read[path] = packages
        if all(p.version and p.shipped for p in packages) or reader is not _from_requirements:
            locking.add((kind, _folder(path)))
    packages = [p for found in read.values() for p in found]
    unread += [*_loose(packages), *_of_other_kinds(survey), *_undecided(survey, locking)]
    fixed = tuple(p for p in packages if p.version)
    return Locks(fixed, tuple(read), tuple(unread))


def _found(survey: Survey) -> Iterator[tuple[str, str, Reader]]:
    for pattern, kind, reader in _READERS:
        for entry in survey.snapshot.named(rf"(.*/)?({pattern})"):
            if _is_of_program(entry):
                yield entry.path, kind, reader


def _is_of_program(entry: Entry) -> bool:
    aside = (Role.TEST, Role.VENDORED, Role.DOCS)
    return entry.role not in aside and not is_ancillary(f"{_folder(entry.path)}/")


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _loose(packages: list[Locked]) -> Iterator[str]:
    """Requirements without a version, unless a file beside theirs fixes it."""
    fixed = {(_folder(p.spot.path), p.name) for p in packages if p.version}
    loose: dict[str, list[str]] = {}
    for p in packages:
        if not p.version and p.shipped and (_folder(p.spot.path), p.name) not in fixed:
            loose.setdefault(p.spot.path, []).append(p.name)
    for path, names in sorted(loose.items()):
        yield f"{path!r} fixes no version of {names[0]!r}" + (
            f" and {len(names) - 1} more" if len(names) > 1 else ""
        )


def _of_other_kinds(survey: Survey) -> Iterator[str]:
    for entry in survey.snapshot.named(rf"(.*/)?({_UNREAD})"):
        if _is_of_program(entry):
            yield f"{entry.path!r} is of a kind that is not read"


def _undecided(survey: Survey, locking: set[tuple[str, str]]) -> Iterator[str]:
    """Manifests that name dependencies, where no lock file of theirs stands beside or above."""
    for kind, name, declares in _MANIFESTS:
        for entry in survey.snapshot.named(rf"(.*/)?{name}"):
            parts = _folder(entry.path).split("/")
            above = {(kind, "/".join(parts[:i])) for i in range(len(parts) + 1)}
            if not _is_of_program(entry) or above & locking:
                continue
            if declares(survey.snapshot.source(entry.path)):
                yield f"{entry.path!r} declares dependencies and no lock file fixes their versions"


def _pyproject_declares(text: str) -> bool:
    tables = read_toml(text)
    if tables is None:
        return True
    poetry = _mapping(_mapping(_mapping(tables.get("tool")).get("poetry")).get("dependencies"))
    return bool(_mapping(tables.get("project")).get("dependencies") or set(poetry) - {"python"})


def _package_declares(text: str) -> bool:
    value = read_json(text)
    kinds = ("dependencies", "optionalDependencies", "devDependencies")
    return not isinstance(value, dict) or any(value.get(kind) for kind in kinds)


def _cargo_declares(text: str) -> bool:
    tables = read_toml(text)
    return tables is None or bool(tables.get("dependencies"))


def _setup_declares(text: str) -> bool:
    return re.search(r"install_requires\s*=", text) is not None


def _from_requirements(text: str, lines: list[str], path: str) -> list[Locked] | None:
    shipped = not _FOR_DEVELOPERS.search(path.rpartition("/")[2])
    found = []
    for line in read_requirements(lines):
        version = _PINNED.search(" ".join(lines[line.start - 1 : line.end]))
        pinned = version[1] if line.pinned and version else ""
        found.append(Locked("PyPI", line.name, pinned, Spot(path, line.start), shipped))
    return found


def _from_packages(
    text: str, lines: list[str], path: str, *, ecosystem: Ecosystem, key: str = "package"
) -> list[Locked] | None:
    """uv, Poetry, PDM, pylock and Cargo: tables [[package]] with name and version."""
    tables = read_toml(text)
    listed = tables.get(key) if tables is not None else None
    if tables is None or not isinstance(listed, list | None):
        return None
    starts = [n for n, line in enumerate(lines, 1) if line.strip() == f"[[{key}]]"]
    numbers = starts if len(starts) == len(listed or ()) else [0] * len(listed or ())
    return [
        Locked(
            ecosystem.osv,
            ecosystem.normalised(package["name"]),
            package["version"],
            Spot(path, number + 1, number + 2) if number else Spot(path, 1),
            shipped=_is_shipped(package),
        )
        for package, number in zip(listed or (), numbers, strict=True)
        if _names_version(package) and not _is_own(package)
    ]


def _names_version(package: Any) -> bool:
    return isinstance(package, dict) and all(
        isinstance(package.get(name), str) for name in ("name", "version")
    )


def _is_own(package: Mapping[str, Any]) -> bool:
    """The project itself and its own parts: uv's editable and virtual, Cargo's without source."""
    source = package.get("source")
    return isinstance(source, dict) and not {"editable", "virtual", "directory"}.isdisjoint(source)


def _is_shipped(package: Mapping[str, Any]) -> bool:
    """Poetry writes the groups, older versions a category."""
    groups = package.get("groups")
    if isinstance(groups, list) and groups:
        return "main" in groups or "default" in groups
    return bool(package.get("category", "main") == "main")


def _from_pipfile_lock(text: str, lines: list[str], path: str) -> list[Locked] | None:
    value = read_json(text)
    if not isinstance(value, dict):
        return None
    where = _lines_of_keys(lines)
    found = []
    for section in ("default", "develop"):
        for name, package in _mapping(value.get(section)).items():
            version = str(_mapping(package).get("version") or "").removeprefix("==")
            if version:
                spot = Spot(path, where.get(name, 1))
                shipped = section == "default"
                found.append(Locked("PyPI", normalised(name), version, spot, shipped))
    return found


def _from_package_lock(text: str, lines: list[str], path: str) -> list[Locked] | None:
    """npm: `packages` since version 2, `dependencies` before."""
    value = read_json(text)
    if not isinstance(value, dict):
        return None
    where = _lines_of_keys(lines)
    packages = value.get("packages")
    listed = packages if isinstance(packages, dict) else _flat(_mapping(value.get("dependencies")))
    found = []
    for key, package in listed.items():
        package = _mapping(package)
        name = str(package.get("name") or key.rpartition("node_modules/")[2])
        version = package.get("version")
        own = "node_modules/" not in key and isinstance(packages, dict) or package.get("link")
        if name and isinstance(version, str) and not own:
            line = where.get(key, 1)
            spot = Spot(path, line, line + 1 if line < len(lines) else line)
            shipped = not (package.get("dev") or package.get("devOptional"))
            found.append(Locked("npm", name.lower(), version, spot, shipped))
    return found


def _flat(dependencies: Mapping[str, Any]) -> dict[str, Any]:
    """Version 1 nests what a package has of its own; the key is made as version 2 makes it."""
    found: dict[str, Any] = {}
    waiting = [("", dependencies)]
    while waiting:
        prefix, mapping = waiting.pop()
        for name, package in mapping.items():
            key = f"{prefix}node_modules/{name}" if prefix else name
            found[key] = package
            waiting.append((f"{key}/", _mapping(_mapping(package).get("dependencies"))))
    return found


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _lines_of_keys(lines: list[str]) -> dict[str, int]:
    """The line where an object begins, by its key; of several the first."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        if key := _KEY.match(line):
            found.setdefault(key[1], number)
    return found


_KEY = re.compile(r'\s*"([^"\\]+)": \{')
_PINNED = re.compile(r"===?\s*([^\s;,\\]+)")
_PYPI, _CARGO = ECOSYSTEMS["pypi"], ECOSYSTEMS["cargo"]
_FOR_DEVELOPERS = re.compile(r"dev|test|doc|lint|example|typing|build|style|tool|bench", re.I)
_READERS: tuple[tuple[str, str, Reader], ...] = (
    (r"(uv|poetry|pdm)\.lock", "pypi", partial(_from_packages, ecosystem=_PYPI)),
    (
        r"pylock(\.[^/]+)?\.toml",
        "pypi",
        partial(_from_packages, ecosystem=_PYPI, key="packages"),
    ),
    (r"Pipfile\.lock", "pypi", _from_pipfile_lock),
    (
        r"requirements[^/]*\.(txt|lock)|requirements/[^/]+\.(txt|lock)",
        "pypi",
        _from_requirements,
    ),
    (r"package-lock\.json|npm-shrinkwrap\.json", "npm", _from_package_lock),
    (r"Cargo\.lock", "cargo", partial(_from_packages, ecosystem=_CARGO)),
)
_MANIFESTS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("pypi", r"pyproject\.toml", _pyproject_declares),
    ("pypi", r"setup\.(py|cfg)", _setup_declares),
    ("npm", r"package\.json", _package_declares),
    ("cargo", r"Cargo\.toml", _cargo_declares),
)
_UNREAD = (
    r"yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|pixi\.lock|conda-lock\.ya?ml|go\.mod"
    r"|pom\.xml|[^/]+\.gradle(\.kts)?|Gemfile\.lock|composer\.lock|[^/]+\.csproj"
    r"|packages\.lock\.json|mix\.lock|pubspec\.lock|Podfile\.lock|Package\.resolved"
)
