"""The child that lays copies of objects where it stands, then becomes the tool that reads them.

Some tools tell by a file's name what it is, and obey comments that hide findings. They are given
copies under names of ours, in a private folder, with such comments made void.

In: one JSON object, `files` (object path to name), `argv`, and `void`, pairs of a pattern and its
replacement of the same length, so that lines and columns stay what they are.
"""

import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from seatrial.process import module

_NAMES = 2  # the last parts of an object's path are its digest
Void = tuple[tuple[str, str], ...]


def staged(
    argv: Sequence[str], files: Mapping[str, str], void: Void = ()
) -> tuple[list[str], bytes]:
    """The command and stdin that run `argv` over copies of `files`."""
    order = {"files": dict(files), "argv": [*argv, *files.values()], "void": void}
    return module(__name__), json.dumps(order).encode()


def name_of(path: str) -> str:
    """A name for the object at `path`, which no other object has."""
    return "".join(Path(path).parts[-_NAMES:])


def main() -> None:
    order = json.load(sys.stdin)
    void = [(re.compile(old.encode()), new.encode()) for old, new in order["void"]]
    for path, name in order["files"].items():
        content = Path(path).read_bytes()
        for pattern, replacement in void:
            content = pattern.sub(replacement, content)
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
    os.execv(order["argv"][0], order["argv"])


if __name__ == "__main__":
    main()
