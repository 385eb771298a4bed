"""Trees to audit that every machine has: real Python code, copied from the standard library."""

import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

_PACKAGE = 40


def python_tree(folder: Path, lines: int) -> int:
    """Fill `folder` with about `lines` lines of Python; returns how many there are.

    Files keep their names in packages of 40. When the library is used up it is copied again with
    a comment that makes each copy's content its own, so that nothing is read only once.
    """
    (folder / "README.md").write_text("# Copied code\n\n```console\n$ python -m code\n```\n")
    total = 0
    for n, (source, count, copy) in enumerate(_sources()):
        if total >= lines:
            break
        target = folder / f"package{n // _PACKAGE:03}" / f"{copy}_{source.name}"
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)
        with open(target, "a", encoding="utf-8") as file:
            file.write(f"\n# copy {copy}\n")
        total += count + 2
    return total


def tree_with_findings(folder: Path, findings: int) -> None:
    """Fill `folder` with Python that has `findings` calls of `eval`, fifty a file."""
    (folder / "README.md").write_text("# Many findings\n")
    for n in range(findings // 50):
        calls = "".join(f'\n\ndef f{k}(x):\n    return eval(x + "{k}")\n' for k in range(50))
        (folder / f"module{n:03}.py").write_text(f'"""Module {n}."""\n{calls}')


def _sources() -> Iterator[tuple[Path, int, int]]:
    """Each module of the standard library with its lines, again and again."""
    places = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    found = sorted({p for place in places for p in place.rglob("*.py")})
    counted = [(p, p.read_bytes().count(b"\n")) for p in found]
    for copy in range(100):
        for path, count in counted:
            yield path, count, copy
