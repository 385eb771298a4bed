"""Everything that is known of one parsed file, put together."""

from seatrial.evidence.python.definitions import defined_names, has_main_guard, stubs_of
from seatrial.evidence.python.env_reads import env_reads_of
from seatrial.evidence.python.facts import Hit, PythonFacts
from seatrial.evidence.python.imports import imports_of
from seatrial.evidence.python.migrations import migration_of
from seatrial.evidence.python.parsed import Parsed
from seatrial.evidence.python.patches import patches_of
from seatrial.evidence.python.prints import prints_of
from seatrial.evidence.python.rules import RULES
from seatrial.evidence.python.test_functions import tests_of
from seatrial.evidence.python.traits import SERVES, traits_of
from seatrial.evidence.python.web import routes_of


def facts_of(parsed: Parsed) -> PythonFacts:
    """The facts of one file. They depend on its content alone, never on its path."""
    traits = traits_of(parsed)
    return PythonFacts(
        imports=tuple(imports_of(parsed)),
        patches=tuple(patches_of(parsed)),
        tests=tuple(tests_of(parsed)),
        env=tuple(env_reads_of(parsed)),
        routes=tuple(routes_of(parsed)),
        defines=tuple(sorted(defined_names(parsed))),
        stubs=tuple(stubs_of(parsed)),
        prints=tuple(prints_of(parsed)),
        traits=traits,
        serves=SERVES in traits,
        main_guard=has_main_guard(parsed),
        migration=migration_of(parsed),
        hits=_hits(parsed),
    )


def _hits(parsed: Parsed) -> dict[str, tuple[Hit, ...]]:
    found = {rule.CHECK.id: sorted(rule.find(parsed), key=_in_order) for rule in RULES}
    return {check: tuple(hits) for check, hits in found.items() if hits}


def _in_order(hit: Hit) -> tuple[int, int, str]:
    return hit.start, hit.end, hit.message
