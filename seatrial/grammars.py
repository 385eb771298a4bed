"""Which grammar of tree-sitter reads which language.

Parsers are C and what they parse is hostile: load and use them in a child only.
"""

GRAMMARS = {
    "python": "python", "javascript": "javascript", "typescript": "typescript", "go": "go",
    "rust": "rust", "java": "java", "kotlin": "kotlin", "scala": "scala", "ruby": "ruby",
    "php": "php", "c": "c", "cpp": "cpp", "csharp": "csharp", "swift": "swift",
    "elixir": "elixir", "lua": "lua", "shell": "bash", "powershell": "powershell", "sql": "sql",
    "terraform": "hcl", "protobuf": "proto",
}  # fmt: skip


def grammar_of(path: str, language: str) -> str:
    """The grammar's name, '' when there is none for `language`."""
    if path.lower().endswith(".tsx"):
        return "tsx"
    return GRAMMARS.get(language, "")
