"""Local models: how they are reached, asked and accounted for."""
