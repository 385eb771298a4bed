"""Every test lies where the runner looks for it; a test that is never collected never fails.

Speaks of pytest. Folders that CI, make, tox or nox name are looked at by some other run.
"""

import re
from fnmatch import fnmatchcase

from seatrial.evidence.collectors.program_scope import answer, tests
from seatrial.evidence.collectors.tests.suite_settings import (
    Settings,
    pytest_settings,
    unread_settings,
)
from seatrial.evidence.collectors.wiring.reach import unmentioned
from seatrial.evidence.manifests import Stated
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.scope import is_test_module
from seatrial.evidence.survey import Spot, Survey
from seatrial.snapshot.model import Role

CHECK = Check(
    id="tests.collected",
    statement="Every test lies where the runner looks for it",
    gate="G1",
    severity=Severity.LOW,
    remedy="Correct testpaths, or move or rename the file so that pytest collects it.",
    effort="S",
)
_RUNS = r"(GNU)?makefile|justfile|tox\.ini|noxfile\.py|tasks\.py|.*\.(sh|toml)|package\.json"


def collect(survey: Survey) -> list[Evidence]:
    scope = tests(survey)
    if broken := unread_settings(survey, CHECK):
        return broken
    settings = pytest_settings(survey)
    if settings is None and not _uses_pytest(survey):
        return [survey.not_applicable(CHECK, "pytest is not used here")]
    failing = [*_lost_paths(survey, settings), *_outside(survey, settings)]
    if settings is None or not settings.all("python_files"):
        failing += _misnamed(survey)
    return answer(survey, CHECK, scope, failing, f"true of {len(scope.python)} files of the suite")


def _uses_pytest(survey: Survey) -> bool:
    found = tests(survey).python.values()
    return any(i.module.split(".")[0] == "pytest" for facts in found for i in facts.imports)


def _lost_paths(survey: Survey, settings: Settings | None) -> list[Evidence]:
    """`testpaths` that name nothing: pytest then warns and looks elsewhere."""
    if settings is None:
        return []
    return [
        survey.fails(
            CHECK,
            f"testpaths names {stated.value!r}, which is not there",
            Spot(settings.path, stated.line),
        )
        for stated in settings.all("testpaths")
        if not _names_something(survey, stated.value)
    ]


def _names_something(survey: Survey, name: str) -> bool:
    plain = name.removeprefix("./").rstrip("/")
    paths = [*survey.snapshot.folders, *(e.path for e in survey.snapshot.entries)]
    outside = any(char in name for char in "$%{~") or plain in ("", ".") or plain.startswith("..")
    return outside or any(path == plain or fnmatchcase(path, plain) for path in paths)


def _outside(survey: Survey, settings: Settings | None) -> list[Evidence]:
    """Test modules below none of `testpaths`, in a folder that no other run names."""
    looked = [s for s in (settings.all("testpaths") if settings else ())]
    if not looked or not any(_names_something(survey, s.value) for s in looked):
        return []
    counts = {p: len(f.tests) for p, f in tests(survey).python.items() if f.tests}
    lost = [p for p in counts if is_test_module(p) and not _below(p, looked)]
    return [
        survey.fails(CHECK, f"{counts[p]} tests lie outside of testpaths", Spot(p, 1))
        for p in lost
        if not _is_named(survey, p)
    ]


def _below(path: str, looked: list[Stated]) -> bool:
    plain = (s.value.removeprefix("./").rstrip("/") for s in looked)
    return any(
        folder in ("", ".") or fnmatchcase(path, f"{folder}/*") or fnmatchcase(path, folder)
        for folder in plain
    )


def _is_named(survey: Survey, path: str) -> bool:
    """Some definition of runs names the file, or a folder that it lies in."""
    parts = path.split("/")
    names = {"/".join(parts[: i + 1]) for i in range(len(parts))} | {parts[-1]}
    texts = survey.once("texts that start runs", lambda: _texts(survey))
    return any(re.search(rf"(?<![\w.-]){re.escape(n)}(?![\w-])", t) for n in names for t in texts)


def _texts(survey: Survey) -> list[str]:
    """What may start a run, without the line that lists testpaths."""
    found = [*survey.snapshot.files(Role.CI), *survey.snapshot.named(_RUNS)]
    paths = dict.fromkeys(e.path for e in found if "/" not in e.path or e.role is Role.CI)
    return [re.sub(r"testpaths.*", "", survey.snapshot.source(path)) for path in paths]


def _misnamed(survey: Survey) -> list[Evidence]:
    """Files of a suite with tests of their own under a name that pytest passes over, and that
    no other test and no run names."""
    own = {
        path: [t for t in facts.tests if t.checks]
        for path, facts in tests(survey).python.items()
        if not (is_test_module(path) or facts.main_guard or _by_custom(path))
    }
    lost = unmentioned(survey, (path for path, found in own.items() if found), Role.TEST)
    return [
        survey.fails(
            CHECK,
            f"{len(own[path])} tests in a file that pytest does not collect by its name",
            Spot(path, own[path][0].start),
        )
        for path in lost
        if not _is_named(survey, path.rpartition("/")[2])
    ]


def _by_custom(path: str) -> bool:
    return path.endswith(("tests.py", "conftest.py"))
