"""A file that cannot be imported: one line that names it, and exit code 2."""

import pytest

from seatrial.errors import UsageError
from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.importers.artefact import MOST_BYTES
from tests.evidence.importers.trees import artefact, plain, sample

BOMB = """<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<testsuites><testsuite name="&c;"/></testsuites>"""
OUTSIDE = """<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<testsuites><testsuite name="s"><testcase name="a">&a;</testcase></testsuite></testsuites>"""


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
        ("hello", "it is neither XML nor JSON"),
        ("[1, 2]", "it is neither XML nor JSON"),
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
    ],
)
def test_what_is_no_artefact_is_refused_with_its_reason(tmp_path, survey, content, why):
    message = refused(survey, artefact(tmp_path, "given", content))
    assert why in message


def test_the_refusal_says_what_is_accepted(tmp_path, survey):
    message = refused(survey, artefact(tmp_path, "given", "hello"))
    assert "JUnit XML, coverage.py JSON, Cobertura XML, a k6 summary" in message


def test_a_file_that_is_not_there_is_refused(tmp_path, survey):
    assert "no such file" in refused(survey, tmp_path / "absent.xml")


def test_a_folder_is_refused(tmp_path, survey):
    assert "no such file" in refused(survey, tmp_path)


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
