import pytest

from seatrial.evidence.python.scope import is_ancillary, is_test_input, is_test_module
from tests.evidence.observed import SERVICE
from tests.trees import survey_of


@pytest.mark.parametrize(
    "path",
    ["examples/a.py", "docs/conf.py", "pkg/examples/a.py", "scripts/a.py", "setup.py",
     "docs_src/a/b.py", ".semgrep/rule.py", "benchmarks/a.py", "noxfile.py"],
)  # fmt: skip
def test_what_only_developers_run_is_ancillary(path):
    assert is_ancillary(path)


@pytest.mark.parametrize("path", ["pkg/tools/a.py", "pkg/scripts.py", "src/a.py", "app/setup.py"])
def test_what_is_part_of_the_program_is_not_ancillary(path):
    assert not is_ancillary(path)


@pytest.mark.parametrize(
    ("path", "module"),
    [("tests/test_a.py", True), ("a_test.py", True), ("app/tests.py", True), ("test.py", True),
     ("tests/helper.py", False), ("tests/data/test_a.py", False), ("attest.py", False)],
)  # fmt: skip
def test_a_test_module_is_known_by_its_name_and_folder(path, module):
    assert is_test_module(path) is module


def test_fixtures_are_input_of_tests():
    assert is_test_input("tests/fixtures/broken.py")


def test_the_name_of_a_package_in_java_says_nothing_of_its_use():
    package = "java/org/springframework/samples/petclinic"
    assert not is_ancillary(f"src/main/{package}/Owner.java")
    assert not is_test_input(f"app/src/test/{package}/OwnerTests.java")
    assert is_ancillary(f"samples/src/main/{package}/Owner.java")
    assert is_test_input("src/test/resources/data/broken.java")


@pytest.mark.parametrize(
    ("files", "service"),
    [
        ({"app.py": SERVICE}, True),
        ({"examples/app.py": SERVICE}, False),
        ({"tests/test_app.py": SERVICE}, False),
        ({"main.go": "package main\n", "Dockerfile": "FROM x\nEXPOSE 80\n"}, True),
        ({"main.go": "package main\n", "Dockerfile": "FROM x\n"}, False),
        ({"compose.yaml": "services:\n  a:\n    build: .\n    ports: ['80']\n"}, True),
        ({"compose.yaml": "services:\n  db:\n    image: postgres\n    ports: ['5432']\n"}, False),
        ({"lib.py": "x = 1\n"}, False),
    ],
)
def test_a_service_listens_or_opens_a_port(tmp_path, files, service):
    assert survey_of(tmp_path, files).is_service is service
