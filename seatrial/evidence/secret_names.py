"""Whether a name is that of a secret itself, in any language's way of writing names."""

import re

# `token` alone may be a piece of text, `key` any key.
_SECRET = re.compile(
    r"_?(\w+_)?(password|passwd|passphrase|secret|secret_key|api_?key|private_key|access_key"
    r"|access_token|refresh_token|auth_token|bearer_token|api_token|client_secret|credentials)",
    re.IGNORECASE,
)
# Names that speak about a secret: whether it is needed, where it lies, how long it lives.
_ABOUT = re.compile(
    r"(?i)(^|_)(no|has|have|is|needs?|use[sd]?|with|without|require[sd]?|missing|invalid|wrong|hash(ed)?"
    r"|masked|redacted|hidden|reset|forgot|change|encrypted|public|max|min|num|default|example)_"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def holds_secret(name: str) -> bool:
    """`db_password`, `dbPassword`; not `hash_password`, `isSecret`, `passwordFile`."""
    words = _HUMP.sub("_", name[:200])
    return bool(_SECRET.fullmatch(words)) and not _ABOUT.search(words)
