"""Packages travel encrypted: on the way from a plain http registry anybody can exchange them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.packages import Reading, inventory
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="supply.registries-encrypted",
    statement="No package is fetched over plain http",
    gate="G9",
    severity=Severity.MEDIUM,
    remedy="Name the registry by https.",
    effort="S",
    maps=("CWE-319", "CWE-494"),
)
_SETTINGS = r"(.*/)?(\.npmrc|\.yarnrc(\.yml)?|pip\.(conf|ini)|\.pip/pip\.conf|bunfig\.toml)"
_STATED = re.compile(
    r"\s*[\w.@:/-]*(?:registry|registryServer|index-url|extra-index-url|find-links)\"?\s*[=: ]\s*"
    r"[\"']?(http://[^\s\"']+)",
    re.IGNORECASE,
)
# On this machine, or a name to be filled in.
_NEAR = re.compile(r"localhost$|127\.|\[?::1|\$|<|\{|.*\.(test|example|invalid|localhost)$")


def collect(survey: Survey) -> list[Evidence]:
    found = inventory(survey)
    judged = [r for r in found.readings if not r.unread]
    settings = [
        e.path
        for e in survey.snapshot.named(_SETTINGS)
        if e.role not in {Role.TEST, Role.VENDORED} and not is_ancillary(e.path)
    ]
    plain = [*(a for r in judged for a in _addresses(r)), *_of_settings(survey, settings)]
    failing = [
        survey.fails(CHECK, f"packages are fetched from {url!r}, unencrypted", spot)
        for url, spot in plain
        if is_plain(url)
    ]
    failing += [
        survey.unavailable(CHECK, f"{r.path!r} cannot be read: {r.unread}", Spot(r.path, 1))
        for r in found.unread
    ]
    if not judged and not settings and not failing:
        return [survey.not_applicable(CHECK, "no file that names packages or registries")]
    held = f"no plain http in {len(judged) + len(settings)} files"
    return survey.fails_or_holds(CHECK, failing, held)


def is_plain(url: str) -> bool:
    if not url.startswith("http://"):
        return False
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return bool(host) and not _NEAR.match(host)


def _addresses(reading: Reading) -> Iterator[tuple[str, Spot]]:
    """Registries that a file names, and for a lock the first package of each plain address."""
    yield from ((a.url, Spot(reading.path, a.line)) for a in reading.registries)
    seen: set[str] = set()
    origins = [(p.origin, p.line) for p in reading.packages if p.origin]
    for origin, line in origins + [(n.origin, n.line) for n in reading.needs if n.origin]:
        host = origin.partition("://")[2].partition("/")[0]
        if origin.startswith("http://") and host not in seen:
            seen.add(host)
            yield origin, Spot(reading.path, line)


def _of_settings(survey: Survey, paths: list[str]) -> Iterator[tuple[str, Spot]]:
    for path in paths:
        for number, line in enumerate(survey.snapshot.lines(path), 1):
            if stated := _STATED.match(line[:500]):
                yield stated[1], Spot(path, number)
