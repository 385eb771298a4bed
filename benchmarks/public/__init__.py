"""Public sets of code with known weaknesses. The user brings them; nothing of them is shipped."""
