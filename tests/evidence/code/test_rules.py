"""Every rule of the tables fires in its samples, and none fires in a decoy."""

import pytest

from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.code.extract import facts_of
from seatrial.evidence.code.predicates import PREDICATES, satisfies
from seatrial.evidence.code.source import Source
from seatrial.evidence.code.table import EMBEDDED, LANGUAGES, covered, judged, table_of
from seatrial.evidence.model import Severity
from seatrial.grammars import grammar_of
from tests.evidence.code.samples import BAD, DECOYS

TABLES = [name for name in LANGUAGES if name not in {"typescript", *EMBEDDED}]


def parsed(language, text):
    return Source(language, grammar_of("a", language), text.encode())


def hits(language, text):
    return facts_of(parsed(language, text)).hits


@pytest.mark.parametrize(
    ("language", "check", "text"), [(*key, text) for key, texts in BAD.items() for text in texts]
)
def test_a_rule_fires_once_where_it_must(language, check, text):
    found = hits(language, text)
    assert {name: len(places) for name, places in found.items()} == {check: 1}
    assert "{" not in found[check][0].message.split("'")[0]


@pytest.mark.parametrize(
    ("language", "text"), [(key, text) for key, texts in DECOYS.items() for text in texts]
)
def test_no_rule_fires_in_a_decoy(language, text):
    assert hits(language, text) == {}


@pytest.mark.parametrize(
    "text", [t for (name, _), texts in BAD.items() if name == "javascript" for t in texts]
)
def test_the_rules_of_javascript_hold_for_typescript(text):
    assert hits("javascript", text) == facts_of(Source("typescript", "tsx", text.encode())).hits


@pytest.mark.parametrize("language", TABLES)
def test_every_rule_has_a_sample_that_it_alone_explains(language):
    texts = [text for (name, _), samples in BAD.items() if name == language for text in samples]
    sources = [parsed(language, text) for text in texts]
    for rule in table_of(language).rule:
        if rule.query:
            fired = [c for s in sources for c in s.find(rule) if satisfies(s, rule.where, c)]
            assert fired, f"{rule.check}: {rule.query}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_name_checks_and_predicates_that_exist(language):
    table = table_of(language)
    assert {rule.check for rule in table.rule} <= set(catalogue())
    rows = (*table.rule, *table.trait, *table.env, *table.routes, *table.prints, *table.stubs)
    for name in (name for row in rows for name in row.where):
        assert name in PREDICATES or name.rpartition(" ")[0] in PREDICATES, name


def test_each_check_is_judged_for_a_language_once():
    for check, row in judged().items():
        assert check in catalogue()
        assert not set(row.reads) & set(row.nothing_in), check
        ruled = {la for la in LANGUAGES if any(r.check == check for r in table_of(la).rule)}
        assert not ruled & set(row.nothing_in), check
        assert covered(check) <= set(LANGUAGES)


def test_a_bidirectional_mark_is_found_in_any_language():
    found = hits("go", 'package a\n\nvar a = "\u202e"\n')
    assert [hit.start for hit in found["security.no-trojan-source"]] == [3]


@pytest.mark.parametrize(
    ("argument", "severity"), [("req.body.tax", Severity.HIGH), ("formula", None)]
)
def test_what_a_stranger_sends_weighs_more(argument, severity):
    found = hits("javascript", f"function f(req, formula) {{ eval({argument}); }}\n")
    assert [hit.severity for hit in found["security.no-dynamic-code"]] == [severity]
