"""The committed tree as one archive: what is not committed is not carried."""

import hashlib
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from dulwich.archive import tar_stream
from dulwich.errors import NotGitRepository
from dulwich.objects import Commit, Tree
from dulwich.porcelain import status
from dulwich.repo import Repo

from seatrial.errors import UsageError


@dataclass(frozen=True)
class Source:
    """The tree of one commit. `changed`: the working tree differs from it."""

    commit: str
    committed_at: datetime
    changed: bool
    store: Repo
    tree: Tree

    def archive(self, name: str) -> bytes:
        """A `.tar.gz` with everything below the folder `name`; the same commit, the same bytes."""
        moment = int(self.committed_at.timestamp())
        stream = tar_stream(self.store.object_store, self.tree, moment, name.encode(), "gz")
        return b"".join(stream)


def committed(root: Path) -> Source:
    """HEAD of the clone at `root`. Raises UsageError."""
    try:
        repo = Repo(str(root))
        commit = repo[repo.head()]
    except (NotGitRepository, KeyError) as error:
        raise UsageError(
            f"{str(root)!r} is no clone with a commit; a kit is made of one and names it"
        ) from error
    assert isinstance(commit, Commit)
    tree = repo[commit.tree]
    assert isinstance(tree, Tree)
    found = status(repo, untracked_files="no")
    return Source(
        commit=commit.id.decode(),
        committed_at=datetime.fromtimestamp(commit.commit_time, UTC),
        changed=bool(found.unstaged or any(found.staged.values())),
        store=repo,
        tree=tree,
    )


def unpack(archive: bytes, folder: Path) -> None:
    """Ours: made a moment ago of our own commit."""
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        for member in tar:
            if content := tar.extractfile(member):
                path = folder / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
