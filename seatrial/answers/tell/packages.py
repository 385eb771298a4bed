"""What the tree needs from elsewhere: how much, what is locked, and each package by name."""

from collections import Counter
from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import of_check
from seatrial.evidence.packages import Inventory, Need, Reading, Scope, inventory
from seatrial.evidence.survey import Spot
from seatrial.gates.model import CheckStatus

_MOST_NAMED = 40
_MOST_PLACES = 6


def dependencies(known: Known) -> Told:
    """What each manifest declares for running, and how much for others."""
    told = [s for m in inventory(known.survey).manifests for s in _declared(known, m)]
    return {WHOLE: told}


def _declared(known: Known, manifest: Reading) -> Iterator[Sentence]:
    running = [n for n in _direct(manifest) if n.scope is Scope.RUNTIME]
    others = Counter(str(n.scope) for n in _direct(manifest) if n.scope is not Scope.RUNTIME)
    if not running and not others:
        return
    named = ", ".join(n.name for n in running[:_MOST_NAMED])
    more = f" and {len(running) - _MOST_NAMED} more" if len(running) > _MOST_NAMED else ""
    beside = "".join(f", {count} {scope}" for scope, count in sorted(others.items()))
    text = f"'{manifest.path}' declares {len(running)} direct dependencies for running{beside}"
    lines = sorted({n.line for n in running or _direct(manifest)})
    spots = _runs(manifest.path, lines)[:_MOST_PLACES]
    yield known.say(f"{text}: {named}{more}." if named else f"{text}.", *spots)


def _direct(manifest: Reading) -> list[Need]:
    """Needs of the manifest itself: what go.mod marks as indirect belongs to others."""
    indirect = {p.name for p in manifest.packages if p.direct is False}
    return [n for n in manifest.needs if n.name not in indirect]


def _runs(path: str, lines: list[int]) -> list[Spot]:
    """`lines` as runs of neighbours."""
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][1] + 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return [Spot(path, first, last) for first, last in found]


def lock_file(known: Known) -> Told:
    """The check, and each lock file that is there."""
    told = list(of_check(known, "supply.locked"))
    if known.established("supply.locked").status is CheckStatus.HOLDS:
        locks = [r for r in inventory(known.survey).locks if r.packages]
        told += [
            known.say(f"'{r.path}' locks {len(r.packages)} packages.", Spot(r.path, 1))
            for r in locks[:_MOST_PLACES]
        ]
    return {WHOLE: told}


def package(known: Known) -> Told:
    """By name: what manifests want and what lock files hold."""
    found = inventory(known.survey)
    told: dict[str, list[Sentence]] = {}
    for name, sentence in [*_wanted(known, found), *_locked(known, found)]:
        told.setdefault(name.lower(), []).append(sentence)
    return {**_aliases(told), **told}


def _wanted(known: Known, found: Inventory) -> Iterator[tuple[str, Sentence]]:
    for manifest in found.manifests:
        for need in manifest.needs:
            wants = need.wants or need.origin
            said = f"{need.name} {wants!r}" if wants else f"{need.name} of any version"
            scope = "" if need.scope is Scope.RUNTIME else f" ({need.scope})"
            text = f"'{manifest.path}' declares {said}{scope}."
            yield need.name, known.say(text, Spot(manifest.path, need.line))


def _locked(known: Known, found: Inventory) -> Iterator[tuple[str, Sentence]]:
    for lock in found.locks:
        for locked in lock.packages:
            if locked.version and not locked.local:
                text = f"'{lock.path}' locks {locked.name} {locked.version}."
                yield locked.name, known.say(text, Spot(lock.path, locked.line))


def _aliases(told: dict[str, list[Sentence]]) -> dict[str, list[Sentence]]:
    """The last part of a long name, where no other package bears it: `cobra`, `client-go`."""
    short: dict[str, set[str]] = {}
    for name in told:
        parts = [p for p in name.replace(":", "/").split("/") if p]
        if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit():
            parts.pop()
        for alias in {parts[-1], name.replace("-", "_"), name.replace("_", "-")} if parts else ():
            short.setdefault(alias, set()).add(name)
    return {alias: told[min(names)] for alias, names in short.items() if len(names) == 1}
