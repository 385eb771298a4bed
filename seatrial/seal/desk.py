"""Where a person acts: the state, the key in hand, and who the trust file says that is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from seatrial.errors import UsageError
from seatrial.files import write_whole
from seatrial.runs import RunFolder
from seatrial.seal.envelope import Envelope, seal
from seatrial.seal.keys import SigningKey
from seatrial.seal.log import Log
from seatrial.seal.log_writer import LogWriter, Write
from seatrial.seal.trust import Trust, TrustedKey
from seatrial.state import RepositoryFolder, StateFolder


@dataclass(frozen=True)
class Desk:
    """`now` is the time (UTC), whose day is today. `write` makes every durable write."""

    state: StateFolder
    trust: Trust
    key: SigningKey
    now: datetime
    write: Write = field(default=write_whole)

    @property
    def on(self) -> date:
        return self.now.date()

    @property
    def moment(self) -> str:
        """The time as RFC 3339 writes it."""
        return f"{self.now:%Y-%m-%dT%H:%M:%SZ}"

    @property
    def log(self) -> Log:
        return Log(self.state.log)

    @property
    def writer(self) -> LogWriter:
        return LogWriter(self.log, self.state.station, self.write)

    @property
    def person(self) -> TrustedKey:
        """Raises UsageError when the trust file does not know the key."""
        return self.trust.of(self.key.public)

    def seal(self, payload: bytes) -> Envelope:
        return seal(payload, self.key.public.id, self.key.sign)

    def run(self, name: str) -> tuple[RepositoryFolder, RunFolder]:
        """The finished run called `name`, or the newest one when only one repository is here."""
        found = self.state.find(name) if name else self._newest()
        if not found[1].read().finished_at:
            raise UsageError(f"run {found[1].name!r} is not finished; `seatrial resume` it first")
        return found

    def _newest(self) -> tuple[RepositoryFolder, RunFolder]:
        repositories = [r for r in self.state.repositories() if r.runs()]
        if len(repositories) != 1:
            what = "no run is here" if not repositories else "runs of several folders are here"
            raise UsageError(f"{what}; name one with --run, see `seatrial runs list`")
        done = [run for run in repositories[0].runs() if run.read().finished_at]
        if not done:
            raise UsageError("no finished run is here; audit first")
        return repositories[0], done[-1]


def evidence_path(log: Log, digest: str) -> Path:
    """Where a copy of what a person showed is kept."""
    return log.folder / "evidence" / digest
