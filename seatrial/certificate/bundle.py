"""The evidence pack: one tar file with all that a finished run may show to a stranger.

The same run gives the same bytes. Raw bytes of the tree are never part of it: they lie in
`objects/`, which is not a run's folder.
"""

import io
import json
import tarfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from seatrial.certificate.model import MANIFEST
from seatrial.certificate.papers import PAPERS
from seatrial.errors import RunFailed
from seatrial.frozen import sha256

LIST = "bundle.json"
_BESIDE = ("policy.toml", "baseline.json", "baseline-manifest.json")


def bundle(folder: Path, name: str, on: date, more: Mapping[str, bytes] | None = None) -> bytes:
    """The pack of the run in `folder`; inside, everything lies in the folder `name`. `more` is
    what a stranger verifies it with, once it is signed.

    Raises RunFailed when a paper is not what the run's manifest says.
    """
    content = {**_papers(folder), **_others(folder), **(more or {})}
    digests = {path: sha256(content[path]) for path in sorted(content)}
    about = {"schema": "seatrial.bundle/1", "run": folder.name, "sha256": digests}
    content[LIST] = (json.dumps(about, indent=2, ensure_ascii=False) + "\n").encode()
    return _tar(content, name, int(datetime.combine(on, time(), tzinfo=UTC).timestamp()))


def _papers(folder: Path) -> dict[str, bytes]:
    """The papers that the manifest names, whole, and the manifest."""
    manifest = _read(folder / MANIFEST)
    named: Mapping[str, str] = json.loads(manifest)["sha256"]
    content = {name: _read(folder / name) for name in PAPERS if name in named}
    for name, paper in content.items():
        if sha256(paper) != named[name]:
            raise RunFailed(f"{name!r} of run {folder.name!r} is damaged; start the audit again")
    return {**content, MANIFEST: manifest}


def _others(folder: Path) -> dict[str, bytes]:
    """What the run was given: results of tools, its policy, the earlier certificate."""
    given = {name: folder / name for name in _BESIDE if (folder / name).is_file()}
    results = {
        f"artefacts/{path.parent.name}/{path.name}": path
        for path in (folder / "artefacts").glob("*/*")
    }
    return {name: _read(path) for name, path in {**given, **results}.items()}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RunFailed(
            f"{path.name!r} of run {path.parent.name!r} cannot be read: {error.strerror};"
            " start the audit again"
        ) from error


def _tar(content: Mapping[str, bytes], name: str, moment: int) -> bytes:
    """Sorted, with one owner, one mode and one time for all."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(content):
            about = tarfile.TarInfo(f"{name}/{path}")
            about.size, about.mode, about.mtime = len(content[path]), 0o644, moment
            tar.addfile(about, io.BytesIO(content[path]))
    return packed.getvalue()
