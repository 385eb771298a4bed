"""Which language a file is written in, by its name, its ending or its first line."""

import re

_BY_NAME = {
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "makefile": "make",
    "gnumakefile": "make",
    "justfile": "just",
    "gemfile": "ruby",
    "rakefile": "ruby",
    "go.mod": "go-mod",
    "cmakelists.txt": "cmake",
}
_BY_ENDING = {
    "py": "python", "pyi": "python", "pyw": "python",
    "js": "javascript", "mjs": "javascript", "cjs": "javascript", "jsx": "javascript",
    "ts": "typescript", "mts": "typescript", "cts": "typescript", "tsx": "typescript",
    "go": "go", "rs": "rust", "java": "java", "kt": "kotlin", "scala": "scala", "rb": "ruby",
    "php": "php", "c": "c", "h": "c", "cc": "cpp", "cpp": "cpp", "cxx": "cpp", "hpp": "cpp",
    "cs": "csharp", "swift": "swift", "ex": "elixir", "exs": "elixir", "lua": "lua",
    "sh": "shell", "bash": "shell", "zsh": "shell", "ps1": "powershell", "sql": "sql",
    "html": "html", "htm": "html", "css": "css", "vue": "vue", "svelte": "svelte",
    "md": "markdown", "markdown": "markdown", "rst": "restructuredtext", "adoc": "asciidoc",
    "json": "json", "yaml": "yaml", "yml": "yaml", "toml": "toml", "ini": "ini", "cfg": "ini",
    "xml": "xml", "tf": "terraform", "proto": "protobuf", "ipynb": "notebook",
    "dockerfile": "dockerfile",
}  # fmt: skip
_SHEBANG = re.compile(rb"^#!.*?\b(python|node|bash|zsh|sh|ruby|perl)[\d.]*\b")
_BY_SHEBANG = {b"node": "javascript", b"bash": "shell", b"zsh": "shell", b"sh": "shell"}
PROGRAMMING = frozenset(
    "python javascript typescript go rust java kotlin scala ruby php c cpp csharp swift elixir "
    "lua shell powershell sql vue svelte".split()
)
# `dockerfile.py` is a program, `Dockerfile.dev` is not.
_PROGRAMS = frozenset(e for e, language in _BY_ENDING.items() if language in PROGRAMMING)


def language_of(path: str, head: bytes) -> str:
    """A language's name, empty when none is recognised. `head` is the start of the content."""
    name = path.rsplit("/", 1)[-1].lower()
    if name in _BY_NAME:
        return _BY_NAME[name]
    ending = name.rsplit(".", 1)[-1] if "." in name else ""
    if ending in _PROGRAMS:
        return _BY_ENDING[ending]
    if name.startswith("dockerfile."):
        return "dockerfile"
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if found := _SHEBANG.match(head):
        return _BY_SHEBANG.get(found[1], found[1].decode())
    return ""
