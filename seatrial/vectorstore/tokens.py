"""The tokenizer of all-MiniLM-L6-v2, vendored as data (NOTICE): it measures every chunk."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.errors import RunFailed

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILE = Path(__file__).parent / "data" / "minilm-tokenizer.json"
SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
# Nothing is tokenized beyond this: a longer line is data, and its length is only estimated.
_LONGEST_LINE = 4000
_CHARACTERS_A_TOKEN = 3


@cache
def minilm_tokenizer() -> "Tokenizer":
    """The tokenizer without the truncation and padding to 128 that its file asks for."""
    from tokenizers import Tokenizer

    content = FILE.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise RunFailed(f"{FILE.name!r} is not the file that Seatrial ships; install it again")
    tokenizer = Tokenizer.from_str(content.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def count_tokens(lines: Sequence[str]) -> list[int]:
    """Tokens of each line. They add up, because the tokenizer never joins across a line end."""
    short = [line if len(line) <= _LONGEST_LINE else "" for line in lines]
    encoded = minilm_tokenizer().encode_batch_fast(short, add_special_tokens=False)
    return [
        len(e.ids) if text or not line else len(line) // _CHARACTERS_A_TOKEN
        for line, text, e in zip(lines, short, encoded, strict=True)
    ]
