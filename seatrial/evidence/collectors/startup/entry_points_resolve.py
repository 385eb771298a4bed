"""What the manifest and the image promise to start is there: each entry point names something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seatrial.evidence.collectors import containers
from seatrial.evidence.collectors.modules import (
    broken_manifests,
    module_path,
    package_folder,
    top_levels,
)
from seatrial.evidence.collectors.startup.entry_files import entry_files, missing
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="startup.entry-points-resolve",
    statement="Every declared entry point names a module and a function, or a file, that exist",
    gate="G7",
    severity=Severity.HIGH,
    remedy="Correct the entry point, or restore what it names.",
    effort="S",
)
_TARGET = re.compile(r"([A-Za-z_][\w.]*)\s*(?::\s*([A-Za-z_][\w.]*))?\s*(\[.*\])?")
_PYTHON_MODULE = re.compile(r"python[\d.]*[\"',\s]+-m[\"',\s]+([A-Za-z_][\w.]*)")


@dataclass(frozen=True)
class EntryPoint:
    """`name` starts `attribute` of `module`; without attribute the module itself."""

    name: str
    module: str
    attribute: str
    spot: Spot


def collect(survey: Survey) -> list[Evidence]:
    declared = [*_scripts(survey), *_images(survey)]
    files = entry_files(survey)
    broken = broken_manifests(survey, CHECK)
    if not declared and not files and not broken:
        return [survey.not_applicable(CHECK, "no entry point is declared")]
    failing = [e for point in declared if (e := _judge(survey, point))]
    failing += [*missing(survey, CHECK, files), *broken]
    names = [point.name for point in declared] + [file.name for file in files]
    held = f"{len(names)} entry points resolve: {', '.join(map(repr, names[:5]))}"
    return survey.fails_or_holds(CHECK, failing, held)


def _scripts(survey: Survey) -> Iterator[EntryPoint]:
    project = survey.project
    for name, target in project.scripts.items() if project else ():
        if project and (found := _TARGET.fullmatch(target.value)):
            spot = Spot(project.path, target.line)
            yield EntryPoint(name, found[1], found[2] or "", spot)


def _images(survey: Survey) -> Iterator[EntryPoint]:
    """`python -m module` in the start command of an image."""
    first_party = top_levels(survey)
    for path, dockerfile in containers.dockerfiles(survey).items():
        for kind in ("ENTRYPOINT", "CMD"):
            instruction = dockerfile.effective(kind)
            found = _PYTHON_MODULE.search(instruction.value) if instruction else None
            if instruction and found and found[1].split(".")[0] in first_party:
                spot = Spot(path, instruction.start, instruction.end)
                yield EntryPoint(f"python -m {found[1]}", found[1], "", spot)


def _judge(survey: Survey, point: EntryPoint) -> Evidence | None:
    """Evidence when the entry point does not resolve, or nobody can tell."""
    path = module_path(survey, point.module)
    if not point.attribute:
        return _judge_module(survey, point, path)
    if not path:
        return _missing_module(survey, point)
    if path in survey.unparsed:
        message = f"{point.name!r} starts {path!r}, which could not be parsed"
        return survey.unavailable(CHECK, message, point.spot)
    facts = survey.python.get(path)
    first = point.attribute.split(".")[0]
    if facts is None or first in facts.defines or _names_unknown(facts.defines):
        return None
    if module_path(survey, f"{point.module}.{first}"):
        return None
    message = f"{point.name!r} starts {first!r}, which {path!r} does not define"
    return survey.fails(CHECK, message, point.spot)


def _names_unknown(defines: tuple[str, ...]) -> bool:
    return "*" in defines or "__getattr__" in defines


def _judge_module(survey: Survey, point: EntryPoint, path: str) -> Evidence | None:
    """`python -m package` needs `__main__`; a plain module runs as it is."""
    if path and not path.endswith("/__init__.py"):
        return None
    if module_path(survey, f"{point.module}.__main__"):
        return None
    return _missing_module(survey, point)


def _missing_module(survey: Survey, point: EntryPoint) -> Evidence:
    """Proof that it is missing needs its package in the tree: else it may be built or mapped."""
    package = point.module.rpartition(".")[0] if point.attribute else point.module
    if package and package_folder(survey, package) is not None:
        message = f"{point.name!r} starts {point.module!r}, which is not in the tree"
        return survey.fails(CHECK, message, point.spot)
    message = f"{point.name!r} starts {point.module!r}, whose package was not found in the tree"
    return survey.unavailable(CHECK, message, point.spot)
