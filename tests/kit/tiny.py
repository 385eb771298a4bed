"""A clone that is small enough to make a kit of in a test: two packages and a `seatrial`."""

import hashlib
import shutil
import zipfile
from pathlib import Path

from dulwich import porcelain

ROOT = Path(__file__).parents[2]
MODULE = """
import sys
def main():
    print("tiny seatrial:", *sys.argv[1:])
"""
PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "seatrial"
version = "0.0.7"
license = "Apache-2.0"
requires-python = ">=3.11"
dependencies = ["anchor"]

[project.scripts]
seatrial = "seatrial:main"

[tool.hatch.build.targets.wheel]
packages = ["seatrial"]
"""


def wheel(folder: Path, name: str, *about: str) -> Path:
    """A pure wheel of one empty module; `about` are lines of its METADATA."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    told = "\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *about, ""])
    inner = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "",
        f"{inner}/METADATA": told,
        f"{inner}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{inner}/RECORD"] = "".join(f"{n},,\n" for n in (*files, f"{inner}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(zipfile.ZipInfo(file), text)  # of 1980: the same bytes each time
    return path


def index(folder: Path) -> str:
    """A package index that is a folder, and the lock of all that it has."""
    folder.mkdir()
    wheel(folder, "anchor", "License-Expression: MIT", "Requires-Dist: chain")
    wheel(folder, "chain", "License: BSD-3-Clause")
    lines = [_locked(path) for path in sorted(folder.iterdir())]
    return "".join(lines) + 'mast==2.0 ; sys_platform == "never" \\\n    --hash=sha256:00\n'


def _locked(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{path.name.split('-')[0]}==1.0 \\\n    --hash=sha256:{digest}\n"


def clone(folder: Path, lock: str) -> Path:
    """A commit with what a kit is made of."""
    (folder / "kit").mkdir(parents=True)
    (folder / "requirements").mkdir()
    (folder / "seatrial").mkdir()
    for name in ("kit/check.py", "kit/install.sh", "kit/README.txt", "Containerfile"):
        shutil.copyfile(ROOT / name, folder / name)
    for name in ("LICENSE", "NOTICE"):
        (folder / name).write_text(f"{name}\n")
    (folder / "requirements" / "run.txt").write_text(lock)
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "seatrial" / "__init__.py").write_text(MODULE)
    porcelain.init(str(folder))
    porcelain.add(str(folder), [str(p) for p in folder.rglob("*") if ".git" not in p.parts])
    who = b"A <a@example.org>"
    moment = 1_700_000_000
    porcelain.commit(
        str(folder),
        message=b"Begin",
        author=who,
        committer=who,
        commit_timestamp=moment,
        author_timestamp=moment,
        commit_timezone=0,
        author_timezone=0,
    )
    return folder
