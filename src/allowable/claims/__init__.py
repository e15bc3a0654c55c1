"""Claims and their lines: what is billed."""
