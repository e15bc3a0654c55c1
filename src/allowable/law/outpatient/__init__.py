"""The hospital outpatient prospective payment system (42 CFR 419)."""
