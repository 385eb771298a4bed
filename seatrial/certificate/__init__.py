"""The certificate: what was found, what it means, and what nobody knows yet."""
