"""Writes to the log, durably and in one order: payload, signature, entry, publication.

A crash leaves the old state, the new one, or `pending.json`: then every reader says "incomplete"
and `seatrial log resume` goes on, or lets go of what was never signed.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from seatrial.errors import EnvironmentRefused, RunFailed
from seatrial.files import write_whole
from seatrial.frozen import Frozen, sha256
from seatrial.seal.envelope import Envelope, seal
from seatrial.seal.log import NOTHING, Entry, Log, head_of
from seatrial.seal.statement import HEAD, Subject, statement_bytes
from seatrial.seal.station import Identity, open_station, this_machine_hash
from seatrial.state import private_folder

_WAIT_SECONDS = 10
_FOLDERS = ("entries", "payloads", "evidence", "signed", "staged")

Write = Callable[..., None]


@dataclass(frozen=True)
class Publication:
    """A file to be written when the act is logged. `mode` is that of the file."""

    path: Path
    content: bytes
    mode: int = 0o600


class _Staged(Frozen):
    path: str
    sha256: str
    mode: int


class _Pending(Frozen):
    """What is being logged. `payload` is the digest of the signed envelope, '' before it is
    signed; `unsigned` is base64 of what is about to be signed."""

    kind: str
    unsigned: str = ""
    payload: str = ""
    publish: tuple[_Staged, ...] = ()


Publish = Callable[[Entry], Sequence[Publication]]


@dataclass(frozen=True)
class LogWriter:
    """The only writer, while it is open. `write` makes every durable write."""

    log: Log
    station: Path
    write: Write = write_whole
    machine: str | None = None

    @contextmanager
    def open(self) -> Iterator["LogWriter"]:
        """Raises EnvironmentRefused when another process is writing."""
        private_folder(self.log.folder)
        for name in _FOLDERS:
            private_folder(self.log.folder / name)
        lock = FileLock(self.log.folder / "log.lock", timeout=_WAIT_SECONDS)
        try:
            lock.acquire()
        except Timeout as error:
            raise EnvironmentRefused(
                f"another process is writing to the log {str(self.log.folder)!r}; wait for it"
            ) from error
        try:
            yield self
        finally:
            lock.release()

    def identity(self) -> Identity:
        """This station's; made when the log is empty. Raises EnvironmentRefused."""
        machine = this_machine_hash() if self.machine is None else self.machine
        return open_station(self.station, machine, fresh=Log(self.log.folder).empty)

    def append(
        self,
        kind: str,
        payload: bytes,
        sign: Callable[[bytes], Envelope],
        publish: Publish = lambda entry: (),
        *,
        renewed: bool = False,
    ) -> Entry:
        """Log `payload` once `sign` has sealed it, then write what `publish` gives. An equal
        envelope that is there already is not logged again. `renewed`: the head is still signed by
        a former station."""
        key = None if renewed else self.identity().key.public
        entries = Log(self.log.folder).read(key)
        self._note(_Pending(kind=kind, unsigned=base64.b64encode(payload).decode()))
        envelope = sign(payload)
        if there := [e for e in entries if e.payload == envelope.sha256]:
            self.log.pending.unlink()
            return there[0]
        self.write(self.log.payload_path(envelope.sha256), envelope.to_bytes())
        entry = _following(entries, kind, envelope.sha256)
        staged = tuple(self._staged(p) for p in publish(entry))
        self._note(_Pending(kind=kind, payload=envelope.sha256, publish=staged))
        self._finish()
        return entry

    def resume(self) -> str:
        """Go on where a crash cut off; one line on what became of it."""
        if not self.log.pending.exists():
            return "nothing to resume: the log is complete"
        pending = self._noted()
        if not pending.payload:
            self.log.pending.unlink()
            return f"nothing had been signed: the {pending.kind} was let go, do it again"
        self._finish()
        return f"the {pending.kind} that was cut off is logged"

    def settle(self, kind: str) -> None:
        """Go on with what was cut off, when it is of `kind`: what a person was doing waits for
        the person."""
        if self.log.pending.exists() and self._noted().kind == kind:
            self.resume()

    # -- the steps ------------------------------------------------------------------------------

    def _note(self, pending: _Pending) -> None:
        self.write(self.log.pending, pending.model_dump_json().encode())

    def _noted(self) -> _Pending:
        try:
            return _Pending.model_validate_json(self.log.pending.read_bytes())
        except (OSError, ValidationError) as error:
            raise RunFailed(
                f"{str(self.log.pending)!r} cannot be read; it was edited: remove it, then see"
                " `seatrial log check`"
            ) from error

    def _staged(self, publication: Publication) -> _Staged:
        digest = sha256(publication.content)
        self.write(self.log.folder / "staged" / digest, publication.content)
        path = str(publication.path.absolute())
        return _Staged(path=path, sha256=digest, mode=publication.mode)

    def _finish(self) -> None:
        """From a signed payload to the end. Each step may already have been made."""
        pending, log = self._noted(), Log(self.log.folder)
        contents = log.contents
        if not contents or Entry.model_validate_json(contents[-1]).payload != pending.payload:
            entries = [Entry.model_validate_json(c) for c in contents]
            entry = _following(entries, pending.kind, pending.payload)
            self.write(log.entry_path(entry.index), entry.to_bytes())
            contents = [*contents, entry.to_bytes()]
        self.write(log.head_path, self._head(contents))
        for file in pending.publish:
            self._publish(file)
        self.log.pending.unlink()
        for path in (log.folder / "staged").iterdir():
            path.unlink()

    def _publish(self, file: _Staged) -> None:
        content = (self.log.folder / "staged" / file.sha256).read_bytes()
        if sha256(content) != file.sha256:
            raise RunFailed(f"what was to be written to {file.path!r} was edited")
        if Path(file.path).parent.is_dir():  # an output folder may be gone by now
            self.write(Path(file.path), content, mode=file.mode)

    def _head(self, contents: Sequence[bytes]) -> bytes:
        machine = this_machine_hash() if self.machine is None else self.machine
        key = open_station(self.station, machine, fresh=False).key
        head = head_of(contents)
        subject = [Subject(name="log", digest={"sha256": head.root})]
        payload = statement_bytes(subject, HEAD, head.model_dump())
        return seal(payload, key.public.id, key.sign).to_bytes()


def _following(entries: Sequence[Entry], kind: str, payload: str) -> Entry:
    previous = sha256(entries[-1].to_bytes()) if entries else NOTHING
    return Entry(index=len(entries) + 1, kind=kind, payload=payload, previous=previous)
