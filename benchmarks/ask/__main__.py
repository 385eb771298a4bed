"""`python -m benchmarks.ask --repositories DIR`: retrieval, then answers: right, cited, declined.

DIR holds the public repositories by their short names, each at the commit that the questions name.
Everything is kept in --state: a run that was stopped goes on where it was, and a second one is
quick. Thresholds are fitted on one half of the questions (--fit writes them), and answers are
reported of both halves.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ask import fit, places, retrieval
from benchmarks.ask.facts import folder_of
from benchmarks.ask.questions import Question, outcome, questions
from seatrial import environment
from seatrial.answers.model import Answer, Kind
from seatrial.calibration.support import Support, support_file
from seatrial.graphs.asking import read_answer
from seatrial.graphs.desk import Desk, Listener
from seatrial.graphs.library import choose
from seatrial.known_tree import known_tree
from seatrial.settings import Settings

Asked = Sequence[tuple[Question, Desk]]


def main() -> None:
    environment.force()
    asked = arguments()
    settings = Settings(state=asked.state, quiet=True, model=asked.model)
    with ExitStack() as stack:
        here = list(opened(asked, settings, stack))
        _say(f"{len(here)} questions over {len({q.repository for q, _ in here})} repositories")
        told: dict[str, Any] = {"retrieval": _retrieval(here)}
        if not asked.no_model:
            told |= _answers(here, asked.fit)
    if asked.json:
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def arguments() -> argparse.Namespace:
    """What the benchmarks of questions are started with."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask")
    parser.add_argument("--repositories", type=Path, default=Path("checkouts"))
    parser.add_argument(
        "--state", type=Path, default=Path(tempfile.gettempdir()) / "seatrial-benchmark-ask"
    )
    parser.add_argument("--model", default="embedded")
    parser.add_argument("--no-model", action="store_true", help="retrieval only")
    parser.add_argument("--only", default="", help="questions whose id holds this")
    parser.add_argument("--fit", type=Path, help="folder that the thresholds are written to")
    parser.add_argument("--json", type=Path, help="file that all figures are written to")
    return parser.parse_args()


def opened(
    asked: argparse.Namespace, settings: Settings, stack: ExitStack
) -> Iterator[tuple[Question, Desk]]:
    """Each question of the repositories that are there; desks are closed with `stack`."""
    desks: dict[str, Desk] = {}
    one = cache(choose)  # a model for all of them
    for question in questions():
        folder = folder_of(question.repository, asked.repositories)
        if asked.only not in question.id or not folder.is_dir():
            continue
        if question.repository not in desks:
            desk = Desk(known_tree(folder.resolve(), settings), settings, one)
            desks[question.repository] = stack.enter_context(desk)
        yield question, desks[question.repository]


def _retrieval(here: Asked) -> dict[str, Any]:
    """Of the questions that are read for and have an answer."""
    read = [(q, d) for q, d in here if q.kind in ("how", "cross")]
    told = {}
    for name, way in retrieval.WAYS.items() if read else ():
        recall, rank = retrieval.figures([(q, way(d, q.question)) for q, d in read])
        _say(f"{name:<14} recall@{retrieval.K} {recall:.3f}   MRR {rank:.3f}")
        told[name] = {"recall": recall, "mrr": rank, "questions": len(read)}
    return told


def _answers(here: Asked, folder: Path | None) -> dict[str, Any]:
    support = _fitted(here, folder)
    rows = [_row(question, desk) for question, desk in here]
    halves = {"fitted on": True, "held out": False}
    for name, half in halves.items():
        _figures(name, [r for r in rows if r["tuning"] is half])
    _figures("all", rows)
    seconds = [r["first"] for r in rows if r["first"] and r["kind"] == str(Kind.READ)]
    if seconds:
        _say(f"first checked sentence after {median(seconds):.1f} s (median; 0 when kept)")
    return {"support": support.model_dump(), "answers": rows}


def _fitted(here: Asked, folder: Path | None) -> Support:
    """Thresholds from the tuning half. Every decision is kept, so nothing is asked twice."""
    half = [(q, d) for q, d in here if fit.tuning(q) and q.kind != "fact"]
    if not half or half[0][1].backend is None:
        return here[0][1].support
    card, tried = half[0][1].backend.card(), list[fit.Tried]()
    for n, (question, desk) in enumerate(half, 1):
        desk.measured = fit.ALWAYS
        new = fit.tried_of(desk, question)
        _say(f"  {n}/{len(half)} {question.id}: {', '.join(map(_margins, new)) or 'nothing'}")
        tried += new
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    found = fit.support_of(card, fit.fitted(tried), [q for q, _ in half], today)
    _say(f"thresholds: answers {found.answers}, words {found.supports}, lines {found.quotes}")
    for _, desk in here:
        desk.measured = found
    if folder:
        (folder / support_file(card.digest)).write_text(found.model_dump_json(indent=2) + "\n")
    return found


def _margins(t: fit.Tried) -> str:
    """What a passage was found to be, and the three margins in nats."""
    return f"{'proof' if t.good else 'other'} {t.answers:.2f} {t.words:.2f} {t.lines:.2f}"


def _row(question: Question, desk: Desk) -> dict[str, Any]:
    began, first = time.monotonic(), list[float]()
    listener = Listener(sentence=lambda sentence: first.append(time.monotonic() - began))
    answer = read_answer(desk, question.question, listener)
    found = outcome(question, answer)
    _say(f"  {found:<9}{question.kind:<13}{question.id:<32}{_said(answer)}")
    cited = [p for s in answer.sentences for p in s.places]
    return {
        "id": question.id,
        "asked": question.kind,
        "tuning": fit.tuning(question),
        "kind": str(answer.kind),
        "outcome": found,
        "citations": len(cited),
        "supporting": sum(places.overlap([p], question.proving) for p in cited),
        "cited": [f"{p.path}:{p.line_start}-{p.line_end}" for p in cited],
        "dropped": answer.dropped,
        "first": round(first[0], 2) if first else 0,
        "seconds": round(time.monotonic() - began, 2),
    }


def _figures(name: str, rows: Sequence[dict[str, Any]]) -> None:
    answerable = [r for r in rows if r["asked"] != "unanswerable"]
    others = [r for r in rows if r["asked"] == "unanswerable"]
    read = [r for r in answerable if r["kind"] == str(Kind.READ)]
    cited, good = sum(r["citations"] for r in read), sum(r["supporting"] for r in read)
    _say(
        f"{name}: right {_share(answerable, 'right')}, uncited {_share(answerable, 'uncited')},"
        f" wrong {_share(answerable, 'wrong')}, declined {_share(answerable, 'declined')};"
        f" unanswerable declined {_share(others, 'right')};"
        f" citations of what was read that prove: {good} of {cited}"
    )


def _share(rows: Sequence[dict[str, Any]], found: str) -> str:
    return f"{sum(r['outcome'] == found for r in rows)} of {len(rows)}"


def _said(answer: Answer) -> str:
    return " ".join(s.text for s in answer.sentences)[:120]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
