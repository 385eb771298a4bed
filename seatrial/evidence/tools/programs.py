"""Finds the programs of tools: beside the package that brings them, or on PATH."""

import os
import shutil
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def version_of(package: str) -> str:
    """Its version, '' when it is not installed."""
    try:
        return distribution(package).version
    except PackageNotFoundError:
        return ""


def program_of(package: str, name: str) -> str:
    """The absolute path of the program `name` that `package` installed, '' when there is none.

    Its own list of files is asked and not PATH, so that the version is that of the package.
    """
    try:
        files = distribution(package).files or []
    except PackageNotFoundError:
        return ""
    found = [Path(str(f.locate())) for f in files if f.stem == name and "bin" in _folders(f.parts)]
    return next((os.path.realpath(path) for path in found if path.is_file()), "")


def on_path(name: str) -> str:
    """The absolute path of `name` on the operator's PATH, '' when there is none."""
    found = shutil.which(name)
    return os.path.realpath(found) if found and os.path.isabs(found) else ""


def _folders(parts: tuple[str, ...]) -> set[str]:
    return {"bin" if part == "Scripts" else part for part in parts[:-1]}
