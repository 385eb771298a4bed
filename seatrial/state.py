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
from pathlib import Path

from filelock import FileLock, Timeout

from seatrial.disk import refusals_told
from seatrial.errors import EnvironmentRefused, SeatrialError, UsageError
from seatrial.files import write_whole
from seatrial.frozen import sha256
from seatrial.runs import RunFolder, RunRecord
from seatrial.snapshot.store import Store

_LONGEST_NAME = 40
_SECRET_BYTES = 32


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
