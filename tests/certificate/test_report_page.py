"""The page of a certificate: nothing but itself, every text escaped, every link arriving."""

import base64
import hashlib
import re
import shutil
import subprocess
from datetime import date
from html.parser import HTMLParser

import pytest

from seatrial.certificate.issued import Issued
from seatrial.certificate.model import Asked, Left, ModelReading, NotAsked
from seatrial.certificate.render.charts import ring, stack
from seatrial.certificate.render.html import render_html
from seatrial.certificate.signers import Signer
from seatrial.evidence.catalogue import catalogue
from seatrial.evidence.model import Place
from tests.audits import certify, evidence_of
from tests.certificate.drafts import draft, failing
from tests.certificate.test_since import CHANGE
from tests.gates.bench import CHECKS, all_good
from tests.trees import EXAMPLES, write_tree

VOID = {"meta", "input", "link", "br", "img", "hr"}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Page(HTMLParser):
    """What a page holds; raises AssertionError where tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.style, self.text = "", ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def values(self, name: str) -> list[str]:
        return [a[name] or "" for _, a in self.tags if name in a]


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    snapshot, evidence = evidence_of(EXAMPLES / "parcelgate", tmp_path_factory.mktemp("state"))
    return certify(snapshot, evidence), evidence


@pytest.fixture(scope="module", params=["draft", "signed"])
def page(audited, request):
    signer = Signer(name="Ben", role="security", on=date(2030, 1, 1), key="SHA256:abc")
    return render_html(*audited, catalogue(), [signer] if request.param == "signed" else [])


def test_it_runs_nothing_and_asks_nobody(page):
    seen = Page(page)
    assert "script" not in {tag for tag, _ in seen.tags}
    assert not [n for _, a in seen.tags for n in a if n.startswith("on") or n == "style"]
    references = [*seen.values("href"), *seen.values("src"), *seen.values("action")]
    assert references
    assert not [r for r in references if not r.startswith("#")]
    assert "url(" not in seen.style
    assert "@import" not in seen.style


def test_its_policy_allows_nothing_but_its_own_style_sheet(page):
    seen = Page(page)
    (policy,) = [a["content"] for _, a in seen.tags if "Content-Security-Policy" in a.values()]
    digest = base64.b64encode(hashlib.sha256(seen.style.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy


def test_every_link_arrives_and_no_anchor_is_there_twice(page):
    seen = Page(page)
    ids = seen.values("id")
    assert len(set(ids)) == len(ids)
    assert {h[1:] for h in seen.values("href")} <= set(ids)


def test_it_shows_verdicts_gates_and_every_finding_with_its_quote(audited, page):
    c, text = audited[0], Page(page).text
    for word in [*c.verdicts.values(), *(g.title for g in c.gates), *(f.id for f in c.findings)]:
        assert str(word) in text
    for f in c.findings:
        for line in [line for place in f.places for line in place.quote.split("\n")]:
            assert line in text


def test_hostile_names_and_quotes_stay_text(tmp_path):
    name = "<img src=x onerror=alert(1)>'\"\u202e.md"
    root = write_tree(tmp_path / "tree", {name: "[gone](missing.md)</pre><script>\x1b[1m\n"})
    snapshot, evidence = evidence_of(root, tmp_path / "state")
    text = render_html(certify(snapshot, evidence), evidence, catalogue())
    seen = Page(text)
    assert not {"img", "script"} & {tag for tag, _ in seen.tags}
    assert not [n for _, a in seen.tags for n in a if n.startswith("on")]
    assert "<img src=x onerror=alert(1)>" in seen.text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_a_check_that_fails_very_often_is_quoted_so_often_and_counted_in_full(tmp_path):
    found = [failing("a.there", f"x = {n}", line=n + 1) for n in range(60)]
    c = draft(tmp_path, [*all_good(), *found])
    text = render_html(c, found, CHECKS)
    seen = Page(text)
    assert text.count('<article class="found') == 25
    assert "and 35 more findings of this check" in seen.text
    assert text.count('<div class="entry') == 60
    assert {h[1:] for h in seen.values("href")} <= set(seen.values("id"))


def test_a_bar_is_never_longer_than_a_hundred_and_shows_the_smallest_part():
    parts = stack({"a": 100_000, "b": 1, "c": 0, "d": 1})
    assert [p.kind for p in parts] == ["a", "b", "d"]
    assert min(p.width for p in parts) > 0.5
    assert parts[-1].x + parts[-1].width <= 100.02
    assert stack({"a": 0}) == []


def test_a_ring_has_one_sector_a_gate_and_begins_at_the_top():
    arcs = ring(12)
    assert len({a.path for a in arcs}) == 12
    assert arcs[0].x > 120
    assert arcs[0].y < 30
    assert len(ring(1)) == 1


def test_the_same_certificate_gives_the_same_page(tmp_path):
    place = Place(path="a.py", line_start=1, line_end=2, quote="a\n  b", sha256="0" * 64)
    found = [failing("a.there", "x").model_copy(update={"places": (place,)})]
    c = draft(tmp_path, found)
    assert render_html(c, found, CHECKS) == render_html(c, found, CHECKS)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_chromium_opens_it_without_a_complaint(page, tmp_path):
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    flags = (
        "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync --enable-logging=stderr --dump-dom"
    ).split()
    done = subprocess.run(
        [str(CHROMIUM), *flags, f"--user-data-dir={tmp_path / 'profile'}", "report.html"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b'id="sign-off"' in done.stdout
    assert not re.findall(rb".*CONSOLE.*", done.stderr)


def test_what_changed_is_told_with_links(tmp_path):
    before = Issued(draft(tmp_path, all_good()), b"{}", None)
    found = [*all_good(), failing("a.there", "x = 1", 4)]
    c = draft(tmp_path, found, baseline=before, change=CHANGE)
    seen = Page(render_html(c, found, CHECKS))
    assert "Since the certificate of 2030-01-01" in seen.text
    assert "Worse: G1" in " ".join(seen.text.split())
    assert "Since v1" in seen.text
    assert seen.values("href").count("#i-F-001") >= 2
    assert {h[1:] for h in seen.values("href")} <= set(seen.values("id"))


def test_what_a_model_read_and_did_not_is_told(tmp_path):
    asked = Asked(
        question="q.one", statement="It leaks", gate="G1", fitting=9, asked=4, suspicious=2,
        prompt="0", form="yes", threshold=0.5, found=8, bad=10, false=1, clean=10, alarms=1,
        ordinary=100,
    )  # fmt: skip
    left = NotAsked(question="q.two", statement="It races", gate="G1", reason="never measured")
    model = ModelReading(
        name="a <model>", digest="d" * 64, backend="embedded", host="", context=4096,
        quantisation="Q4", version="1", measured="in 2030", depth="deep", allowance=1,
        prompts={}, asked=(asked,), not_asked=(left,), excerpts=4, eligible=9,
        lines={"a.py": 12}, left=(Left(path="b.py", reason="budget"),), suspected=2, drafted=1,
        unquoted=0, invalid=0, refuted=0, doubtful=0, merged=0, kept=1,
    )  # fmt: skip
    text = Page(render_html(draft(tmp_path, all_good(), model=model), [], CHECKS)).text
    for told in (
        "a <model>",
        "8 of 10",
        "1 questions are left to a human reader",
        "never measured",
    ):
        assert told in text
    assert "lines that the model and tools read 12" in text
