"""The payment system of ambulatory surgical centers (42 CFR 416 subpart F)."""
