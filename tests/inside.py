"""Whole audits of small trees without the children of our own code.

A child imports again what the test has imported, which takes longer than its work, and tests audit
hundreds of times. The same code reads here in this process; that it does so in children, behind
their fences, is tested in `test_batch.py`, `test_stability.py`, `hostile` and beside each reader.
Programs of others run as ever, but of the examples they are asked once for all tests.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from unittest.mock import patch

from filelock import FileLock

from seatrial import batch
from seatrial import cache as observations
from tests.audits import evidence_of
from tests.trees import EXAMPLES, Inside

SHARED = list[Path]()
"""What `warm` was given."""
_open = observations._open


@contextmanager
def inside() -> Iterator[None]:
    """While it lasts, this process reads what its children would."""
    before = batch.Batches
    with ExitStack() as patched:
        for module in [m for m in sys.modules.values() if getattr(m, "Batches", None) is before]:
            patched.enter_context(patch.object(module, "Batches", Inside))
        yield


@contextmanager
def warm(shared: Path) -> Iterator[None]:
    """While it lasts, a new cache knows what programs say of the examples. `shared` is the folder
    of this run of the tests, which all its workers share."""
    SHARED.append(shared)
    with patch.object(observations, "_open", _open_warm):
        yield


def _open_warm(path: Path) -> Connection:
    """Where the disk has no room, the cache is as new as ever."""
    if not path.exists():
        try:
            shutil.copyfile(_warm(), path)
            path.chmod(0o600)
        except OSError:
            path.unlink(missing_ok=True)
    return _open(path)


@cache
def _warm() -> Path:
    """Made by the first worker that needs it."""
    folder = SHARED[0] / "warm"
    with FileLock(SHARED[0] / "warm.lock"):
        if not folder.exists():
            for example in ("parcelgate", "berthbook"):
                with patch.object(observations, "_open", _open):
                    evidence_of(EXAMPLES / example, folder.with_name("warming"))
            folder.with_name("warming").rename(folder)
    return folder / "observations.sqlite"
