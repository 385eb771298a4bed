"""Runs an audit from start to papers, and goes on with one that was interrupted."""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver
from pydantic import ValidationError

from seatrial.agents import AGENTS
from seatrial.brief import Brief, policy_of
from seatrial.cache import ObservationCache
from seatrial.certificate.detection import Detection
from seatrial.certificate.labelled import labelled
from seatrial.certificate.model import Certificate
from seatrial.certificate.papers import papers_again, publish
from seatrial.confinement import note
from seatrial.cost import cost_of
from seatrial.disk import next_step, refusals_told
from seatrial.displays import display_for
from seatrial.errors import RunFailed, UsageError
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.crews import CREWS
from seatrial.evidence.importers.advisory_dump import read_dump
from seatrial.evidence.importers.artefact import sidecar_of
from seatrial.files import write_whole
from seatrial.graphs.audit import build_audit_graph
from seatrial.graphs.library import open_library
from seatrial.graphs.nodes import CERTIFICATE, AuditStages
from seatrial.graphs.reading import Library
from seatrial.graphs.state import CHECKPOINTED, AuditState, ReadingRef
from seatrial.interrupts import interruptible
from seatrial.llm.cache import CachedBackend
from seatrial.progress import Reporter
from seatrial.reliability import reliability
from seatrial.repeats import Repeats
from seatrial.runs import RunFolder, RunRecord, new_record
from seatrial.seal.log_run import log_run, ready_to_log
from seatrial.settings import Settings
from seatrial.state import RepositoryFolder, StateFolder, private_folder, purge
from seatrial.trial.detect import Trial, detect

_TOO_EARLY = "interrupted before anything was begun; start the audit again"
_NOTHING = "nothing was begun"


@dataclass(frozen=True)
class Done:
    """A finished audit: its certificate and the folder that holds the papers."""

    certificate: Certificate
    papers: Path


class _Damaged(Exception):
    """A checkpoint that opens, and holds what no run of ours writes."""


def start_audit(
    path: Path,
    settings: Settings,
    artefacts: Sequence[Path],
    brief: Brief | None = None,
    trial: Trial | None = None,
    *,
    runs: int = 1,
) -> Done:
    """Audit the folder `path` (absolute), its snapshot `runs` times. Raises SeatrialError's kin."""
    repository = StateFolder(settings.state).repository(path)
    with _beginning(), repository.writing():
        record = new_record(
            path,
            depth=settings.depth,
            environment=settings.environment,
            budget=settings.budget,
            model=settings.model,
            allow_remote_model=settings.allow_remote_model,
            fail_on=settings.fail_on or "",
            output=str(settings.output.resolve()) if settings.output else "",
            trust=str(settings.trust.absolute()),
            log_size=ready_to_log(StateFolder(settings.state)),
            detection=trial.faults if trial else 0,
            seed=trial.seed if trial else 0,
            runs=runs,
            **(brief or Brief()).recorded,
        )

        def keep(run: RunFolder) -> None:
            (brief or Brief()).keep(run)
            _keep_artefacts(run, artefacts)

        run = repository.run_of(record)
        with _kept(run):
            repository.start(record, keep)
            try:
                return _to_the_end(repository, run, settings)
            except UsageError:
                purge(repository, run)  # it could never be resumed
                raise


def resume_audit(name: str, settings: Settings) -> Done:
    """Go on with the run called `name`; one that is done is read again."""
    repository, run = StateFolder(settings.state).find(name)
    with repository.writing(), _kept(run):
        return _to_the_end(repository, run, settings)


def _to_the_end(repository: RepositoryFolder, run: RunFolder, settings: Settings) -> Done:
    record = run.read()
    if not record.finished_at:
        _run_graph(repository, run, settings)
        _measure_stability(repository, run, settings)
        _measure_detection(repository, run, settings)
    certificate = _certificate(run)
    if settings.output:
        publish(run.root, settings.output)
    if not record.finished_at:
        log_run(StateFolder(settings.state), record.run, certificate)
        done = {
            "finished_at": datetime.now(UTC),
            "verdict": str(certificate.verdicts.get(record.environment, "")),
            "level": str(certificate.level),
            "stability": certificate.stability,
            "reliability": reliability(labelled(certificate)),
        }
        run.write(record.model_copy(update=done))
    return Done(certificate, settings.output or run.root)


def try_run(name: str, settings: Settings, trial: Trial) -> Detection:
    """What the finished run called `name` would have missed; its certificate stays as it is."""
    repository, run = StateFolder(settings.state).find(name)
    if not run.read().finished_at:
        raise UsageError(f"run {run.name} is not finished; go on with `seatrial resume {run.name}`")
    with repository.writing():
        found = detect(repository, run, settings, trial, start_audit)
        run.write(run.read().model_copy(update={"reliability": found.reliability}))
    return found


def _measure_stability(repository: RepositoryFolder, run: RunFolder, settings: Settings) -> None:
    """State in the papers what several audits have in common, when that was asked for."""
    certificate = _certificate(run)
    if run.read().runs == 1 or certificate.stability:
        return
    measured = Repeats(repository, run, settings, _run_graph).measured(certificate)
    _write_again(run, measured)


def _measure_detection(repository: RepositoryFolder, run: RunFolder, settings: Settings) -> None:
    """State in the papers what the audit finds of planted faults, when that was asked for."""
    record, certificate = run.read(), _certificate(run)
    if not record.detection or certificate.detection:
        return
    trial = Trial(record.detection, record.seed)
    found = detect(repository, run, settings, trial, start_audit)
    _write_again(run, certificate.model_copy(update={"detection": found}))


def _write_again(run: RunFolder, certificate: Certificate) -> None:
    """The papers that differ now. The certificate comes last: killed before it, what it states is
    measured again and all are written."""
    papers = papers_again(certificate, policy_of(run).assign(catalogue()), run.root)
    for paper in sorted(papers, key=lambda name: name == CERTIFICATE):
        write_whole(run.root / paper, papers[paper])


def _run_graph(
    repository: RepositoryFolder, run: RunFolder, settings: Settings, told: str = ""
) -> None:
    record, began = run.read(), time.monotonic()
    cache = ObservationCache(repository.observations)
    with (
        closing(cache),
        _checkpoints(run) as saver,
        ExitStack() as opened,
    ):
        config: Any = {
            "configurable": {"thread_id": record.run},
            "max_concurrency": os.cpu_count() or 1,
        }
        begun = _reading_of(saver, config)
        # The model is chosen before bars are drawn: only a process without threads can be confined.
        library, reading = open_library(repository, settings, begun, opened)
        note(run, begun=begun is not None)
        display = display_for(settings, record.run, record.trace)
        reporter = Reporter(display, run.root / "events.jsonl", record.run, record.trace)
        opened.enter_context(closing(reporter))
        for sentence in [told] if told else _said_first(repository, record, reading, library):
            reporter.say(sentence)
        spent = partial(cost_of, began, repository, run, resumed=begun is not None)
        stages = AuditStages(repository, run, cache, reporter, spent, library)
        graph = build_audit_graph(stages, tuple(CREWS), tuple(AGENTS)).compile(checkpointer=saver)
        first = AuditState(parts=[], picks=[], drafts=[], reading=reading)
        graph.invoke(None if begun else first, config, durability="sync")
        for what in _rebuilt(cache, library):
            reporter.say(f"{what} damaged and made anew: it costs time, and changes nothing else")


def _said_first(
    repository: RepositoryFolder, record: RunRecord, reading: ReadingRef, library: Library | None
) -> Iterator[str]:
    """What a person must know before anything is read."""
    yield reading.why
    if library and library.note:
        yield library.note
    yield from _set_back(repository, record)


def _set_back(repository: RepositoryFolder, record: RunRecord) -> Iterator[str]:
    """What shows that today's date may be wrong: waivers run out by it."""
    for run in repository.runs():
        with suppress(RunFailed):  # a damaged record tells no time
            if (then := run.read().started_at) > datetime.now(UTC):
                yield (
                    f"the clock was set back: run {run.name} began at {then:%Y-%m-%d %H:%M} UTC,"
                    f" and this one is decided on {record.decided_on}"
                )


def _rebuilt(cache: ObservationCache, library: Library | None) -> Iterator[str]:
    if cache.rebuilt:
        yield "what was observed before was"
    if library and isinstance(library.backend, CachedBackend) and library.backend.rebuilt:
        yield "the model's earlier answers were"
    if library and library.index.rebuilt:
        yield "the index was"


def _reading_of(saver: SqliteSaver, config: Any) -> ReadingRef | None:
    """How a run that has begun is read, None for one that has not. Raises Damaged."""
    try:
        saved = saver.get_tuple(config)
        if saved is None:
            return None
        values = saved.checkpoint["channel_values"]
        found = (values.get("__start__") or values)["reading"]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _Damaged(f"not readable: {type(error).__name__}") from error
    if not isinstance(found, ReadingRef):
        raise _Damaged("it holds another version's words")
    return found


def _certificate(run: RunFolder) -> Certificate:
    try:
        return Certificate.model_validate_json((run.root / CERTIFICATE).read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        raise run.damaged(CERTIFICATE) from error


@contextmanager
def _kept(run: RunFolder) -> Iterator[None]:
    """Whatever stops `run` from outside names it and the way on, once it is recorded."""
    on = f"go on with `seatrial resume {run.name}`"

    def interrupted() -> str:
        return f"run {run.name} was interrupted and kept; {on}" if run.recorded else _TOO_EARLY

    def refused() -> str:
        return f"run {run.name} is kept; {on}" if run.recorded else _NOTHING

    with interruptible(interrupted), refusals_told(refused):
        yield


@contextmanager
def _beginning() -> Iterator[None]:
    with interruptible(lambda: _TOO_EARLY), refusals_told(lambda: _NOTHING):
        yield


@contextmanager
def _checkpoints(run: RunFolder) -> Iterator[SqliteSaver]:
    """The run's checkpoints: only our own reference types are ever read back."""
    path = run.root / "checkpoint.sqlite"
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    allowed = [(kind.__module__, kind.__name__) for kind in CHECKPOINTED]
    serde = JsonPlusSerializer(allowed_msgpack_modules=allowed)
    try:
        with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
            yield SqliteSaver(connection, serde=serde)
    except (sqlite3.DatabaseError, _Damaged) as error:
        if isinstance(error, sqlite3.Error) and next_step(error):
            raise
        raise RunFailed(
            f"the checkpoint of run {run.name!r} is damaged ({error}); start the audit again"
        ) from error


def _keep_artefacts(run: RunFolder, artefacts: Sequence[Path]) -> None:
    """Copy what was imported, so that a resumed run imports the same bytes."""
    for number, path in enumerate(artefacts):
        folder = run.artefacts / f"{number:02}"
        private_folder(folder)
        kept = folder / path.name
        if path.is_dir():
            kept = folder / f"{path.resolve().name}.advisories.json"
            kept.write_bytes(read_dump(path).content)
        else:
            shutil.copyfile(path, kept)
        sidecar = sidecar_of(path)
        if sidecar.is_file():
            shutil.copyfile(sidecar, sidecar_of(kept))
