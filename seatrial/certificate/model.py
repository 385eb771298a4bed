"""The certificate as data. Its JSON Schema is published in `docs/schema/`.

Everything but `run` is a function of the snapshot, the evidence, the policy, the acts and the
date; two runs over the same of these give the same canonical JSON.
"""

from datetime import date, datetime
from enum import StrEnum

from seatrial.certificate.acts import LoggedAct
from seatrial.certificate.comparison import Baseline, Since
from seatrial.certificate.detection import Confidence, Detection
from seatrial.certificate.stability import Stability
from seatrial.evidence.finding import Finding
from seatrial.evidence.model import Severity
from seatrial.frozen import Frozen
from seatrial.gates.model import Direct, GateResult, Level, Status, Verdict

SCHEMA_VERSION = "seatrial.certificate/1"
MANIFEST = "manifest.json"
UNASSIGNED = "unassigned"


class Repository(Frozen):
    """What was audited. The tree digest is its identity; `commit` is '' when none is stated."""

    name: str
    tree: str
    commit: str
    commit_reason: str
    branch: str
    committed_at: datetime | None
    files: int
    lines: int
    languages: dict[str, int]


class Component(Frozen):
    """A part of the environment that the result may depend on."""

    name: str
    version: str


class PolicyRef(Frozen):
    """The policy that it was decided by. `sha256` is that of its file; `extends` names the one
    that it stands on. `weaker` says where it asks less than the default, in plain words; GOLD asks
    for `signers` people."""

    name: str
    sha256: str
    extends: str
    weaker: tuple[str, ...]
    signers: int = 2


class PhaseStatus(StrEnum):
    COMPLETE = "COMPLETE"
    FAILED = "FAILED"
    DESIGNED = "DESIGNED, NOT EXECUTED"
    OPEN = "OPEN"


class Phase(Frozen):
    """Several gates under the name that release plans use. `gates` maps gate to status."""

    name: str
    status: PhaseStatus
    gates: dict[str, Status]


class Risk(Frozen):
    """What may go wrong if it ships as it is. `likelihood` and `effort` are defaults to edit."""

    title: str
    gate: str
    impact: Severity
    likelihood: str
    mitigation: str
    effort: str
    owner: str = UNASSIGNED
    findings: tuple[str, ...] = ()


class Condition(Frozen):
    """What production asks of one gate, and whether it is met."""

    gate: str
    text: str
    met: bool


class Left(Frozen):
    """A path that nobody read, or not all of it, and why."""

    path: str
    reason: str


class Asked(Frozen):
    """One question: of how many excerpts it was asked, and how often the answer was suspicious.

    `fitting` counts the excerpts that it could have been asked of. A decision was suspicious
    above `threshold` (nats) in `form`, where the model suspected `found` of `bad` held-out bad
    examples, `false` of `clean` ones and `alarms` of `ordinary` excerpts of everyday code.
    """

    question: str
    statement: str
    gate: str
    fitting: int
    asked: int
    suspicious: int
    prompt: str
    form: str
    threshold: float
    found: int
    bad: int
    false: int
    clean: int
    alarms: int
    ordinary: int


class NotAsked(Frozen):
    """A question that is left to a human reader, and why."""

    question: str
    statement: str
    gate: str
    reason: str


class ModelReading(Frozen):
    """What a model read, and what became of what it suspected.

    `digest` is that of the weights; `measured` says when and in which engine it was calibrated, and
    is empty when it never was; `prompts` maps a template to its hash. `lines` counts, by
    path, the lines that were shown to the model. Of the suspicions some were drafted (`unworded`
    without the model's own sentence, because it stated what only code may state); of these some
    were not quoted (they go nowhere), refuted, doubtful, a tool's already, or kept.
    """

    name: str
    digest: str
    backend: str
    host: str
    context: int
    quantisation: str
    version: str
    measured: str
    depth: str
    allowance: int
    prompts: dict[str, str]
    asked: tuple[Asked, ...]
    not_asked: tuple[NotAsked, ...]
    excerpts: int
    eligible: int
    lines: dict[str, int]
    left: tuple[Left, ...]
    suspected: int
    drafted: int
    unquoted: int
    unworded: int = 0
    invalid: int
    refuted: int
    doubtful: int
    merged: int
    kept: int
    stopped: str = ""


class Tokens(Frozen):
    """What the model's part cost. `evaluated` is what its prefix cache did not hold."""

    calls: int
    sent: int
    evaluated: int
    generated: int
    seconds: float


class Cost(Frozen):
    """What this audit cost the machine, up to its certificate. Of a `resumed` run it is the part
    after the last resumption.

    `memory_mib` is the peak of the process itself, `child_mib` that of the largest of its children
    (they may run side by side, so the two do not bound the sum); `run_mib` is what is kept of the
    run, `kept_mib` what is kept of the folder for the next: bytes, observations, answers, index.
    """

    seconds: float
    resumed: bool
    memory_mib: float
    child_mib: float
    run_mib: float
    kept_mib: float


class Reading(Frozen):
    """How the tree was read: by whom, how much, and what was left. `model` is None when no model
    took part; `tools_only` counts the lines that only tools read."""

    mode: str
    read: int
    partly: int
    skipped: int
    roles: dict[str, int]
    left: tuple[Left, ...]
    outside: tuple[Left, ...]
    withheld: int
    tools_only: int
    model: ModelReading | None = None


class Artefact(Frozen):
    """A file that belongs to the certificate, or that it rests on."""

    name: str
    sha256: str
    what: str


class Machine(Frozen):
    """The auditing machine."""

    system: str
    processor: str
    cores: int
    python: str


class Station(Frozen):
    """Who the auditing machine is: its key, and a hash of the machine's id ('' when it has none).

    `changed` says in what the machine is not the one that the key was made on.
    """

    key: str
    public: str
    machine: str
    changed: str = ""


class Fence(StrEnum):
    """What keeps a process from the network, the weakest first.

    A hook sees the sockets that Python code makes, not those of other programs or of code in C. In
    a network namespace with loopback alone there is no way out for anybody.
    """

    NOTHING = "nothing"
    HOOK = "hook"
    NAMESPACE = "namespace"


class Offline(Frozen):
    """What held while the run was made, the weakest of its parts: around the audit itself, and
    around the programs that it started (of which a hook holds those in Python alone). `host` is
    the one that the operator named; `stopped` is what the hook refused."""

    audit: Fence
    children: Fence
    host: str = ""
    stopped: tuple[str, ...] = ()


class Run(Frozen):
    """When and where it was drafted: the only part that differs between equal audits.

    `tree_after` is the tree digest when the audit ended, '' when the tree could not be read again.
    """

    run: str
    trace: str
    started_at: datetime
    finished_at: datetime
    machine: Machine
    tokens: Tokens | None = None
    cost: Cost | None = None
    station: Station | None = None
    offline: Offline | None = None
    tree_after: str = ""


class Certificate(Frozen):
    """A draft until people sign it. `environments` maps each to the gates that it needs; `direct`
    counts what stands behind all checks, `confidence` what was measured of the rules that found;
    `detection` says what the audit found of planted faults, `stability` what several audits of the
    snapshot had in common; each is None when nobody asked."""

    schema_version: str
    seatrial: str
    repository: Repository
    decided_on: date
    policy: PolicyRef
    environments: dict[str, tuple[str, ...]]
    verdicts: dict[str, Verdict]
    level: Level
    eligible_for_gold: bool
    next_level: Level | None
    path_to_next: tuple[str, ...]
    gates: tuple[GateResult, ...]
    phases: tuple[Phase, ...]
    findings: tuple[Finding, ...]
    risks: tuple[Risk, ...]
    limitations: tuple[str, ...]
    conditions: tuple[Condition, ...]
    conditions_met: int
    conditions_pending: int
    environment: tuple[Component, ...]
    reading: Reading
    roll: dict[str, int]
    inventory: tuple[Artefact, ...]
    baseline: Baseline | None = None
    since: Since | None = None
    acts: tuple[LoggedAct, ...] = ()
    direct: Direct | None = None
    confidence: tuple[Confidence, ...] = ()
    detection: Detection | None = None
    stability: Stability | None = None
    run: Run
