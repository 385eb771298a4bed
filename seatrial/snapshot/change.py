"""What changed in the tree since a git ref, without running git in it.

Objects are read with dulwich in a child with limits, as in `git.py`. The tree of the ref's commit
is compared with that of HEAD: files by content, lines by what stands in them, a renamed file
under its new path. What lies between the two commits is not looked at.
"""

import json
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from seatrial.errors import UsageError
from seatrial.frozen import Frozen
from seatrial.process import module, run_child
from seatrial.snapshot.git import GIT_LINK, unusable
from seatrial.snapshot.line_changes import changed_lines
from seatrial.snapshot.text import split_lines

_SECONDS = 300
_MOST_BYTES = 5 * 1024 * 1024
_MOST_RENAMES = 60  # pairs grow with the square; above it only unchanged files are recognised


class How(StrEnum):
    """How a path changed. A copy counts as added."""

    ADDED = "added"
    MODIFIED = "modified"
    RENAMED = "renamed"
    DELETED = "deleted"


class ChangedFile(Frozen):
    """One path of the new tree (of the old one when deleted). `lines` are 1-based inclusive
    ranges that are not as they were; `whole` tells that lines were not compared, so that all
    count; `was` is the former path of a renamed file."""

    path: str
    how: How
    was: str = ""
    whole: bool = False
    lines: tuple[tuple[int, int], ...] = ()

    def touches(self, start: int, end: int) -> bool:
        """Whether lines `start` to `end` are among those that changed."""
        return self.whole or any(first <= end and start <= last for first, last in self.lines)


class Change(Frozen):
    """Everything that changed between `commit`, which `ref` named, and the audited commit."""

    ref: str
    commit: str
    files: tuple[ChangedFile, ...]


def resolve_ref(root: Path, ref: str) -> str:
    """The commit that `ref` names at `root`. Raises UsageError with the next step."""
    if reason := unusable(root):
        raise UsageError(f"--since {ref!r} needs a git repository: {reason}; name its root")
    return str(_ask(root, {"ref": ref}, ref)["commit"])


def read_change(root: Path, ref: str, since: str, head: str) -> Change:
    """What changed from the commit `since` to the commit `head`."""
    reply = _ask(root, {"since": since, "head": head}, ref)
    return Change.model_validate({"ref": ref, "commit": since, "files": reply["files"]})


def _ask(root: Path, asked: dict[str, str], ref: str) -> dict[str, Any]:
    question = json.dumps({**asked, "root": os.path.abspath(root)}).encode()
    done = run_child(module(__name__), stdin=question, seconds=_SECONDS)
    if done.code != 0:
        raise UsageError(
            f"--since {ref!r}: git objects could not be read ({done.why});"
            " check the repository with `git fsck`, or leave --since out"
        )
    reply: dict[str, Any] = json.loads(done.stdout)
    if reason := reply.get("reason"):
        raise UsageError(f"--since {ref!r}: {reason}")
    return reply


# -- in the child ---------------------------------------------------------------------------------


def _answer(asked: dict[str, str]) -> dict[str, Any]:
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        repo = Repo(asked["root"])
    except NotGitRepository as error:
        return {"reason": f"'.git' is not a git repository ({error}); name another folder"}
    if "ref" in asked:
        return _resolve(repo, asked["ref"])
    try:
        return {"files": list(_files(repo, asked["since"].encode(), asked["head"].encode()))}
    except KeyError as error:
        name = error.args[0] if error.args else b""
        shown = name.decode("ascii", "replace") if isinstance(name, bytes) else str(name)
        return {"reason": f"object {shown[:40]} is not here (a partial clone?); {_FETCH}"}


_FETCH = "fetch the whole history with `git fetch --unshallow` or clone again"


def _resolve(repo: Any, ref: str) -> dict[str, Any]:
    from dulwich.objectspec import AmbiguousShortId, parse_commit

    try:
        return {"commit": parse_commit(repo, ref.encode("utf-8", "surrogateescape")).id.decode()}
    except AmbiguousShortId:
        return {"reason": "several commits begin so; give more of its digits"}
    except KeyError:
        pass
    except (ValueError, AssertionError):
        return {"reason": "it names no commit; name a branch, a tag or a commit"}
    if repo.get_shallow():
        return {"reason": f"the history is shallow and lacks it; {_FETCH}"}
    return {"reason": f"no such branch, tag or commit{_near(repo, ref)}"}


def _near(repo: Any, ref: str) -> str:
    import difflib

    prefixes = (b"refs/heads/", b"refs/tags/", b"refs/remotes/")
    names = [
        name[len(prefix) :].decode("utf-8", "replace")
        for name in sorted(repo.refs.allkeys())
        for prefix in prefixes
        if name.startswith(prefix)
    ]
    close = difflib.get_close_matches(ref, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else "; see `git branch -a` and `git tag`"


def _files(repo: Any, since: bytes, head: bytes) -> Iterator[dict[str, Any]]:
    from dulwich.diff_tree import RenameDetector, tree_changes

    store = repo.object_store
    detector = RenameDetector(store, rewrite_threshold=None, max_files=_MOST_RENAMES)
    trees = repo[since].tree, repo[head].tree
    files = [_file(store, c) for c in tree_changes(store, *trees, rename_detector=detector)]
    yield from sorted(files, key=lambda f: (f["path"].encode(), f["how"]))


def _file(store: Any, change: Any) -> dict[str, Any]:
    if change.type == "delete":
        return {"path": _text(change.old.path), "how": How.DELETED}
    old = change.old if change.type in ("modify", "rename") else None
    how = {"modify": How.MODIFIED, "rename": How.RENAMED}.get(change.type, How.ADDED)
    told: dict[str, Any] = {"path": _text(change.new.path), "how": how}
    if how is How.RENAMED:
        told["was"] = _text(change.old.path)
    before, now = _lines(store, old) if old else None, _lines(store, change.new)
    if old is None or before is None or now is None:
        return {**told, "whole": old is None or old.sha != change.new.sha}
    return {**told, "lines": changed_lines(before, now)}


def _lines(store: Any, entry: Any) -> list[str] | None:
    """The lines of a blob, None for what has none to compare."""
    if entry.mode == GIT_LINK:
        return None
    content: bytes = store[entry.sha].data
    if len(content) > _MOST_BYTES or b"\0" in content[:8192]:
        return None
    return split_lines(content)


def _text(path: bytes) -> str:
    return path.decode("utf-8", "backslashreplace")


if __name__ == "__main__":
    json.dump(_answer(json.load(sys.stdin)), sys.stdout)
