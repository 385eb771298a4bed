"""The kit's bill of materials: the same writer as an audit's, of what lies in the kit."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kit.source import digest
from kit.wheels import Wheel
from seatrial.certificate.model import Repository
from seatrial.certificate.sbom import sbom_bytes
from seatrial.certificate.sbom_components import licences_of
from seatrial.evidence.packages import Inventory, Package, Reading, Scope
from seatrial.llm.weights import EMBEDDED

_APACHE = "Apache-2.0"
_KINDS = {"weights/": "machine-learning-model"}
Json = dict[str, Any]


def bill_of(
    about: Mapping[str, str],
    committed_at: datetime,
    ours: Wheel,
    wheels: Sequence[Wheel],
    others: Mapping[str, str],
) -> bytes:
    """CycloneDX 1.6. `others` maps files that are no wheels to their digest; the same kit gives the
    same bytes."""
    content = json.dumps([about, [w.sha256 for w in wheels], others], sort_keys=True)
    repository = Repository(
        name="seatrial",
        tree=f"sha256:{digest(content.encode())}",
        commit=about["commit"],
        commit_reason="",
        branch="",
        committed_at=committed_at,
        files=0,
        lines=0,
        languages={},
    )
    inventory = Inventory((_reading(ours, wheels),))
    document = json.loads(sbom_bytes(repository, inventory, lambda text: text))
    return _completed(document, about, wheels, others)


def _reading(ours: Wheel, wheels: Sequence[Wheel]) -> Reading:
    """What no package asks for, an extra or the build of the project does."""
    asked = {name for w in wheels for name in w.requires} - set(ours.requires)
    return Reading(
        path="requirements.txt",
        ecosystem="pypi",
        name=ours.name,
        version=ours.version,
        licence=ours.licence,
        packages=tuple(_package(n, w, w.name not in asked) for n, w in enumerate(wheels, 1)),
    )


def _package(line: int, wheel: Wheel, direct: bool) -> Package:
    return Package(
        ecosystem="pypi",
        name=wheel.name,
        version=wheel.version,
        scope=Scope.RUNTIME,
        direct=direct,
        licence=wheel.licence,
        hashes=(f"sha256:{wheel.sha256}",),
        requires=wheel.requires,
        path="requirements.txt",
        line=line,
    )


def _completed(
    document: Json, about: Mapping[str, str], wheels: Sequence[Wheel], others: Mapping[str, str]
) -> bytes:
    """With what is no package, for which machine it is, and which wheels were built here."""
    document["metadata"]["component"]["properties"] = [
        {"name": f"seatrial:{k}", "value": v} for k, v in sorted(about.items()) if v
    ]
    more = [_component(name, sha256) for name, sha256 in sorted(others.items())]
    document["components"] += more
    document["dependencies"][0]["dependsOn"] += [c["bom-ref"] for c in more]
    document["properties"] += [
        {"name": "seatrial:built-here", "value": w.file} for w in wheels if not w.published
    ]
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def _component(name: str, sha256: str) -> Json:
    kind = next((k for start, k in _KINDS.items() if name.startswith(start)), "file")
    found: Json = {
        "type": kind,
        "bom-ref": f"file:{name}",
        "name": EMBEDDED.name if kind != "file" else name,
        "hashes": [{"alg": "SHA-256", "content": sha256}],
        "licenses": licences_of(_APACHE),
        "properties": [{"name": "seatrial:file", "value": name}],
    }
    if kind != "file":
        found["version"] = EMBEDDED.quantisation
    return found
