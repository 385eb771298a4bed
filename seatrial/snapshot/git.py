"""What git says of the tree, without running git in it.

`git status` and its kin run programs that the repository's own configuration names. Objects are
read with dulwich instead, in a child with limits, because a pack is hostile input as well.
"""

import json
import os
import re
import stat
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from seatrial.process import module, run_child
from seatrial.snapshot.model import GitFacts

GIT_LINK = 0o160000
_HEAD_DAMAGED = "'.git/HEAD' is damaged: it names no branch and no commit; run `git fsck`"
# What dulwich lets through, besides its own errors, of objects, references and settings.
_DAMAGED = (OSError, ValueError, LookupError, TypeError, EOFError, AssertionError, zlib.error)
_ID = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
_SYMBOLIC = re.compile(rb"ref: refs/[^\s\0]+\s*")


@dataclass(frozen=True)
class Head:
    """The commit that HEAD names. `blobs` maps a path to its git blob id (SHA-1); `modules` are the
    folders of submodules."""

    facts: GitFacts
    blobs: Mapping[str, str] = field(default_factory=dict)
    modules: frozenset[str] = frozenset()
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


def is_bare(root: Path) -> bool:
    """Whether `root` itself is what `.git` is elsewhere: history, and no files to work on."""
    files, folders = ("HEAD", "config"), ("objects", "refs")
    return all((root / f).is_file() for f in files) and all((root / d).is_dir() for d in folders)


def _head(reply: dict[str, Any]) -> Head:
    if reason := reply.get("reason"):
        return Head(GitFacts(reason=reason))
    facts = GitFacts(
        commit=reply["commit"],
        branch=reply["branch"],
        committed_at=_moment(reply["time"]),
    )
    folders = {str(p) for path in reply["blobs"] for p in Path(path).parents} - {"."}
    return Head(facts, reply["blobs"], frozenset(reply["modules"]), frozenset(folders))


def _moment(seconds: int) -> datetime | None:
    """A commit may carry any number; one that is no date is no date."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _read(root: str) -> dict[str, Any]:
    """In the child: HEAD's commit and the blobs of its tree."""
    from dulwich.errors import NotGitRepository
    from dulwich.objects import Commit
    from dulwich.repo import Repo

    try:
        repo = Repo(root)
        head = repo.head()
    except NotGitRepository:
        return {"reason": "'.git' is not a git repository: objects or refs are missing"}
    except KeyError:
        return {"reason": _without_head(repo)}
    if not _ID.fullmatch(head):
        return {"reason": _HEAD_DAMAGED}
    try:
        commit = repo[head]
        if not isinstance(commit, Commit):
            return {"reason": "HEAD does not name a commit"}
        blobs = _blobs(repo, commit)
    except KeyError as error:
        return {"reason": f"the git object {_named(error)!r} is missing; run `git fsck`"}
    return {
        "commit": commit.id.decode(),
        "branch": _branch(repo),
        "time": commit.commit_time,
        **blobs,
    }


def _blobs(repo: Any, commit: Any) -> dict[str, Any]:
    """What stands in the tree of `commit`; a submodule is another repository's."""
    from dulwich.object_store import iter_tree_contents

    entries = [e for e in iter_tree_contents(repo.object_store, commit.tree) if e.path and e.sha]
    named = {e.path.decode("utf-8", "backslashreplace"): e for e in entries}
    return {
        "blobs": {p: e.sha.decode() for p, e in named.items() if e.mode != GIT_LINK},
        "modules": [p for p, e in named.items() if e.mode == GIT_LINK],
    }


def _without_head(repo: Any) -> str:
    """Why HEAD leads to no commit: none was made yet, or what names it is damaged."""
    said = repo.refs.read_loose_ref(b"HEAD")
    if said is None:
        return "'.git/HEAD' is missing; run `git fsck`"
    if not _SYMBOLIC.fullmatch(said):
        return _HEAD_DAMAGED
    return "the repository has no commit yet"


def _named(error: KeyError) -> str:
    name = error.args[0] if error.args else b""
    return (name.decode("ascii", "replace") if isinstance(name, bytes) else str(name))[:40]


def _branch(repo: Any) -> str:
    names, _ = repo.refs.follow(b"HEAD")
    last: bytes = names[-1] if names else b"HEAD"
    return "" if last == b"HEAD" else last.decode("utf-8", "replace").removeprefix("refs/heads/")


def _answer(root: str) -> dict[str, Any]:
    """What `_read` says. An error of no kind that is known ends the child, which is told too."""
    from dulwich import errors

    theirs = (errors.ApplyDeltaError, errors.ChecksumMismatch, errors.FileFormatException,
              errors.ObjectMissing, errors.WrongObjectException)  # fmt: skip
    try:
        return _read(root)
    except (*_DAMAGED, *theirs) as error:
        said = f"{type(error).__name__}: {str(error)[:200]}"
        return {"reason": f"git objects could not be read ({said}); run `git fsck`"}


if __name__ == "__main__":
    json.dump(_answer(sys.argv[1]), sys.stdout)
