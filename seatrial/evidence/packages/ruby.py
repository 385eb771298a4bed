"""Gemfile.lock, and the gems that a Gemfile names as plain text.

Format: https://bundler.io/man/gemfile.5.html
"""

import re
from collections.abc import Iterator

from seatrial.evidence.packages.model import Address, Need, Package, Reading, Unreadable

_SPEC = re.compile(r"    ([\w.-]+) \(([^)]+)\)$")
_NEEDS = re.compile(r"      ([\w.-]+)( \(.*\))?$")
_DIRECT = re.compile(r"  ([\w.-]+)!?( \(.*\))?$")
_SUM = re.compile(r"  ([\w.-]+) \(([^)]+)\) (sha256)=([0-9a-f]+)")
_GEM = re.compile(r"""\s*gem\s+["']([\w.-]+)["'](?:\s*,\s*["']([^"']+)["'])?""")
_SOURCE = re.compile(r"""\s*source\s*\(?\s*["'](\w+://[^"']+)["']""")
_PLATFORM = re.compile(r"-(x86|x64|arm|aarch|universal|java|mingw).*$")


def read_gemfile_lock(content: str) -> Reading:
    if "DEPENDENCIES" not in content:
        raise Unreadable("it names no DEPENDENCIES")
    direct, sums = set[str](), dict[tuple[str, str], str]()
    found: list[Package] = []
    remote = ""
    for section, number, line in _lines(content):
        if section == "DEPENDENCIES" and (named := _DIRECT.match(line)):
            direct.add(named[1])
        elif section == "CHECKSUMS" and (stated := _SUM.match(line)):
            sums[stated[1], stated[2]] = f"sha256:{stated[4]}"
        elif line.startswith("  remote: "):
            remote = line.removeprefix("  remote: ")
        elif section in ("GEM", "GIT", "PATH") and (spec := _SPEC.match(line)):
            found.append(_package(section, remote, spec, number))
        elif section in ("GEM", "GIT", "PATH") and found and (need := _NEEDS.match(line)):
            found[-1] = _requiring(found[-1], need[1])
    return Reading(packages=tuple(_finished(p, direct, sums) for p in found if not p.local))


def _lines(content: str) -> Iterator[tuple[str, int, str]]:
    section = ""
    for number, line in enumerate(content.split("\n"), 1):
        if line and not line.startswith(" "):
            section = line.strip()
        yield section, number, line.rstrip()


def _package(section: str, remote: str, spec: re.Match[str], line: int) -> Package:
    origin = {"GIT": f"git+{remote}", "PATH": "./"}.get(section, "")
    if section == "GEM" and not remote.startswith("https://rubygems.org"):
        origin = remote
    return Package(
        ecosystem="gem", name=spec[1], version=_PLATFORM.sub("", spec[2]), origin=origin, line=line
    )


def _requiring(package: Package, name: str) -> Package:
    return package.model_copy(update={"requires": (*package.requires, name)})


def _finished(package: Package, direct: set[str], sums: dict[tuple[str, str], str]) -> Package:
    stated = sums.get((package.name, package.version), "")
    return package.model_copy(
        update={"direct": package.name in direct, "hashes": (stated,) if stated else ()}
    )


def read_gemfile(content: str) -> Reading:
    needs, sources = [], []
    for number, line in enumerate(content.split("\n"), 1):
        if gem := _GEM.match(line[:500]):
            needs.append(Need(name=gem[1], wants=gem[2] or "", line=number))
        elif source := _SOURCE.match(line[:500]):
            sources.append(Address(url=source[1], line=number))
    return Reading(needs=tuple(needs), registries=tuple(sources), shipped=False)
