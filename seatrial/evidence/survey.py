"""What a collector is given: the snapshot, what parsers read from it, and a way to observe.

A collector has no disk, clock, network, process or chance. It asks the survey and returns
evidence that the survey builds, so subject, producer, redaction and ids are made in one place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from seatrial.batch import Unread
from seatrial.claims.checked import Checked
from seatrial.evidence.code.facts import CodeFacts
from seatrial.evidence.documents import Document
from seatrial.evidence.facts import FileFacts
from seatrial.evidence.manifests import PythonProject, read_python_project
from seatrial.evidence.model import (
    Check,
    Evidence,
    Outcome,
    Place,
    Producer,
    Severity,
    Subject,
    make_evidence,
)
from seatrial.evidence.packages.inventories import Inventory
from seatrial.evidence.python.facts import PythonFacts
from seatrial.evidence.python.read import Unparsed
from seatrial.evidence.python.scope import is_service
from seatrial.evidence.terraform.facts import TerraformFile
from seatrial.evidence.yaml_tree import Node, read_yaml
from seatrial.snapshot.model import Entry, Role
from seatrial.snapshot.snapshot import Snapshot

T = TypeVar("T")


@dataclass(frozen=True)
class Spot:
    """Where something was seen: a path of the snapshot and 1-based inclusive lines."""

    path: str
    start: int
    end: int = 0

    @property
    def last(self) -> int:
        return max(self.start, self.end)


@dataclass
class Survey:
    """One snapshot as a producer sees it.

    `python` holds the facts of every Python file that could be parsed, by path, `code` those of
    other languages; `unparsed` the reason for each that could not be, or not as a whole.
    `terraform` holds both kinds; `documents` the Markdown files with the role of documentation;
    `claims` what was read of documents that may tell how ready the project is.
    `inventory` is asked for through `seatrial.evidence.packages`.
    """

    snapshot: Snapshot
    producer: Producer
    python: Mapping[str, PythonFacts] = field(default_factory=dict)
    code: Mapping[str, CodeFacts] = field(default_factory=dict)
    unparsed: Mapping[str, Unparsed] = field(default_factory=dict)
    terraform: Mapping[str, TerraformFile | Unread] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    claims: Mapping[str, Checked | Unread] = field(default_factory=dict)
    inventory: Inventory | None = None
    _shared: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    # -- observing ------------------------------------------------------------------------------

    def holds(self, check: Check, message: str, *spots: Spot, **metric: float) -> Evidence:
        return self._observe(check, Outcome.HOLDS, message, spots, metric=metric)

    def fails(
        self,
        check: Check,
        message: str,
        *spots: Spot,
        searched: Sequence[str] = (),
        severity: Severity | None = None,
    ) -> Evidence:
        """One failing observation. An absence has no place: say in `searched` where you looked."""
        return self._observe(
            check, Outcome.FAILS, message, spots, searched=tuple(searched), severity=severity
        )

    def not_applicable(self, check: Check, message: str) -> Evidence:
        return self._observe(check, Outcome.NOT_APPLICABLE, message)

    def unavailable(self, check: Check, message: str, *spots: Spot) -> Evidence:
        return self._observe(check, Outcome.UNAVAILABLE, message, spots)

    def fails_or_holds(self, check: Check, failing: list[Evidence], held: str) -> list[Evidence]:
        """`failing` when there is any, else one observation that the check holds."""
        return failing or [self.holds(check, held)]

    def _observe(
        self,
        check: Check,
        outcome: Outcome,
        message: str,
        spots: Sequence[Spot] = (),
        **more: object,
    ) -> Evidence:
        return make_evidence(
            check=check.id,
            outcome=outcome,
            message=self.snapshot.redact(message),
            producer=self.producer,
            subject=self.subject,
            places=tuple(self.place(spot) for spot in spots),
            **more,
        )

    @cached_property
    def subject(self) -> Subject:
        git = self.snapshot.git
        return Subject(tree=self.snapshot.digest, commit=git.commit if git.clean else "")

    def place(self, spot: Spot) -> Place:
        """The lines of `spot`, quoted."""
        entry = self.snapshot.find(spot.path)
        return Place(
            path=spot.path,
            line_start=spot.start,
            line_end=spot.last,
            quote=self.snapshot.quote(spot.path, spot.start, spot.last),
            sha256=entry.sha256 if entry else "",
        )

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several collectors share, worked out by the first that asks for `name`."""
        if name not in self._shared:
            self._shared[name] = make()
        found: T = self._shared[name]
        return found

    # -- what parsers read ----------------------------------------------------------------------

    @cached_property
    def workflows(self) -> dict[str, Node | None]:
        """GitHub workflows by path; None where the YAML cannot be read."""
        found = self.snapshot.named(r"\.github/workflows/[^/]+\.ya?ml")
        return {e.path: read_yaml(self.snapshot.source(e.path)) for e in found}

    @cached_property
    def project(self) -> PythonProject | None:
        """The root's pyproject.toml or setup.cfg, None when there is neither or it is broken."""
        return read_python_project(self.snapshot)

    @property
    def readme(self) -> str:
        """The root's README in Markdown, or ''."""
        found = self.snapshot.named(r"readme(\.md|\.markdown)?")
        return found[0].path if found else ""

    @property
    def sources(self) -> list[Entry]:
        """First-party program text that is neither test, vendored nor generated."""
        return self.snapshot.files(Role.SOURCE)

    @cached_property
    def facts(self) -> dict[str, FileFacts]:
        """What is known of files in all languages that are read, by path."""
        return {**self.python, **self.code}

    @cached_property
    def is_service(self) -> bool:
        """True when the program listens: a web framework, a server call, a container's port."""
        return is_service(self.snapshot, self.facts)


class Collector(Protocol):
    """A module that looks at one check: `CHECK` and `collect`."""

    CHECK: Check

    def collect(self, survey: Survey) -> list[Evidence]: ...
