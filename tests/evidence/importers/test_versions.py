"""Versions in ranges: PEP 440 and semantic versions, and what cannot be compared."""

import pytest

from seatrial.evidence.importers.advisory_severity import base_score
from seatrial.evidence.importers.versions import is_affected, semantic


def ranges(*events, kind="ECOSYSTEM"):
    pairs = [event.split(" ") for event in events]
    return [{"type": kind, "events": [{name: at} for name, at in pairs]}]


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ("1.9", False),
        ("2.0", True),
        ("2.0.0", True),
        ("2.1rc1", True),
        ("2.1", False),
        ("2.1.post1", False),
        ("3.0.0.dev1", False),
        ("3.0", True),
        ("3.2", True),
        ("3.2.1", False),
        ("10.0", False),
    ],
)
def test_events_open_and_close_in_the_order_of_versions(version, affected):
    mixed = ranges("fixed 2.1", "introduced 2.0", "introduced 3.0", "last_affected 3.2")
    assert is_affected("PyPI", version, mixed, []) is affected


@pytest.mark.parametrize(("version", "affected"), [("0.0.1", True), ("4.17.20", True)])
def test_introduced_at_0_is_before_every_version(version, affected):
    assert is_affected("npm", version, ranges("introduced 0"), []) is affected


@pytest.mark.parametrize(
    ("version", "affected"),
    [("4.17.20", True), ("4.17.21-beta.2", True), ("4.17.21", False), ("4.17.21+b", False)],
)
def test_npm_is_compared_as_semantic_versions(version, affected):
    found = ranges("introduced 4", "fixed 4.17.21", kind="SEMVER")
    assert is_affected("npm", version, found, []) is affected


def test_go_versions_have_a_v_in_front():
    assert is_affected("Go", "v1.2.3", ranges("introduced 0", "fixed 1.3.0", kind="SEMVER"), [])


def test_a_listed_version_is_affected_whatever_the_ranges_say():
    assert is_affected("PyPI", "1.0", ranges("introduced 5"), ["1.0"])
    assert is_affected("PyPI", "1.0.0", ranges("introduced 5"), ["1.0"])
    assert is_affected("Maven", "1.0-jre", [], ["1.0-jre"])


@pytest.mark.parametrize(
    ("ecosystem", "version", "found", "listed"),
    [
        ("PyPI", "2021-final", ranges("introduced 0", "fixed 3"), []),
        ("PyPI", "1.0", ranges("introduced 0", "fixed last-good"), []),
        ("npm", "latest", ranges("introduced 0", "fixed 3.0.0"), []),
        ("Maven", "1.0", ranges("introduced 0", "fixed 3.0"), []),
        ("PyPI", "1.0", ranges("introduced 0", kind="GIT"), []),
        ("PyPI", "1.0", [], []),
    ],
)
def test_what_cannot_be_compared_is_neither_yes_nor_no(ecosystem, version, found, listed):
    assert is_affected(ecosystem, version, found, listed) is None


def test_a_listing_answers_where_only_commits_are_given():
    assert is_affected("PyPI", "2.0", ranges("introduced 0", kind="GIT"), ["1.0"]) is False


def test_semantic_versions_are_in_the_order_of_the_specification():
    order = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11"
    keys = [semantic(v) for v in [*order.split(), "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10"]]
    assert keys == sorted(keys)
    assert semantic("1.0") == semantic("v1.0.0+build") == semantic("1")


@pytest.mark.parametrize(
    ("vector", "score"),
    [  # the last ones are examples of https://www.first.org/cvss/v3.1/examples
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H", None),
        ("AV:N/AC:L", None),
        ("", None),
    ],
)
def test_the_base_score_of_a_vector(vector, score):
    assert base_score(vector) == score
