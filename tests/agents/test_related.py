from seatrial.agents.companions import Companions
from seatrial.agents.related import with_related
from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk


def chunk(path, start, text, symbol="", role=Role.SOURCE):
    return Chunk(
        id=f"{path}:{start}", path=path, start=start, end=start + text.count("\n"), symbol=symbol,
        kind="code", language="python", role=role, text=text,
    )  # fmt: skip


HEAD = chunk("app.py", 1, "from . import auth, db\n")
LOGIN = chunk("app.py", 30, "def login(body):\n    return auth.check(body)", "login")
HERE = chunk("auth.py", 20, "def check(body):\n    return db.digest(body)", "check")
THERE = chunk("spell/words.py", 5, "def check(word):\n    return word in WORDS", "check")
OTHER = [chunk(f"n{n}.py", 1, f"quay {n}", f"quay{n}") for n in range(9)]
SETTING = chunk("docs/a.md", 3, "set TIDE_PORT", role=Role.DOCS)
READER = chunk("config.py", 9, 'port = env["TIDE_PORT"]', "load")
ALL = [HEAD, LOGIN, HERE, THERE, *OTHER, SETTING, READER]


def ranked(*ranking, k=8):
    companions = Companions(ALL, lambda text, roles: None)
    return [c.id for c in with_related(ranking, ALL, companions, k)]


def test_what_a_call_runs_comes_after_the_first_four():
    found = ranked(LOGIN, *OTHER, HERE, THERE)
    assert found[:5] == ["app.py:30", "n0.py:1", "n1.py:1", "n2.py:1", "auth.py:20"]


def test_of_two_that_define_a_name_the_imported_file_is_meant():
    assert ranked(LOGIN, *OTHER, THERE, HERE)[4] == "auth.py:20"


def test_who_reads_a_setting_belongs_to_its_description():
    assert ranked(SETTING, *OTHER, READER)[4] == "config.py:9"


def test_a_name_alone_adds_nothing():
    assert "auth.py:20" not in ranked(LOGIN, *OTHER)
    assert len(ranked(LOGIN, *OTHER, k=3)) == 3
