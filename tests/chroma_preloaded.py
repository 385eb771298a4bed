"""Imported once by the process that `chroma_host.py` forks Chroma's children from."""

from seatrial.vectorstore.chroma_child import chroma

chroma()
