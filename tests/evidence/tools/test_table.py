import re

import pytest

from seatrial.evidence.model import Severity
from seatrial.evidence.tools.table import OURS, TABLE, TOOL_CHECKS, TRIGGERS, rules_of
from tests.evidence.tools.file_samples import FILE_RULES
from tests.evidence.tools.samples import RULES


def check(check_id):
    return next(row for row in TABLE if row.check.id == check_id)


def test_every_rule_of_the_table_has_an_example():
    rules = {rule for row in TABLE for rule in row.rules}
    # Hadolint is not installed where the tests run.
    assert {*RULES, *FILE_RULES} == {r for r in rules if not r.startswith("hadolint:")}


def test_a_rule_belongs_to_one_check():
    rules = [rule for row in TABLE for rule in row.rules]
    assert len(rules) == len(set(rules))


def test_check_ids_are_unique():
    ids = [c.id for c in TOOL_CHECKS]
    assert len(ids) == len(set(ids))


def test_every_bandit_rule_has_a_trigger_and_no_other_has():
    assert set(TRIGGERS.by_rule) == set(rules_of("bandit"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.check.id)
def test_the_producers_are_the_tools_of_the_rules(row):
    assert set(row.check.producers) - {OURS} == {rule.split(":")[0] for rule in row.rules}
    assert all(re.fullmatch(r"(CWE-\d+|OSPS-\S+|Scorecard:\S+)", name) for name in row.check.maps)


def test_a_weak_hash_of_a_password_weighs_more_than_one_of_a_file():
    row = check("security.strong-hashes")
    assert row.weight("hashlib.md5(password.encode())") is Severity.HIGH
    assert row.weight("hashlib.md5(content)") is Severity.LOW


@pytest.mark.parametrize("mode", ["0o777", "0o666", "0o602"])
def test_a_mode_that_lets_everybody_write_is_a_finding(mode):
    assert check("security.file-modes").concerns(f"permissive mask `{mode}` on file", "")


@pytest.mark.parametrize("mode", ["0o755", "0o775", "0o644", "0o711"])
def test_a_mode_that_lets_others_only_read_or_run_is_none(mode):
    assert not check("security.file-modes").concerns(f"permissive mask `{mode}` on file", "")
