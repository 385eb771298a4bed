"""Reads readiness documents and finds where they contradict themselves. Pure: text in, facts out."""
