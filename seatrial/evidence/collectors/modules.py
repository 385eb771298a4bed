"""Which Python modules the tree holds, by the dotted names under which they can be imported."""

from seatrial.evidence.manifests import unread_manifests
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey

_ROOTS = ("", "src/", "lib/", "python/", "backend/", "server/", "app/", "api/")


def top_levels(survey: Survey) -> frozenset[str]:
    """Every name that could be a first-party top level: any folder or module on any path."""
    names: set[str] = set()
    for entry in survey.snapshot.entries:
        *folders, name = entry.path.split("/")
        if name.endswith((".py", ".pyi", ".so", ".pyd", ".pyx", ".rs")):
            names.update(folders)
            names.add(name.split(".")[0])
    return frozenset(names)


def module_path(survey: Survey, module: str) -> str:
    """The file of a dotted module name below one of the usual roots, '' when there is none."""
    base = module.replace(".", "/")
    for root in _ROOTS:
        for path in (f"{root}{base}.py", f"{root}{base}/__init__.py"):
            if survey.snapshot.find(path):
                return path
    return ""


def broken_manifests(survey: Survey, check: Check) -> list[Evidence]:
    """One observation for each manifest at the root that cannot be read."""
    return [
        survey.unavailable(check, f"{path!r} cannot be read", Spot(path, 1))
        for path in unread_manifests(survey.snapshot)
    ]


def package_folder(survey: Survey, module: str) -> str | None:
    """The folder of a package, with or without `__init__.py`; None when there is none."""
    base = module.replace(".", "/")
    return next((r + base for r in _ROOTS if r + base in survey.snapshot.folders), None)
