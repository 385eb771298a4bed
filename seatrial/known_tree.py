"""What is known of a folder at this moment: read for the asking, or kept from the last time.

    <state>/<repo-id>/ask/{snapshot.json, glance.json, sheet.json}
    <state>/<repo-id>/runs/<run>/sheet.json

A tree that looks untouched is not read again (`snapshot/glance.py`); one that was touched is
walked, and only files that changed are observed again. Heavy imports stand inside what reads.
"""

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from seatrial.answers.sheet import Sheet
from seatrial.errors import UsageError
from seatrial.files import write_whole
from seatrial.frozen import Frozen, sha256
from seatrial.identity import code_identity
from seatrial.runs import RunFolder
from seatrial.settings import Settings
from seatrial.snapshot.glance import Glance, glance_at
from seatrial.state import RepositoryFolder, StateFolder

if TYPE_CHECKING:
    from seatrial.certificate.model import Certificate
    from seatrial.progress import Reporter
    from seatrial.snapshot.snapshot import Manifest, Snapshot

SNAPSHOT, GLANCE, SHEET = "snapshot.json", "glance.json", "sheet.json"


class KeptGlance(Frozen):
    """How a tree looked when it was last read, and the snapshot that was made of it."""

    glance: Glance
    outside: tuple[str, ...]
    identity: str
    tree: str


class KeptSheet(Frozen):
    """The facts of a snapshot or of a run's certificate, as the code of `code` told them."""

    identity: str
    code: str
    sheet: Sheet


@dataclass(frozen=True)
class KnownTree:
    """One folder: its facts, and the snapshot that they were told of."""

    root: Path
    repository: RepositoryFolder
    sheet: Sheet
    manifest: Path

    @cached_property
    def snapshot(self) -> "Snapshot":
        """For those who must read: facts need none of it."""
        from seatrial.snapshot.snapshot import Manifest, Snapshot

        read = Manifest.model_validate_json(self.manifest.read_bytes())
        return Snapshot(read, self.repository.store)


def known_tree(root: Path, settings: Settings) -> KnownTree:
    """What is known of the folder `root` (absolute), read again as far as it changed."""
    repository = StateFolder(settings.state).repository(root)
    folder = repository.ask
    glance = _kept_glance(root, folder)
    sheet = _kept(folder, glance.identity) if glance else None
    if sheet is None:
        with repository.writing(), progress(settings) as reporter:
            sheet = _read(root, repository, reporter)
    return KnownTree(root, repository, sheet, folder / SNAPSHOT)


def tree_of_run(root: Path, settings: Settings, name: str) -> KnownTree:
    """What the finished run `name` knows of `root`; its notes say whether the tree has changed.

    Raises UsageError when there is no such run, or it is of another folder or not finished.
    """
    repository, run = StateFolder(settings.state).find(name)
    record = run.read()
    if Path(record.path) != root:
        raise UsageError(f"run {run.name!r} is of {record.path!r}, not of {str(root)!r}")
    if not record.finished_at:
        raise UsageError(
            f"run {run.name!r} is not finished; go on with `seatrial resume {run.name}`"
        )
    from seatrial.certificate.model import Certificate

    content = (run.root / "certificate.json").read_bytes()
    sheet = _kept(run.root, sha256(content))
    if sheet is None:
        certificate = Certificate.model_validate_json(content)
        with repository.writing():
            sheet = _read_run(run, repository, certificate)
        _keep(run.root, sha256(content), sheet)
    notes = _older(root, repository, sheet)
    known = sheet.model_copy(update={"notes": (*sheet.notes, *notes)})
    return KnownTree(root, repository, known, run.root / SNAPSHOT)


def _read_run(run: RunFolder, repository: RepositoryFolder, certificate: "Certificate") -> Sheet:
    from seatrial.answers.gather import gather_of_run
    from seatrial.brief import policy_of
    from seatrial.cache import ObservationCache
    from seatrial.certificate.papers import EVIDENCE
    from seatrial.seal.reissue import read_evidence
    from seatrial.snapshot.snapshot import Manifest, Snapshot

    manifest = Manifest.model_validate_json((run.root / SNAPSHOT).read_bytes())
    evidence = read_evidence(run.root / EVIDENCE, certificate)
    with closing(ObservationCache(repository.observations)) as cache:
        snapshot = Snapshot(manifest, repository.store)
        return gather_of_run(snapshot, cache, evidence, certificate, policy_of(run))


def _older(root: Path, repository: RepositoryFolder, sheet: Sheet) -> tuple[str, ...]:
    """That the run is older than the tree, if it is."""
    kept = _kept_glance(root, repository.ask)
    if kept is None:
        from seatrial.snapshot.take import digest_of

        tree = digest_of(root)[0]
    else:
        tree = kept.tree
    if tree == sheet.tree:
        return ()
    return (f"Run {sheet.run} is older than the tree, which is {tree[:12]} by now.",)


def _kept_glance(root: Path, folder: Path) -> KeptGlance | None:
    """What was kept of the tree when it still looks as it did, else None."""
    try:
        kept = KeptGlance.model_validate_json((folder / GLANCE).read_bytes())
    except (OSError, ValidationError):
        return None
    return kept if glance_at(root, kept.outside) == kept.glance else None


def _kept(folder: Path, identity: str) -> Sheet | None:
    """The sheet of `identity` (a snapshot, a certificate), when this very code made it."""
    try:
        kept = KeptSheet.model_validate_json((folder / SHEET).read_bytes())
    except (OSError, ValidationError):
        return None
    return kept.sheet if (kept.identity, kept.code) == (identity, code_identity()) else None


def _keep(folder: Path, identity: str, sheet: Sheet) -> None:
    kept = KeptSheet(identity=identity, code=code_identity(), sheet=sheet)
    write_whole(folder / SHEET, kept.model_dump_json().encode())


def _read(root: Path, repository: RepositoryFolder, reporter: "Reporter") -> Sheet:
    """Walk the tree, and tell its facts again when they are not those of the kept sheet."""
    from seatrial.answers.gather import gather
    from seatrial.batch import Batches
    from seatrial.cache import ObservationCache
    from seatrial.snapshot.take import take_snapshot

    began, folder = time.time_ns(), repository.ask
    with closing(ObservationCache(repository.observations)) as cache:
        walking = reporter.begin("survey")
        redacting = Batches(repository.store.path, cache, reporter.begin("redact"))
        snapshot = take_snapshot(root, repository.store, redacting, walking)
        reporter.end("survey")
        reporter.end("redact")
        write_whole(folder / SNAPSHOT, snapshot.manifest.model_dump_json().encode())
        sheet = _kept(folder, snapshot.identity) or gather(snapshot, cache, reporter)
    _keep(folder, snapshot.identity, sheet)
    _note_glance(root, folder, snapshot.manifest, snapshot.identity, began)
    return sheet


def _note_glance(root: Path, folder: Path, manifest: "Manifest", identity: str, began: int) -> None:
    """Remember how the tree looks, unless something changed while or just before it was read."""
    from seatrial.snapshot.model import Mode

    outside = tuple(path for path, _ in manifest.outside)
    glance = glance_at(root, outside)
    whole = glance.files == sum(e.mode is not Mode.FOLDER for e in manifest.entries)
    if not (glance.settled(began) and whole):
        (folder / GLANCE).unlink(missing_ok=True)
        return
    kept = KeptGlance(glance=glance, outside=outside, identity=identity, tree=manifest.digest)
    write_whole(folder / GLANCE, kept.model_dump_json().encode())


@contextmanager
def progress(settings: Settings) -> Iterator["Reporter"]:
    """Stages on stderr; no run keeps a log of them. Ctrl-C ends the children as well."""
    from seatrial.displays import display_for
    from seatrial.interrupts import interruptible
    from seatrial.progress import Reporter

    told = "interrupted; what was read is kept, ask again"
    display = display_for(settings, "", "")
    with (
        closing(Reporter(display, Path(os.devnull), "", "")) as reporter,
        interruptible(told),
    ):
        yield reporter
