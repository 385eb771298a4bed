from seatrial.answers.tellers import TELLERS
from seatrial.answers.topics import topics
from seatrial.evidence.catalogue import catalogue


def test_every_topic_is_told_by_a_teller_or_by_checks_that_there_are():
    for topic in topics().topic:
        assert bool(topic.checks) != (topic.id in TELLERS), topic.id
        assert set(topic.checks) <= set(catalogue()), topic.id


def test_every_teller_has_its_topic_and_no_topic_comes_twice():
    ids = [topic.id for topic in topics().topic]

    assert set(TELLERS) <= set(ids)
    assert len(ids) == len(set(ids))


def test_no_filler_turns_a_question_round():
    turning = {"how", "why", "not", "no", "never", "without", "who", "when", "should", "change"}

    assert not turning & set(topics().filler.split())
