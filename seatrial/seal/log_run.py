"""Writes a finished run into the log, signed by this station."""

from collections.abc import Iterator
from contextlib import contextmanager

from seatrial.certificate.model import Certificate
from seatrial.frozen import canonical, sha256
from seatrial.seal.envelope import seal
from seatrial.seal.log import Entry, Log
from seatrial.seal.log_writer import LogWriter
from seatrial.seal.statement import RUN, STATION, statement_bytes, tree_subject
from seatrial.seal.station import Identity, make_station, this_machine_hash
from seatrial.state import StateFolder

_KIND = "run"


def writer_of(state: StateFolder) -> LogWriter:
    return LogWriter(Log(state.log), state.station)


def open_identity(state: StateFolder) -> Identity:
    """This station, made when nothing knows one yet. Raises EnvironmentRefused."""
    with writer_of(state).open() as writer:
        return writer.identity()


def ready_to_log(state: StateFolder) -> int:
    """How many entries the log has. What would keep the run from being logged is refused now."""
    with resting_log(state) as log:
        return 0 if log.empty else len(log.read())


@contextmanager
def resting_log(state: StateFolder) -> Iterator[Log]:
    """The log while nobody writes to it. A run's entry that a kill cut off is written to its end:
    nobody else would go on with it. Raises EnvironmentRefused."""
    with writer_of(state).open() as writer:
        writer.identity()
        writer.settle(_KIND)
        yield Log(state.log)


def log_run(state: StateFolder, run: str, certificate: Certificate) -> Entry:
    """One entry a run, however often it is resumed."""
    here = certificate.repository
    body = certificate.model_dump(mode="json", exclude={"run"})
    predicate = {
        "run": run,
        "repository": here.name,
        "commit": here.commit,
        "certificate": sha256(canonical(body)),
        "verdicts": {name: str(v) for name, v in certificate.verdicts.items()},
        "level": str(certificate.level),
    }
    payload = statement_bytes([tree_subject(here.name, here.tree)], RUN, predicate)
    with writer_of(state).open() as writer:
        key = writer.identity().key
        writer.settle(_KIND)
        return writer.append(_KIND, payload, lambda p: seal(p, key.public.id, key.sign))


def new_station(state: StateFolder) -> Identity:
    """A new identity, which the log tells: the person asked for it."""
    with writer_of(state).open() as writer:
        identity = make_station(state.station, this_machine_hash())
        key = identity.key
        payload = statement_bytes(
            [tree_subject("station", sha256(key.public.blob))],
            STATION,
            {"public": key.public.text, "machine": identity.station.machine},
        )
        writer.append("station", payload, lambda p: seal(p, key.public.id, key.sign), renewed=True)
    return identity
