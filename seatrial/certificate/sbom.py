"""The audited repository's bill of materials as CycloneDX 1.6 JSON (ECMA-424).

The same tree gives the same bytes: the serial number is made of the tree digest, the timestamp is
the commit's or absent, and everything is sorted. The document is put together here and not by the
library's classes: these need 3.7 ms a package, and more the more there are; the tests hold what is
written against the library's strict validator.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from seatrial import __version__
from seatrial.certificate.model import Repository
from seatrial.certificate.sbom_components import component_of, licences_of, purl_of
from seatrial.evidence.packages import Inventory, Package, Reading

SBOM = "sbom.cdx.json"
_SCHEMA = "http://cyclonedx.org/schema/bom-1.6.schema.json"
_ROOT = "repository"
Json = dict[str, Any]


def sbom_bytes(repository: Repository, inventory: Inventory, redact: Callable[[str], str]) -> bytes:
    """The document; `redact` takes every secret that is known of the tree out of it."""
    by_purl = _grouped(inventory.packages)
    document = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_OID, repository.tree)}",
        "version": 1,
        "metadata": _metadata(repository, inventory),
        "components": [component_of(ref, found) for ref, found in by_purl.items()],
        "dependencies": list(_edges(by_purl)),
        "properties": list(_told(inventory)),
    }
    clean = _redacted(document, redact)
    return (json.dumps(clean, indent=1, ensure_ascii=False) + "\n").encode()


def _grouped(packages: Iterable[Package]) -> dict[str, list[Package]]:
    """Packages by purl: the same one may be named by several files."""
    found: dict[str, list[Package]] = {}
    for package in packages:
        found.setdefault(purl_of(package).to_string(), []).append(package)
    return dict(sorted(found.items()))


def _metadata(repository: Repository, inventory: Inventory) -> Json:
    tool = {"type": "application", "name": "seatrial", "version": __version__}
    found: Json = {
        "tools": {"components": [tool]},
        "component": _audited(repository, _own(inventory.readings)),
    }
    if at := repository.committed_at:
        found["timestamp"] = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return found


def _audited(repository: Repository, own: Reading) -> Json:
    known = (("tree", repository.tree), ("commit", repository.commit))
    found: Json = {
        "type": "application",
        "bom-ref": _ROOT,
        "name": own.name or repository.name,
        "properties": [{"name": f"seatrial:{k}", "value": v} for k, v in known if v],
    }
    if own.version:
        found["version"] = own.version
    if own.licence:
        found["licenses"] = licences_of(own.licence)
    return found


def _own(readings: Sequence[Reading]) -> Reading:
    """What the manifest at the root says of the project itself."""
    at_root = (r for r in readings if not r.folder and not r.lock and r.name)
    return next(at_root, Reading())


def _edges(by_purl: Mapping[str, Sequence[Package]]) -> Iterator[Json]:
    """Who needs whom, as far as lock files tell."""
    known = _Known(by_purl)
    direct = [ref for ref, found in by_purl.items() if any(p.direct for p in found)]
    yield {"ref": _ROOT, "dependsOn": direct}
    for ref, found in by_purl.items():
        needed = {target for p in found for r in p.requires if (target := known.find(p.path, r))}
        yield {"ref": ref, "dependsOn": sorted(needed - {ref})}


class _Known:
    """Finds the package that a file means by `name` or `name@version`."""

    def __init__(self, by_purl: Mapping[str, Sequence[Package]]) -> None:
        self._exact: dict[tuple[str, str], str] = {}
        self._named: dict[tuple[str, str], set[str]] = {}
        for ref, found in by_purl.items():
            for package in found:
                self._exact[package.path, f"{package.name}@{package.version}"] = ref
                self._named.setdefault((package.path, package.name), set()).add(ref)

    def find(self, path: str, required: str) -> str:
        """A purl, '' when the file does not tell which of several is meant."""
        several = self._named.get((path, required), set())
        return self._exact.get((path, required)) or (min(several) if len(several) == 1 else "")


def _told(inventory: Inventory) -> Iterator[Json]:
    """What was read, what could not be, and what was left aside: the list may lack the last two."""
    for reading in inventory.readings:
        if reading.unread:
            yield {"name": "seatrial:unread", "value": f"{reading.path}: {reading.unread}"}
        else:
            yield {"name": "seatrial:read", "value": reading.path}
    for path in inventory.aside:
        yield {"name": "seatrial:left-aside", "value": path}


def _redacted(value: Any, redact: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, list):
        return [_redacted(v, redact) for v in value]
    if isinstance(value, dict):
        return {k: _redacted(v, redact) for k, v in value.items()}
    return value
