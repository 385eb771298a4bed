"""Writes what was drawn into the text of a file, and says on which lines it stands then."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from seatrial.trial.places import Site

_IMPORT = {
    "python": re.compile(r"(import|from)\s"),
    "javascript": re.compile(r"(import\s|(const|let|var)\s.*\brequire\()"),
    "typescript": re.compile(r"import\s"),
    "go": re.compile(r"import\s*\($"),
    "java": re.compile(r"import\s"),
}


@dataclass(frozen=True)
class Stand:
    """A site and the lines (1-based, inclusive) that it has in the planted file."""

    site: Site
    start: int
    end: int


def has_room_for_imports(lines: Sequence[str], site: Site) -> bool:
    """Whether the file says where its imports stand, when the site needs one."""
    return not site.imports or _import_line(lines, site.language) is not None


def plant_in(lines: Sequence[str], sites: Sequence[Site]) -> tuple[list[str], list[Stand]]:
    """The lines of the planted file, and where each of `sites` stands in it."""
    new, places = list(lines), []
    for site in sorted(sites, key=lambda s: -s.start):
        new[site.start - 1 : site.end] = site.lines
    moved = 0
    for site in sorted(sites, key=lambda s: s.start):
        grown = len(site.lines) - (site.end - site.start + 1)
        places.append(_stand(site, moved, grown))
        moved += grown
    imports = sorted({line for site in sites for line in site.imports})
    if not imports:
        return new, places
    at = _import_line(new, sites[0].language)
    assert at is not None, "sites without room for their imports are not drawn"
    new[at:at] = imports
    return new, [Stand(p.site, p.start + len(imports), p.end + len(imports)) for p in places]


def _stand(site: Site, moved: int, grown: int) -> Stand:
    """A fault of its own lines stands on them; one of a wider extent on what holds it."""
    if (site.first, site.last) == (site.start, max(site.start, site.end)):
        start = site.start + moved + site.blank
        return Stand(site, start, max(start, site.start + moved + len(site.lines) - 1))
    return Stand(site, site.first + moved, site.last + moved + grown)


def _import_line(lines: Sequence[str], language: str) -> int | None:
    """After how many lines an import may be added; None when the file has none at its margin.

    Into Go's block, else before the first import, so that none that spans lines is torn.
    """
    pattern = _IMPORT.get(language)
    for number, line in enumerate(lines):
        if pattern and pattern.match(line) and "__future__" not in line:
            return number + 1 if language == "go" else number
    return None
