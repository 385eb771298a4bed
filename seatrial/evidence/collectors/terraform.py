"""The Terraform of what is shipped, folder by folder: one folder is one module.

Nothing is evaluated. A variable stands for its default; every other expression is unknown.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from seatrial.batch import Unread
from seatrial.evidence.collectors import containers
from seatrial.evidence.model import Check, Evidence
from seatrial.evidence.survey import Spot, Survey
from seatrial.evidence.terraform.facts import Attribute, Block

_NOT_SHIPPED = re.compile(
    r"(^|/)(examples?|samples?|demos?|docs?|tests?|e2e|fixtures|tutorials?|quickstarts?)/"
)
_VARIABLE = re.compile(r"var\.(\w+)")
_LATER = "known only when it is applied"


@dataclass
class Module:
    """The blocks of one folder with their paths."""

    folder: str
    blocks: list[tuple[str, Block]] = field(default_factory=list)

    def of(self, kind: str, *types: str) -> Iterator[tuple[str, Block]]:
        """Blocks of a kind, those whose first label is one of `types` when any is given."""
        return (
            (path, block)
            for path, block in self.blocks
            if block.kind == kind and (not types or block.labels[:1] and block.labels[0] in types)
        )

    def resolved(self, attribute: Attribute) -> Attribute:
        """`attribute`, or the default of the variable that it names."""
        found = _VARIABLE.fullmatch(attribute.text)
        if attribute.known or not found:
            return attribute
        defaults = (b.attributes.get("default") for _, b in self.of("variable", found[1]))
        return next((d for d in defaults if d), attribute)

    @property
    def is_root(self) -> bool:
        """It is applied as it is: it sets up providers, or says where its state is kept."""
        stated = (b for _, t in self.of("terraform") for b in t.within("backend", "cloud"))
        return any(self.of("provider")) or any(stated)


def modules(survey: Survey) -> list[Module]:
    return survey.once("terraform", lambda: _modules(survey))


def _modules(survey: Survey) -> list[Module]:
    found: dict[str, Module] = defaultdict(lambda: Module(""))
    for path, read in sorted(survey.terraform.items()):
        if isinstance(read, Unread) or _NOT_SHIPPED.search(path):
            continue
        folder = path.rpartition("/")[0]
        module = found.setdefault(folder, Module(folder))
        module.blocks += [(path, block) for block in read.blocks]
    return list(found.values())


def unread(survey: Survey, check: Check) -> list[Evidence]:
    """What `check` could not look at."""
    reasons = {p: r.reason for p, r in survey.terraform.items() if isinstance(r, Unread)}
    shipped = sorted(p for p in reasons if not _NOT_SHIPPED.search(p))
    why = reasons[shipped[0]] if shipped else ""
    return containers.unreadable(survey, check, shipped, why)


@dataclass
class Judged:
    """What a check saw: places that fail are given beside, `unknown` are those it cannot tell."""

    looked: int = 0
    unknown: list[Spot] = field(default_factory=list)

    def answer(
        self, survey: Survey, check: Check, failing: Sequence[Evidence], of: str
    ) -> list[Evidence]:
        """Failures first; then what nobody can tell; "holds" only when all was told."""
        told = [*failing, *unread(survey, check)]
        if self.unknown:
            message = f"{len(self.unknown)} of {self.looked} {of}: {_LATER}"
            told.append(survey.unavailable(check, message, *self.unknown[:10]))
        if told:
            return told
        if not self.looked:
            return [survey.not_applicable(check, f"no {of} in Terraform")]
        return [survey.holds(check, f"{self.looked} {of} in Terraform, each as stated")]
