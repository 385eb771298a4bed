import random
import re

import pytest

from seatrial.calibration.command import table
from seatrial.calibration.measure import HALF, calibrate, examples
from seatrial.calibration.pool import WANTED, Everyday, ordinary_excerpts, versions
from seatrial.llm.backend import ModelCard
from seatrial.prompts.book import questions
from seatrial.prompts.forms import Form, prompt_hash

BAD = {e.text.strip("\n") for e in examples() if e.label == "bad"}
EVERYDAY = "def poll():\n    while True:\n        again()\n"


class Reader:
    """Knows the bad examples when asked about the opposite; of anything else it is unsure."""

    def __init__(self):
        self.asked = []

    def card(self):
        return ModelCard(name="reader", digest="e" * 64, backend="test", context=8192, version="1")

    def decide(self, excerpt, questions, *, system=""):
        self.asked += [(excerpt, q.id) for q in questions]
        bad = any(text in excerpt for text in BAD)
        known = {q.opposite for q in book()}
        chance = random.Random(excerpt)
        return [
            (-3.0 if bad else 3.0)
            if "ops.retry" in q.id and any(f"Statement: {o}" in q.prompt for o in known)
            else chance.uniform(-1, 1) * ("Which" not in q.prompt)
            for q in questions
        ]


def book():
    return questions().values()


def everyday(n):
    return Everyday(question="ops.retry-without-end", path=f"{n}.py", text=f"{EVERYDAY}# {n}\n")


@pytest.fixture(scope="module")
def measured():
    reader = Reader()
    asked = [questions()[q] for q in ("ops.retry-without-end", "ops.failure-as-success")]
    pool = [everyday(n) for n in range(WANTED + 5)]
    drawn_from = {"a package": "1.0"}
    found = calibrate(reader, lambda asked: pool, drawn_from, lambda line: None, asked)
    return reader, found


def test_a_question_that_one_form_can_do_is_used_in_that_form(measured):
    one = measured[1].by_question()["ops.retry-without-end"]
    assert one.usable
    assert one.form is Form.OPPOSITE
    assert one.prompt == prompt_hash(questions()[one.question], Form.OPPOSITE)
    assert (one.auc, one.found, one.false, one.alarms) == (1.0, one.bad, 0, 0)
    assert -3 <= one.threshold < 3


def test_what_no_form_can_do_is_not_put_to_everyday_code_and_not_used(measured):
    one = measured[1].by_question()["ops.failure-as-success"]
    assert one.ordinary == 0
    assert not one.usable


def test_a_question_that_everyday_code_hardly_ever_meets_rests_on_its_clean_examples():
    one = questions()["ops.retry-without-end"]
    (found,) = calibrate(Reader(), lambda asked: [], {}, lambda line: None, [one]).questions
    assert (found.ordinary, found.false, found.usable) == (0, 0, True)


def test_no_question_is_put_to_more_ordinary_excerpts_than_wanted(measured):
    reader, found = measured
    assert found.by_question()["ops.retry-without-end"].ordinary == WANTED
    assert not any(f"# {WANTED}" in excerpt for excerpt, _ in reader.asked)


def test_the_cheapest_form_is_put_first_and_given_up_when_it_tells_nothing(measured):
    prompts = [asked for _, asked in measured[0].asked]
    assert prompts.count("ops.retry-without-end") >= HALF * 2 + 2 * 20


def test_what_no_form_can_do_is_not_put_to_all_examples():
    class Mute(Reader):
        def decide(self, excerpt, questions, *, system=""):
            return [0.0 for _ in questions]

    one = questions()["ops.retry-without-end"]
    (found,) = calibrate(Mute(), lambda asked: [], {}, lambda line: None, [one]).questions
    assert (found.bad, found.clean, found.ordinary, found.usable) == (HALF, HALF, 0, False)


def test_what_everyday_code_is_suspected_of_as_much_is_given_up_and_not_used():
    class Suspicious(Reader):
        def decide(self, excerpt, questions, *, system=""):
            if EVERYDAY in excerpt:
                return [-4.0 if one.opposite in q.prompt else 4.0 for q in questions]
            return super().decide(excerpt, questions, system=system)

    one, pool = questions()["ops.retry-without-end"], [everyday(n) for n in range(WANTED)]
    sober = calibrate(Reader(), lambda asked: pool, {}, lambda line: None, [one]).questions[0]
    found = calibrate(Suspicious(), lambda asked: pool, {}, lambda line: None, [one]).questions[0]
    assert (sober.ordinary, sober.usable) == (WANTED, True)
    assert (found.ordinary, found.usable) == (2, False)


def test_a_reader_by_chance_is_used_for_next_to_nothing():
    class Coin(Reader):
        def decide(self, excerpt, questions, *, system=""):
            return [random.Random(excerpt + q.prompt).uniform(-1, 1) for q in questions]

    pool = [everyday(n) for n in range(WANTED)]
    found = calibrate(Coin(), lambda asked: pool, {}, lambda line: None)
    assert sum(m.usable for m in found.questions) <= 2


def test_the_table_says_what_is_asked_and_what_is_left(measured):
    lines = table(measured[1])
    assert "questions usable" in lines[0]
    assert any("ops.retry-without-end" in line and "asked" in line for line in lines)
    assert any("ops.failure-as-success" in line and "left to a reader" in line for line in lines)


def test_the_pool_is_everyday_code_that_fits(tmp_path):
    asked = [questions()["ops.retry-without-end"]]
    pool = ordinary_excerpts(tmp_path, asked, wanted=2, distributions=["urllib3"])
    assert len(pool) == 2
    assert {one.question for one in pool} == {"ops.retry-without-end"}
    assert all(any(re.search(t, one.text) for t in asked[0].triggers) for one in pool)
    assert "dulwich" in versions()


def test_further_packages_are_for_what_the_first_ones_hardly_meet(tmp_path):
    asked = [questions()["security.untrusted-path"]]
    few = {"wanted": 2, "distributions": ["anyio", "websocket-client"]}
    many = {**few, "wanted": WANTED}
    drawn = [
        {one.path.split("/")[0] for one in ordinary_excerpts(tmp_path / str(n), asked, **how)}
        for n, how in enumerate((few, many))
    ]
    assert drawn == [{"websocket-client"}, {"anyio", "websocket-client"}]
