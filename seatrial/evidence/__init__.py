"""Evidence: observations that a person can check, and the checks that they speak of."""
