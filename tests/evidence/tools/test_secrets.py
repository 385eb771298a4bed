import pytest

from seatrial.evidence.model import Outcome, Severity
from seatrial.evidence.survey import Survey
from seatrial.evidence.tools.secrets import CHECK, evidence_of_secrets
from tests.trees import EXAMPLES, SEATRIAL, snapshot_of, write_tree

VALUE = "Gr4nite-" + "Lantern-77"
TOKEN = "gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a"


def look_at(tmp_path, root):
    snapshot, batches = snapshot_of(root, tmp_path / "state")
    batches.cache.close()
    return evidence_of_secrets(Survey(snapshot, SEATRIAL))


def look(tmp_path, files):
    return look_at(tmp_path, write_tree(tmp_path / "tree", files))


def test_parcelgate_shows_the_password_of_its_database(tmp_path):
    [evidence] = look_at(tmp_path, EXAMPLES / "parcelgate")
    assert evidence.outcome is Outcome.FAILS
    assert [(p.path, p.line_start, p.line_end) for p in evidence.places] == [
        ("parcelgate/db.py", 5, 5)
    ]
    assert evidence.producer.name == "detect-secrets"


def test_berthbook_holds(tmp_path):
    [evidence] = look_at(tmp_path, EXAMPLES / "berthbook")
    assert evidence.outcome is Outcome.HOLDS
    assert evidence.metric == {"files": 21}


@pytest.mark.parametrize("path", ["app/a.py", "config.yaml", ".github/workflows/a.yml", "data.txt"])
def test_a_secret_in_what_is_deployed_fails(tmp_path, path):
    [evidence] = look(tmp_path, {path: f'password: "{VALUE}"\n'})
    assert evidence.outcome is Outcome.FAILS
    assert CHECK.severity is Severity.CRITICAL


def test_the_secret_itself_is_never_told(tmp_path):
    [evidence] = look(tmp_path, {"app/a.py": f'password = "{VALUE}"\n'})
    assert VALUE not in evidence.model_dump_json()
    assert evidence.message == "secret-keyword in 'app/a.py' line 1 is likely a real secret"


@pytest.mark.parametrize("path", ["tests/test_a.py", "docs/a.md", "examples/app.py", ".ci/a.yml"])
def test_tests_and_examples_may_show_a_password_but_no_real_token(tmp_path, path):
    [password] = look(tmp_path / "password", {path: f'password = "{VALUE}"\n'})
    [token] = look(tmp_path / "token", {path: f'x = "{TOKEN}"\n'})
    assert password.outcome is Outcome.HOLDS
    assert token.outcome is Outcome.FAILS


def test_each_line_fails_once(tmp_path):
    evidence = look(tmp_path, {".env": f"TOKEN={TOKEN}\nPASSWORD={VALUE}\n"})
    assert [e.places[0].line_start for e in evidence] == [1, 2]


def test_a_file_that_was_not_searched_is_never_held(tmp_path):
    [evidence] = look(tmp_path, {"dump.sql": b"-- a\n" * 1_200_000, "a.py": "a = 1\n"})
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "'dump.sql'" in evidence.message


def test_a_large_film_is_not_asked_for_secrets(tmp_path):
    [evidence] = look(tmp_path, {"film.mp4": b"\0" * 6_000_000, "a.py": "a = 1\n"})
    assert evidence.outcome is Outcome.HOLDS


def test_a_tree_without_text_is_not_applicable(tmp_path):
    [evidence] = look(tmp_path, {"a.png": b"\0\1"})
    assert evidence.outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_text_was_not_searched_and_is_never_held(tmp_path, encoding):
    wide = f'PASSWORD = "{VALUE}"\n'.encode(encoding)
    [evidence] = look(tmp_path, {"settings.ini": wide, "a.py": "a = 1\n"})
    assert evidence.outcome is Outcome.UNAVAILABLE
    assert "'settings.ini' (UTF-16 or UTF-32: not read as text)" in evidence.message


@pytest.mark.parametrize("before", ["\ufeff", "A=some text\n\0\n"])
def test_a_mark_or_a_nul_before_it_hides_no_secret(tmp_path, before):
    [evidence] = look(tmp_path, {".env": f"{before}TOKEN={TOKEN}\n"})
    assert evidence.outcome is Outcome.FAILS
