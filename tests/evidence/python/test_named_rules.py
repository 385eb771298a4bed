"""Rules that follow one name through a file: guards of routes, iterators, messages."""

import pytest

from tests.evidence.python.reading import hits

# -- security.routes-guarded -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decorators", "found"),
    [
        (["@login_required", '@app.route("/a")'], True),
        (['@auth("download")', '@app.route("/a")'], True),
        (["@limiter.limit('5/minute')", '@bp.post("/a")'], True),
        (['@app.route("/b")', "@requires_role('admin')", '@app.route("/a")'], True),
        (['@app.route("/a")', "@login_required"], False),
        (["@csrf.exempt", '@app.route("/a")'], False),
        (["@cached", '@app.route("/a")'], False),
        (["@login_required", '@cache.get("/a")'], False),
        (["@login_required", "@app.get(name)"], False),
        (["@login_required"], False),
    ],
)
def test_a_guard_above_the_route_is_not_in_effect(decorators, found):
    source = "\n".join([*decorators, "def show():", "    return page()"])
    lines = [n for n, _ in hits("security.routes-guarded", source)]
    guard = next((n for n, text in enumerate(decorators, 1) if ".route" not in text), 0)
    assert lines == ([guard] if found else [])


# -- wiring.iterators-read-once, tests.loops-run -----------------------------------------------

ONCE = """
def total(rows, other):
    found = {made}
    {first}
    {second}
"""
LOOP = "for x in found:\n        use(x)"


@pytest.mark.parametrize("check", ["wiring.iterators-read-once", "tests.loops-run"])
@pytest.mark.parametrize(
    ("made", "first", "second"),
    [
        ("(row for row in rows)", LOOP, "return sum(found)"),
        ("map(int, rows)", "other = list(found)", "return sorted(found)"),
        ("zip(rows, other)", "use(*found)", "return [x for x in found]"),
        ("filter(None, rows)", LOOP, "return ', '.join(found)"),
    ],
)
def test_an_iterator_that_is_gone_through_twice_is_seen(check, made, first, second):
    source = ONCE.format(made=made, first=first, second=second)
    assert len(hits(check, source)) == 1


@pytest.mark.parametrize(
    ("made", "first", "second"),
    [
        ("list(rows)", LOOP, "return sum(found)"),
        ("(row for row in rows)", "other = next(found)", "return sum(found)"),
        ("(row for row in rows)", "if any(found): pass", "return sum(found)"),
        ("iter(rows)", "for x in found:\n        break", "return sum(found)"),
        ("map(int, rows)", "if other:\n        return list(found)", "return set(found)"),
        ("map(int, rows)", "found = list(found)", "return sum(found) + len(list(found))"),
        ("map(int, rows)", "other = (x for x in found)", "return sum(found)"),
        ("map(int, rows)", "def inner():\n        return list(found)", "return list(found)"),
        ("rows.map(int)", LOOP, "return sum(found)"),
    ],
)
def test_what_may_be_left_of_an_iterator_is_left_alone(made, first, second):
    assert hits("tests.loops-run", ONCE.format(made=made, first=first, second=second)) == []


# -- tests.expected-compared -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("self.assertTrue(answer.status, 403)", True),
        ("self.assertFalse(names, [])", True),
        ("self.assertTrue(a, b == c)", True),
        ("self.assertTrue(answer.ok, 'not ok')", False),
        ("self.assertTrue(answer.ok, f'was {answer}')", False),
        ("self.assertTrue(answer.ok, why)", False),
        ("self.assertTrue(answer.ok, None)", False),
        ("self.assertEqual(answer.status, 403)", False),
    ],
)
def test_an_expected_value_that_is_only_a_message_is_seen(call, found):
    assert hits("tests.expected-compared", call) == ([(1, 1)] if found else [])
