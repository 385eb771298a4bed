import json

import numpy as np
import pytest

from seatrial.errors import RunFailed
from seatrial.vectorstore import tokens
from seatrial.vectorstore.embed import BackendEmbedder, MiniLmEmbedder
from seatrial.vectorstore.tokens import count_tokens, minilm_tokenizer


@pytest.fixture(scope="module")
def embedder():
    return MiniLmEmbedder()


def test_minilm_puts_like_next_to_like(embedder):
    cat, kitten, tax = embedder.embed(["a cat sleeps", "the kitten naps", "income tax return"])
    assert cat @ kitten > 0.5 > cat @ tax
    assert cat.shape == (embedder.dimension,)
    assert np.allclose([np.linalg.norm(v) for v in (cat, kitten, tax)], 1, atol=1e-5)


def test_a_vector_does_not_depend_on_its_company(embedder):
    alone = embedder.embed(["def pay(): pass"])[0]
    in_company = embedder.embed(["x" * 500, "def pay(): pass", ""])[1]
    assert np.array_equal(alone, in_company)


def test_nothing_beyond_the_window_is_cut_silently(embedder):
    long = "harbour " * 300
    assert not np.array_equal(*embedder.embed([long, f"{long} tax return of the year"]))


def test_no_texts_are_no_rows(embedder):
    assert embedder.embed([]).shape == (0, embedder.dimension)


def test_tokens_of_lines_add_up():
    lines = ["def pay(self):", "    return self.total  # été", "", "\tx = '漢字'"]
    whole = minilm_tokenizer().encode("\n".join(lines), add_special_tokens=False)
    assert sum(count_tokens(lines)) == len(whole.ids)


def test_the_tokenizer_neither_cuts_nor_pads():
    assert len(minilm_tokenizer().encode("tide " * 1000).ids) == 1002


def test_another_tokenizer_file_is_refused(tmp_path, monkeypatch):
    other = tmp_path / "minilm-tokenizer.json"
    other.write_text(json.dumps({}))
    monkeypatch.setattr(tokens, "FILE", other)
    minilm_tokenizer.cache_clear()
    with pytest.raises(RunFailed, match="is not the file that Seatrial ships"):
        minilm_tokenizer()
    monkeypatch.undo()
    assert minilm_tokenizer()


def test_a_backends_vectors_are_made_of_unit_length():
    class Server:
        def card(self):
            return type("Card", (), {"name": "nomic", "digest": "f" * 64, "context": 2048})

        def embed(self, texts):
            return [(3.0, 4.0) for _ in texts]

    served = BackendEmbedder(Server())
    assert (served.name, served.dimension, served.window) == ("nomic", 2, 2048)
    assert served.embed(["a"]).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)]]
    assert served.embed([]).shape == (0, 2)
