"""What a model was measured to be able to do, question by question."""
