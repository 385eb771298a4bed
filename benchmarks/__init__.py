"""Measures of speed and memory. Not tests: nothing here fails a build."""
