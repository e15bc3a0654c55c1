"""The physician fee schedule (42 CFR 414)."""
