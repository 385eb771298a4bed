"""Draws faults and decoys by a seed: the same tree, seed and number give the same places.

There is no generator of random numbers, whose sequence a new Python may change: what comes first
is decided by a hash of the tree's digest, the seed and the thing itself.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seatrial.frozen import sha256
from seatrial.snapshot.model import Entry
from seatrial.trial.kinds import Kind, Plant
from seatrial.trial.places import Site, Text, fits, is_plantable, sites_of

# Two faults nearer than this would be told apart badly, by a reader and by us.
APART = 20
FAULTS_A_DECOY = 3
_MOST_SITES = 40
_MOST_A_FILE = 8


@dataclass(frozen=True)
class Lot:
    """What chance means here."""

    tree: str
    seed: int

    def rank(self, *parts: object) -> str:
        return sha256("\0".join(map(str, (self.tree, self.seed, *parts))).encode())


@dataclass
class Drawing:
    """What has been drawn so far, and what was tried and refused."""

    lot: Lot
    kinds: Sequence[Kind]
    fitting: Mapping[str, Sequence[Site]]
    drawn: list[Site] = field(default_factory=list)
    refused: set[tuple[str, str, int, tuple[str, ...]]] = field(default_factory=set)

    def draw(self, wanted: int) -> None:
        """Faults until there are `wanted`, or no more fit; a decoy for every third."""
        while len(self._kinds(decoy=False)) < wanted:
            if not self._one(decoy=False):
                return
            if len(self._kinds(decoy=True)) * FAULTS_A_DECOY < len(self._kinds(decoy=False)):
                self._one(decoy=True)

    def _one(self, *, decoy: bool) -> bool:
        """Gate by gate, each kind as seldom as can be; whether there was a place for one."""
        drawn = self._kinds(decoy=decoy)
        gates, times = Counter(k.gates[0] for k in drawn), Counter(k.id for k in drawn)
        ranked = sorted(
            (k for k in self.kinds if k.decoy is decoy),
            key=lambda k: (gates[k.gates[0]], times[k.id], self.lot.rank("kind", k.id)),
        )
        site = next((s for kind in ranked if (s := self._place(kind))), None)
        if site is not None:
            self.drawn.append(site)
        return site is not None

    def _kinds(self, *, decoy: bool) -> list[Kind]:
        return [s.kind for s in self.drawn if s.kind.decoy is decoy]

    def drop(self, sites: Iterable[Site]) -> None:
        """Take back what does not parse; it is not drawn again."""
        gone = {site.key for site in sites}
        self.refused |= gone
        self.drawn = [site for site in self.drawn if site.key not in gone]

    def _place(self, kind: Kind) -> Site | None:
        return next((s for s in self.fitting.get(kind.id, ()) if self._is_free(s)), None)

    def _is_free(self, site: Site) -> bool:
        if site.key in self.refused:
            return False
        return not any(near(site, other) or repeats(site, other) for other in self.drawn)


def near(one: Site, other: Site) -> bool:
    """Whether two faults, or what they are missing from, stand within `APART` lines."""
    if one.path != other.path:
        return False
    early, late = sorted((one, other), key=lambda site: site.first)
    return late.first - early.last <= APART


def repeats(one: Site, other: Site) -> bool:
    """Whether both add the same passage in one folder: nobody defines a thing twice beside it."""
    added = one.blank > 0 and one.lines == other.lines
    return added and one.path.rpartition("/")[0] == other.path.rpartition("/")[0]


def fitting_sites(lot: Lot, kinds: Sequence[Kind], texts: Sequence[Text]) -> dict[str, list[Site]]:
    """Places of each kind, in the order in which they are drawn."""
    return {kind.id: list(_some(lot, kind, texts)) for kind in kinds}


def _some(lot: Lot, kind: Kind, texts: Sequence[Text]) -> Iterator[Site]:
    pairs = [(p, t) for p in kind.plants for t in texts if fits(p, t.entry)]
    pairs.sort(key=lambda pair: lot.rank("file", kind.id, pair[1].entry.path, _told(pair[0])))
    left = _MOST_SITES
    for plant, text in pairs:
        here = sorted(sites_of(kind, plant, text), key=lambda s: lot.rank("site", *s.key))
        for site in here[: min(left, _MOST_A_FILE)]:
            left -= 1
            yield site
        if not left:
            return


def _told(plant: Plant) -> str:
    return plant.find or plant.statement or plant.definition


def languages_of(kinds: Sequence[Kind]) -> set[str]:
    return {language for kind in kinds for plant in kind.plants for language in plant.languages}


def wanted_entries(kinds: Sequence[Kind], entries: Sequence[Entry]) -> list[Entry]:
    """What at least one kind could be planted in, by language, role and path."""
    plants = [plant for kind in kinds for plant in kind.plants]
    return [e for e in entries if is_plantable(e) and any(fits(p, e) for p in plants)]
