"""Which folder may be read, and that nothing is written into it; refused in one line."""

import os
from pathlib import Path

from seatrial.errors import UsageError
from seatrial.settings import Settings


def readable_folder(path: Path) -> Path:
    """`path`, absolute. A link that the operator named is followed; links inside never are."""
    if not path.exists():
        raise UsageError(f"no such folder: {str(path)!r}; name the root of a checkout")
    if not path.is_dir():
        raise UsageError(f"not a folder: {str(path)!r}; name the folder that holds it")
    if not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"not readable: {str(path)!r}; run as somebody who may read it")
    return path.resolve()


def outside(settings: Settings, root: Path) -> None:
    """Nothing is ever written into the audited tree."""
    for name, folder in (("output", settings.output), ("state", settings.state)):
        if folder and folder.resolve().is_relative_to(root):
            raise UsageError(
                f"{name} folder {str(folder)!r} lies inside the audited tree {str(root)!r};"
                f" name one outside with --{name}"
            )
