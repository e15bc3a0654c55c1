"""The kernel: numbers, days, citations and rule trees. It knows no Medicare and no array library."""
