"""A whole tree: which files count, what serves what, and what could not be read."""

import pytest

from seatrial.batch import Batches
from seatrial.cache import ObservationCache
from seatrial.evidence.packages import inventory, packages
from seatrial.evidence.packages.read import read_inventory
from seatrial.evidence.survey import Survey
from tests.evidence.packages import samples
from tests.trees import SEATRIAL, snapshot_of, survey_of, write_tree

PROJECT = '[project]\nname = "app"\ndependencies = ["flask>=3", "exact==1.0"]\n'


def shown(survey) -> list[str]:
    return [f"{p.ecosystem}/{p.name} {p.version} {p.scope} {p.path}" for p in packages(survey)]


def test_locked_packages_count_where_a_lock_is_and_declared_ones_elsewhere(tmp_path):
    files = {
        "pyproject.toml": PROJECT,
        "web/package.json": '{"dependencies": {"a": "^1.0.0", "own": "workspace:*"}}',
        "web/own/package.json": '{"name": "own"}',
    }
    assert shown(survey_of(tmp_path / "a", files)) == [
        "npm/a  runtime web/package.json",
        "pypi/exact 1.0 runtime pyproject.toml",
        "pypi/flask  runtime pyproject.toml",
    ]
    locked = {**files, "uv.lock": samples.UV, "web/package-lock.json": samples.PACKAGE_LOCK}
    names = [line.rpartition(" ")[2] for line in shown(survey_of(tmp_path / "b", locked))]
    assert set(names) == {"uv.lock", "web/package-lock.json"}


LOOSE, PINNED = "flask>=3\n", "flask==3.0.1\n"
SHIP = '[project]\nname = "app"\ndependencies = ["flask>=3"]\n'


@pytest.mark.parametrize(
    ("loose", "pinned"),
    [
        ({"requirements.txt": LOOSE}, "requirements-prod.txt"),
        ({"services/a/requirements.in": LOOSE}, "requirements.txt"),
        ({"pyproject.toml": SHIP}, "requirements/base.txt"),
    ],
)
def test_a_pin_near_a_loose_requirement_fixes_it(tmp_path, loose, pinned):
    found = packages(survey_of(tmp_path, {**loose, pinned: PINNED}))
    assert [(p.path, p.version) for p in found] == [(pinned, "3.0.1")]


@pytest.mark.parametrize(
    ("loose", "elsewhere"),
    [
        ({"services/b/requirements.txt": LOOSE}, {"services/a/requirements.txt": PINNED}),
        ({"services/b/requirements.txt": LOOSE}, {"services/bold/requirements.txt": PINNED}),
        ({"pyproject.toml": SHIP}, {"a/requirements.txt": PINNED, "a/setup.cfg": "[metadata]\n"}),
    ],
)
def test_a_pin_of_another_project_fixes_nothing(tmp_path, loose, elsewhere):
    found = packages(survey_of(tmp_path, {**loose, **elsewhere}))
    assert [p.path for p in found if not p.version] == list(loose)


def test_a_lock_above_serves_the_members_of_a_workspace(tmp_path):
    files = {"pnpm-lock.yaml": samples.PNPM, "packages/own/package.json": '{"name": "x"}'}
    found = inventory(survey_of(tmp_path, files))

    (member,) = found.manifests
    assert found.lock_of(member).path == "pnpm-lock.yaml"


def test_a_lock_without_scopes_takes_them_from_its_manifests(tmp_path):
    manifest = '{"dependencies": {"@s/b": "^2.0.0"}, "devDependencies": {"d": "1"}}'
    found = packages(survey_of(tmp_path, {"package.json": manifest, "yarn.lock": samples.YARN_1}))

    assert [(p.name, p.scope, p.direct) for p in found] == [
        ("@s/b", "runtime", True),
        ("c", "runtime", False),
    ]


def test_go_takes_versions_from_the_module_and_hashes_from_the_sums(tmp_path):
    files = {"go.mod": samples.GO_MOD, "go.sum": samples.GO_SUM}

    assert [(p.name, p.hashes) for p in packages(survey_of(tmp_path, files))] == [
        ("example.com/a", ("h1:AAAA=",)),
        ("golang.org/x/net", ()),
    ]


@pytest.mark.parametrize(
    ("path", "beside", "scope"),
    [
        ("requirements.txt", {}, "runtime"),
        ("requirements/prod.txt", {}, "runtime"),
        ("requirements-dev.txt", {}, "dev"),
        ("requirements-x.txt", {}, "unknown"),
        ("requirements.txt", {"pyproject.toml": PROJECT}, "unknown"),
    ],
)
def test_the_name_of_a_requirement_file_tells_whom_it_serves(tmp_path, path, beside, scope):
    found = packages(survey_of(tmp_path, {path: "click==8.1\n", **beside}))

    assert [p.scope for p in found if p.name == "click"] == [scope]


@pytest.mark.parametrize(
    "path",
    [
        "tests/data/uv.lock",
        "examples/a/uv.lock",
        "docs/requirements.txt",
        "vendor/x/package.json",
        "fuzz/testdata/go.mod",
    ],
)
def test_what_is_no_part_of_the_product_is_left_aside_and_named(tmp_path, path):
    found = inventory(survey_of(tmp_path, {path: samples.UV}))

    assert (found.readings, found.aside) == ((), (path,))


def test_files_that_cannot_be_read_are_named_with_the_reason(tmp_path):
    files = {"a/uv.lock": "[[package", "b/bun.lockb": "{}", "c/go.sum": b"\0\1", "yarn.lock": "x y"}
    found = inventory(survey_of(tmp_path, files))

    assert {r.path: bool(r.unread) for r in found.readings} == dict.fromkeys(files, True)
    assert found.unread[0].unread == "no readable TOML"


def test_equal_bytes_under_two_names_are_no_confusion(tmp_path):
    found = inventory(survey_of(tmp_path, {"package.json": "{}", "web/composer.json": "{}"}))

    assert [(r.path, r.ecosystem) for r in found.readings] == [
        ("package.json", "npm"),
        ("web/composer.json", "composer"),
    ]


def test_the_same_is_read_in_a_child(tmp_path):
    files = {"uv.lock": samples.UV, "bad/package-lock.json": '{"a": ' * 100_000, "go.mod": "x"}
    snapshot, inside = snapshot_of(write_tree(tmp_path / "tree", files), tmp_path / "state")
    outside = Batches(inside.locate, ObservationCache(tmp_path / "other.sqlite"))

    assert read_inventory(snapshot, outside) == read_inventory(snapshot, inside)
    outside.cache.close()
    inside.cache.close()


def test_a_survey_without_an_inventory_never_says_that_there_are_no_packages(tmp_path):
    snapshot, batches = snapshot_of(write_tree(tmp_path / "t", {"a": "b"}), tmp_path / "state")
    batches.cache.close()

    with pytest.raises(ValueError, match="without an inventory"):
        packages(Survey(snapshot, SEATRIAL))
