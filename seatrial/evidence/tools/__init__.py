"""Outside tools, run isolated over the snapshot; which rule means what stands in rules.toml."""
