"""Small trees to plant in, and plans of them."""

from collections.abc import Mapping
from pathlib import Path

from seatrial.batch import Batches
from seatrial.snapshot.snapshot import Snapshot
from seatrial.trial.planned import Plan, plan_trial
from tests.trees import snapshot_of, write_tree

PYTHON = '''"""Keeps entries."""

import os


def keep(entry, path):
    """Write `entry` to `path`."""
    if not entry:
        return None
    with open(path, "w") as file:
        file.write(entry)
    return path


''' + "\n\n".join(f"def part_{n}(value):\n    return value + {n}\n" for n in range(60))
TEST = "import pytest\n\n\n" + "\n\n".join(
    f"def test_{n}():\n    total = {n} + 1\n    assert total == {n + 1}\n" for n in range(20)
)
README = "# Entries\n\nKeeps them for `30` days.\n\nSee [the notes](docs/notes.md).\n"
TREE = {
    "keep.py": PYTHON,
    "tests/test_keep.py": TEST,
    "README.md": README,
    "docs/notes.md": "# Notes\n\nNone yet.\n",
    "Dockerfile": 'FROM python:3.12\nRUN pip install .\nUSER 1000\nCMD ["python"]\n',
}


def snapshot(tmp_path: Path, files: Mapping[str, str]) -> tuple[Snapshot, Batches]:
    return snapshot_of(write_tree(tmp_path / "tree", files), tmp_path / "state")


def plan_of(tmp_path: Path, files: Mapping[str, str], faults: int, seed: int = 1) -> Plan:
    taken, batches = snapshot(tmp_path, files)
    plan = plan_trial(taken, batches, faults, seed)
    batches.cache.close()
    return plan
