"""An answer as a person reads it on a terminal: sentences, then the lines that prove them."""

from collections.abc import Iterator
from textwrap import wrap

from seatrial.answers.model import Answer, Kind
from seatrial.escape import terminal
from seatrial.evidence.model import Place

WIDTH = 96
_MOST_QUOTED = 3  # lines of one place; the rest can be looked up


def told(answer: Answer) -> str:
    """The whole answer, nothing of which acts on the terminal."""
    return "\n".join([*_body(answer), "", *_about(answer)])


def _body(answer: Answer) -> Iterator[str]:
    if answer.kind is Kind.NOT_STATED:
        yield "Not stated in this repository, as far as it was looked at."
        yield from _sources("nearest", answer.pointers)
        return
    for sentence in answer.sentences:
        yield from wrap(terminal(sentence.text), WIDTH, break_on_hyphens=False)
        yield from _sources("", sentence.places)


def _sources(lead: str, places: tuple[Place, ...]) -> Iterator[str]:
    for place in places:
        yield f"  {lead + ' ' if lead else ''}{terminal(located(place))}"
        lines = place.quote.splitlines()
        for line in lines[:_MOST_QUOTED]:
            yield f"    | {_cut(terminal(line.rstrip()))}"
        if more := lines[_MOST_QUOTED:]:
            yield f"    | ... {len(more)} more lines"


def located(place: Place) -> str:
    """`path:line`, or `path:first-last`."""
    end = f"-{place.line_end}" if place.line_end != place.line_start else ""
    return f"{place.path}:{place.line_start}{end}"


def _cut(text: str) -> str:
    most = WIDTH - 6
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def _about(answer: Answer) -> Iterator[str]:
    """Of what it was answered, and what a reader must know."""
    commit = f"commit {answer.commit[:12]}, " if answer.commit else ""
    yield terminal(f"[{answer.kind}] {commit}tree {answer.tree[:12]}")
    for note in answer.notes:
        yield from wrap(terminal(note), WIDTH)
