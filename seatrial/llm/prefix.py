"""How much of a prompt a server need not evaluate again, where it does not say so itself."""

import os


def evaluated_tokens(previous: str, prompt: str, sent: int) -> int:
    """Estimate of the tokens evaluated of the `sent` ones, the last prompt having been `previous`.

    Ollama's `prompt_eval_count` is all of them, cached or not (its `llm/llama_server.go` adds
    cache_n and prompt_n). A server with one slot keeps what two prompts in a row begin with, so
    the share of `prompt` after that is what was evaluated; at least one token always is.
    """
    if not prompt:
        return sent
    shared = len(os.path.commonprefix([previous, prompt])) / len(prompt)
    return max(min(1, sent), round(sent * (1 - shared)))
