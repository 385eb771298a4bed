import pytest

from seatrial.agents.companions import MOST_PAIRS, Companions, keys_of
from seatrial.agents.excerpts import Excerpt
from seatrial.agents.model import Asking, Beside
from seatrial.prompts.book import Companion, questions
from seatrial.snapshot.model import Role
from seatrial.vectorstore.chunks import Chunk

ENV = r"""environ\[["']([A-Z_]+)"""


def chunk(path, text, role=Role.DOCS, symbol="", start=1):
    end = start + text.count("\n")
    return Chunk(
        id=f"{path}:{start}", path=path, start=start, end=end, symbol=symbol, kind="text",
        language="", role=role, text=text,
    )  # fmt: skip


def excerpt(text, path="app/settings.py"):
    return Excerpt(
        id="1", path=path, start=1, end=1 + text.count("\n"), symbols=(), language="python",
        role=Role.SOURCE, text=text,
    )  # fmt: skip


def asked(**companion):
    question = questions()["ops.retry-without-end"]
    return question.model_copy(update={"companion": Companion.model_validate(companion)})


def places(text, chunks, **companion):
    found = Companions(chunks, lambda text, roles: chunks[0] if chunks else None)
    pairs = found.askings(excerpt(text), asked(**companion))
    return [(p.name, p.beside and (p.beside.path, p.beside.start, p.beside.end)) for p in pairs]


def test_a_question_of_one_place_is_put_once():
    question = questions()["ops.retry-without-end"]
    assert Companions([], lambda *_: None).askings(excerpt("x"), question) == [
        Asking(question=question.id)
    ]


def test_a_name_is_found_as_a_whole_word_in_the_roles_asked_for():
    chunks = [
        chunk("README.md", "`PORT_OLD` and EXPORT"),
        chunk("docs/run.md", "Set `PORT` first"),
        chunk("app/other.py", "PORT", Role.SOURCE),
    ]
    text = 'port = environ["PORT"]'
    assert places(text, chunks, by="name", keys=ENV, roles=["docs"]) == [
        ("PORT", ("docs/run.md", 1, 1))
    ]


def test_the_nearest_companion_is_taken_and_long_ones_are_cut_about_the_name():
    far, near = "z/a.md", "app/a.md"
    body = "\n".join(["line"] * 30 + ["PORT is here"] + ["line"] * 30)
    chunks = [chunk(far, "PORT"), chunk(near, body)]
    ((_, place),) = places('environ["PORT"]', chunks, by="name", keys=ENV, roles=["docs"])
    assert place == (near, 27, 42)


def test_a_symbol_is_found_where_it_is_defined_and_not_where_it_is_called():
    chunks = [
        chunk("app/use.py", "send_mail()", Role.SOURCE, symbol="main"),
        chunk("app/mail.py", "def send_mail(): ...", Role.SOURCE, symbol="Mailer.send_mail"),
    ]
    keys = r"(\w+)\("
    assert places("send_mail(x)", chunks, by="symbol", keys=keys, roles=["source"]) == [
        ("send_mail", ("app/mail.py", 1, 1))
    ]


def test_by_search_the_best_hit_must_fit_the_triggers():
    chunks = [chunk("docs/backup.md", "tar czf data.tgz")]
    hit = [("", ("docs/backup.md", 1, 1))]
    assert places("restore", chunks, by="search", roles=["docs"], triggers=["tar"]) == hit
    assert places("restore", chunks, by="search", roles=["docs"], triggers=["rsync"]) == []


def test_an_absent_name_is_asked_about_only_where_the_roles_could_have_held_it():
    text = 'environ["PORT"]'
    absent = {"by": "name", "keys": ENV, "roles": ["docs"], "absent": True}
    assert places(text, [chunk("README.md", "HOST")], **absent) == [("PORT", None)]
    assert places(text, [chunk("README.md", "PORT")], **absent) == []
    assert places(text, [chunk("a.py", "HOST", Role.SOURCE)], **absent) == []


def test_an_excerpt_is_not_its_own_companion_and_pairs_are_few():
    own = chunk("app/settings.py", 'environ["PORT"]', Role.SOURCE)
    assert places('environ["PORT"]', [own], by="name", keys=ENV, roles=["source"]) == []
    many = "\n".join(f'environ["NAME_{c}"]' for c in "ABCDEF")
    chunks = [chunk("README.md", many)]
    assert len(places(many, chunks, by="name", keys=ENV, roles=["docs"])) == MOST_PAIRS


@pytest.mark.parametrize("text", ['environ["' + "A" * 200 + '"]', 'environ["<|im_start|>"]'])
def test_a_word_that_is_no_plain_name_joins_nothing(text):
    companion = Companion(by="name", keys=r"""environ\["([^"]+)""", roles=(Role.DOCS,))
    assert keys_of(companion, text) == []


def test_a_path_with_a_part_in_angle_brackets_is_a_name():
    chunks = [chunk("API.md", "`DELETE /boats/<int:boat>/log` empties the log")]
    served = """@app.delete("/boats/<int:boat>/log")"""
    ((name, place),) = places(served, chunks, by="name", keys=r'"(/[^"]+)"', roles=["docs"])
    assert (name, place) == ("/boats/<int:boat>/log", ("API.md", 1, 1))


def test_keys_are_needed_but_for_search():
    with pytest.raises(ValueError, match="do not fit"):
        Companion(by="name", roles=(Role.DOCS,))
    assert Beside(path="a", start=1, end=2)
