"""The scores of public sets, on sets of our own in their form."""

import json

import pytest

from benchmarks.peers.tools import Named
from benchmarks.public import owasp, pairs
from benchmarks.public.cwe import BANDIT, weaknesses

LIST = "# test name, category, real vulnerability, cwe\nT1,hash,true,328\nT2,hash,false,328\n"


def found(rule, path):
    return Named(rule, path, 3, 3)


def test_youdens_index_is_the_rate_of_hits_less_that_of_false_alarms(tmp_path):
    (tmp_path / "expectedresults-0.1.csv").write_text(LIST)
    known = owasp.cases(tmp_path)

    def youden(*names):
        hits = [found("B324", f"testcode/{name}.py") for name in names]
        return owasp.overall(owasp.categories(known, "bandit", hits))

    assert [youden("T1"), youden("T1", "T2"), youden("T2"), youden()] == [1.0, 0.0, -1.0, 0.0]


def test_another_weakness_in_the_file_is_no_hit(tmp_path):
    (tmp_path / "expectedresults-0.1.csv").write_text(LIST)
    rows = owasp.categories(owasp.cases(tmp_path), "bandit", [found("B602", "testcode/T1.py")])
    assert rows[0].hits == 0


def test_a_folder_without_the_list_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="expectedresults"):
        owasp.cases(tmp_path)


def test_a_pair_is_told_apart_when_only_its_weak_side_is_named(tmp_path):
    rows = [
        {"id": name, "cwe": "CWE-502", "insecure_code": "a = 1\n", "secure_code": "b = 2\n"}
        for name in ("aaaa", "bbbb")
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / pairs.DATA).write_text(json.dumps({"samples": rows}))
    known = pairs.pairs(tmp_path)
    pairs.write(known, tmp_path / "tree")
    hits = [found("B301", f"src/{n}.py") for n in ("aaaa_a", "bbbb_a", "bbbb_b")]

    scored = pairs.scores(known, "bandit", hits)[502]

    assert (scored.weak, scored.sound, scored.apart, scored.youden) == (2, 1, 1, 0.5)
    assert (tmp_path / "tree" / "src" / "aaaa_b.py").read_text() == "b = 2\n"


def test_every_tool_has_its_weaknesses_by_number():
    assert weaknesses("bandit", found("B324", "a")) >= {327, 328}
    assert weaknesses("seatrial", found("security.strong-hashes", "a")) >= {327, 328}
    assert weaknesses("seatrial", found("docs.readme", "a")) == frozenset()
    assert all(numbers for numbers in BANDIT.values())
