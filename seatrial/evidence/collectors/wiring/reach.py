"""Which modules another file uses: by an import, by name in a text, or by a framework's custom."""

import re
from collections.abc import Iterable, Mapping

from seatrial.evidence.python.modules import Modules
from seatrial.evidence.survey import Survey
from seatrial.snapshot.model import Role

# Frameworks and runners look for modules by these names and in these folders.
_BY_CUSTOM = re.compile(
    r"(^|/)(__init__|__main__|conftest|setup|manage|wsgi|asgi|admin|apps|models?|views?|urls|forms"
    r"|signals?|handlers|receivers|tasks|serializers|schema|consumers|routing|sitemaps|settings"
    r"|middleware|checks|translation|context_processors|celery(app|_app)?|main|app|server|run|cli"
    r"|gunicorn[\w.]*|[\w.]*_?(conf|config)|_?version|__about__|py\.typed|sitecustomize)\.py$"
    r"|(^|/)(migrations|alembic|versions|management|templatetags|commands|plugins?|hooks|jobs"
    r"|settings|locales?|stubs|typings|dags|lambdas?|functions|pages|spiders)/",
    re.IGNORECASE,
)
_LOADS = re.compile(
    r"iter_modules|walk_packages|import_module\(|__import__\(|spec_from_file_location|load_module"
    r"|find_modules|import_string|\.glob\(|os\.listdir|scandir|autodiscover"
)


def edges(survey: Survey) -> Mapping[str, frozenset[str]]:
    """For each Python file, the files that its imports may run, packages above them included."""
    return survey.once("import edges", lambda: _edges(survey))


def _edges(survey: Survey) -> dict[str, frozenset[str]]:
    modules = Modules(survey.snapshot, survey.python)
    return {
        path: frozenset(
            file
            for wanted in facts.imports
            for target in (*modules.targets(path, wanted), *modules.submodules(path, wanted))
            for file in (target, *_packages(survey, target))
            if file != path
        )
        for path, facts in survey.python.items()
    }


def _packages(survey: Survey, path: str) -> list[str]:
    folders = path.split("/")[:-1]
    above = ("/".join(folders[: i + 1]) + "/__init__.py" for i in range(len(folders)))
    return [package for package in above if package in survey.python]


def reached(survey: Survey, starts: Iterable[str]) -> set[str]:
    """`starts` and every file that they import, directly or through others."""
    graph = edges(survey)
    found, todo = set[str](), list(starts)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo.extend(graph.get(path, ()))
    return found


def by_custom(path: str) -> bool:
    """A runner or framework may look for it by its name or folder."""
    return bool(_BY_CUSTOM.search(path))


def loaders(survey: Survey) -> frozenset[str]:
    """Folders with a file that loads modules by names made at run time."""
    return survey.once("module loaders", lambda: _loaders(survey))


def _loaders(survey: Survey) -> frozenset[str]:
    files = survey.snapshot.files(Role.SOURCE, language="python")
    found = (e.path for e in files if _LOADS.search(survey.snapshot.source(e.path)))
    return frozenset(path.rpartition("/")[0] for path in found)


def may_be_loaded(survey: Survey, path: str) -> bool:
    """A loader stands in its folder or above, the root aside."""
    folders = path.split("/")[:-1]
    return any("/".join(folders[: i + 1]) in loaders(survey) for i in range(len(folders)))


def unmentioned(survey: Survey, paths: Iterable[str], *roles: Role) -> list[str]:
    """Those of `paths` whose module's name is a word of no other text of these roles (any, when
    none is given). A change log tells of the past."""
    left = {path: stem_of(path) for path in paths}
    words = {stem: re.compile(rf"(?<!\w){re.escape(stem)}(?!\w)") for stem in left.values()}
    for entry in survey.snapshot.files(*roles) if left else ():
        if entry.role is Role.DOCS and re.search(r"(?i)(change|history|news|release)", entry.path):
            continue
        text = survey.snapshot.source(entry.path)
        for path, stem in list(left.items()):
            if stem in text and path != entry.path and words[stem].search(text):
                del left[path]
    return list(left)


def named_in_full(survey: Survey, paths: Iterable[str], files: Iterable[str]) -> list[str]:
    """Those of `paths` that some of `files` names with its folder: `pkg.module`, `pkg/module`."""
    left = {path: re.compile(rf"(?<!\w){re.escape(_tail(path))}(?!\w)") for path in paths}
    found = []
    for file in files if left else ():
        text = survey.snapshot.source(file).replace("/", ".")
        for path in [p for p in left if _tail(p) in text and left[p].search(text)]:
            found.append(path)
            del left[path]
    return found


def _tail(path: str) -> str:
    return ".".join(path.removesuffix(".py").split("/")[-2:])


def stem_of(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")
