"""Facts that a parser reads from Python files, in a child: the audited code is never imported."""
