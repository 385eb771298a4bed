"""The workflows, as LangGraph graphs. A graph file reads as its diagram."""
