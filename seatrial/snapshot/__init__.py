"""A content-addressed copy of what was read: path, mode, sha256, language, role, fate."""
