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


# -- tests.error-expected ----------------------------------------------------------------------

TRIED = """
import shop
from shop import validate
class TestShop(Case):
    def test_x(self):
        order = shop.Order()
        try:
            {body}
        except {caught}:
            {handler}
"""


@pytest.mark.parametrize(
    ("body", "caught", "handler"),
    [
        ("order.close()", "ValueError as e", "assert str(e) == 'open'"),
        ("order.close()", "ValueError as e", "self.assertEqual('open', str(e))"),
        ("order.close()", "ValueError as e", "said = str(e)\n            assert 'open' in said"),
        ("order.validate()", "ValueError as e", "assert 'open' in str(e)"),
        ("validate(order)", "(ValueError, KeyError) as e", "assert e.args"),
        ("order.close()", "ValueError", "self.assertTrue(True)"),
        ("shop.main()", "SystemExit as e", "assert e.code == 2"),
    ],
)
def test_an_error_that_is_checked_only_where_it_comes_is_seen(body, caught, handler):
    source = TRIED.format(body=body, caught=caught, handler=handler)
    assert [start for start, _ in hits("tests.error-expected", source)] == [7]


def test_a_loop_over_cases_and_a_plain_function_are_seen():
    source = """
        def test_x(client):
            for bad in (1, 2):
                try:
                    client.get(bad)
                except ApiError as error:
                    assert error.code == 404
    """
    assert hits("tests.error-expected", source) == [(4, 7)]


@pytest.mark.parametrize(
    ("body", "caught", "handler"),
    [
        ("order.close()\n            self.fail('no')", "ValueError as e", "assert e.args"),
        ("order.close()\n            assert False", "ValueError as e", "assert e.args"),
        ("order.close()\n            raise Bad", "ValueError as e", "assert e.args"),
        ("self.check_closed(order)", "ValueError as e", "assert e.args"),
        ("assert_closed(order)", "ValueError as e", "assert e.args"),
        ("order.close()", "ValueError as e", "assert e.args\n        else:\n            note()"),
        ("order.close()", "ValueError as e", "assert e.args\n        self.assertTrue(order.open)"),
        ("order.close()", "Bad as e", "assert e.args\n        finally:\n            check()"),
        ("order.close()", "Exception as e", "self.assertIsInstance(e, ValueError)"),
        ("order.close()", "ValueError as e", "self.fail(str(e))"),
        ("order.close()", "ValueError as e", "assert False, str(e)"),
        ("order.close()", "ValueError as e", "self.assertTrue(False, str(e))"),
        ("order.close()", "ValueError as e", "self.assertIsNone(e)"),
        ("order.close()", "ValueError as e", "assert not isinstance(e, KeyError)"),
        ("order.close()", "ValueError as e", "assert isinstance(e, (KeyError, ValueError))"),
        ("order.close()", "ValueError as e", "if e.args:\n                raise"),
        ("order.close()", "OSError as e", "assert e.errno == 13"),
        ("order.close()", "ValueError as e", "pytest.skip(str(e))"),
        ("order.close()", "ValueError", "assert order.platform == 'win32'"),
        ("order.close()", "NotImplementedError as e", "assert e.args"),
        ("order.close()", "ValueError as e", "seen.append(e)"),
        ("order.close()", "ValueError", "assert True"),
        ("shop.main()", "SystemExit as e", "assert e.code == 0"),
        ("x = 1", "ValueError as e", "assert e.args"),
        ("order.close()", "ValueError as e",
         "assert e.args\n        except Exception:\n            self.fail('other')"),
    ],
)  # fmt: skip
def test_a_test_that_fails_without_the_error_or_tolerates_it_is_left_alone(body, caught, handler):
    source = TRIED.format(body=body, caught=caught, handler=handler)
    assert hits("tests.error-expected", source) == []


@pytest.mark.parametrize(
    "source",
    [
        "def test_x():\n{0}    raised = False\n{1}        raised = True\n    assert raised\n",
        "def helper():\n{1}",
        "def test_x():\n    try:\n        g()\n    except B:\n        g()\n    {1}",
        "@pytest.mark.xfail\ndef test_x():\n{1}",
        "@given(text())\ndef test_x():\n{1}",
        "@pytest.mark.skip\ndef test_x():\n{1}",
        "def test_x():\n    with raises(E):\n        f()\n{1}",
        "def test_x():\n    while True:\n    {1}",
        "def test_x():\n    try:\n        f()\n    finally:\n        close()\n",
    ],
)
def test_what_is_judged_in_another_way_is_left_alone(source):
    tried = "    try:\n        f()\n    except E as e:\n        assert e.args\n"
    if source.endswith("    {1}"):
        tried = tried.replace("\n    ", "\n        ").rstrip() + "\n"
    assert hits("tests.error-expected", source.format("", tried)) == []


# -- tests.compared-with-another ---------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "assert total == total",
        "assert order.total == order.total, 'differs'",
        "assert rows[0]['id'] == rows[0]['id']",
        "assert total and order.total == order.total",
        "assert total is total",
        "self.assertEqual(order.total, order.total)",
        "self.assertIs(total, total)",
        "np.testing.assert_array_equal(rows, rows)",
    ],
)
def test_a_thing_that_is_compared_with_itself_is_seen(statement):
    source = f"def test_total(self):\n    {statement}\n"
    assert hits("tests.compared-with-another", source) == [(2, 2)]


@pytest.mark.parametrize(
    "statement",
    [
        "assert total == order.total",
        "assert total != total",
        "assert total == total == 3",
        "assert total == total or other",
        "assert make() == make()",
        "assert next(rows).id == next(rows).id",
        "assert rows[i := i + 1] == rows[i := i + 1]",
        "assert 1 == 1",
        "assert algebra.TRUE == algebra.TRUE",
        "assert total",
        "self.assertEqual(total)",
        "self.assertNotEqual(total, total)",
        "with pytest.raises(TypeError):\n        assert total == total",
        "same = total == total",
        "assert total == total\n    assert total != other",
    ],
)
def test_two_values_two_readings_and_expected_errors_are_left_alone(statement):
    source = f"def test_total(self):\n    {statement}\n"
    assert hits("tests.compared-with-another", source) == []


@pytest.mark.parametrize(
    "name",
    ["test_eq", "test_is_equal_to_itself", "test_nan", "testSelfIdentity", "test_cached_property"],
)
def test_a_test_that_is_named_for_sameness_may_compare_so(name):
    assert hits("tests.compared-with-another", f"def {name}():\n    assert a.b == a.b\n") == []
    source = f"class {name}:\n    def test_it(self):\n        assert a == a\n"
    assert hits("tests.compared-with-another", source) == []


def test_a_file_that_defines_its_own_equality_may_compare_so():
    source = "class A:\n    def __eq__(self, other): ...\n\ndef test_a():\n    assert a == a\n"
    assert hits("tests.compared-with-another", source) == []


# -- security.tokens-expire --------------------------------------------------------------------

TOKEN = """
{source}
def issue(user, **more):
    {before}
    return {call}
"""


@pytest.mark.parametrize(
    ("source", "before", "call"),
    [
        ("import jwt", "", "jwt.encode({'sub': user}, key)"),
        ("import jwt", "", "jwt.encode(payload={'sub': user, 'iat': now()}, key=key)"),
        ("from jose import jwt", "claims = {'sub': user}", "jwt.encode(claims, key)"),
        ("from jwt import encode", "claims: dict = {'sub': user}", "encode(claims, key)"),
        ("import jwt", "claims = {'sub': user}", "jwt.encode(claims, key), claims['sub']"),
    ],
)
def test_a_token_without_an_end_is_seen(source, before, call):
    code = TOKEN.format(source=source, before=before, call=call)
    assert hits("security.tokens-expire", code) == [(5, 5)]


@pytest.mark.parametrize(
    ("source", "before", "call"),
    [
        ("import jwt", "", "jwt.encode({'sub': user, 'exp': soon()}, key)"),
        ("import jwt", "", "jwt.encode({'sub': user, **more}, key)"),
        ("import jwt", "", "jwt.encode({'sub': user, END: soon()}, key)"),
        ("import jwt", "", "jwt.encode({'sub': user, 'jti': new_id()}, key)"),
        ("import jwt", "", "jwt.encode({'sub': user, 'expires_at': soon()}, key)"),
        ("import jwt", "", "jwt.encode({}, key)"),
        ("import jwt", "", "jwt.encode(more, key)"),
        ("import jwt", "", "jwt.encode(claims_of(user), key)"),
        ("import jwt", "", "jwt.decode({'sub': user}, key)"),
        ("import base64", "", "jwt.encode({'sub': user}, key)"),
        ("from .own import jwt", "", "jwt.encode({'sub': user}, key)"),
        ("import jwt", "c = {'sub': user}; c['exp'] = soon()", "jwt.encode(c, key)"),
        ("import jwt", "c = {'sub': user}; c.update(more)", "jwt.encode(c, key)"),
        ("import jwt", "c = {'sub': user}; c |= more", "jwt.encode(c, key)"),
        ("import jwt", "c = {'sub': user}; add_end(c)", "jwt.encode(c, key)"),
        ("import jwt", "c = {'sub': user}; d = c", "jwt.encode(c, key)"),
        ("import jwt", "c = d = {'sub': user}; d['exp'] = 1", "jwt.encode(c, key)"),
        ("import jwt", "c = more or {'sub': user}", "jwt.encode(c, key)"),
    ],
)
def test_a_token_that_ends_or_may_end_is_left_alone(source, before, call):
    code = TOKEN.format(source=source, before=before, call=call)
    assert hits("security.tokens-expire", code) == []
