"""What git says of the tree, without running git in it.

`git status` and its kin run programs that the repository's own configuration names. Objects are
read with dulwich instead, in a child with limits, because a pack is hostile input as well.
"""

import json
import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seatrial.process import module, run_child
from seatrial.snapshot.model import GitFacts

GIT_LINK = 0o160000


@dataclass(frozen=True)
class Head:
    """The commit that HEAD names. `blobs` maps a path to its git blob id (SHA-1)."""

    facts: GitFacts
    blobs: Mapping[str, str] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        return bool(self.facts.commit)


def read_head(root: Path) -> Head:
    """The commit at `root`, or a Head whose facts say why there is none."""
    if reason := unusable(root):
        return Head(GitFacts(reason=reason))
    done = run_child(module(__name__, os.path.abspath(root)), seconds=120)
    if done.code != 0:
        return Head(GitFacts(reason=f"git objects could not be read ({done.why})"))
    return _head(json.loads(done.stdout))


def unusable(root: Path) -> str:
    """Why there is no git repository to read at `root`, or nothing."""
    try:
        mode = os.lstat(root / ".git").st_mode
    except OSError:
        return "the audited folder is not the root of a git repository"
    if stat.S_ISDIR(mode):
        return ""
    return "'.git' points outside the audited folder (worktree, submodule or link): not followed"


def _head(reply: dict[str, Any]) -> Head:
    if reason := reply.get("reason"):
        return Head(GitFacts(reason=reason))
    facts = GitFacts(
        commit=reply["commit"],
        branch=reply["branch"],
        committed_at=_moment(reply["time"]),
    )
    folders = {str(p) for path in reply["blobs"] for p in Path(path).parents} - {"."}
    return Head(facts, reply["blobs"], frozenset(folders))


def _moment(seconds: int) -> datetime | None:
    """A commit may carry any number; one that is no date is no date."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _read(root: str) -> dict[str, Any]:
    """In the child: HEAD's commit and the blobs of its tree."""
    from dulwich.errors import NotGitRepository
    from dulwich.object_store import iter_tree_contents
    from dulwich.objects import Commit
    from dulwich.repo import Repo

    try:
        repo = Repo(root)
        commit = repo[repo.head()]
    except NotGitRepository as error:
        return {"reason": f"'.git' is not a git repository ({error})"}
    except KeyError:
        return {"reason": "the repository has no commit yet"}
    if not isinstance(commit, Commit):
        return {"reason": "HEAD does not name a commit"}
    return {
        "commit": commit.id.decode(),
        "branch": _branch(repo),
        "time": commit.commit_time,
        "blobs": {
            e.path.decode("utf-8", "backslashreplace"): e.sha.decode()
            for e in iter_tree_contents(repo.object_store, commit.tree)
            if e.path and e.sha and e.mode != GIT_LINK
        },
    }


def _branch(repo: Any) -> str:
    names, _ = repo.refs.follow(b"HEAD")
    last: bytes = names[-1] if names else b"HEAD"
    return "" if last == b"HEAD" else last.decode("utf-8", "replace").removeprefix("refs/heads/")


if __name__ == "__main__":
    json.dump(_read(sys.argv[1]), sys.stdout)
