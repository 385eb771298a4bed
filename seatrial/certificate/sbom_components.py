"""One package as a CycloneDX component: purl, scope, hashes, licence, and where it is named."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from packageurl import PackageURL

from seatrial.escape import visible
from seatrial.evidence.packages import Package, Scope

_ALGORITHMS = {
    "md5": ("MD5", 32),
    "sha1": ("SHA-1", 40),
    "sha256": ("SHA-256", 64),
    "sha384": ("SHA-384", 96),
    "sha512": ("SHA-512", 128),
}
# "excluded" is CycloneDX's word for what is needed to build and test, not to run.
_SCOPES = (
    (Scope.RUNTIME, "required"),
    (Scope.OPTIONAL, "optional"),
    (Scope.DEVELOPMENT, "excluded"),
)
# Between a scheme and a host: who signs in there.
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_LONGEST_LICENCE = 200
_SAID = "a file with any of these digests is accepted"
Json = dict[str, Any]


def component_of(ref: str, found: Sequence[Package]) -> Json:
    """One component for every place that names the same package and version."""
    first, url = found[0], purl_of(found[0])
    hashes = sorted({h for p in found for h in p.hashes})
    digests = [d for d in map(_digest, hashes) if d]
    parts: Json = {
        "type": "library",
        "bom-ref": ref,
        "group": url.namespace,
        "name": url.name,
        "version": first.version,
        "scope": _scope(found),
        "hashes": digests if len(digests) == 1 else [],
        "licenses": licences_of(next((p.licence for p in found if p.licence), "")),
        "purl": ref,
        "externalReferences": _files(ref, digests) if len(digests) > 1 else [],
        "evidence": {"occurrences": [{"location": p.path, "line": p.line} for p in found]},
        "properties": list(_properties(found, hashes)),
    }
    return {name: part for name, part in parts.items() if part}


def purl_of(package: Package) -> PackageURL:
    """https://github.com/package-url/purl-spec; Maven's group is the namespace."""
    separator = ":" if package.ecosystem == "maven" else "/"
    namespace, _, name = package.name.rpartition(separator)
    qualifiers = {"download_url": _plain(package.origin)} if package.origin else None
    return PackageURL(
        type=package.ecosystem,
        namespace=namespace or None,
        name=visible(name).strip("/ ") or "unnamed",
        version=package.version or None,
        qualifiers=qualifiers,
    )


@cache
def licences_of(stated: str) -> list[Json]:
    """An SPDX id or expression where it is one, else the words as they stand."""
    plain = stated.strip()[:_LONGEST_LICENCE]
    if not plain:
        return []
    # The library parses its whole list of licences as it is loaded.
    from cyclonedx.spdx import fixup_id, is_expression

    if known := fixup_id(plain):
        return [{"license": {"id": known, "acknowledgement": "declared"}}]
    if is_expression(plain):
        return [{"expression": plain, "acknowledgement": "declared"}]
    return [{"license": {"name": plain, "acknowledgement": "declared"}}]


def _plain(origin: str) -> str:
    return _CREDENTIALS.sub("", origin)


def _scope(found: Sequence[Package]) -> str:
    """The strongest that any file gives it; none when a file leaves it open."""
    scopes = {p.scope for p in found}
    return next((theirs for ours, theirs in _SCOPES if ours in scopes), "")


def _digest(stated: str) -> Json | None:
    """`sha256:<hexadecimal>` or npm's `sha512-<base64>`; None for digests of another kind."""
    algorithm, _, value = stated.partition(":" if ":" in stated else "-")
    if algorithm not in _ALGORITHMS:
        return None
    name, digits = _ALGORITHMS[algorithm]
    if ":" not in stated:
        try:
            value = base64.b64decode(value, validate=True).hex()
        except (binascii.Error, ValueError):
            return None
    known = re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", value)
    return {"alg": name, "content": value.lower()} if known else None


def _files(ref: str, digests: Sequence[Json]) -> list[Json]:
    """Several files of one version: a digest of one is none of the component itself."""
    return [{"type": "distribution", "url": ref, "hashes": list(digests), "comment": _SAID}]


def _properties(found: Sequence[Package], hashes: Sequence[str]) -> Iterator[Json]:
    """Digests that are not of the file itself (Go, yarn), and where it comes from instead."""
    yield from ({"name": "seatrial:sum", "value": h} for h in hashes if not _digest(h))
    for origin in sorted({_plain(p.origin) for p in found if p.origin}):
        yield {"name": "seatrial:origin", "value": origin}
