"""Takes a snapshot: git's word, one walk, then the secrets' places. The redactor at ingest."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from seatrial.batch import Batches, Meter, NoMeter, Unread, json_lines
from seatrial.errors import UsageError
from seatrial.frozen import sha256
from seatrial.process import module
from seatrial.snapshot import secrets
from seatrial.snapshot.git import Head, is_bare, read_head
from seatrial.snapshot.model import GitFacts, Redaction
from seatrial.snapshot.snapshot import Manifest, Snapshot
from seatrial.snapshot.store import NoStore, Store
from seatrial.snapshot.text import path_text
from seatrial.snapshot.walk import Walk


class SecretsReader:
    """detect-secrets and rules of our own, in a child."""

    fingerprint = f"secrets/1 detect-secrets/{version('detect-secrets')} " + sha256(
        Path(secrets.__file__).read_bytes()
        + Path(secrets.__file__).with_name("secrets_reader.py").read_bytes()
    )

    def command(self, objects: Mapping[str, str]) -> tuple[list[str], bytes]:
        argv = module("seatrial.snapshot.secrets_reader")
        return argv, json.dumps(objects).encode()

    parse = staticmethod(json_lines)


def take_snapshot(root: Path, store: Store, batches: Batches, walking: Meter) -> Snapshot:
    """Copy `root` into `store` and describe it. Raises UsageError when there is nothing in it.

    `walking` is told of the walk, the meter of `batches` of the search for secrets.
    """
    if is_bare(root):
        raise UsageError(
            f"{str(root)!r} is a bare git repository, which holds no files to audit; name a"
            " checkout: `git worktree add`, or `git clone`, makes one"
        )
    head = read_head(root)
    walk = Walk(store, head, walking)
    with _still_there(root):
        walk.run(root)
    if not walk.entries:
        raise UsageError(f"nothing to audit: {str(root)!r} holds no files; name a checkout")
    plain = Manifest(
        name=path_text(root.name),
        entries=tuple(walk.entries),
        outside=tuple(walk.outside),
        git=_facts(head, walk.differs),
    )
    return Snapshot(_with_redactions(plain, store, batches), store)


def read_again(taken: Snapshot, batches: Batches) -> Snapshot:
    """The same bytes, in which secrets are looked for once more."""
    return Snapshot(_with_redactions(taken.manifest, taken.store, batches), taken.store)


@contextmanager
def _still_there(root: Path) -> Iterator[None]:
    """A folder that is gone, or may no longer be read, is the operator's to bring back."""
    try:
        yield
    except OSError as error:
        if error.filename != str(root):
            raise
        raise UsageError(
            f"{str(root)!r} cannot be read ({error.strerror}); bring it back and go on, or name"
            " another checkout"
        ) from error


def digest_of(root: Path) -> tuple[str, GitFacts]:
    """The tree digest of `root` and what git says, with nothing kept and no secrets looked for."""
    head = read_head(root)
    walk = Walk(NoStore(Path()), head, NoMeter())
    walk.run(root)
    return Manifest(name=path_text(root.name), entries=tuple(walk.entries)).digest, _facts(
        head, walk.differs
    )


def tree_now(root: Path) -> str:
    """The tree digest of `root` as it is now, '' when it cannot be read."""
    try:
        return digest_of(root)[0]
    except OSError:
        return ""


def _facts(head: Head, differs: str) -> GitFacts:
    if not head.known or not differs:
        return head.facts.model_copy(update={"clean": head.known})
    reason = f"the tree is not as committed: {differs!r} differs"
    for folder in sorted(m for m in head.modules if differs.startswith(f"{m}/")):
        reason = f"{folder!r} is a submodule: its files are another repository's, not this commit's"
    return GitFacts(branch=head.facts.branch, reason=reason)


def _with_redactions(plain: Manifest, store: Store, batches: Batches) -> Manifest:
    snapshot = Snapshot(plain, store)
    seen = batches.read(SecretsReader(), {e.sha256: e.path for e in snapshot.texts})
    by_path = {e.path: seen[e.sha256] for e in snapshot.texts}
    return plain.model_copy(
        update={
            "redactions": {p: spots for p, rows in by_path.items() if (spots := _spots(rows))},
            "unscanned": {p: r.reason for p, r in by_path.items() if isinstance(r, Unread)},
        }
    )


def _spots(rows: list[list[Any]] | Unread) -> tuple[Redaction, ...]:
    if isinstance(rows, Unread):
        return ()
    return tuple(
        Redaction(line=line, start=start, end=end, kind=kind, likely=likely)
        for line, start, end, kind, likely in rows
    )
