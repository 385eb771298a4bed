"""What a test replaces in a module is what the program calls.

`from subprocess import call` binds the function when the program is imported: to replace
`subprocess.call` afterwards changes nothing, the real one runs, and the test asserts on a
stand-in that nobody called. Python's documentation, unittest.mock, "Where to patch".

Only of modules outside the tree, and where no file beside takes the module as a whole.
"""

from collections.abc import Iterable

from seatrial.evidence.collectors.program_scope import answer, production, tests
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.facts import Import, Patch
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="tests.patches-reach",
    statement="What a Python test replaces in a module is what the program calls",
    gate="G1",
    severity=Severity.MEDIUM,
    remedy="Replace the name where it is looked up: in the module of the program that imports it.",
    effort="S",
)


def collect(survey: Survey) -> list[Evidence]:
    scope = tests(survey)
    patches = [(path, patch) for path, facts in scope.python.items() for patch in facts.patches]
    if not patches and not scope.unread and not scope.elsewhere(CHECK):
        return [survey.not_applicable(CHECK, "no test replaces a name of a Python module")]
    program = {p: facts.imports for p, facts in production(survey).python.items()}
    failing = [
        survey.fails(CHECK, _said(patch, where), Spot(path, patch.line, patch.line))
        for path, patch in patches
        if (where := _bound_in(patch, program))
    ]
    return answer(survey, CHECK, scope, failing, f"true of all {len(patches)} replacements")


def _said(patch: Patch, where: str) -> str:
    return (
        f"'{patch.module}.{patch.name}' is replaced, but {where!r} holds the real one:"
        f" it imports {patch.name!r} by name"
    )


def _bound_in(patch: Patch, program: dict[str, tuple[Import, ...]]) -> str:
    """The file that binds the name on import, '' where the replacement may be seen."""
    own = patch.module.replace(".", "/")
    if any(path.endswith((f"{own}.py", f"{own}/__init__.py")) for path in program):
        return ""
    whole = {_top(p) for p, found in program.items() if _takes_whole(found, patch.module)}
    bound = (path for path, imports in program.items() if _binds(imports, patch))
    return next((path for path in bound if _top(path) not in whole), "")


def _top(path: str) -> str:
    """The folder at the top that a file lies in: scripts beside a package are other programs."""
    return path.partition("/")[0]


def _takes_whole(imports: Iterable[Import], module: str) -> bool:
    """Whether a file can look the name up in the module itself, or imports it anew."""
    return any(_is_whole(found, module) for found in imports)


def _is_whole(found: Import, module: str) -> bool:
    if not found.names:
        return found.module == module or module.startswith(f"{found.module}.")
    within = {f"{found.module}.{name}" for name in found.names}
    return module in within or "*" in found.names or (found.module == module and found.deferred)


def _binds(imports: Iterable[Import], patch: Patch) -> bool:
    return any(i.module == patch.module and patch.name in i.names and not i.level for i in imports)
