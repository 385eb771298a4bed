"""A committed tree, and artefacts with or without a word on what they were made for."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from dulwich import porcelain

from tests.trees import survey_folder, write_tree

SAMPLES = Path(__file__).parent / "samples"
COMMITTED = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SOURCE = {"src/berthbook/app.py": "x = 1\n"}


def committed(tmp_path, files=SOURCE):
    """The survey of a clean tree whose HEAD was committed at COMMITTED."""
    root = write_tree(tmp_path / "tree", files)
    repo = porcelain.init(root)
    porcelain.add(repo, [root / name for name in files])
    porcelain.commit(
        repo,
        message=b"first",
        author=b"a <a@example.org>",
        committer=b"a <a@example.org>",
        commit_timestamp=COMMITTED.timestamp(),
        author_timestamp=COMMITTED.timestamp(),
    )
    repo.close()
    return survey_folder(root, tmp_path / "state")


def plain(tmp_path):
    """The survey of a tree without git."""
    return survey_folder(write_tree(tmp_path / "tree", SOURCE), tmp_path / "state")


def sample(tmp_path, name, made=None, as_name=""):
    """A copy of a sample; `made` is written to its sidecar."""
    path = tmp_path / (as_name or name)
    shutil.copy(SAMPLES / name, path)
    return beside(path, made)


def artefact(tmp_path, name, content, made=None):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return beside(path, made)


def beside(path, made):
    if made is not None:
        path.with_name(f"{path.name}.subject.json").write_text(json.dumps(made))
    return path
