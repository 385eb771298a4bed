"""No module needs, while it is being imported, one that is waiting for it."""

from seatrial.evidence.code.modules import CodeModules
from seatrial.evidence.collectors.program_scope import answer, production
from seatrial.evidence.model import Check, Evidence, Severity
from seatrial.evidence.python.cycles import components, shortest_cycle
from seatrial.evidence.python.facts import Import
from seatrial.evidence.python.modules import Modules
from seatrial.evidence.survey import Spot, Survey

CHECK = Check(
    id="wiring.no-cycles",
    statement="No modules import each other in a circle",
    gate="G10",
    severity=Severity.LOW,
    remedy="Move what both modules need into a third one.",
    effort="M",
    maps=("CWE-1047",),
)
_MOST_SHOWN = 6


def collect(survey: Survey) -> list[Evidence]:
    scope = production(survey)
    edges = _edges(survey, list(scope.read))
    graph = {path: set(targets) for path, targets in edges.items()}
    failing = [_fails(survey, graph, edges, group) for group in components(graph)]
    return answer(survey, CHECK, scope, failing, f"no circle among {len(scope.read)} modules")


def _edges(survey: Survey, paths: list[str]) -> dict[str, dict[str, int]]:
    """For each module, the modules that its import runs, with the line of the first import."""
    modules = Modules(survey.snapshot, survey.python)
    edges: dict[str, dict[str, int]] = {path: {} for path in paths}
    _add_others(survey, edges)
    for path in paths:
        for wanted in survey.python[path].imports if path in survey.python else ():
            if not (
                wanted.deferred or wanted.typing_only or wanted.guarded or _closes(path, wanted)
            ):
                for target in modules.targets(path, wanted):
                    if target != path and target in edges:
                        edges[path].setdefault(target, wanted.line)
    return edges


def _closes(path: str, wanted: Import) -> bool:
    """A package that brings in its own modules last waits for them with all that it defines in
    place, so they can import it: how Flask's blueprints are made."""
    return wanted.at_foot and path.rpartition("/")[2] == "__init__.py"


def _add_others(survey: Survey, edges: dict[str, dict[str, int]]) -> None:
    modules = CodeModules(survey.snapshot)
    for path in edges:
        for wanted in survey.code[path].references if path in survey.code else ():
            for target in modules.targets(path, wanted):
                if target != path and target in edges:
                    edges[path].setdefault(target, wanted.line)


def _fails(
    survey: Survey,
    graph: dict[str, set[str]],
    edges: dict[str, dict[str, int]],
    group: frozenset[str],
) -> Evidence:
    circle = shortest_cycle(graph, group)
    steps = list(zip(circle, [*circle[1:], circle[0]], strict=True))
    spots = [Spot(path, edges[path][target]) for path, target in steps[:_MOST_SHOWN]]
    names = " -> ".join(repr(path) for path in [*circle[:_MOST_SHOWN], circle[0]])
    more = f", one of the circles among {len(group)} modules" if len(group) > len(circle) else ""
    return survey.fails(CHECK, f"import circle {names}{more}", *spots)
