"""Every module that the program imports from elsewhere is declared as a dependency.

JavaScript is judged by `npm_declared.py`. Precision first: in Python a module counts as declared
when any requirement of the tree has a name like it. Imports that are optional by their form
(guarded, deferred, for types) are not judged.
"""

import re
import sys
from collections.abc import Iterator

from seatrial.evidence.collectors.modules import top_levels
from seatrial.evidence.collectors.supply.distributions import COMES_WITH, DISTRIBUTIONS
from seatrial.evidence.collectors.supply.npm_declared import NodePackages
from seatrial.evidence.collectors.supply.published import unread_files
from seatrial.evidence.manifests import normalised, read_toml
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.facts import Import
from seatrial.evidence.python.scope import is_ancillary
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Entry, Role

CHECK = Check(
    id="supply.dependencies-declared",
    statement="Every imported distribution is a declared dependency",
    gate="G9",
    severity=Severity.LOW,
    remedy="Add the distribution to the project's dependencies.",
    effort="S",
)
# Removed from the standard library since 3.10; older projects still import them.
_FORMER = frozenset(
    """asynchat asyncore cgi cgitb chunk crypt distutils imghdr imp lib2to3 mailcap msilib nis
    nntplib ossaudiodev pipes smtpd sndhdr spwd sunau telnetlib uu xdrlib""".split()
)
# A script that states its own (PEP 723).
_OWN_REQUIREMENTS = "# /// script"
_MANIFESTS = (
    r"(.*/)?(pyproject\.toml|setup\.(py|cfg)|Pipfile|requirements[^/]*\.(txt|lock|in))"
    r"|(.*/)?requirements/.+\.(txt|lock|in)"
)
_PART_OF_EVERY_INSTALLATION = frozenset({"setuptools", "pkg_resources", "pip", "wheel"})


def collect(survey: Survey) -> list[Evidence]:
    declared, node = _declared(survey), NodePackages(survey)
    modules = [p for p in survey.python if _judged(survey, p)] if declared else []
    scripts = node.judged()
    unread_manifests = [e for e in unread_files(survey, CHECK) if _is_of_node(e)]
    unread = [p for p in survey.unparsed if declared and p.endswith(".py") and _judged(survey, p)]
    if not modules and not scripts and not unread:
        return unread_manifests or [
            survey.not_applicable(CHECK, "no program with declared dependencies")
        ]
    failing = list(_undeclared(survey, modules, declared or set()))
    failing += [*_undeclared_in_node(survey, node, scripts), *unread_manifests]
    unread += [e.path for e in scripts if e.path in survey.unparsed]
    failing += [survey.unavailable(CHECK, f"{p!r} could not be parsed") for p in unread]
    held = f"what {len(modules) + len(scripts)} files of the package import is declared"
    return survey.fails_or_holds(CHECK, failing, held)


def _is_of_node(evidence: Evidence) -> bool:
    return any(p.path.rpartition("/")[2] == "package.json" for p in evidence.places)


def _undeclared_in_node(
    survey: Survey, node: NodePackages, scripts: list[Entry]
) -> Iterator[Evidence]:
    read = [e.path for e in scripts if e.path in survey.code]
    for found in node.undeclared(read):
        message = f"{found.package!r} is imported and {found.manifest!r} does not declare it"
        yield survey.fails(CHECK, message, Spot(found.path, found.line))


def _judged(survey: Survey, path: str) -> bool:
    entry = survey.snapshot.find(path)
    if not entry or entry.role is not Role.SOURCE or is_ancillary(path):
        return False
    return _OWN_REQUIREMENTS not in survey.snapshot.lines(path)[:20]


def _undeclared(survey: Survey, paths: list[str], declared: set[str]) -> Iterator[Evidence]:
    first_party = top_levels(survey)
    seen: set[str] = set()
    for path in sorted(paths):
        for found in survey.python[path].imports:
            top = found.module.split(".")[0]
            if top in seen or not _judgeable(found) or _known(top, first_party):
                continue
            seen.add(top)
            if not _covered(top, declared):
                message = f"{top!r} is imported and no distribution like it is declared"
                yield survey.fails(CHECK, message, Spot(path, found.line))


def _judgeable(found: Import) -> bool:
    optional = found.deferred or found.guarded or found.typing_only
    return not (optional or found.level or not found.module)


def _known(top: str, first_party: frozenset[str]) -> bool:
    return (
        top in sys.stdlib_module_names
        or top in _FORMER
        or top in _PART_OF_EVERY_INSTALLATION
        or top in first_party
        or top.startswith("_")
    )


def _covered(module: str, declared: set[str]) -> bool:
    name = normalised(module)
    brought_by = (*DISTRIBUTIONS.get(module, ()), *COMES_WITH.get(module, ()))
    if name in declared or any(d in declared for d in brought_by):
        return True
    return any(len(name) >= 4 and name in d or len(d) >= 4 and d in name for d in declared)


def _declared(survey: Survey) -> set[str] | None:
    """Normalised names of all requirements in the tree; None when nothing declares any."""
    found: set[str] = set()
    for entry in survey.snapshot.named(_MANIFESTS):
        found.update(_words(survey.snapshot.source(entry.path)))
    for entry in survey.snapshot.named(r"(.*/)?[^/]*(environment|env|conda)[^/]*\.ya?ml"):
        found.update(_words(survey.snapshot.source(entry.path)))
    return found or None


def _words(text: str) -> Iterator[str]:
    """Everything in a manifest that could be a distribution's name."""
    tables = read_toml(text)
    text = repr(tables) if tables else text
    return (normalised(w) for w in re.findall(r"[A-Za-z][\w.-]{1,60}", text))
