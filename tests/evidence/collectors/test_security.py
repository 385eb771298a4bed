import pytest

from seatrial.evidence.collectors.security import policy
from tests.evidence.observed import example, lines, observe, outcomes

WRITE = "# Security\n\nWrite to security@example.org.\n"


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"SECURITY.md": WRITE}, ("SECURITY.md", 3, 3)),
        (
            {".github/SECURITY.md": "Use https://example.org/report\n"},
            (".github/SECURITY.md", 1, 1),
        ),
        (
            {"docs/security.rst": "Use private vulnerability reporting.\n"},
            ("docs/security.rst", 1, 1),
        ),
        ({"README.md": f"# A\n\n{WRITE.replace('#', '##')}"}, ("README.md", 5, 5)),
        ({"SECURITY.md": "", "docs/SECURITY.md": WRITE}, ("docs/SECURITY.md", 3, 3)),
        (
            {"CONTRIBUTING.md": "# A\n\n- For sensitive security issues, email <a@example.org>.\n"},
            ("CONTRIBUTING.md", 3, 3),
        ),
    ],
)
def test_a_policy_that_names_a_way_to_report_holds(tmp_path, files, place):
    found = observe(policy, tmp_path, files)
    assert outcomes(found) == ["HOLDS"]
    assert lines(found) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "# Security\n",
        "# Security\n\nWe take security seriously.\n",
        "# Security\n\nWrite to security@your-company.com.\n",
        "# Security\n\nWrite to [INSERT security@mail.net].\n",
    ],
)
def test_a_policy_that_names_nobody_does_not_hold(tmp_path, text):
    found = observe(policy, tmp_path, {"SECURITY.md": text})
    assert outcomes(found) == ["FAILS"]
    assert lines(found) == [("SECURITY.md", 1, 1)]


def test_a_missing_policy_cites_the_line_that_promises_it(tmp_path):
    found = observe(policy, tmp_path, {"README.md": "# A\n\nSee [here](SECURITY.md).\n"})
    assert outcomes(found) == ["FAILS"]
    assert lines(found) == [("README.md", 3, 3)]
    assert found[0].searched


@pytest.mark.parametrize(
    "text",
    [
        "Questions: a@example.org\n\n\nWe take security seriously.\n",
        "Report security issues at https://example.org/issues\n",
        "Security reports welcome.\n\n\nWrite to a@example.org for stickers.\n",
    ],
)
def test_contributors_who_are_told_no_private_way_are_told_none(tmp_path, text):
    assert outcomes(observe(policy, tmp_path, {"CONTRIBUTING.md": text})) == ["FAILS"]


def test_an_address_elsewhere_in_the_readme_is_no_policy(tmp_path):
    found = observe(policy, tmp_path, {"README.md": "# A\n\nAuthor: a@example.org\n"})
    assert outcomes(found) == ["FAILS"]


@pytest.mark.parametrize("name", ["parcelgate", "berthbook"])
def test_the_policies_of_the_examples_hold(tmp_path, name):
    assert outcomes(policy.collect(example(name, tmp_path))) == ["HOLDS"]


def test_a_policy_that_could_not_be_opened_is_not_called_missing(tmp_path):
    assert outcomes(observe(policy, tmp_path, {"SECURITY.md": b"\0\1"})) == ["UNAVAILABLE"]
