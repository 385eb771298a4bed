"""How bytes become lines, the same for readers, quotes and redactions."""

import os
import re

_LINE_END = re.compile(r"\r\n|\n|\r")


def decode(content: bytes) -> str:
    """UTF-8, with a replacement character for what is not."""
    return content.decode("utf-8", "replace")


def path_text(name: str) -> str:
    """A file's name as text; bytes that are not UTF-8 become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def split_lines(content: bytes) -> list[str]:
    """Lines as git, editors and `ast` count them: only LF, CR LF and CR end one."""
    return _LINE_END.split(decode(content))
