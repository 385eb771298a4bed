"""Gates: pure functions from evidence, findings, human acts and a date to a verdict."""
