"""What doors show of an answer, as plain objects and words: one shape for the command line, pages and guides."""
