"""Terraform as blocks and attributes, read in children and never evaluated."""
