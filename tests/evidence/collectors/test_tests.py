import pytest

from seatrial.evidence.collectors.tests import (
    asserting,
    imports_resolve,
    none_skipped,
    patches_reach,
    present,
)
from tests.evidence.observed import example, lines, observe, outcomes

GOOD = "def test_x():\n    assert f() == 1\n"
BROKEN = "def test_x(:\n"
GO_TEST = "package a\n\nfunc TestX(t *testing.T) {}\nfunc TestY(t *testing.T) {}\n"
GO = "package a\n\nfunc F() {}\n"


@pytest.mark.parametrize(
    ("files", "tests", "modules"),
    [
        ({"tests/test_a.py": GOOD * 2}, 2, 1),
        ({"tests/test_a.py": GOOD, "tests/helper.py": "def test_database(): ...\n"}, 1, 1),
        ({"app/tests.py": "class T(TestCase):\n    def test_x(self): f()\n"}, 1, 1),
        ({"tests/test_a.py": GOOD, "tests/data/test_b.py": GOOD}, 1, 1),
        ({"a_test.go": GO_TEST}, 2, 1),
        (
            {"a.test.ts": "describe('a', () => {\n  it('b', f);\n  test.each(x)('c', f);\n});\n"},
            2,
            1,
        ),
        ({"src/test/java/ATest.java": "class ATest {\n  @Test\n  void x() {}\n}\n"}, 1, 1),
        ({"src/lib.rs": "#[cfg(test)]\nmod tests {\n    #[tokio::test]\n    fn x() {}\n}\n"}, 1, 1),
    ],
)
def test_tests_are_counted(tmp_path, files, tests, modules):
    (seen,) = observe(present, tmp_path, files)
    assert outcomes([seen]) == ["HOLDS"]
    assert seen.metric == {"tests": tests, "files": modules}


def test_a_program_without_tests_says_where_they_were_looked_for(tmp_path):
    (seen,) = observe(present, tmp_path, {"a.py": "x = 1\n", "README.md": "# A\n\nRun pytest.\n"})
    assert outcomes([seen]) == ["FAILS"]
    assert "tests/" in seen.searched
    assert lines([seen]) == [("README.md", 3, 3)]


def test_a_suite_that_does_not_parse_is_not_called_absent(tmp_path):
    files = {"a.py": "x = 1\n", "tests/test_a.py": BROKEN}
    assert outcomes(observe(present, tmp_path, files)) == ["UNAVAILABLE"]


def test_documents_alone_need_no_tests(tmp_path):
    assert outcomes(observe(present, tmp_path, {"README.md": "# A\n"})) == ["NOT_APPLICABLE"]


@pytest.mark.parametrize(("name", "tests"), [("parcelgate", 7), ("berthbook", 12)])
def test_the_examples_have_as_many_tests_as_they_say(tmp_path, name, tests):
    (seen,) = present.collect(example(name, tmp_path))
    assert seen.metric["tests"] == tests


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tests/test_a.py": GOOD}, ["HOLDS"]),
        ({"tests/test_a.py": "def test_x():\n    assert True\n"}, ["FAILS"]),
        ({"tests/test_a.py": GOOD, "tests/test_b.py": BROKEN}, ["UNAVAILABLE"]),
        (
            {"tests/test_a.py": "def test_x():\n    assert True\n", "tests/test_b.py": BROKEN},
            ["FAILS", "UNAVAILABLE"],
        ),
        ({"a.py": "x = 1\n"}, ["NOT_APPLICABLE"]),
        ({"a_test.kt": "@Test\nfun x() {}\n"}, ["UNAVAILABLE"]),
    ],
)
def test_tests_that_cannot_fail_are_seen(tmp_path, files, expected):
    assert outcomes(observe(asserting, tmp_path, files)) == expected


def test_the_test_of_parcelgate_that_checks_nothing_is_found(tmp_path):
    found = asserting.collect(example("parcelgate", tmp_path))
    assert lines(found) == [("tests/test_app.py", 34, 36)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tests/test_a.py": GOOD}, ["HOLDS"]),
        ({"tests/test_a.py": f"import pytest\n@pytest.mark.skip\n{GOOD}"}, ["FAILS"]),
        ({"tests/test_a.py": GOOD, "tests/test_b.py": BROKEN}, ["UNAVAILABLE"]),
        ({"a.py": "x = 1\n"}, ["NOT_APPLICABLE"]),
        ({"a_test.kt": "@Test\nfun x() {}\n"}, ["UNAVAILABLE"]),
    ],
)
def test_skips_for_good_are_seen(tmp_path, files, expected):
    assert outcomes(observe(none_skipped, tmp_path, files)) == expected


def test_one_mark_on_many_tests_is_one_observation(tmp_path):
    source = f"import pytest\npytestmark = pytest.mark.skip\n{GOOD}{GOOD.replace('_x', '_y')}"
    (seen,) = observe(none_skipped, tmp_path, {"tests/test_a.py": source})
    assert "'test_x' and 1 more" in seen.message
    assert lines([seen]) == [("tests/test_a.py", 2, 2)]


def test_the_skipped_test_of_parcelgate_is_found(tmp_path):
    found = none_skipped.collect(example("parcelgate", tmp_path))
    assert lines(found) == [("tests/test_app.py", 39, 39)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tests/test_a.py": f"from pkg import a\n{GOOD}"}, ["HOLDS"]),
        ({"tests/test_a.py": f"from pkg import gone\n{GOOD}"}, ["FAILS"]),
        (
            {"tests/data/test_a.py": f"from pkg import gone\n{GOOD}", "tests/test_b.py": GOOD},
            ["HOLDS"],
        ),
        ({"tests/test_a.py": BROKEN}, ["UNAVAILABLE"]),
        ({}, ["NOT_APPLICABLE"]),
        ({"a_test.kt": "@Test\nfun x() {}\n"}, ["UNAVAILABLE"]),
    ],
)
def test_imports_of_tests_are_followed(tmp_path, files, expected):
    package = {"pkg/__init__.py": "", "pkg/a.py": "x = 1\n"}
    assert outcomes(observe(imports_resolve, tmp_path, {**package, **files})) == expected


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_the_imports_of_the_examples_tests_resolve(tmp_path, name):
    assert outcomes(imports_resolve.collect(example(name, tmp_path))) == ["HOLDS"]


BY_NAME = "from subprocess import call\n\n\ndef run():\n    call(['ls'])\n"
WHOLE = "import subprocess\n\n\ndef run():\n    subprocess.call(['ls'])\n"
LATER = "def run():\n    from subprocess import call\n\n    call(['ls'])\n"
PATCHES = "import subprocess\nfrom unittest import mock\nfrom unittest.mock import patch\n"


def patching(replacement):
    return f"{PATCHES}\n\ndef test_run(monkeypatch, mocker):\n    {replacement}\n    run()\n"


@pytest.mark.parametrize(
    "replacement",
    [
        "patch('subprocess.call')",
        "mock.patch('subprocess.call', fake)",
        "patch.object(subprocess, 'call')",
        "mock.patch.object(subprocess, 'call')",
        "monkeypatch.setattr(subprocess, 'call', fake)",
        "monkeypatch.setattr('subprocess.call', fake)",
        "mocker.patch('subprocess.call')",
    ],
)
def test_a_replacement_that_the_program_does_not_see_is_named(tmp_path, replacement):
    files = {"app/run.py": BY_NAME, "setup.py": WHOLE, "tests/test_run.py": patching(replacement)}
    found = observe(patches_reach, tmp_path, files)
    assert outcomes(found) == ["FAILS"]
    assert lines(found) == [("tests/test_run.py", 7, 7)]
    assert "'app/run.py' holds the real one" in found[0].message


@pytest.mark.parametrize(
    ("program", "replacement"),
    [
        (WHOLE, "patch('subprocess.call')"),
        (LATER, "patch('subprocess.call')"),
        (BY_NAME + WHOLE, "patch('subprocess.call')"),
        (BY_NAME, "patch('app.run.call')"),
        (BY_NAME, "patch('subprocess.run')"),
        (BY_NAME, "patch('subprocess.call')\n    subprocess.call([])"),
        (BY_NAME, "patch.dict('os.environ')"),
        (BY_NAME, "setattr(subprocess, 'call', fake)"),
    ],
)
def test_a_replacement_that_may_be_seen_is_left_alone(tmp_path, program, replacement):
    files = {"app/run.py": program, "tests/test_run.py": patching(replacement)}
    assert outcomes(observe(patches_reach, tmp_path, files)) != ["FAILS"]


def test_a_name_that_a_module_of_the_tree_defines_may_be_replaced_there(tmp_path):
    files = {
        "app/__init__.py": "",
        "app/jobs.py": "def send(): ...\n\n\ndef run():\n    send()\n",
        "app/run.py": "from app.jobs import send\n",
        "tests/test_run.py": patching("patch('app.jobs.send')"),
    }
    assert outcomes(observe(patches_reach, tmp_path, files)) == ["HOLDS"]
