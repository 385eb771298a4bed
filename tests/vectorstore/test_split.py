import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.snapshot.text import split_lines
from seatrial.vectorstore.parts import MOST_TOKENS
from seatrial.vectorstore.split import split
from seatrial.vectorstore.tokens import count_tokens

MODULE = b'''\
"""A module."""
import os

LIMIT = 3


class Berth:
    """A place for a ship."""

    length = 3

    def free(self, night, ships, tides, moorings, pilots, tugs, weather):
        """Whether nobody lies here, by the harbour master's own book of arrivals."""
        for ship in ships:
            if ship.night == night and ship.length <= self.length and not weather.storm:
                return False
        for pilot in pilots:
            if pilot.night == night and pilot.harbour == self.harbour and pilot.awake:
                return True
        return all(tide.night != night or tide.depth > 4 for tide in tides if tide.known)

    # Called by the harbour master.
    @property
    def price(self):
        total = self.length * LIMIT + self.water + self.power + self.pilotage + self.waste
        for service in self.services:
            total += service.price * service.days if service.asked else service.minimum
        discount = sum(card.percent for card in self.cards if card.valid and not card.used)
        rounded = round(total * (100 - discount) / 100, 2)
        if rounded > self.most and not self.captain.agrees:
            raise ValueError("the captain must agree to such a price before the ship may stay")
        return rounded


def main():
    print(os.getcwd())
'''


def spans(form, text):
    return [(s.start, s.end, s.symbol) for s in split(form, text)]


def test_python_is_cut_at_definitions_and_keeps_decorators_and_comments_with_them():
    assert spans("python", MODULE) == [
        (1, 21, "Berth, Berth.free"),
        (22, 36, "Berth.price, main"),
    ]


@pytest.mark.parametrize(
    ("form", "text", "symbol"),
    [
        ("go", b"package a\n\nfunc (s *Server) Run() error {\n\treturn nil\n}\n", "Run"),
        ("javascript", b"export const run = async (a) => {\n  return a;\n};\n", "run"),
        ("javascript", b"exports.run = function () {\n  return 1;\n};\n", "exports.run"),
        ("typescript", b"export class Berth {\n  free(): boolean { return true; }\n}\n", "Berth"),
        ("tsx", b"function App() {\n  return <p>hi</p>;\n}\n", "App"),
        ("rust", b"impl Berth {\n    fn free(&self) -> bool { true }\n}\n", "Berth"),
        ("java", b"class Berth {\n  boolean free() { return true; }\n}\n", "Berth"),
        ("c", b"static char *name(int n)\n{\n  return 0;\n}\n", "name"),
        ("cpp", b"namespace a {\nint f() { return 1; }\n}\n", "a"),
        ("csharp", b"class Berth {\n  bool Free() { return true; }\n}\n", "Berth"),
        ("ruby", b"class Berth\n  def free\n    true\n  end\nend\n", "Berth"),
        ("php", b"<?php\nfunction free() {\n  return 1;\n}\n", "free"),
        ("kotlin", b"fun free(): Boolean {\n  return true\n}\n", "free"),
        ("bash", b"free() {\n  echo yes\n}\n", "free"),
        ("lua", b"function free()\n  return 1\nend\n", "free"),
        ("swift", b"func free() -> Bool {\n  return true\n}\n", "free"),
        ("prose", b"# Install\n\nRun it.\n", "Install"),
        ("prose", b"Install\n=======\n\nRun it.\n", "Install"),
        ("prose", b"=======\nInstall\n=======\n\nRun it.\n", "Install"),
        ("prose", b"```\n# not a heading\n```\n", ""),
        ("lines", b"[moderation]\n# hold comments back\nenabled = false\n", "[moderation]"),
        ("lines", b"name = 'a'\nlist = [1]\n", ""),
    ],
)
def test_what_is_defined_is_named(form, text, symbol):
    assert spans(form, text) == [(1, text.count(b"\n"), symbol)]


def test_a_long_function_is_divided_between_its_statements():
    body = b"".join(b"    total = total + tide_%d(night, harbour)\n" % n for n in range(60))
    found = split("python", b"def tides(night):\n" + body + b"    return total\n")
    assert len(found) > 2
    assert {s.symbol for s in found} == {"tides"}
    assert {s.kind for s in found} == {"function"}


def test_small_neighbours_share_a_span_and_all_are_named():
    text = b"def a():\n    pass\n\n\ndef b():\n    pass\n"
    assert spans("python", text) == [(1, 6, "a, b")]


def test_a_long_section_is_cut_after_a_blank_line():
    paragraph = b"The harbour master writes each arrival into the book before the pilot leaves.\n"
    text = b"# Book\n\n" + (paragraph * 4 + b"\n") * 6
    lines = split_lines(text)
    starts = [s.start for s in split("prose", text)]
    assert len(starts) > 1
    assert all(lines[start - 2] == "" for start in starts[1:])


def test_carriage_returns_count_as_lines():
    assert spans("python", b"a = 1\rb = 2\r\nc = 3\n") == [(1, 3, "")]


@pytest.mark.parametrize("text", [b"", b"\n", b"\n\n\n", b"x"])
@pytest.mark.parametrize("form", ["python", "prose", "lines"])
def test_nearly_nothing_is_covered_too(form, text):
    count = text.count(b"\n") + (not text.endswith(b"\n") and bool(text))
    assert [n for s in split(form, text) for n in range(s.start, s.end + 1)] == list(
        range(1, count + 1)
    )


@pytest.mark.parametrize("form", ["python", "javascript", "json"])
def test_deep_nesting_is_cut_by_lines(form):
    text = b"[\n" * 5000 + b"]\n" * 5000
    covered = [n for s in split(form, text) for n in range(s.start, s.end + 1)]
    assert covered == list(range(1, 10_001))


def test_an_endless_line_is_a_span_of_its_own():
    found = split("javascript", b"a = 1\n" + b"var x = 1;" * 200_000 + b"\nb = 2\n")
    assert (2, 2) in {(s.start, s.end) for s in found}


FRAGMENTS = st.sampled_from(
    "def f(a):|class A:|    x = {1: [2, 3]}|        return (x|}|{|# Title|-----|```|  * point|é\x00"
    "|function f() {|if (x) { y() } else {|@deco|/* a|*/|'''|\t\tfoo: bar||\r|key: value|[section]"
    "|a long line of words that has quite a number of tokens in it, for a test of its own"
    "".split("|")
)
TEXTS = st.lists(st.lists(FRAGMENTS, max_size=4).map(" ".join), max_size=120).map("\n".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, st.sampled_from(["python", "javascript", "rust", "bash", "prose", "lines"]))
def test_every_line_is_in_exactly_one_span_and_no_span_is_too_heavy(text, form):
    content = text.encode()
    lines = split_lines(content)
    lines = lines if lines[-1] else lines[:-1]
    found = split(form, content)
    covered = [n for s in found for n in range(s.start, s.end + 1)]
    assert covered == list(range(1, len(lines) + 1))
    tokens = count_tokens(lines)
    for span in found:
        assert span.start == span.end or sum(tokens[span.start - 1 : span.end]) <= MOST_TOKENS
