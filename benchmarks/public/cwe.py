"""Which weakness a finding speaks of: Seatrial's checks and bandit's tests, by CWE."""

from collections.abc import Mapping

from benchmarks.peers.tools import Named
from seatrial.evidence.catalogue import catalogue

# The CWE that bandit itself prints, but where that is a wide one and the test's own name says more:
# it calls eval OS injection (78) and every parser of XML or YAML improper input (20).
BANDIT = {
    "B102": {94, 95}, "B307": {94, 95}, "B103": {732}, "B104": {605}, "B105": {798, 259},
    "B106": {798, 259}, "B107": {798, 259}, "B108": {377}, "B113": {400}, "B201": {94, 489},
    "B202": {22}, "B301": {502}, "B302": {502}, "B303": {327, 328}, "B304": {327}, "B305": {327},
    "B306": {377}, "B310": {22, 918}, "B311": {330, 338}, "B312": {319},
    "B321": {319}, "B323": {295}, "B324": {327, 328}, "B403": {502}, "B404": {78},
    "B501": {295}, "B502": {327, 319}, "B503": {327, 319}, "B504": {327, 319}, "B505": {326},
    "B506": {502}, "B507": {295}, "B601": {78}, "B602": {78}, "B603": {78}, "B604": {78},
    "B605": {78}, "B606": {78}, "B607": {78}, "B608": {89}, "B609": {78}, "B610": {89},
    "B611": {89}, "B612": {94}, "B613": {838}, "B614": {502}, "B701": {79, 94}, "B702": {79},
    "B703": {79}, "B704": {79},
}  # fmt: skip
_XML = {f"B{n}" for n in (*range(313, 321), *range(405, 412))}
# One weakness under its numbers, the wide and the narrow.
KIN = (
    {327, 328, 916}, {330, 338}, {94, 95}, {78, 77}, {611, 776}, {22, 73}, {798, 259, 321},
    {295, 322}, {319, 311, 523}, {614, 1004},
)  # fmt: skip


def weaknesses(tool: str, finding: Named) -> frozenset[int]:
    """The CWE numbers that a finding of `tool` stands for, with their kin."""
    if tool == "bandit":
        named = {611} if finding.rule in _XML else BANDIT.get(finding.rule, set())
    else:
        named = _OURS.get(finding.rule, set())
    kin = {n for family in KIN if family & named for n in family}
    return frozenset(named | kin)


def _ours() -> Mapping[str, set[int]]:
    return {
        check.id: {int(m.removeprefix("CWE-")) for m in check.maps if m.startswith("CWE-")}
        for check in catalogue().values()
    }


_OURS = _ours()
