"""Documents for people, drafted from a finished run: what is known, and what a person must say."""
