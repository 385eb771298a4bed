"""Small trees for tests, read the way an audit reads them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from seatrial import __version__
from seatrial.batch import Batches, NoMeter, Reader, Unread
from seatrial.cache import ObservationCache
from seatrial.claims.read import ClaimsReader
from seatrial.claims.reader import read as read_claims_of
from seatrial.evidence.code.read import CodeReader
from seatrial.evidence.code.reader import read as read_code_file
from seatrial.evidence.crews import read_programs
from seatrial.evidence.document_reader import read as read_markdown
from seatrial.evidence.model import Producer
from seatrial.evidence.packages.read import PackageReader
from seatrial.evidence.packages.reader import rows_of as packages_of
from seatrial.evidence.python.read import PythonReader
from seatrial.evidence.python.reader import read as read_one
from seatrial.evidence.read_documents import DocumentReader
from seatrial.evidence.survey import Survey
from seatrial.evidence.terraform.read import TerraformReader
from seatrial.evidence.terraform.reader import read as read_one_of_terraform
from seatrial.snapshot.secrets_reader import rows_of
from seatrial.snapshot.snapshot import Snapshot
from seatrial.snapshot.store import Store
from seatrial.snapshot.take import SecretsReader, take_snapshot
from seatrial.trial.syntax import SyntaxReader
from seatrial.trial.syntax_child import read as read_syntax_of

EXAMPLES = Path(__file__).parent.parent / "examples"
SEATRIAL = Producer(name="seatrial", version=__version__)


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """`files` (path to content) below `root`, which is returned."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


class Inside(Batches):
    """Our own readers without their children: a thousand small trees would start a thousand.

    The children themselves are tested in `test_batch.py`, `hostile` and beside each reader.
    """

    def read(self, reader: Reader, files: Mapping[str, str]) -> dict[str, Any | Unread]:
        ours = _OURS.get(type(reader))
        if ours is None:
            return super().read(reader, files)
        self.meter.expect(len(files))
        rows = {d: ours(reader, self.locate(d).read_bytes(), path) for d, path in files.items()}
        self.meter.advance(len(files))
        return json.loads(json.dumps(rows))


_OURS: Mapping[type, Callable[[Any, bytes, str], Any]] = {
    PythonReader: lambda reader, source, path: read_one(source),
    TerraformReader: lambda reader, source, path: read_one_of_terraform(source),
    CodeReader: lambda reader, source, path: read_code_file(source, path, reader.language),
    DocumentReader: lambda reader, source, path: read_markdown(source),
    ClaimsReader: lambda reader, source, path: read_claims_of(source, path),
    PackageReader: lambda reader, source, path: packages_of(source, path),
    SecretsReader: lambda reader, source, path: rows_of(source, path),
    SyntaxReader: lambda reader, source, path: read_syntax_of(source, path),
}


def snapshot_of(root: Path, state: Path) -> tuple[Snapshot, Batches]:
    state.mkdir(parents=True, exist_ok=True)
    store = Store(state / "objects")
    batches = Inside(store.path, ObservationCache(state / "observations.sqlite"))
    return take_snapshot(root, store, batches, NoMeter()), batches


def survey_folder(root: Path, state: Path) -> Survey:
    snapshot, batches = snapshot_of(root, state)
    survey = read_programs(snapshot, batches)
    batches.cache.close()
    return survey


def survey_of(tmp_path: Path, files: Mapping[str, str | bytes]) -> Survey:
    """A survey of a tree made of `files`."""
    return survey_folder(write_tree(tmp_path / "tree", files), tmp_path / "state")
