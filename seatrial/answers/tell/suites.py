"""The test suite: how large it is, with what it is written, how far it reaches."""

import re
from collections.abc import Iterator

from seatrial.answers.known import Known, Told
from seatrial.answers.model import Sentence
from seatrial.answers.sheet import WHOLE
from seatrial.answers.tell.checks import ended, of_check, sentence
from seatrial.evidence.collectors.program_scope import tests
from seatrial.evidence.model import Outcome
from seatrial.evidence.packages import inventory
from seatrial.evidence.survey import Spot

# What runs tests, by the names under which manifests declare and tests import it.
_DECLARED = re.compile(
    r"pytest|nose2?|unittest2|ward|behave|robotframework|jest|vitest|mocha|ava|jasmine|karma|cypress"
    r"|@playwright/test|@jest/core|tape|rspec|minitest|phpunit/phpunit|pestphp/pest"
    r"|github\.com/stretchr/testify|github\.com/onsi/ginkgo(/v2)?|org\.junit\.[\w.]+:[\w-]+"
    r"|junit:junit|org\.testng:testng|rstest|proptest"
)
_IMPORTED = ("pytest", "unittest", "doctest")
_BUILT_IN = {"go": ("Go's own `testing`", "testing")}
_CHECK = "tests.present"


def test_count(known: Known) -> Told:
    """Only what was counted: no number stands in the words of a missing suite."""
    counted = known.of(_CHECK, Outcome.HOLDS)
    told = [known.quoting(f"There are {ended(e.message)}", e.places, [e]) for e in counted]
    return {WHOLE: told or list(of_check(known, _CHECK))}


def test_framework(known: Known) -> Told:
    seen: dict[str, Sentence] = {}
    for name, said in [*_declared(known), *_imported(known), *_built_in(known)]:
        seen.setdefault(f"{name} {said.text}", said)
    return {WHOLE: list(seen.values())}


def _declared(known: Known) -> Iterator[tuple[str, Sentence]]:
    for manifest in inventory(known.survey).manifests:
        for need in manifest.needs:
            if _DECLARED.fullmatch(need.name.lower()):
                text = f"The tests need {need.name}: '{manifest.path}' declares it."
                yield need.name, known.say(text, Spot(manifest.path, need.line))


def _imported(known: Known) -> Iterator[tuple[str, Sentence]]:
    """For each framework the first test that imports it, and how many do."""
    found: dict[str, list[Spot]] = {}
    for path, facts in sorted(tests(known.survey).python.items()):
        for name in _IMPORTED:
            line = next((i.line for i in facts.imports if i.module.split(".")[0] == name), 0)
            if line:
                found.setdefault(name, []).append(Spot(path, line))
    for name, spots in sorted(found.items(), key=lambda pair: -len(pair[1])):
        yield name, known.say(f"{len(spots)} files of the suite import {name}.", spots[0])


def _built_in(known: Known) -> Iterator[tuple[str, Sentence]]:
    for path, facts in sorted(tests(known.survey).code.items()):
        for language, (name, module) in _BUILT_IN.items():
            entry = known.survey.snapshot.find(path)
            line = next((r.line for r in facts.references if r.name == module), 0)
            if entry and entry.language == language and line:
                yield name, known.say(f"The tests use {name}.", Spot(path, line))
                return


def coverage(known: Known) -> Told:
    """The limit that is written down, and what was measured, if anybody brought it."""
    told = []
    for e in known.of("tests.coverage-limited", Outcome.HOLDS):
        said = "; ".join(p.quote.strip() for p in e.places)
        told.append(known.quoting(f"{sentence(e.message)}: {said}.", e.places, [e]))
    told = told or list(of_check(known, "tests.coverage-limited"))
    measured = known.of("tests.coverage-measured", Outcome.HOLDS, Outcome.FAILS)
    told += [known.quoting(f"Measured: {ended(e.message)}", e.places, [e]) for e in measured]
    if not measured and told:
        told.append(known.of_tree("Nobody brought a measured coverage of this tree."))
    return {WHOLE: told}
