"""`python -m benchmarks.ask.rewriting --repositories DIR`: does it help to let the model rewrite?

The question is searched as it was asked, then with the names that the model thinks its answer
holds, then with the sentence that it imagines as the answer. Written for each question once; kept
with the other answers in --state.
"""

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from statistics import median

from benchmarks.ask import retrieval
from benchmarks.ask.__main__ import arguments, opened
from benchmarks.ask.questions import Question
from seatrial import environment
from seatrial.frozen import Frozen
from seatrial.graphs.desk import Desk
from seatrial.llm.backend import ReplyInvalid, Request, ask
from seatrial.settings import Settings

Asked = tuple[Question, Desk]
_MOST_TOKENS = 60


class Words(Frozen):
    """What the model adds to a question."""

    text: str


def with_names(question: str) -> str:
    return (
        f"Question about a code repository: {question}\nWrite the names of functions, settings,"
        " files and technical words that the code or document answering it would contain."
    )


def with_answer(question: str) -> str:
    return (
        f"Question about a code repository: {question}\nWrite one sentence as it could stand in"
        " the document that answers it."
    )


REWRITINGS: Mapping[str, Callable[[str], str]] = {
    "names added": with_names,
    "answer imagined": with_answer,
}


def main() -> None:
    environment.force()
    given = arguments()
    settings = Settings(state=given.state, quiet=True, model=given.model)
    with ExitStack() as stack:
        here = [(q, d) for q, d in opened(given, settings, stack) if q.kind in ("how", "cross")]
        _say("as asked", [(q, d, q.question) for q, d in here])
        for name, prompt in REWRITINGS.items():
            began = time.monotonic()
            rewritten, took = [], []
            for question, desk in here:
                rewritten.append((question, desk, _rewritten(desk, question, prompt)))
                took.append(time.monotonic() - began - sum(took))
            _say(name, rewritten, f"; {median(took):.1f} s a question (0 when kept)")


def _rewritten(desk: Desk, question: Question, prompt: Callable[[str], str]) -> str:
    """The question, and what the model adds to it, if it does."""
    assert desk.backend is not None, "a model was named"
    asked = Request(
        prompt=prompt(question.question),
        schema_=Words.model_json_schema(),
        most_tokens=_MOST_TOKENS,
    )
    try:
        return f"{question.question} {ask(desk.backend, asked, Words).text}"
    except ReplyInvalid:
        return question.question


def _say(name: str, rows: list[tuple[Question, Desk, str]], more: str = "") -> None:
    recall, rank = retrieval.figures([(q, d.find(text, retrieval.K)) for q, d, text in rows])
    line = f"{name:<16} recall@{retrieval.K} {recall:.3f}   MRR {rank:.3f}   n {len(rows)}{more}\n"
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
