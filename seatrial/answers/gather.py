"""Gathers what facts are told from: the quick evidence of a snapshot, and what gates make of it."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from seatrial.answers.known import Judged, Known
from seatrial.answers.sheet import Sheet
from seatrial.answers.tellers import sheet_of
from seatrial.batch import Batches
from seatrial.cache import ObservationCache
from seatrial.certificate.judge import judge
from seatrial.certificate.model import Certificate
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.crews import CREWS, Task, collect, read_programs
from seatrial.evidence.finding import findings_of
from seatrial.evidence.model import Evidence, roll_of, together
from seatrial.gates.decide import Bench
from seatrial.gates.policy import Policy, default_policy
from seatrial.progress import Reporter
from seatrial.snapshot.snapshot import Snapshot

BY_TOOLS = (
    "Judged for this question by tools alone: nothing imported, no acts, default policy."
    " `--run` answers from an audit."
)


def gather(snapshot: Snapshot, cache: ObservationCache, reporter: Reporter) -> Sheet:
    """The sheet of a tree that was read for the asking."""

    def crew(name: str) -> list[Evidence]:
        batches = Batches(snapshot.store.path, cache, reporter.begin(name))
        found = collect(name, Task(snapshot, batches))
        reporter.end(name)
        return found

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        evidence = together(e for found in pool.map(crew, CREWS) for e in found)
    policy = default_policy()
    checks = policy.assign(catalogue())
    findings = findings_of(evidence, checks)
    # Without acts no date weighs anything.
    bench = Bench(checks, evidence, roll_of(evidence), findings, on=date.min)
    judged = judge(policy, bench)
    decided = Judged(
        policy=policy,
        gates=judged["gates"],
        findings=findings,
        verdicts=judged["verdicts"],
        level=judged["level"],
        path_to_next=judged["path_to_next"],
    )
    return sheet_of(_known(snapshot, cache, evidence, decided), judged_by=BY_TOOLS)


def gather_of_run(
    snapshot: Snapshot,
    cache: ObservationCache,
    evidence: Sequence[Evidence],
    certificate: Certificate,
    policy: Policy,
) -> Sheet:
    """The sheet of a finished run: what it imported and who acted counts."""
    decided = Judged(
        policy=policy,
        gates=certificate.gates,
        findings=certificate.findings,
        verdicts=certificate.verdicts,
        level=certificate.level,
        path_to_next=certificate.path_to_next,
    )
    judged_by = f"Judged by run {certificate.run.run} on {certificate.decided_on}."
    return sheet_of(
        _known(snapshot, cache, evidence, decided), run=certificate.run.run, judged_by=judged_by
    )


def _known(
    snapshot: Snapshot, cache: ObservationCache, evidence: Sequence[Evidence], judged: Judged
) -> Known:
    survey = read_programs(snapshot, Batches(snapshot.store.path, cache))
    return Known(survey, evidence, judged)
