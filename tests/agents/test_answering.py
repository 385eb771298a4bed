import math
from dataclasses import replace

import pytest

from seatrial.agents.answering import Answering
from seatrial.agents.cited import Draft, Picked, schema, window
from seatrial.agents.excerpts import Excerpt
from seatrial.calibration.support import UNMEASURED, Support
from seatrial.llm.llama_cpp import LlamaCppBackend
from seatrial.llm.weights import find_weights
from seatrial.settings import Settings
from seatrial.snapshot.model import Role
from tests.fakes import ScriptedBackend
from tests.trees import snapshot_of, write_tree

LINES = ["# Stop", "", "SIGTERM ends the service", "after five seconds.", "", "## More", "x", "y"]
SUPPORT = Support(
    model="m",
    digest="d",
    prompts="p",
    answers=0.5,
    supports=0.4,
    quotes=0.3,
    writes=True,
    questions=1,
)
SECRET = b"s" * 32


def excerpt(start=11, lines=LINES):
    return Excerpt(
        id="e", path="docs/stop.md", start=start, end=start + len(lines) - 1, symbols=(),
        language="markdown", role=Role.DOCS, text="\n".join(lines),
    )  # fmt: skip


@pytest.fixture
def answering(tmp_path):
    """A scripted model on a tree with one document."""
    tree = write_tree(tmp_path / "tree", {"docs/stop.md": "\n" * 10 + "\n".join(LINES) + "\n"})
    snapshot, batches = snapshot_of(tree, tmp_path / "state")
    batches.cache.close()
    return lambda replies, support=SUPPORT: Answering(
        ScriptedBackend(replies), snapshot, SECRET, support
    )


@pytest.mark.parametrize(
    ("first", "last", "lines"),
    [
        (13, 14, (13, 14)),  # prose that is long enough stands alone
        (13, 13, (12, 14)),  # neighbours for what is shorter than three lines
        (11, 11, (11, 13)),
        (18, 18, (16, 18)),
        (14, 12, (13, 15)),  # the wrong way round
        (1, 99, (11, 18)),  # outside
        (99, 1, (16, 18)),
    ],
)
def test_only_lines_of_the_excerpt_are_cited(first, last, lines):
    assert window(Picked(first=first, last=last), excerpt()) == lines


def test_at_most_eight_lines_are_cited():
    long = excerpt(1, [f"row {n}" for n in range(30)])
    assert window(Picked(first=5, last=30), long) == (5, 12)


def test_a_comment_is_not_cited_without_what_it_speaks_of():
    code = excerpt(
        1, ["def f():", "    a()", "    # full", "    # disk", "    return 507", "", "x"]
    )
    code = code.model_copy(update={"role": Role.SOURCE})
    assert window(Picked(first=1, last=3), code) == (1, 5)
    prose = excerpt(1, ["The disk is full, and a long line says so.", "# Stop", "", "Later."])
    assert window(Picked(first=1, last=2), prose) == (1, 2)


def test_blank_and_foreign_lines_cannot_be_written():
    assert schema(excerpt())["properties"]["first"]["enum"] == [11, 13, 14, 16, 17, 18]


def test_nothing_is_written_of_what_does_not_answer(answering):
    model = answering([0.5])
    assert model.draft("How does it stop?", excerpt()) is None
    assert model.backend.left == 0


def test_the_excerpt_comes_first_so_that_it_is_evaluated_once(answering):
    model = answering([0.6, '{"first": 13, "last": 14, "says": "SIGTERM ends it."}'])
    draft = model.draft("How does it stop?", excerpt())
    assert (draft.start, draft.end, draft.says) == (13, 14, "SIGTERM ends it.")
    (shown, _), request = model.backend.seen
    assert request.excerpt == shown
    assert "13| SIGTERM ends the service" in shown


def test_a_reply_that_is_none_leaves_the_whole_excerpt(answering):
    model = answering([0.6, "no", "no"])
    assert model.draft("How does it stop?", excerpt()).says == ""


def test_what_is_measured_is_what_is_compared(answering):
    held, other = "It ends five seconds after SIGTERM.", "It ends six seconds after SIGTERM."
    assert answering([0.2, 0.1]).margins("How does it stop?", draft(held)) == (0.2, 0.1)
    assert answering([0.1]).margins("How does it stop?", draft(other)) == (-math.inf, 0.1)
    blank = draft("").model_copy(update={"start": 12, "end": 12})
    assert answering([]).margins("How does it stop?", blank) == (-math.inf, -math.inf)


def draft(says):
    return Draft(path="docs/stop.md", start=13, end=14, role=Role.DOCS, says=says)


QUOTED = "docs/stop.md says: \u201cSIGTERM ends the service after five seconds.\u201d"


@pytest.mark.parametrize(
    ("says", "replies", "text", "dropped"),
    [
        ("It ends five seconds after SIGTERM.", [0.5], "It ends five seconds after SIGTERM.", 0),
        ("It ends five seconds after SIGTERM.", [0.4, 0.4], QUOTED, 1),
        ("It ends five seconds after SIGTERM.", [0.4, 0.3], None, 1),
        ("It ends six seconds after SIGTERM.", [0.4], QUOTED, 1),
        ("It ends six seconds after SIGTERM.", [0.3], None, 1),
        ("", [0.4], QUOTED, 0),
    ],
)
def test_what_is_said_needs_its_lines_and_a_decision(answering, says, replies, text, dropped):
    model = answering(replies)
    checked = model.check("How does it stop?", draft(says))
    assert (checked.sentence.text if checked.sentence else None, checked.dropped) == (text, dropped)
    assert model.backend.left == 0


def test_a_long_passage_of_prose_is_cut_where_it_is_told(answering, tmp_path):
    long = "word " * 90
    tree = write_tree(tmp_path / "long", {"docs/stop.md": long})
    snapshot, batches = snapshot_of(tree, tmp_path / "other")
    batches.cache.close()
    reading = replace(answering([0.6]), snapshot=snapshot)
    drafted = draft("").model_copy(update={"start": 1, "end": 1})
    told = reading.check("How does it stop?", drafted).sentence.text
    assert told == f"docs/stop.md says: \u201c{long[:240]}\u2026\u201d"


def test_a_line_of_code_is_no_sentence(answering):
    model = answering([0.6])
    code = draft("ends the service").model_copy(update={"role": Role.SOURCE, "symbol": "stop"})
    checked = model.check("How does it stop?", code)
    assert checked.sentence.text == "See `stop` in docs/stop.md, lines 13 to 14."


def test_a_model_that_was_not_measured_says_nothing_itself(answering):
    model = answering([UNMEASURED.answers + 0.1], UNMEASURED)
    checked = model.check("How does it stop?", draft("It ends five seconds after SIGTERM."))
    assert checked.sentence.text == QUOTED


@pytest.fixture(scope="module")
def embedded():
    weights = find_weights(Settings().data / "weights")
    if weights is None:
        pytest.skip("the embedded model's weights are not here")
    backend = LlamaCppBackend(weights)
    yield backend
    backend.close()


OPERATION = [
    "# Operation",
    "",
    "- **Stop.** SIGTERM closes the listener; requests in progress get five seconds to finish.",
    "- **Restore.** Stop the service, put the copy in place, start it.",
]


@pytest.mark.model
def test_the_embedded_model_tells_lines_that_answer_from_others(answering, embedded):
    reading = replace(answering([]), backend=embedded)
    answered = reading.answers("How do I restore a backup?", excerpt(lines=OPERATION))
    others = reading.answers("Which Helm chart installs the service?", excerpt(lines=OPERATION))
    assert answered > others


@pytest.mark.model
def test_the_embedded_model_writes_after_its_decision_without_reading_again(answering, embedded):
    reading, shown = replace(answering([]), backend=embedded), excerpt(lines=OPERATION * 4)
    reading.answers("How do I restore a backup?", shown)
    before = embedded.usage()
    draft = reading.picked("How do I restore a backup?", shown)
    after = embedded.usage()
    assert shown.start <= draft.start <= draft.end <= shown.end
    assert after.evaluated - before.evaluated < 0.6 * (after.sent - before.sent)
