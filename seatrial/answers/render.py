"""An answer as a person reads it on a terminal: sentences, then the lines that prove them."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from seatrial.answers.model import Answer, Kind, Sentence
from seatrial.escape import terminal
from seatrial.evidence.model import Place

WIDTH = 96
_LINES = 3  # of one place; the rest is shown by `sources`
_PLACES = 6
_IDS = 3
NOTHING = "Not stated in this repository, as far as it was looked at."


def told(answer: Answer) -> str:
    """The whole answer, nothing of which acts on the terminal."""
    return "\n".join([*_body(answer), "", *_about(answer)])


def rest_of(answer: Answer) -> str:
    """What is told of an answer whose sentences were shown while it was read."""
    return "\n".join(["", *_about(answer)])


def found_at(places: Sequence[Place]) -> str:
    """What will be read, on one line."""
    return terminal(f"reading {', '.join(located(p) for p in places)}") if places else ""


def sources(answer: Answer) -> str:
    """Every place of an answer with all its quoted lines, and the evidence behind each sentence."""
    lines = [line for s in answer.sentences for line in _sentence(s, whole=True)]
    lines += [line for p in answer.pointers for line in _place(p, whole=True)]
    return "\n".join(lines) or "The last answer has no sources."


def told_sentences(sentences: Sequence[Sentence]) -> str:
    return "\n".join(line for s in sentences for line in _sentence(s))


def _body(answer: Answer) -> Iterator[str]:
    if answer.kind is not Kind.NOT_STATED:
        yield told_sentences(answer.sentences)
        return
    yield NOTHING
    if answer.pointers:
        yield "Nearest places:"
    for place in answer.pointers:
        yield from _place(place)


def _sentence(sentence: Sentence, *, whole: bool = False) -> Iterator[str]:
    yield from wrap(terminal(sentence.text), WIDTH, break_on_hyphens=False)
    shown = sentence.places if whole else sentence.places[:_PLACES]
    for place in shown:
        yield from _place(place, whole=whole)
    if more := len(sentence.places) - len(shown):
        yield f"  and {more} more places"
    if sentence.evidence and (whole or not sentence.places):
        ids = sentence.evidence if whole else sentence.evidence[:_IDS]
        more_ids = len(sentence.evidence) - len(ids)
        beside = f" and {more_ids} more" if more_ids else ""
        yield from wrap(f"[{', '.join(ids)}{beside}]", WIDTH, initial_indent="  ")


def _place(place: Place, *, whole: bool = False) -> Iterator[str]:
    yield f"  {terminal(located(place))}"
    lines = place.quote.splitlines()
    shown = lines if whole else lines[:_LINES]
    yield from (f"    | {_cut(terminal(line.rstrip()))}" for line in shown)
    if more := len(lines) - len(shown):
        yield f"    | ... {more} more lines"


def located(place: Place) -> str:
    """`path:line`, or `path:first-last`."""
    end = f"-{place.line_end}" if place.line_end != place.line_start else ""
    return f"{place.path}:{place.line_start}{end}"


def _cut(text: str) -> str:
    most = WIDTH - 6
    return text if len(text) <= most else f"{text[: most - 3]}..."


def _about(answer: Answer) -> Iterator[str]:
    """Of what it was answered, and what a reader must know."""
    commit = f"commit {answer.commit[:12]}, " if answer.commit else ""
    yield terminal(f"({answer.kind}; {commit}tree {answer.tree[:12]})")
    for note in answer.notes:
        yield from wrap(terminal(note), WIDTH)
