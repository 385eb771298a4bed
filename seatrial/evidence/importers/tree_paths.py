"""Paths of the tree for paths as other tools write them: absolute, or from a source root."""

from pathlib import PurePosixPath

from seatrial.evidence.survey import Survey


class TreePaths:
    """Finds the file of the tree that a written path means."""

    def __init__(self, survey: Survey | None) -> None:
        self._paths = {e.path for e in survey.snapshot.entries} if survey else set()
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            self._by_name.setdefault(PurePosixPath(path).name, []).append(path)

    def in_tree(self, written: str) -> str:
        """The path of the tree that `written` means, itself when that is not clear."""
        path = written.replace("\\", "/").removeprefix("./")
        same = self._by_name.get(PurePosixPath(path).name, [])
        if path in self._paths or not same:
            return path
        if inside := self.at_end_of(path):
            return inside
        below = [p for p in same if p.endswith(f"/{path}")]
        return below[0] if len(below) == 1 else path

    def at_end_of(self, path: str) -> str:
        """The longest path of the tree that `path` ends with, '' when there is none."""
        same = self._by_name.get(PurePosixPath(path).name, [])
        return max((p for p in same if f"/{path}".endswith(f"/{p}")), key=len, default="")
