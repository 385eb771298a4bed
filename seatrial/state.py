"""The state folder: what Seatrial keeps outside the audited tree, and who may write to it.

    <state>/<repo-id>/{objects/, index/, observations.sqlite, answers.sqlite, lock, runs/<run>/…,
                       ask/{snapshot.json, glance.json, sheet.json, history},
                       trials/ while one runs}
    <state>/{log/, station/, hosts/}

Folders are 0700. One audit a repository at a time: the lock is a file lock, so a killed audit
leaves none behind.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from filelock import FileLock, Timeout
from pydantic import BeforeValidator, PlainSerializer, ValidationError

from seatrial.certificate.stability import Stability
from seatrial.disk import refusals_told
from seatrial.errors import EnvironmentRefused, RunFailed, SeatrialError, UsageError
from seatrial.files import write_whole
from seatrial.frozen import Frozen, sha256
from seatrial.reliability import Reliability
from seatrial.snapshot.snapshot import Manifest
from seatrial.snapshot.store import Store

_LONGEST_NAME = 40
_SECRET_BYTES = 32
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


@dataclass(frozen=True)
class RepositoryFolder:
    """What is kept of one audited folder. `caches` is where it is remembered what was observed and
    answered, None for beside it: a repeated audit must remember nothing."""

    root: Path
    caches: Path | None = None

    @property
    def store(self) -> Store:
        return Store(self.root / "objects")

    @property
    def observations(self) -> Path:
        return (self.caches or self.root) / "observations.sqlite"

    @property
    def answers(self) -> Path:
        return (self.caches or self.root) / "answers.sqlite"

    @property
    def ask(self) -> Path:
        """What is kept for questions; made when it is not there."""
        private_folder(self.root / "ask")
        return self.root / "ask"

    @property
    def trials(self) -> Path:
        """Where planted trees are while they are audited; nothing stays there."""
        return self.root / "trials"

    @property
    def secret(self) -> bytes:
        """32 random bytes, made once: the markers in prompts are made from them. What is not of
        that length is made anew: markers must not be guessed."""
        path = self.root / "secret"
        if not path.exists() or len(path.read_bytes()) != _SECRET_BYTES:
            write_whole(path, secrets.token_bytes(_SECRET_BYTES))
        return path.read_bytes()

    def runs(self) -> list[RunFolder]:
        """Newest last."""
        found = (self.root / "runs").glob("*/run.json")
        return sorted((RunFolder(p.parent) for p in found), key=lambda r: r.name)

    def run_of(self, record: RunRecord) -> RunFolder:
        """Where the run of `record` is or will be."""
        return RunFolder(self.root / "runs" / record.run)

    def start(
        self, record: RunRecord, keep: Callable[[RunFolder], None] = lambda run: None
    ) -> RunFolder:
        """A new run's folder. Its record comes last, when `keep` has kept all that it was given:
        a run without one never began, and what is left of it is removed by the next."""
        for begun in (self.root / "runs").glob("*"):
            if not RunFolder(begun).recorded:
                shutil.rmtree(begun)
        run = self.run_of(record)
        for folder in (run.root, run.parts, run.artefacts):
            private_folder(folder)
        try:
            keep(run)
        except SeatrialError:
            shutil.rmtree(run.root)  # what was given is refused: it could never be resumed
            raise
        run.write(record)
        return run

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The only writer, or EnvironmentRefused."""
        lock = FileLock(self.root / "lock", timeout=0)
        try:
            with refusals_told(lambda: "nothing was begun"):
                lock.acquire()
        except Timeout as error:
            raise EnvironmentRefused(
                f"another audit is writing to {str(self.root)!r}; wait for it, or use --state"
            ) from error
        try:
            yield
        finally:
            lock.release()

    @property
    def busy(self) -> bool:
        try:
            with self.writing():
                return False
        except EnvironmentRefused:
            return True


@dataclass(frozen=True)
class StateFolder:
    """All that Seatrial keeps."""

    root: Path

    @property
    def log(self) -> Path:
        """The record of runs and acts; one for all repositories."""
        return self.root / "log"

    @property
    def station(self) -> Path:
        """The identity of this machine as an auditor."""
        return self.root / "station"

    @property
    def hosts(self) -> Path:
        """Which model servers are left alone for a while, and why; one file each."""
        return self.root / "hosts"

    def repository(self, audited: Path) -> RepositoryFolder:
        """The folder of `audited` (absolute), made when it is not there."""
        label = "".join(c if c.isalnum() or c in "-_" else "-" for c in audited.name)
        digest = sha256(os.fsencode(audited))[:10]
        folder = RepositoryFolder(self.root / f"{label[:_LONGEST_NAME] or 'root'}-{digest}")
        try:
            private_folder(self.root)
            private_folder(folder.root)
        except OSError as error:
            raise EnvironmentRefused(
                f"state folder {str(self.root)!r} cannot be written ({error.strerror});"
                " name another with --state"
            ) from error
        self._refuse_foreign()
        return folder

    def _refuse_foreign(self) -> None:
        """What another account owns, it can read and change."""
        owner = self.root.stat().st_uid
        if os.name == "posix" and owner != os.geteuid():
            raise EnvironmentRefused(
                f"state folder {str(self.root)!r} belongs to somebody else (user {owner});"
                " name another with --state"
            )

    def repositories(self) -> list[RepositoryFolder]:
        """Every folder that was audited or asked about."""
        found = {p.parent for kept in ("runs", "ask") for p in self.root.glob(f"*/{kept}")}
        return sorted((RepositoryFolder(p) for p in found), key=lambda r: r.root.name)

    def find(self, run: str) -> tuple[RepositoryFolder, RunFolder]:
        """The run called `run`, or whose name begins so. Raises UsageError when none or many."""
        matches = [
            (repository, folder)
            for repository in self.repositories()
            for folder in repository.runs()
            if run and folder.name.startswith(run)
        ]
        if len(matches) == 1:
            return matches[0]
        what = "no run" if not matches else f"{len(matches)} runs"
        raise UsageError(f"{what} called {run!r}; see `seatrial runs list`")


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


def private_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def purge(repository: RepositoryFolder, run: RunFolder) -> None:
    """Remove `run` and every object that no other run of the repository needs."""
    shutil.rmtree(run.root)
    remaining = repository.runs()
    if not remaining:
        forget(repository)
        return
    kept = "".join(
        manifest.read_text(encoding="utf-8")
        for manifest in (
            *(r.snapshot for r in remaining),
            repository.ask / "snapshot.json",
        )
        if manifest.exists()
    )
    for path in (repository.root / "objects").glob("*/*"):
        if path.parent.name + path.name not in kept:
            path.unlink()


def forget(repository: RepositoryFolder) -> None:
    """Remove all that is kept of a folder, raw bytes and questions included."""
    shutil.rmtree(repository.root)
