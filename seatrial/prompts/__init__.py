"""What the model is told: questions as tables, prompts as files, both named by their hash."""
