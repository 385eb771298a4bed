"""Reads readiness documents and finds where they contradict themselves: text in, facts out."""
