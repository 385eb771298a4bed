import json
from pathlib import Path

import platformdirs
import pytest

from seatrial.llm.backend import BackendUnavailable, Question, Request, RequestTooLong, Usage
from seatrial.llm.llama_cpp import LlamaCppBackend
from seatrial.llm.weights import EMBEDDED, find_weights
from tests.llm import engines

ASKED = [Question(id="a", prompt="Is it red?"), Question(id="b", prompt="Is it blue?")]
FORM = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
WRITTEN = Request(prompt="Name it.", schema_=FORM, system="Be brief.", most_tokens=7)


@pytest.fixture
def opened(tmp_path):
    """Opens a backend on a stand-in engine."""
    backends = []

    def open_backend(engine, **limits):
        backends.append(LlamaCppBackend(tmp_path / "weights.gguf", engine=engine, **limits))
        return backends[-1]

    yield open_backend
    for backend in backends:
        backend.close()


def test_a_decision_is_the_margin_of_the_first_token(opened):
    backend = opened(engines.ECHO)
    assert backend.decide("code", ASKED) == pytest.approx([1.0, 1.0])


def test_going_to_the_border_is_evaluated_but_not_sent(opened):
    backend = opened(engines.ECHO)
    backend.decide("code", ASKED)
    assert backend.usage() == Usage(calls=2, sent=200, evaluated=50, generated=2, seconds=5.0)


def logged(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_many_excerpts_share_is_evaluated_once(opened, tmp_path):
    backend = opened(engines.LOGS)
    backend.decide("one", ASKED[:1], system="rules")
    backend.decide("two", ASKED[:1], system="rules")
    backend.complete(WRITTEN)
    told = logged(tmp_path / "weights.gguf.log")
    fresh = [asked["messages"][0]["content"] for asked in told if not asked["cache_prompt"]]
    assert fresh == ["rules", "Be brief."]


def test_every_request_starts_at_the_same_border(opened, tmp_path):
    backend = opened(engines.LOGS)
    for excerpt, question in (("one", 0), ("one", 1), ("two", 1), ("one", 0)):
        backend.decide(excerpt, [ASKED[question]], system="rules")
    users = [asked["messages"][1]["content"] for asked in logged(tmp_path / "weights.gguf.log")]
    red, blue = ASKED[0].prompt, ASKED[1].prompt
    first = ["", "one\n\n", f"one\n\n{red}"]
    again = ["one\n\n", f"one\n\n{blue}"]
    other = ["", "two\n\n", f"two\n\n{blue}"]
    assert users == [*first, *again, *other, *first]


def test_a_written_answer_is_bound_to_its_schema_and_repeatable(opened):
    seen = json.loads(opened(engines.ECHO).complete(WRITTEN))
    assert [m["content"] for m in seen["messages"]] == ["Be brief.", "Name it."]
    assert seen["response_format"]["json_schema"]["schema"] == FORM
    assert (seen["temperature"], seen["seed"], seen["max_tokens"]) == (0, 7, 7)


def test_a_child_that_died_is_started_again_once(opened, tmp_path):
    assert opened(engines.DIES_ONCE).decide("code", ASKED[:1]) == pytest.approx([1.0])
    assert (tmp_path / "weights.gguf.starts").read_text() == "2"


def test_a_child_that_keeps_dying_is_given_up(opened, tmp_path):
    backend = opened(engines.DIES)
    with pytest.raises(BackendUnavailable, match=r"ended twice \(exit code 1: out of luck\)"):
        backend.decide("code", ASKED)
    with pytest.raises(BackendUnavailable, match="ended twice"):
        backend.complete(WRITTEN)
    assert (tmp_path / "weights.gguf.starts").read_text() == "3"


def test_a_child_that_hangs_is_killed(opened):
    with pytest.raises(BackendUnavailable, match="stopped at its time limit"):
        opened(engines.HANGS, seconds=0.3).decide("code", ASKED)


def test_a_file_that_is_no_model_is_one_clear_line(tmp_path):
    (tmp_path / "bad.gguf").write_bytes(b"GGUF" + b"\0" * 100)
    backend = LlamaCppBackend(tmp_path / "bad.gguf")
    with pytest.raises(BackendUnavailable, match="the embedded model ended twice"):
        backend.decide("code", ASKED)


def test_a_request_beyond_the_context_is_refused_not_cut(opened):
    with pytest.raises(RequestTooLong, match="9030 tokens.*send a shorter excerpt"):
        opened(engines.TOO_LONG).decide("code", ASKED)


@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (engines.REFUSES, "refused: 'bad schema'"),
        (engines.MUMBLES, "a line that is no JSON object"),
        (engines.EMPTY, "a reply without a choice"),
        (engines.BARE, "an answer without log probabilities"),
    ],
)
def test_a_reply_of_the_wrong_form_is_unavailable(opened, engine, said):
    with pytest.raises(BackendUnavailable, match=said):
        opened(engine).decide("code", ASKED)


def test_it_makes_no_embeddings(opened):
    with pytest.raises(BackendUnavailable, match="makes no embeddings"):
        opened(engines.ECHO).embed(["x"])


def test_the_card_names_the_weights(opened):
    card = opened(engines.ECHO).card()
    assert (card.digest, card.context, card.host) == (EMBEDDED.sha256, 8192, "")


# -- the real model -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model():
    weights = find_weights(Path(platformdirs.user_data_dir("seatrial")) / "weights")
    assert weights, "run `seatrial models pull` first"
    backend = LlamaCppBackend(weights)
    yield backend
    backend.close()


CODE = 'def find(db, name):\n    return db.execute("SELECT * FROM t WHERE n = \'" + name + "\'")\n'
STATEMENTS = [
    Question(id=s, prompt=f"Statement: this code {s}. Is the statement true? Answer yes or no.")
    for s in ("runs a database query", "opens a window on the screen")
]


@pytest.mark.model
def test_the_embedded_model_tells_what_code_does_from_what_it_does_not(model):
    query, window = model.decide(CODE, STATEMENTS)
    assert query > window


@pytest.mark.model
def test_an_answer_does_not_depend_on_what_was_asked_before(model):
    there = model.decide(CODE, STATEMENTS)
    model.complete(Request(prompt="Say a.", schema_=FORM, most_tokens=4))
    assert model.decide(CODE, STATEMENTS[::-1]) == there[::-1]


@pytest.mark.model
def test_the_excerpt_is_evaluated_once(model):
    before = model.usage()
    model.decide(CODE * 6, STATEMENTS * 2)
    after = model.usage()
    assert after.evaluated - before.evaluated < 0.7 * (after.sent - before.sent)


@pytest.mark.model
def test_a_written_answer_follows_the_schema(model):
    text = model.complete(Request(prompt=f"{CODE}\nName the function.", schema_=FORM))
    assert json.loads(text)["name"] == "find"


@pytest.mark.model
def test_a_text_beyond_the_context_is_refused(model):
    with pytest.raises(RequestTooLong):
        model.decide("x " * 9000, STATEMENTS[:1])
