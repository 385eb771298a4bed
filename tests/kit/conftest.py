import shutil
from pathlib import Path

import pytest

from kit.write import make_kit
from tests.kit import tiny


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone, the index its lock is of, and a kit with `weights` made of them."""
    folder = tmp_path_factory.mktemp("kit")
    lock = tiny.index(folder / "index")
    tiny.clone(folder / "clone", lock)
    (folder / "tiny.gguf").write_bytes(b"GGUF")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(folder / "index"))
        make_kit(folder / "clone", folder / "made", folder / "tiny.gguf")
    return folder


@pytest.fixture
def kit(made_once: Path, tmp_path: Path) -> Path:
    """A kit of one's own, carried to a place with a space in its name."""
    return Path(shutil.copytree(made_once / "made", tmp_path / "a kit"))
