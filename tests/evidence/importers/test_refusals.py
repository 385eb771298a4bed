"""A file that cannot be imported: one line that names it, and exit code 2."""

import contextlib
import json

import pytest

from seatrial.errors import UsageError
from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.importers.artefact import MOST_BYTES
from seatrial.evidence.importers.formats import FORMATS
from tests.evidence.importers.trees import SAMPLES, artefact, plain, sample
from tests.trees import write_tree

BOMB = """<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<testsuites><testsuite name="&c;"/></testsuites>"""
OUTSIDE = """<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<testsuites><testsuite name="s"><testcase name="a">&a;</testcase></testsuite></testsuites>"""


_ENDS = (b"\n", b"end_of_record")


@pytest.fixture
def survey(tmp_path):
    return plain(tmp_path)


def refused(survey, path):
    with pytest.raises(UsageError) as caught:
        import_artefacts(survey, [path])
    message = str(caught.value)
    assert "\n" not in message
    assert path.name in message
    return message


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is empty"),
        ("hello", "its text is of no known kind"),
        ("[1, 2]", "its JSON is of no known kind"),
        ("{", "it is not valid JSON"),
        ('{"a": 1}', "its JSON is of no known kind"),
        ('{"a": 1}\n{"b": 2}', "it is not valid JSON"),
        ("<html></html>", "its outermost XML element is 'html'"),
        ("<testsuites><testsuite></testsuites>", "its XML cannot be read"),
        (BOMB, "it defines XML entities"),
        (OUTSIDE, "it defines XML entities"),
        ("<testsuites>" + "<a>" * 2000, "nested too deeply"),
        ('{"a": ' + "[" * 200_000, "nested too deeply"),
        ('{"schema": "seatrial.drill/2"}', "not a seatrial.drill/1 record (schema:"),
        ('{"schema": "seatrial.drill/1", "kind": "party", "runs": []}', "(kind:"),
        ('{"meta": {}, "totals": {}, "files": {"a": {}}}', "it is not coverage.py's JSON"),
        ('{"metrics": {"http_reqs": 5}}', "it is not a k6 summary"),
        (b"\xff\xfe{\x00", "it is neither XML nor JSON"),
        ("TN:\nSF:a.c\nDA:1,1\n", "it is cut off: it does not end with 'end_of_record'"),
        ("SF:a.c\nDA:1\nend_of_record", "its line 'DA:1' has no count"),
        ("<report><group/></report>", "so it is not JaCoCo's"),
        ("Type,Name,Request Count,Failure Count\nGET,/,1,0\n", "it is cut off"),
        ("Timestamp,User Count,Type,Name\n1,2,,Aggregated\n", "ending in '_stats.csv'"),
        ("timeStamp,elapsed,success\n1,2,true\n1,2\n", "line 3 has 2 fields, its header 3"),
        ("timeStamp,elapsed,success\n1,fast,true\n", "('fast', 'true')"),
        ("<testResults><httpSample t='1'", "its XML cannot be read"),
        ("Running 30s test @ http://a/\n  2 threads and 4 connections\n", "it is cut off"),
        ("\nSummary:\n  Total:\t1.0 secs\n  Requests/sec:\t5\n", "it is cut off"),
        ("This is ApacheBench, Version 2.3\nFinished 4 requests\n", "it is cut off"),
        ('[{"num_requests": 1, "num_failures": 2, "response_times": {}}]', "200 % of requests"),
        ('[{"num_requests": -1, "response_times": {}}]', "it is not Locust's JSON"),
        ('{"benchmarks": [{}], "machine_info": {}}', "it is not pytest-benchmark's JSON"),
        ('{"version": "1.0.0", "runs": []}', "it is not SARIF 2.1.0 (version:"),
        ('{"bomFormat": "CycloneDX", "components": {}}', "it is not a CycloneDX bill"),
        ('{"schema": "seatrial.forge/1"}', "it is not a seatrial.forge/1 record"),
        ('{"schema":"seatrial.advisories/1"}\n{', "its first line is no head"),
    ],
)
def test_what_is_no_artefact_is_refused_with_its_reason(tmp_path, survey, content, why):
    message = refused(survey, artefact(tmp_path, "given", content))
    assert why in message


def test_the_refusal_says_what_is_accepted(tmp_path, survey):
    message = refused(survey, artefact(tmp_path, "given", "hello"))
    assert all(f.NAME in message for f in FORMATS)
    assert message.endswith("(docs/importing.md)")


def test_a_file_that_is_not_there_is_refused(tmp_path, survey):
    assert "no such file" in refused(survey, tmp_path / "absent.xml")


def test_a_folder_without_advisories_is_refused(tmp_path, survey):
    folder = write_tree(tmp_path / "notes", {"read.me": "hello"})
    assert "it holds no advisory" in refused(survey, folder)


@pytest.mark.parametrize("content", ["{", '{"id": "A-1"}', "[" * 100_000])
def test_a_folder_with_a_file_that_is_no_advisory_is_refused_by_its_name(tmp_path, survey, content):
    folder = write_tree(tmp_path / "osv", {"PyPI/broken.json": content})
    with pytest.raises(UsageError, match=r"PyPI/broken\.json'.* no advisory in the OSV format"):
        import_artefacts(survey, [folder])


def test_an_artefact_that_contradicts_its_sidecar_is_refused(tmp_path, survey):
    drill = '{"schema": "seatrial.drill/1", "kind": "recovery", "runs": [], "subject": '
    path = artefact(tmp_path, "d.json", drill + '{"commit": "aa"}}', {"commit": "bb"})
    assert "contradicts its sidecar: commit 'aa' here, 'bb' there" in refused(survey, path)


def test_a_report_that_covers_more_than_there_is_is_refused(tmp_path, survey):
    report = '{"meta": {}, "totals": {}, "files": {"a.py": {"summary": {'
    text = report + '"covered_lines": 9, "num_statements": 8}}}}'
    assert "contradicts itself" in refused(survey, artefact(tmp_path, "c.json", text))


def test_a_file_of_more_than_100_megabytes_is_refused(tmp_path, survey):
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert "larger than" in refused(survey, path)


@pytest.mark.parametrize("said", ["hello", '{"comit": "a"}', "[]", '{"produced_at": "soon"}'])
def test_a_sidecar_that_cannot_be_read_is_refused(tmp_path, survey, said):
    path = sample(tmp_path, "pytest-passed.xml")
    path.with_name(path.name + ".subject.json").write_text(said)
    assert "pytest-passed.xml.subject.json" in refused(survey, path)


def test_a_kind_is_recognised_by_content_not_by_name(tmp_path, survey):
    path = sample(tmp_path, "pytest-passed.xml", as_name="coverage.json")
    [evidence] = import_artefacts(survey, [path])
    assert evidence.check == "tests.suite-passes"


def test_a_byte_order_mark_is_no_reason_to_refuse(tmp_path, survey):
    text = b"\xef\xbb\xbf" + sample(tmp_path, "drill.json").read_bytes()
    [evidence] = import_artefacts(survey, [artefact(tmp_path, "bom.json", text)])
    assert evidence.check == "recovery.drill-passed"


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.iterdir() if p.is_file()))
def test_a_file_that_was_cut_off_is_refused(tmp_path, survey, name):
    content = sample(tmp_path, name).read_bytes()
    # wrk prints its rates after all that is read of it.
    end = content.find(b"Requests/sec:") if name == "wrk.txt" else len(content) - 2
    for length in range(1, end, max(1, len(content) // 60)):
        path = artefact(tmp_path, name, content[:length])
        # A list of records that ends between two of them looks whole.
        if name in ("lcov.info", "results.jtl") and content[:length].endswith(_ENDS):
            continue
        with pytest.raises(UsageError, match=name):
            import_artefacts(survey, [path])


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.iterdir() if p.suffix == ".json"))
def test_a_value_of_another_kind_is_refused_and_never_a_traceback(tmp_path, survey, name):
    whole = json.loads(sample(tmp_path, name).read_text())
    keys = list(whole) if isinstance(whole, dict) else range(len(whole))
    for key in keys:
        for odd in (None, 7, "x", [], {}, [None], [{"a": 1}], {"a": None}, float("nan"), -1, True):
            changed = json.loads(json.dumps(whole))
            changed[key] = odd
            path = artefact(tmp_path, name, json.dumps(changed))
            with contextlib.suppress(UsageError):
                assert all(e.message for e in import_artefacts(survey, [path]))
