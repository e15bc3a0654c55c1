"""Claims as ANSI X12 files: 837 professional and institutional, versions 005010 and 004010, read and written."""
