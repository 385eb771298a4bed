"""Reads programs in JavaScript, TypeScript, Go, Java, Rust and shell by their syntax trees."""
