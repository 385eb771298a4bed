import json
import math
import os

import pytest

from seatrial.errors import EnvironmentRefused
from seatrial.llm.backend import (
    Ability,
    BackendUnavailable,
    Question,
    Request,
    RequestTooLong,
)
from seatrial.llm.margin import OFF_MENU
from seatrial.llm.ollama import open_ollama
from tests.llm.conftest import DIGEST, chat_reply, listed

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

ASKED = [Question(id="a", prompt="Is it red?"), Question(id="b", prompt="Is it blue?")]
FORM = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
WRITTEN = Request(prompt="Name it.", schema_=FORM, system="Be brief.", most_tokens=9)


@pytest.fixture
def opened(fake):
    """Opens the one model of a fake server that chats as told."""
    backends = []

    def open_backend(reply=None, capabilities=("completion",), **limits):
        fake.serves(listed("m:1"), m=list(capabilities))
        if reply is not None:
            fake.chats(reply)
        backends.append(open_ollama("m:1", fake.host, **limits))
        return backends[-1]

    yield open_backend
    for backend in backends:
        backend.close()


def test_a_decision_is_read_from_log_probabilities(opened, fake):
    assert opened(chat_reply()).decide("code", ASKED) == pytest.approx([1.0, 1.0])
    first = fake.seen("/api/chat")[0]
    assert [m["content"] for m in first["messages"]] == ["code\n\nIs it red?"]
    assert (first["logprobs"], first["top_logprobs"]) == (True, 20)


def test_every_request_is_repeatable_and_never_cut(opened, fake):
    opened(chat_reply()).decide("code", ASKED[:1])
    sent = fake.seen("/api/chat")[0]
    assert sent["options"] == {"num_ctx": 8192, "temperature": 0.0, "seed": 7, "num_predict": 1}
    assert (sent["truncate"], sent["shift"], sent["stream"]) == (False, False, False)
    assert sent["keep_alive"] == "30m"
    assert "think" not in sent


def test_a_thinking_model_is_told_not_to(opened, fake):
    opened(chat_reply(), ["completion", "thinking"]).decide("code", ASKED[:1])
    assert fake.seen("/api/chat")[0]["think"] is False


def test_the_common_beginning_is_the_system_message(opened, fake):
    opened(chat_reply()).decide("code", ASKED[:1], system="rules")
    roles = [(m["role"], m["content"][:5]) for m in fake.seen("/api/chat")[0]["messages"]]
    assert roles == [("system", "rules"), ("user", "code\n")]


NOUL = {"type": "noul", "noul": 0.75}


def test_a_decision_model_is_asked_typed_questions_on_one_state(fake):
    choice = Question(id="c", prompt="Which?", answers=("A", "B"))
    picked = {"type": "choice", "choice": "B", "probabilities": {"A": 0.2, "B": 0.8}}
    answers = {"q": NOUL, "0": NOUL, "1": {**picked, "confidence": 0.8}}
    fake.serves(listed("d:1"), d=["decision"]).judges(answers)
    backend = open_ollama("d:1", fake.host)
    margins = backend.decide("code", [ASKED[0], choice], system="rules")
    assert margins == pytest.approx([math.log(3), math.log(0.25)])
    asked = fake.seen("/v1/systemone")[-1]
    assert asked["state"] == "rules\n\ncode"
    assert asked["questions"]["0"] == {"type": "noul", "instructions": "Is it red?"}
    assert list(asked["questions"]["1"]["criteria"]) == ["A", "B"]
    with pytest.raises(BackendUnavailable, match="cannot complete"):
        backend.complete(WRITTEN)


@pytest.mark.parametrize("odds", [1.5, -0.1, float("nan")])
def test_odds_that_are_no_probability_are_unavailable(fake, odds):
    answers = {"q": NOUL, "0": {"type": "noul", "noul": odds}}
    fake.serves(listed("d:1"), d=["decision"]).judges(answers)
    with pytest.raises(BackendUnavailable, match="as odds"):
        open_ollama("d:1", fake.host).decide("code", ASKED[:1])


def test_a_model_that_answers_no_typed_question_is_refused(fake):
    fake.serves(listed("d:1"), d=["vision"]).judges(501)
    with pytest.raises(BackendUnavailable, match="neither writes, decides nor embeds"):
        open_ollama("d:1", fake.host)


def test_a_written_answer_is_bound_to_its_schema(opened, fake):
    reply = chat_reply(message={"role": "assistant", "content": '{"name": "it"}'}, logprobs=None)
    assert opened(reply).complete(WRITTEN) == '{"name": "it"}'
    sent = fake.seen("/api/chat")[0]
    assert sent["format"] == FORM
    assert sent["options"]["num_predict"] == 9


def test_an_answer_off_the_menu_is_marked(opened):
    tokens = [{"token": "The", "logprob": -0.1}]
    reply = chat_reply(logprobs=[{**tokens[0], "top_logprobs": tokens}])
    assert opened(reply).decide("code", ASKED[:1]) == [OFF_MENU]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"logprobs": None}, "gave no log probabilities"),
        ({"logprobs": []}, "gave no log probabilities"),
        ({"done": False}, "broke off"),
        ({"done": None}, "broke off"),
        ({"message": None}, "does not speak as Ollama does"),
        ({"logprobs": [{"token": "Yes"}]}, "does not speak as Ollama does"),
    ],
)
def test_a_reply_that_cannot_be_used_is_unavailable(opened, changed, said):
    with pytest.raises(BackendUnavailable, match=said):
        opened(chat_reply(**changed)).decide("code", ASKED)


def test_usage_estimates_what_the_server_had_evaluated_before(opened):
    backend = opened(chat_reply())
    backend.decide("c" * 980, ASKED)
    used = backend.usage()
    assert (used.calls, used.sent, used.generated, used.seconds) == (2, 200, 2, 6.0)
    assert 100 < used.evaluated < 105


def test_a_text_beyond_the_context_is_not_sent(opened, fake):
    with pytest.raises(RequestTooLong, match="do not fit"):
        opened(chat_reply()).decide("word " * 9000, ASKED)
    assert fake.seen("/api/chat") == []


def test_a_prompt_that_the_server_cut_is_noticed(opened):
    with pytest.raises(RequestTooLong, match="the server cut the prompt"):
        opened(chat_reply(prompt_eval_count=4096)).decide("word " * 7000, ASKED)


def test_a_model_that_is_replaced_meanwhile_is_not_asked(opened, fake):
    backend = opened(chat_reply())
    backend.decide("code", ASKED)
    fake.server.clear()
    fake.serves(listed("m:1", digest="cd" * 32)).chats(chat_reply())
    with pytest.raises(BackendUnavailable, match="was replaced"):
        backend.decide("code", ASKED)
    assert fake.seen("/api/chat") == []


def test_the_card_tells_what_is_asked_and_where(opened, fake):
    card = opened(chat_reply()).card()
    assert (card.name, card.digest, card.backend) == ("m:1", DIGEST, "ollama")
    assert (card.context, card.quantisation) == (8192, "Q4_K_M")
    assert (card.host, card.version) == (fake.url, "ollama 0.35.1")


# -- embeddings ---------------------------------------------------------------------------------


def embedder(opened, fake, vectors):
    body = json.dumps({"embeddings": vectors, "prompt_eval_count": 5})
    fake.server.expect_request("/api/embed").respond_with_data(
        body, content_type="application/json"
    )
    return opened(capabilities=["embedding"])


def test_texts_become_vectors_uncut(opened, fake):
    backend = embedder(opened, fake, [[0.5, 1.0], [0.0, 2.0]])
    assert backend.embed(["x", "y"]) == [(0.5, 1.0), (0.0, 2.0)]
    assert fake.seen("/api/embed")[0]["truncate"] is False
    assert backend.usage().sent == 5
    assert backend.embed([]) == []


@pytest.mark.parametrize(
    "vectors",
    [[], [[1.0]], [[1.0], [1.0, 2.0]], [[math.nan], [1.0]], [[math.inf], [1.0]], [[], []]],
)
def test_vectors_that_cannot_be_used_are_unavailable(opened, fake, vectors):
    with pytest.raises(BackendUnavailable, match="usable vectors for 2 texts"):
        embedder(opened, fake, vectors).embed(["x", "y"])


def test_a_reading_model_is_not_asked_to_embed(opened):
    with pytest.raises(BackendUnavailable, match="cannot embed"):
        opened(chat_reply()).embed(["x"])


def test_an_embedding_model_is_not_asked_to_read(opened):
    backend = opened(capabilities=["embedding"])
    with pytest.raises(BackendUnavailable, match="cannot decide"):
        backend.decide("code", ASKED)
    with pytest.raises(BackendUnavailable, match="cannot complete"):
        backend.complete(WRITTEN)


def test_a_cloud_model_is_refused_before_anything_is_sent(fake):
    with pytest.raises(EnvironmentRefused, match="would send the code to a cloud"):
        open_ollama("big:480b-cloud", fake.host)
    assert fake.server.log == []


# -- a real server ------------------------------------------------------------------------------


@pytest.mark.ollama
@pytest.mark.enable_socket
def test_a_real_server_decides_writes_and_counts():
    from seatrial.llm.served import preferred, served_models
    from seatrial.llm.transport import base_url

    host = os.environ["OLLAMA_HOST"]
    best = preferred(served_models(base_url(host)))
    assert best, "the server has no model that can read"
    backend = open_ollama(best.name, host)
    statement = "Statement: this code {}. Is the statement true? Answer yes or no."
    asked = [
        Question(id=w, prompt=statement.format(w)) for w in ("adds two numbers", "opens a database")
    ]
    adds, database = backend.decide("def add(a, b):\n    return a + b\n", asked)
    assert adds > database
    assert set(json.loads(backend.complete(WRITTEN.model_copy(update={"most_tokens": 60})))) == {
        "name"
    }
    assert backend.usage().sent > backend.usage().evaluated > 0
    assert Ability.DECIDE in backend.card().abilities
    digits = "7" * 9000  # one token each for many models, a third of that in our estimate
    with pytest.raises(RequestTooLong):
        backend.decide(digits, asked)
    backend.close()
