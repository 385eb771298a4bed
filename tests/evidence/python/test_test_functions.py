import pytest

from tests.evidence.python.reading import facts


def checks(source: str) -> list[int]:
    return [test.checks for test in facts(source).tests]


@pytest.mark.parametrize(
    "body",
    [
        "assert x == 1",
        "assert False",
        "client.get('/')",
        "with pytest.raises(E):\n        f()",
        "f()\n    assert True\n    mock.assert_called_once()",
        "try:\n        f()\n        assert False\n    except E:\n        assert True",
        "assert_that(x)\n    assert True",
        "if bad:\n        raise E\n    assert True",
        "import package",
        "invoke_and_assert()\n    assert 'text'",
        "with socket():\n        assert True",
        "x = a.b",
        "a = [2, own()]\n    a.sort()",
        "x = [1]\n    x.sort(key=own)",
        "x = open('a')",
    ],
)
def test_a_test_with_something_that_may_go_wrong_can_fail(body):
    assert checks(f"def test_x():\n    {body}\n")[0] > 0


@pytest.mark.parametrize(
    "body",
    ["assert True", "f()\n    assert True", "pass", "'''Doc.'''", "...", "return",
     "a = [2, 1]\n    a.sort()", "a = {}\n    a['x'] = len('y')", "x = sorted([2])",
     "assert 1", "assert 'text'", "assert (x == 1, 'a tuple is true')"],
)  # fmt: skip
def test_a_test_that_only_asserts_a_constant_or_nothing_cannot_fail(body):
    assert checks(f"def test_x():\n    {body}\n") == [0]


def test_fixtures_may_do_the_work_of_an_empty_test():
    assert checks("def test_x(service):\n    pass\n") == [1]
    assert checks("class TestX:\n    def test_x(self):\n        pass\n") == [0]


@pytest.mark.parametrize(
    "source",
    [
        "def test_x(): ...",
        "async def test_x(): ...",
        "class TestX:\n    def test_x(self): ...",
        "class Cases(unittest.TestCase):\n    def test_x(self): ...",
        "class TestOuter:\n    class TestInner:\n        def test_x(self): ...",
        "if linux:\n    def test_x(): ...",
    ],
)
def test_what_a_runner_collects_is_a_test(source):
    assert [t.name for t in facts(source).tests] == ["test_x"]


@pytest.mark.parametrize(
    "source",
    [
        "def helper(): ...",
        "class Helper:\n    def test_x(self): ...",
        "def outer():\n    def test_x(): ...",
        "@pytest.fixture\ndef test_x(): ...",
        "class TestX:\n    __test__ = False\n    def test_x(self): ...",
        "class TestX(SharedSuite):\n    def test_x(self): pass",
    ],
)
def test_what_only_has_the_name_is_no_test(source):
    assert facts(source).tests == ()


@pytest.mark.parametrize(
    ("source", "line", "reason"),
    [
        ("import pytest\n@pytest.mark.skip(reason='later')\ndef test_x(): f()\n", 2, "later"),
        ("import pytest\n@pytest.mark.skip\ndef test_x(): f()\n", 2, ""),
        ("from unittest import skip\n@skip('why')\ndef test_x(): f()\n", 2, "why"),
        ("import pytest\n@pytest.mark.skipif(True, reason='r')\ndef test_x(): f()\n", 2, "r"),
        ("import pytest\npytestmark = pytest.mark.skip\ndef test_x(): f()\n", 2, ""),
        ("import pytest\npytestmark = [pytest.mark.skip('r')]\ndef test_x(): f()\n", 2, "r"),
        ("import pytest\npytest.skip('r', allow_module_level=True)\ndef test_x(): f()\n", 2, "r"),
        ("import pytest\n@pytest.mark.skip\nclass TestX:\n    def test_x(self): f()\n", 2, ""),
        ("import pytest\ndef test_x():\n    '''D.'''\n    pytest.skip('r')\n    f()\n", 4, "r"),
        ("class TestX(unittest.TestCase):\n    def test_x(self):\n        self.skipTest('r')\n",
         3, "r"),
        ("import unittest\ndef test_x():\n    raise unittest.SkipTest('r')\n", 3, "r"),
    ],
)  # fmt: skip
def test_an_unconditional_skip_has_its_line_and_reason(source, line, reason):
    (test,) = facts(source).tests
    assert (test.skip_line, test.skip) == (line, reason)


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\n@pytest.mark.skipif(windows, reason='r')\ndef test_x(): f()\n",
        "import unittest\n@unittest.skipUnless(x, 'r')\ndef test_x(): f()\n",
        "import pytest\npytest.importorskip('numpy')\ndef test_x(): f()\n",
        "import pytest\ndef test_x():\n    if windows:\n        pytest.skip('r')\n    f()\n",
        "import pytest\ndef test_x():\n    f()\n    pytest.skip('r')\n",
        "import pytest\nif windows:\n    pytest.skip('r')\ndef test_x(): f()\n",
        "from shared import *\nimport pytest\n@pytest.mark.skip\ndef test_x(): ...\n",
        "class TestX(SharedSuite):\n    def test_x(self):\n        pytest.skip('not here')\n",
        "import pytest\n@pytest.mark.xfail\ndef test_x(): f()\n",
    ],
)
def test_a_skip_with_a_condition_or_of_an_inherited_test_is_none(source):
    assert [t.skip for t in facts(source).tests] == [None] * len(facts(source).tests)
