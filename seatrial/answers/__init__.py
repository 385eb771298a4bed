"""Answers to questions about readiness: what evidence knows, told by code. No model here."""
