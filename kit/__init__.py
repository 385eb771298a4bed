"""One folder to carry to a machine without network: written here, checked and installed there."""
