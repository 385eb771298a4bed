"""The wheels of all that the lock names for this machine, and what they say of themselves."""

import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from packaging.metadata import RawMetadata, parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from kit.source import digest
from seatrial.environment import PACKAGE_INDEX
from seatrial.errors import RunFailed
from seatrial.process import run_child

_SECONDS, _LONGEST = 1800, 200
_AT_ONCE, _WORTH_IT = 4, 20  # downloads; packages for each
_ENTRY = re.compile(r"\n(?=\S)")
_NEEDED = re.compile(r"manylinux_(\d+)_(\d+)_|macosx_(\d+)_(\d+)_")
_OLD = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}


@dataclass(frozen=True)
class Wheel:
    """One file of the wheelhouse. `requires` are names, as far as they hold on this machine;
    `published` is False when it was built here of a published source."""

    file: str
    name: str
    version: str
    sha256: str
    licence: str
    requires: tuple[str, ...]
    published: bool = True

    @property
    def requirement(self) -> str:
        """The line that admits this file and no other."""
        return f"{self.name}=={self.version} --hash=sha256:{self.sha256}\n"


def gather(lock: Path, folder: Path, scratch: Path) -> list[Wheel]:
    """Bring the wheels of `lock` into `folder`, in several downloads at once; what is published as
    source alone is built. Raises RunFailed."""
    text = lock.read_text(encoding="utf-8")
    entries = [e for e in _ENTRY.split(text) if e.strip() and not e.startswith("#")]
    several = min(_AT_ONCE, len(entries) // _WORTH_IT + 1)
    orders = []
    for number, part in enumerate(entries[n::several] for n in range(several)):
        orders.append(scratch / f"lock{number}.txt")
        orders[-1].write_text("\n".join(part) + "\n", encoding="utf-8")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            list(pool.map(lambda o: _pip(folder, "--require-hashes", "-r", str(o)), orders))
        finally:
            pool.shutdown(cancel_futures=True)
    return read_wheels(folder, text)


def build(source: Path, folder: Path) -> Wheel:
    """The wheel of the project itself, made by what is installed here."""
    before = set(folder.iterdir())
    _pip(folder, "--no-index", "--no-build-isolation", str(source))
    made = sorted(set(folder.iterdir()) - before)
    return _read(made[0], "")


def _pip(folder: Path, *words: str) -> None:
    pip = [sys.executable, "-I", "-m", "pip", "wheel", "--no-deps"]
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    argv = [*pip, *quiet, "--wheel-dir", str(folder), *words]
    done = run_child(argv, seconds=_SECONDS, inherit=PACKAGE_INDEX, network=True)
    if done.code != 0:
        told = (r for r in done.stderr.splitlines() if r.startswith("ERROR: "))
        why = next(told, done.why).removeprefix("ERROR: ")[:_LONGEST]
        raise RunFailed(f"pip did not bring every package: {why}; check `pip config list`")


def read_wheels(folder: Path, lock: str) -> list[Wheel]:
    return [_read(path, lock) for path in sorted(folder.glob("*.whl"))]


def _read(path: Path, lock: str) -> Wheel:
    sha256 = digest(path.read_bytes())
    stated = _metadata(path)
    return Wheel(
        file=path.name,
        name=canonicalize_name(stated["name"]),
        version=stated["version"],
        sha256=sha256,
        licence=_licence(stated),
        requires=tuple(sorted(set(_required(stated)))),
        published=sha256 in lock,
    )


def _metadata(path: Path) -> RawMetadata:
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return parse_email(archive.read(name))[0]


def _licence(stated: RawMetadata) -> str:
    """The expression; an older field when it is one line; else the classifier."""
    given = stated.get("license_expression") or stated.get("license", "")
    if given and "\n" not in given and given.upper() != "UNKNOWN":
        return given
    classed = (c for c in stated.get("classifiers", ()) if c.startswith("License :: "))
    return next(classed, "").rpartition(" :: ")[2]


def _required(stated: RawMetadata) -> Iterator[str]:
    for text in stated.get("requires_dist", ()):
        wanted = Requirement(text)
        if wanted.marker is None or wanted.marker.evaluate({"extra": ""}):
            yield canonicalize_name(wanted.name)


def least(files: Sequence[str], now: str) -> str:
    """The oldest glibc or macOS that every wheel of `files` takes; `now` is this machine's, which a
    wheel that was built here needs."""
    needs = [_least(file, _pair(now)) for file in files]
    most = max(needs, default=(0, 0))
    return f"{most[0]}.{most[1]}" if most > (0, 0) else ""


def _least(file: str, now: tuple[int, int]) -> tuple[int, int]:
    """A wheel may name several platforms: the oldest counts."""
    return min(_of(tag.platform, now) for tag in parse_wheel_filename(file)[3])


def _of(platform: str, now: tuple[int, int]) -> tuple[int, int]:
    if platform == "any" or platform.startswith("musllinux"):
        return (0, 0)
    if found := _NEEDED.match(platform):
        numbers = [int(n) for n in found.groups() if n]
        return numbers[0], numbers[1]
    return next((v for name, v in _OLD.items() if platform.startswith(name + "_")), now)


def _pair(version: str) -> tuple[int, int]:
    numbers = [int(n) for n in re.findall(r"\d+", version)] + [0, 0]
    return numbers[0], numbers[1]
