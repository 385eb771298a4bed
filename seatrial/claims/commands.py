"""What `seatrial check-report` does, and how it refuses what is no document."""

import os
import stat
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from seatrial.claims.checked import check_document
from seatrial.claims.decoded import NotText
from seatrial.claims.reading import MOST_BYTES
from seatrial.claims.report import Examined, as_json, as_sarif, as_text
from seatrial.claims.rules import RULES
from seatrial.claims.suggest import suggested
from seatrial.errors import UsageError
from seatrial.evidence.model import Check
from seatrial.files import write_whole
from seatrial.frozen import sha256


class ReportFormat(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def check_reports(
    files: Sequence[Path], format_: str, repo: Path | None = None, suggest: Path | None = None
) -> str:
    """What contradicts what in `files`, and what the tree at `repo` says of their claims. The
    corrected draft of a single file goes to `suggest`.

    Raises UsageError when one is no document, `repo` no folder, or `suggest` lies in the tree.
    """
    form = _format(format_)
    if suggest is not None:
        _outside(suggest, files, repo)
    contents = [(path, read_regular(path)) for path in files]
    examined = [_examine(str(path), content) for path, content in contents]
    tree = ""
    if repo is not None:
        from seatrial.claims.against import against_repo  # a survey is slow to load

        tree, examined = against_repo(repo, [path for path, _ in contents], examined)
    if suggest is not None:
        write_whole(suggest, suggested(contents[0][1], examined[0]))
    checks = _checks(whole=repo is not None)
    if form is ReportFormat.JSON:
        return as_json(examined, checks)
    if form is ReportFormat.TEXT:
        return as_text(examined, checks)
    return as_sarif(examined, checks, tree)


def _outside(suggest: Path, files: Sequence[Path], repo: Path | None) -> None:
    """A draft never lands in the tree whose document it corrects."""
    if len(files) != 1:
        raise UsageError(f"--suggest writes one draft, and {len(files)} documents were named")
    target = suggest.absolute()
    trees = [repo.resolve()] if repo else []
    trees += [p for p in files[0].resolve().parents if (p / ".git").exists()][:1]
    for tree in trees:
        if target.resolve().is_relative_to(tree):
            raise UsageError(
                f"{str(suggest)!r} lies inside the audited tree {str(tree)!r}; name a file outside"
            )
    if target.resolve() == files[0].resolve() or not target.parent.is_dir():
        raise UsageError(f"no draft can be written to {str(suggest)!r}; name another file")


def _checks(*, whole: bool) -> Mapping[str, Check]:
    """The checks that may be spoken of: without a tree those of the rules alone, for loading the
    whole catalogue takes longer than reading a document."""
    if whole:
        from seatrial.evidence.catalogue import catalogue

        return catalogue()
    return {rule.CHECK.id: rule.CHECK for rule in RULES}


def _format(name: str) -> ReportFormat:
    if name not in list(ReportFormat):
        raise UsageError(f"no format {name!r}; known: {', '.join(ReportFormat)}")
    return ReportFormat(name)


def _examine(name: str, content: bytes) -> Examined:
    try:
        return Examined(name, sha256(content), check_document(name, content))
    except NotText as error:
        raise UsageError(f"{name!r} cannot be read as a document: {error}") from error


def read_regular(path: Path) -> bytes:
    """The bytes of a document. Never waits on a pipe and never reads what is too large."""
    try:
        known = os.stat(path)
        if not stat.S_ISREG(known.st_mode):
            raise UsageError(f"{str(path)!r} is not a regular file; name a document")
        if known.st_size > MOST_BYTES:
            raise UsageError(
                f"{str(path)!r} holds {known.st_size} bytes, more than the {MOST_BYTES} of a"
                " document; name the document alone"
            )
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"document {str(path)!r} cannot be read: {error.strerror}") from error
