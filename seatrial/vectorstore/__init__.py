"""Chunks of the tree, their vectors, and a search that fuses words with meaning."""
