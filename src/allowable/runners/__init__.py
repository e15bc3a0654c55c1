"""The folds of a rule tree: an account of one line, arrays for many lines, words."""
