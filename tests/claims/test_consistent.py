"""One consistent document of each kind that people write: nothing is reported of any."""

from pathlib import Path

import pytest

from seatrial.certificate.issued import Issued
from seatrial.certificate.render.document_markdown import document_markdown
from seatrial.certificate.reports.kinds import KINDS
from seatrial.certificate.reports.told import Earlier, Material
from seatrial.claims.checked import check_document
from tests.audits import NOON
from tests.certificate.drafts import draft, failing
from tests.gates.bench import POLICY, all_good

DOCUMENTS = sorted((Path(__file__).parent / "consistent").glob("*.md"))


def contradictions(name, content):
    seen = check_document(name, content)
    return [(c.line, c.says) for c in seen.contradictions]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.stem)
def test_nothing_is_reported_of_a_consistent_document(path):
    assert contradictions(path.name, path.read_bytes()) == []
    assert check_document(path.name, path.read_bytes()).readiness


def test_there_is_one_of_each_kind():
    assert [p.stem for p in DOCUMENTS] == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bad", [False, True], ids=["good", "bad"])
def test_nothing_is_reported_of_what_seatrial_drafts(tmp_path, kind, bad):
    """Also when a person has filled in what is left for a person to say."""
    found = [e for e in all_good() if not bad or e.check != "a.there"]
    found += [failing("a.there", "x = 1")] if bad else []
    certificate = draft(tmp_path, found)
    issued = Issued(certificate, certificate.model_dump_json().encode(), None)
    before = Earlier("20291231-1", NOON, draft(tmp_path, all_good()))
    told = Material(issued, found, POLICY, (before,))
    text = document_markdown(KINDS[kind](told))
    assert contradictions("a.md", text.encode()) == []
    assert contradictions("a.md", text.replace(r"\_\_\_\_", "Ada Marsh").encode()) == []
