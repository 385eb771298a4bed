import pytest

from seatrial.frozen import Frozen
from seatrial.llm.backend import Question, ReplyInvalid, Request, ask
from tests.fakes import ScriptedBackend

ASKED = [Question(id="a", prompt="?"), Question(id="b", prompt="!")]


class Named(Frozen):
    name: str


def request() -> Request:
    return Request(prompt="Name it.", schema_=Named.model_json_schema())


def test_replies_are_played_in_order_and_requests_are_kept():
    backend = ScriptedBackend([[1.0, 2.0], "{}", 3.0])
    assert backend.decide("code", ASKED) == [1.0, 2.0]
    assert backend.complete(request()) == "{}"
    assert backend.decide("code", ASKED[:1]) == [3.0]
    assert backend.seen == [("code", ASKED[0]), ("code", ASKED[1]), request(), ("code", ASKED[0])]
    assert backend.left == 0


def test_an_unscripted_call_fails():
    with pytest.raises(AssertionError, match="unscripted"):
        ScriptedBackend().complete(request())
    with pytest.raises(AssertionError, match="unscripted"):
        ScriptedBackend().embed(["x"])


def test_a_scripted_exception_is_raised():
    with pytest.raises(TimeoutError):
        ScriptedBackend([TimeoutError()]).decide("code", ASKED)


def test_a_reply_is_validated_after_its_reasoning_is_dropped():
    backend = ScriptedBackend(['<think>{"name": "no"}</think>\n{"name": "yes"}'])
    assert ask(backend, request(), Named).name == "yes"


def test_a_bad_reply_is_asked_for_once_more():
    backend = ScriptedBackend(["nonsense", '{"name": "it"}'])
    assert ask(backend, request(), Named).name == "it"
    assert "not of the form" in backend.seen[1].prompt


def test_two_bad_replies_are_an_error_not_a_guess():
    with pytest.raises(ReplyInvalid, match="'scripted' gave 2 replies, none a valid 'Named'"):
        ask(ScriptedBackend(["nonsense", '{"name": 7}']), request(), Named)
