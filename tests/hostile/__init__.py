"""A hostile repository, its benign twin, and what an audit makes of them (docs/threat-model.md)."""
