"""A dump of OSV advisories against what the tree locks."""

import json
import shutil

import pytest

from seatrial.evidence.importers import import_artefacts
from seatrial.evidence.importers.advisory_dump import read_dump
from seatrial.evidence.model import Outcome, Severity, Tier
from tests.evidence.importers.trees import SAMPLES, committed
from tests.trees import survey_of, write_tree

NEW, OLD = "2026-03-02T10:20:00Z", "2026-01-01T00:00:00Z"


def advisory(name, fixed="2.0.0", ecosystem="PyPI", **more):
    events = [{"introduced": "0"}, {"fixed": fixed}]
    ranges = [{"type": "SEMVER" if ecosystem == "npm" else "ECOSYSTEM", "events": events}]
    affected = {"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges}
    body = {"id": f"GHSA-{name}", "modified": NEW, "affected": [affected], **more}
    return body | {"database_specific": {"severity": "HIGH"}, **more}


def dump(tmp_path, *advisories):
    files = {f"{n}.json": json.dumps(a) for n, a in enumerate(advisories)}
    return write_tree(tmp_path / "osv", files)


def whole(folder):
    """`folder`, packed, with so many more of other packages that it can be a whole dump."""
    head, *lines = read_dump(folder).content.splitlines()
    head = json.loads(head)
    head["ecosystems"]["PyPI"] = head["ecosystems"].get("PyPI", 0) + 1000
    lines += [b'{"id":"P-%d","modified":"2026-01-01T00:00:00Z"}' % n for n in range(1000)]
    packed = folder.with_name("osv.advisories.json")
    packed.write_bytes(b"\n".join([json.dumps(head, separators=(",", ":")).encode(), *lines]))
    return packed


def assessed(tmp_path, files, *advisories):
    survey = survey_of(tmp_path, files)
    found = import_artefacts(survey, [whole(dump(tmp_path, *advisories))])
    assert {e.check for e in found} == {"security.advisories-assessed"}
    return found


def test_a_vulnerable_lock_fails_at_its_line_once_though_two_databases_name_it(tmp_path):
    files = {"requirements.txt": "click==8.1.0\nFlask==2.3.1 \\\n  --hash=sha256:00\n"}
    survey = survey_of(tmp_path, files)
    shutil.copytree(SAMPLES / "osv", tmp_path / "osv")
    [evidence] = import_artefacts(survey, [whole(tmp_path / "osv")])
    assert (evidence.outcome, evidence.severity) == (Outcome.FAILS, Severity.HIGH)
    assert evidence.message == (
        "'flask' 2.3.1 (PyPI) has CVE-2023-30861, GHSA-m2qf-hxjv-5gpq, PYSEC-2023-62: A cache "
        "may hand one visitor's session cookie to another; fixed in 2.3.2, 2.2.5"
    )
    assert [(p.path, p.line_start) for p in evidence.places] == [("requirements.txt", 2)]
    assert evidence.metric == {"packages": 2, "advisories": 1002, "vulnerable": 1}
    assert evidence.tier is Tier.EXECUTED


def test_locks_without_an_advisory_hold_and_the_date_of_the_dump_is_told(tmp_path):
    survey = survey_of(tmp_path, {"requirements.txt": "flask==3.1.3\n"})
    shutil.copytree(SAMPLES / "osv", tmp_path / "osv")
    [evidence] = import_artefacts(survey, [whole(tmp_path / "osv")])
    assert (evidence.outcome, evidence.tier) == (Outcome.HOLDS, Tier.EXECUTED)
    assert evidence.message == (
        "none of 1 locked versions in 'requirements.txt' has an advisory among 1002 of 2026-03-02"
    )
    assert evidence.produced_at.isoformat() == "2026-03-02T10:20:00.500000+00:00"


def test_a_withdrawn_advisory_says_nothing(tmp_path):
    files = {"requirements.txt": "a==1.0\n"}
    gone = advisory("a", withdrawn=NEW)
    [evidence] = assessed(tmp_path, files, gone, advisory("b"))
    assert evidence.outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"database_specific": {"severity": "MODERATE"}}, Severity.MEDIUM),
        ({"database_specific": {"severity": "CRITICAL"}}, Severity.CRITICAL),
        ({"id": "MAL-2026-1", "database_specific": {}}, Severity.CRITICAL),
        (
            {
                "database_specific": {},
                "severity": [
                    {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}
                ],
            },
            Severity.CRITICAL,
        ),
    ],
)
def test_the_severity_is_the_advisory_s(tmp_path, more, severity):
    [evidence] = assessed(tmp_path, {"requirements.txt": "a==1.0\n"}, advisory("a", **more))
    assert evidence.severity is severity


def test_a_severity_that_is_not_stated_is_the_check_s_own(tmp_path):
    unstated = advisory("a", database_specific={})
    [evidence] = assessed(tmp_path, {"requirements.txt": "a==1.0\n"}, unstated)
    assert evidence.severity is None
    assert evidence.message.endswith("its severity is not stated")


def test_what_only_developers_install_weighs_less_unless_it_was_made_to_do_harm(tmp_path):
    packages = {
        "": {},
        "node_modules/a": {"version": "1.0.0", "dev": True},
        "node_modules/b": {"version": "1.0.0", "dev": True},
    }
    files = {"package-lock.json": json.dumps({"packages": packages}, indent=1)}
    found = assessed(
        tmp_path,
        files,
        advisory("a", ecosystem="npm", database_specific={"severity": "CRITICAL"}),
        advisory("b", ecosystem="npm", id="MAL-1"),
    )
    failing = [e for e in found if e.outcome is Outcome.FAILS]
    assert {e.message[:3]: e.severity for e in failing} == {
        "'a'": Severity.MEDIUM,
        "'b'": Severity.CRITICAL,
    }


def test_one_fault_names_every_lock_file_that_holds_it(tmp_path):
    files = {"a/requirements.txt": "x==1.0\n", "b/requirements.txt": "x==1.0\n"}
    [evidence] = assessed(tmp_path, files, advisory("x"))
    assert [p.path for p in evidence.places] == ["a/requirements.txt", "b/requirements.txt"]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"requirements.txt": "a==1!final\n"}, "'a' '1!final' cannot be compared with GHSA-a"),
        ({"requirements.txt": "a>=1\nz==1\n"}, "'requirements.txt' fixes no version of 'a'"),
        ({"poetry.lock": "[[package"}, "'poetry.lock' could not be read"),
        ({"requirements.txt": "z==1\n", "yarn.lock": "x"}, "'yarn.lock' could not be read"),
        (
            {"package-lock.json": '{"packages": {"node_modules/q": {"version": "1.0.0"}}}'},
            "the dump has 0 advisories of npm, a whole one 1000 or more",
        ),
        ({"pyproject.toml": '[project]\ndependencies = ["a"]\n'}, "no lock file fixes their"),
    ],
)
def test_what_could_not_be_compared_is_said_and_does_not_hold(tmp_path, files, why):
    [evidence] = assessed(tmp_path, files, advisory("a"))
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert why in evidence.message


def test_half_a_dump_establishes_nothing_but_what_it_names_is_wrong(tmp_path):
    survey = survey_of(tmp_path, {"requirements.txt": "a==1.0\n"})
    part, quiet = dump(tmp_path / "1", advisory("a")), dump(tmp_path / "2", advisory("b"))
    [evidence] = import_artefacts(survey, [quiet])
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "the dump has 1 advisories of PyPI, a whole one 1000 or more" in evidence.message
    outcomes = [e.outcome for e in import_artefacts(survey, [part])]
    assert outcomes == [Outcome.FAILS, Outcome.UNAVAILABLE]


def test_a_failure_is_told_beside_what_could_not_be_compared(tmp_path):
    files = {"requirements.txt": "a==1.0\n", "yarn.lock": "x"}
    found = assessed(tmp_path, files, advisory("a"))
    assert [e.outcome for e in found] == [Outcome.FAILS, Outcome.UNAVAILABLE]


def test_without_dependencies_there_is_nothing_to_assess(tmp_path):
    [evidence] = assessed(tmp_path, {"a.py": "x = 1\n"}, advisory("a"))
    assert evidence.outcome is Outcome.NOT_APPLICABLE


def test_a_dump_older_than_the_commit_passes_nothing_but_what_it_names_is_wrong(tmp_path):
    survey = committed(tmp_path, {"requirements.txt": "a==1.0\nb==1.0\n"})
    quiet, loud = advisory("c", modified=OLD), advisory("a", modified=OLD)
    [evidence] = import_artefacts(survey, [whole(dump(tmp_path / "1", quiet))])
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "before the commit of 2026-03-02T10:00:00+00:00" in evidence.message
    [evidence] = import_artefacts(survey, [whole(dump(tmp_path / "2", quiet, loud))])
    assert evidence.outcome is Outcome.FAILS


def test_the_sidecar_of_a_folder_stands_beside_it(tmp_path):
    folder = dump(tmp_path, advisory("c", modified=OLD))
    (tmp_path / "osv.subject.json").write_text(json.dumps({"produced_at": NEW}))
    assert read_dump(folder).beside.produced_at.isoformat() == "2026-03-02T10:20:00+00:00"


def test_when_a_dump_was_fetched_may_stand_beside_it(tmp_path):
    survey = committed(tmp_path, {"requirements.txt": "a==1.0\n"})
    folder = whole(dump(tmp_path, advisory("c", modified=OLD)))
    (tmp_path / "osv.advisories.json.subject.json").write_text(json.dumps({"produced_at": NEW}))
    [evidence] = import_artefacts(survey, [folder])
    assert evidence.outcome is Outcome.HOLDS
    assert evidence.message.endswith("of 2026-03-02")


def test_a_packed_dump_is_read_as_the_folder_was(tmp_path):
    survey = survey_of(tmp_path, {"requirements.txt": "flask==2.3.1\n"})
    shutil.copytree(SAMPLES / "osv", tmp_path / "osv")
    (tmp_path / "kept").mkdir()
    packed = tmp_path / "kept" / "osv"
    packed.write_bytes(read_dump(tmp_path / "osv").content)
    found = [import_artefacts(survey, [path]) for path in (tmp_path / "osv", packed)]
    assert found[0] == found[1]


def test_links_and_hidden_folders_of_a_dump_are_passed_over(tmp_path):
    folder = dump(tmp_path, advisory("a"))
    write_tree(folder, {".git/x.json": "no advisory"})
    (folder / "link.json").symlink_to(folder / ".git" / "x.json")
    assert read_dump(folder).content.count(b"\n") == 2
