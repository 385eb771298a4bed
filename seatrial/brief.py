"""What a run is asked beside the tree and its results: a policy, a baseline, a git ref.

Each is checked before the run begins and copied into its folder, so that a resumed run goes on
with the same bytes. None is ever looked for: only what the operator names is taken.
"""

from dataclasses import dataclass
from pathlib import Path

from seatrial.asked import Asked
from seatrial.certificate.issued import Issued, issued_of, read_issued
from seatrial.errors import UsageError
from seatrial.files import write_whole
from seatrial.frozen import sha256
from seatrial.gates.policy import Policy, default_policy
from seatrial.gates.policy_file import read_policy_file
from seatrial.runs import RunFolder
from seatrial.snapshot.change import Change, read_change, resolve_ref
from seatrial.snapshot.snapshot import Snapshot
from seatrial.snapshot.text import path_text

POLICY, BASELINE, BASELINE_MANIFEST = "policy.toml", "baseline.json", "baseline-manifest.json"


@dataclass(frozen=True)
class Brief:
    """The bytes as they were read. `policy` is None for the default."""

    policy: bytes | None = None
    baseline: Issued | None = None
    since: str = ""
    since_commit: str = ""

    @property
    def rules(self) -> Policy:
        return _policy(self.policy)

    @property
    def recorded(self) -> dict[str, str]:
        """What the run's record keeps of it."""
        return {
            "policy": sha256(self.policy) if self.policy is not None else "",
            "baseline": self.baseline.sha256 if self.baseline else "",
            "since": self.since,
            "since_commit": self.since_commit,
        }

    def keep(self, run: RunFolder) -> None:
        if self.policy is not None:
            write_whole(run.root / POLICY, self.policy)
        if self.baseline:
            write_whole(run.root / BASELINE, self.baseline.content)
            if self.baseline.manifest is not None:
                write_whole(run.root / BASELINE_MANIFEST, self.baseline.manifest)


def read_brief(asked: Asked, root: Path) -> Brief:
    """What was asked of an audit of `root`, read and checked. Raises UsageError in one line."""
    return Brief(
        policy=read_policy_at(asked.policy)[0] if asked.policy else None,
        baseline=_baseline(asked.baseline, root) if asked.baseline else None,
        since=asked.since or "",
        since_commit=resolve_ref(root, asked.since) if asked.since is not None else "",
    )


def _baseline(path: Path, root: Path) -> Issued:
    issued = read_issued(path, "baseline")
    if (name := issued.certificate.repository.name) != (here := path_text(root.name)):
        raise UsageError(
            f"baseline {str(path)!r} is of the repository {name!r}, and this is {here!r};"
            f" name an earlier certificate of {here!r}, or leave --baseline out"
        )
    return issued


def read_policy_at(path: Path) -> tuple[bytes, Policy]:
    """The policy that the operator named, and its bytes. Raises UsageError in one line."""
    from seatrial.evidence.catalogue import catalogue  # every collector: half a second

    content = read_named(path, "policy", "name it with --policy")
    return content, read_policy_file(content, str(path), catalogue())


def policy_of(run: RunFolder) -> Policy:
    """The policy that the run began with."""
    digest = run.read().policy
    return _policy(run.whole(POLICY, digest) if digest else None)


def baseline_of(run: RunFolder) -> Issued | None:
    """The earlier certificate that the run is to be compared with."""
    digest = run.read().baseline
    if not digest:
        return None
    manifest = run.root / BASELINE_MANIFEST
    beside = manifest.read_bytes() if manifest.exists() else None
    return issued_of(run.whole(BASELINE, digest), beside, "baseline of this run")


def _policy(content: bytes | None) -> Policy:
    if content is None:
        return default_policy()
    from seatrial.evidence.catalogue import catalogue

    return read_policy_file(content, POLICY, catalogue())


def change_of(run: RunFolder, root: Path, snapshot: Snapshot) -> Change | None:
    """What changed since the commit that the run began with; None when nobody asked."""
    record = run.read()
    if not record.since_commit:
        return None
    if not snapshot.git.clean:
        raise UsageError(
            f"--since {record.since!r} needs the tree as it was committed: {snapshot.git.reason};"
            " commit or stash it, or leave --since out"
        )
    return read_change(root, record.since, record.since_commit, snapshot.git.commit)


def read_named(path: Path, what: str, next_step: str) -> bytes:
    """The bytes of a file that the operator named, or UsageError."""
    try:
        return path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise UsageError(f"{what} {str(path)!r} cannot be read: {why}; {next_step}") from error
