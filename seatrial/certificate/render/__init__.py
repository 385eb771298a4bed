"""The certificate as text for people, from templates that escape whatever they are given."""
