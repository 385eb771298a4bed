"""Seatrial drafts a production-readiness certificate that a person can check line by line."""

__version__ = "0.1.0"
