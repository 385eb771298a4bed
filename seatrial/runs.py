"""One run of an audit: what it was asked, and the folder of its files."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, ValidationError

from seatrial.certificate.stability import Stability
from seatrial.errors import RunFailed
from seatrial.files import write_whole
from seatrial.frozen import Frozen, sha256
from seatrial.reliability import Reliability
from seatrial.snapshot.snapshot import Manifest

_BYTES = "bytes:"


def _written(path: str) -> str:
    """JSON holds no bytes that are not UTF-8: such a path is written in hexadecimal digits."""
    content = os.fsencode(path)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return _BYTES + content.hex()


def _read_back(written: str) -> str:
    if not written.startswith(_BYTES):
        return written
    return os.fsdecode(bytes.fromhex(written.removeprefix(_BYTES)))


# Absolute or '', so that no path is taken for digits.
PathText = Annotated[str, PlainSerializer(_written), BeforeValidator(_read_back)]


class RunRecord(Frozen):
    """What a run was asked to do; enough to resume it. `verdict` is '' until it is done.

    `policy` and `baseline` are digests of the run's own copies, '' for the default and for none;
    `since_commit` is what the ref in `since` named when the run began. `log_size` is how long the
    log was then: later acts wait for the next run; `trust` is the file that says whose they are.
    `detection` is how many faults are to be planted, by `seed`; 0 for none. `runs` is how often the
    snapshot is audited; `stability` and `reliability` say what these and labelled outcomes showed.
    """

    run: str
    trace: str
    path: PathText
    started_at: datetime
    decided_on: date
    depth: str
    environment: str
    budget: float = 0.0
    model: str = ""
    allow_remote_model: str = ""
    policy: str = ""
    baseline: str = ""
    since: str = ""
    since_commit: str = ""
    fail_on: str = ""
    output: PathText = ""
    trust: PathText = ""
    log_size: int = 0
    detection: int = 0
    seed: int = 0
    runs: int = 1
    finished_at: datetime | None = None
    verdict: str = ""
    level: str = ""
    stability: Stability | None = None
    reliability: Reliability | None = None


@dataclass(frozen=True)
class RunFolder:
    """One run's files."""

    root: Path

    @property
    def name(self) -> str:
        return self.root.name

    @property
    def recorded(self) -> bool:
        """Whether it can be resumed."""
        return (self.root / "run.json").exists()

    @property
    def parts(self) -> Path:
        return self.root / "parts"

    @property
    def artefacts(self) -> Path:
        return self.root / "artefacts"

    @property
    def snapshot(self) -> Path:
        """What was read: the manifest of the tree, without its bytes."""
        return self.root / "snapshot.json"

    def manifest(self, tree: str = "") -> Manifest:
        """What the run read; of the tree with the digest `tree`, if one is named. Raises
        RunFailed."""
        try:
            found = Manifest.model_validate_json(self.snapshot.read_bytes())
        except (OSError, ValidationError) as error:
            raise self.damaged(self.snapshot.name) from error
        if tree and found.digest != tree:
            raise RunFailed(f"{self.snapshot.name!r} of run {self.name!r} is of another tree")
        return found

    def read(self) -> RunRecord:
        """The run's record. Raises RunFailed when it is missing or damaged."""
        try:
            return RunRecord.model_validate_json((self.root / "run.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise RunFailed(
                f"run {self.name!r} cannot be read;"
                f" remove it with `seatrial runs purge {self.name}`"
            ) from error

    def whole(self, name: str, digest: str) -> bytes:
        """The file `name`, or RunFailed when it is not what this run wrote."""
        try:
            content = (self.root / name).read_bytes()
        except FileNotFoundError as error:
            raise self.damaged(name) from error
        if sha256(content) != digest:
            raise self.damaged(name)
        return content

    def damaged(self, name: str) -> RunFailed:
        """What to raise of a file that is not what this run wrote."""
        return RunFailed(f"{name!r} of run {self.name!r} is damaged; start the audit again")

    def write(self, record: RunRecord) -> None:
        write_whole(self.root / "run.json", record.model_dump_json(indent=2).encode())


def new_record(path: Path, **asked: str | float) -> RunRecord:
    """A record for a run that starts now."""
    now = datetime.now(UTC)
    return RunRecord.model_validate(
        {
            "run": f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
            "trace": secrets.token_hex(16),
            "path": str(path),
            "started_at": now,
            "decided_on": now.date(),
            **asked,
        }
    )
