"""Where in the snapshot a SARIF result points, if it points into it at all."""

from urllib.parse import unquote, urlsplit

from seatrial.evidence.importers.measured import Context
from seatrial.evidence.importers.sarif_model import Result
from seatrial.evidence.importers.tree_paths import TreePaths
from seatrial.evidence.survey import Spot


def spots_of(result: Result, context: Context, tree: TreePaths) -> tuple[tuple[Spot, ...], str]:
    """The place, or none and the words that name it instead."""
    physical = next((at.physical for at in result.locations if at.physical), None)
    if physical is None or not physical.file.uri:
        return (), ""
    path = _path(physical.file.uri, tree)
    start = physical.region.start or 1
    lines = _lines(path, context)
    if start <= lines:
        end = min(physical.region.end or start, lines)
        return (Spot(path, start, max(start, end)),), ""
    return (), f" (at {path[:120]!r}, line {start}, which is not in the tree)"


def _path(uri: str, tree: TreePaths) -> str:
    """The path below the root. ruff and ESLint write `file:///home/ci/ferry/src/app.py`: of an
    absolute path the end is looked for in the tree."""
    try:
        path = unquote(urlsplit(uri).path)
    except ValueError:
        path = uri
    path = path.replace("\\", "/")
    found = tree.at_end_of(path) if path.startswith("/") else ""
    return found or path.removeprefix("./").removeprefix("/")


def _lines(path: str, context: Context) -> int:
    """How many lines of `path` can be quoted."""
    entry = context.survey.snapshot.find(path) if context.survey else None
    return entry.lines if entry and entry.text else 0
