import threading

import pytest

from seatrial.llm.backend import Question, Request
from seatrial.llm.cache import AnswerCache, CachedBackend
from tests.fakes import ScriptedBackend

ASKED = [Question(id="a", prompt="Is it red?"), Question(id="b", prompt="Is it blue?")]
WRITTEN = Request(prompt="Name it.", schema_={"type": "object"})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "answers.sqlite"


def cached(path, *replies, **card):
    return CachedBackend(ScriptedBackend(replies, **card), AnswerCache(path))


def test_a_question_is_asked_once(path):
    backend = cached(path, 1.5, -2.0, "{}")
    for _ in range(2):
        assert backend.decide("code", ASKED) == [1.5, -2.0]
        assert backend.complete(WRITTEN) == "{}"
    assert backend.hits == 3
    assert backend.usage().calls == 3


def test_answers_outlive_the_process(path):
    first = cached(path, 1.5, -2.0)
    first.decide("code", ASKED)
    first.close()
    assert cached(path).decide("code", ASKED) == [1.5, -2.0]


def test_only_what_is_not_known_is_asked(path):
    backend = cached(path, 1.5, -2.0)
    backend.decide("code", ASKED[:1])
    assert backend.decide("code", ASKED) == [1.5, -2.0]
    assert backend.hits == 1


def test_an_answer_given_before_a_crash_is_kept(path):
    backend = cached(path, 1.5, RuntimeError("killed"))
    with pytest.raises(RuntimeError):
        backend.decide("code", ASKED)
    assert cached(path, -2.0).decide("code", ASKED) == [1.5, -2.0]


@pytest.mark.parametrize(
    "changed",
    [
        {"prompt": "Name them."},
        {"schema_": {"type": "array"}},
        {"system": "Be brief."},
        {"most_tokens": 7},
    ],
)
def test_another_request_is_another_answer(path, changed):
    backend = cached(path, "one", "two")
    assert backend.complete(WRITTEN) == "one"
    assert backend.complete(WRITTEN.model_copy(update=changed)) == "two"


def test_another_model_is_asked_anew(path):
    cached(path, 1.0, digest="1" * 64).decide("code", ASKED[:1])
    assert cached(path, 2.0, digest="2" * 64).decide("code", ASKED[:1]) == [2.0]


def test_excerpt_and_question_are_not_confused(path):
    backend = cached(path, 1.0, 2.0)
    backend.decide("ab", [Question(id="q", prompt="c")])
    assert backend.decide("a", [Question(id="q", prompt="bc")]) == [2.0]


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b""])
def test_a_damaged_file_is_built_again(path, damage):
    cached(path, 1.0).decide("code", ASKED[:1])
    path.write_bytes(damage)
    backend = cached(path, 2.0)
    assert backend.decide("code", ASKED[:1]) == [2.0]
    assert backend.decide("code", ASKED[:1]) == [2.0]


def test_a_file_damaged_while_it_is_open_is_built_again(path):
    backend = cached(path, 1.0, 2.0, 3.0)
    backend.decide("code", ASKED[:1])
    backend.close()
    backend = cached(path, 2.0, 3.0)
    with open(path, "r+b") as file:
        file.truncate(100)
        file.write(b"\xff" * 5000)
    answers = {backend.decide("code", ASKED[:1])[0], backend.decide("code", ASKED[:1])[0]}
    assert answers <= {1.0, 2.0}


def test_a_row_that_cannot_be_read_is_asked_again(path):
    cache = AnswerCache(path)
    backend = CachedBackend(ScriptedBackend([1.0, 2.0]), cache)
    backend.decide("code", ASKED[:1])
    cache._db.execute("UPDATE answers SET answer = '{'")
    cache._db.commit()
    assert backend.decide("code", ASKED[:1]) == [2.0]


def test_threads_share_one_cache(path):
    cache = AnswerCache(path)

    def work(n):
        for i in range(50):
            cache.put(f"{n}-{i}", [n, i])

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(cache.get(f"{n}-{i}") == [n, i] for n in range(4) for i in range(50))


def test_only_the_owner_can_read_it(path):
    AnswerCache(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_embeddings_and_the_card_come_from_the_model(path):
    backend = CachedBackend(ScriptedBackend(vectors=[(1.0,)]), AnswerCache(path))
    assert backend.embed(["x"]) == [(1.0,)]
    assert backend.card().name == "scripted"
